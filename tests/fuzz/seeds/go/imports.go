package here

import (
	"fmt"
	. "example.org/fuzz/other"
	_ "x\x00y"
)

func init() { fmt.Println(Elsewhere) }
