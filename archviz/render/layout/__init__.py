"""Where everything in a diagram stands: boxes for cards, positions by Graphviz, the ways of lines, places for labels."""
