"""The Model Context Protocol: questions of coding agents, answered over standard input and output."""
