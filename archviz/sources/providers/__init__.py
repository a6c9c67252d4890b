"""Where a pinned version can be had: a git remote, an archive, a module proxy, a Debian source package."""
