"""Documents as typed values: read within bounds, checked against a shape, every error with its file and line."""
