"""Go source trees: from a directory, an archive or a git repository, and how they are fetched."""
