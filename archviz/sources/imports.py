"""Which strings are import paths (https://go.dev/ref/spec#Import_declarations)."""

from __future__ import annotations

import re

from archviz.sources.limits import MOST_FOLDERS, MOST_PATH_BYTES

_EXCLUDED = re.compile("[ !\"#$%&'()*,:;<=>?\\[\\\\\\]^`{|}\ufffd]")


def is_import_path(path: str) -> bool:
    """Whether Go code can import a path.

    It has only the characters that Go's own parser takes, graphic and without spaces, and no element that is empty or
    nothing but dots (https://pkg.go.dev/golang.org/x/mod/module#CheckImportPath). It is within the bounds of a tree.
    """
    return (
        len(path) <= MOST_PATH_BYTES
        and path.isprintable()
        and _EXCLUDED.search(path) is None
        and path.count("/") < MOST_FOLDERS
        and all(part.strip(".") for part in path.split("/"))
    )
