package here

func use(x int,
