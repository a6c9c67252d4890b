"""Documents of each format as blocks of text, code and links, with the place of each."""
