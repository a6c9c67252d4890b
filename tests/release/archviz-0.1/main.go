// Command post runs a small post office, which the examples of the documentation ask about.
package main

import (
	"example.org/post/office"
	"example.org/post/round"
)

func main() {
	clerk := office.Open(round.New())
	clerk.Take("a postcard")
}
