"""Where everything in a diagram stands: boxes of cards, their positions, the ways of lines, places for labels."""
