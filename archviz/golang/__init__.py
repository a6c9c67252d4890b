"""Go source to facts: bytes, declarations, types, relations. The only place that knows tree-sitter.

``syntax`` turns bytes into declarations, ``types`` gives names and expressions their meaning, ``facts`` says what a
package's declarations are and what they have to do with each other, ``graph`` answers questions about all of it. Each
reads only those before it; ``stdlib`` is a table of the standard library's signatures.
"""
