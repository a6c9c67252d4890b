"""Go source to facts: bytes, declarations, types, relations. The only place that knows tree-sitter.

``scan`` finds a file's top-level declarations, ``parse`` turns one of them into the nodes of ``ast``, ``package`` gives
names their meaning, ``types`` and its neighbours are Go's types, ``check`` walks a body and reports relations,
``graph`` answers questions about all of it.
"""
