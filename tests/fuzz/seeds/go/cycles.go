package here

type A = B
type B = A
type T[P any] struct{ T[T[P]] }
type I interface{ I }
