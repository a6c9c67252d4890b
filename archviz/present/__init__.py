"""A proved figure for any reader: its rows in words, its code as HTML or as plain text, all of it in Markdown."""
