"""StructBench-Go: questions about the structure of Go code, with the answers of Go's own type checker."""
