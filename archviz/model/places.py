"""What a pin may say of where a version is: the forms of git and archive addresses, a tag, a Debian package.

These values come from files and go to other programs, so none of them begins with ``-`` or holds a control character.
"""

from __future__ import annotations

import re
from urllib.parse import unquote

_HOST = r"(?:[A-Za-z0-9][A-Za-z0-9.-]*|\[[0-9A-Fa-f:.]+\])"
_USER = r"(?:[A-Za-z0-9_][\w.~%!$&'()*+,;=:-]*@)?"
_URL = re.compile(rf"(https?|ssh|git)://{_USER}{_HOST}(?::[0-9]{{1,5}})?/[!-~]*", re.ASCII)
_SCP = re.compile(rf"{_USER}{_HOST}:(?![:-])[!-~]+", re.ASCII)
_FILE = re.compile(r"(?:file://)?/.*")
_FILE_PATH = re.compile(r"(?:file://(?=/)|/|\.\.?/).+")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")

_NOT_IN_A_REFERENCE = re.compile(r"[\x00-\x20\x7f~^:?*\[\\]|\.\.|@\{|//|(?:^|/)\.|\.lock(?:/|$)|^[-/]|[/.]$|^@$|^$")

_PACKAGE = re.compile(r"[a-z0-9][a-z0-9+.-]+")
_UPSTREAM = re.compile(r"[0-9A-Za-z][0-9A-Za-z.+~-]*")
_WEB = re.compile(rf"https?://{_USER}{_HOST}(?::[0-9]{{1,5}})?/[!-~]*", re.ASCII)


def git_protocol(address: str) -> str | None:
    """The protocol by which git reaches an address: ``https``, ``http``, ``ssh``, ``git`` or ``file``.

    An address is a URL, ``[USER@]HOST:PATH``, or an absolute path (git-clone(1), "GIT URLS"). None where it is nothing
    of the kind, such as the name of a remote helper (``ext::…``), which would be a command.
    """
    if _CONTROL.search(unquote(address)):
        return None
    if url := _URL.fullmatch(address):
        return url[1]
    if _FILE.fullmatch(address):
        return "file"
    return "ssh" if "://" not in address and _SCP.fullmatch(address) else None


def is_tag(name: str) -> bool:
    """Whether a tag may have this name (git-check-ref-format(1))."""
    return not _NOT_IN_A_REFERENCE.search(name) and "\n" not in name


def is_web_address(address: str) -> bool:
    """Whether this is the http or https address of a file, in ASCII as a request needs it."""
    return _WEB.fullmatch(address) is not None


def is_archive_place(place: str) -> bool:
    """Whether this is where an archive may be: a web address, a file URL, or a path that begins with / or a dot."""
    return is_web_address(place) or (_FILE_PATH.fullmatch(place) is not None and not _CONTROL.search(unquote(place)))


def is_debian_package(name: str) -> bool:
    """Whether a Debian source package may have this name (Debian Policy, 5.6.1)."""
    return _PACKAGE.fullmatch(name) is not None


def is_upstream_version(version: str) -> bool:
    """Whether this may be the upstream part of a Debian version, without its epoch (Debian Policy, 5.6.12)."""
    return _UPSTREAM.fullmatch(version) is not None


def stands_in(path: str, folder: str) -> bool:
    """Whether a path is a folder's own or leads below it; every path stands in the top, ""."""
    return not folder or path == folder or path.startswith(f"{folder}/")
