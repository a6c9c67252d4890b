"""The index: what was worked out of the packages of sources, in one file, so that questions need not read the code.

``columns`` writes the contents of a package as bytes, ``units`` reads them, ``store`` holds them in SQLite, and
``index_facts`` answers from it. The code is never needed for what is in the index.
"""
