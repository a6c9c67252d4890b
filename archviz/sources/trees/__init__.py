"""A tree of files, whatever holds it: a directory, an archive, a commit; and the digest over it."""
