package here

var M = map[string]struct{ a, b []*T }{"a": {nil, []*T{{}, {1, 2}}}, `b`: {a: nil}}

type T struct {
	N *T `json:"n"`
	other.X
	func()
}
