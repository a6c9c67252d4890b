package here

const (
	A = iota << 500
	B
	_
	C = len("\xff\u00e9") + 'x'
)

var X, Y = f(A, B)
