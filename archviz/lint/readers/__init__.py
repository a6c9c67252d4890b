"""Documents of each format as blocks of text, code and links: Markdown, reStructuredText, AsciiDoc and Go's doc comments."""
