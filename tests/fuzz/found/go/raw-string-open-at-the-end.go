package here

func f() {
	g()
	_ = `a

