package here

type I interface{ I }

type T struct{ x I }
