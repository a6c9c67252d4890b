"""Sources from Debian's source packages, by apt-get with folders of its own.

Nothing of the machine is changed and no root is needed: the machine's lists of package sources are copied with ``deb``
turned into ``deb-src``, and apt keeps its indexes and downloads in the workspace (apt.conf(5), sources.list(5)).
"""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import TYPE_CHECKING

from archviz.model.errors import SourceError
from archviz.model.places import is_debian_package, is_upstream_version
from archviz.sources.process import closed_environment, run
from archviz.sources.trees.archive import open_archive

if TYPE_CHECKING:
    from archviz.sources.progress import Progress
    from archviz.sources.trees.tree import Tree

_TYPES = re.compile(r"^Types:.*(?:\n[ \t].*)*", re.MULTILINE | re.IGNORECASE)
_LINE = re.compile(r"^([ \t]*)deb([ \t])", re.MULTILINE)
_CONFIGURATION = """\
#clear APT::Update::Pre-Invoke;
#clear APT::Update::Post-Invoke;
#clear APT::Update::Post-Invoke-Success;
APT::Sandbox::User "root";
Acquire::http::Timeout "15";
Acquire::https::Timeout "15";
Acquire::Retries "1";
Dir::Etc::SourceList "/dev/null";
"""
_FOLDERS = {
    "Dir::Etc::SourceParts": "sources.list.d",
    "Dir::State::Lists": "lists",
    "Dir::Cache": "cache",
}
_VARIABLES = (
    "APT_CONFIG",
    "http_proxy",
    "https_proxy",
    "ftp_proxy",
    "all_proxy",
    "no_proxy",
    "HTTPS_PROXY",
    "NO_PROXY",
)
"""What apt has of the environment: its configuration is the user's, as that of the machine is the machine's."""

_UPDATE = 600.0
"""Seconds that reading the lists may take."""

_VERSION = re.compile(r"[0-9A-Za-z][0-9A-Za-z.+:~-]*")


def apt_source(package: str, upstream: str, workspace: Path, progress: Progress) -> Tree:
    """Brings the upstream archive of a source package into the workspace; any Debian revision of that version will do.

    Raises SourceError where there is no apt, no list of sources, or the lists have no such version.
    """
    if not is_debian_package(package) or not is_upstream_version(upstream):
        raise SourceError(f"{package!r} {upstream!r} is no Debian source package and version")
    environment = closed_environment(*_VARIABLES)
    for name in ("sources.list.d", "lists/partial", "cache/archives/partial", "download"):
        (workspace / name).mkdir(parents=True)
    _copy_lists(workspace, environment)
    (workspace / "apt.conf").write_text(_CONFIGURATION, encoding="utf-8")
    progress.note("reading the lists of Debian's source packages")
    trouble = ""
    try:
        run(_apt("apt-get", workspace, "update"), folder=workspace, environment=environment, seconds=_UPDATE)
    except SourceError as error:
        trouble = f" ({error.message})"
    listed = run(versions_command(workspace, package), folder=workspace, environment=environment)
    version = _version(listed, upstream)
    if version is None:
        raise SourceError(f"no source package {package} {upstream} in the machine's package sources{trouble}")
    wanted = source_command(workspace, package, version)
    total = _total(run([*wanted[:-2], "--print-uris", *wanted[-2:]], folder=workspace, environment=environment))
    progress.start(f"apt-get source {package}={version}", total)
    try:
        run(wanted, folder=workspace / "download", environment=environment, progress=progress)
    finally:
        progress.done()
    for file in sorted((workspace / "download").glob("*.orig.tar.*")):
        tree = open_archive(file.name, file)
        if tree is not None:
            return tree
    raise SourceError(f"the source package {package} {version} has no upstream archive that can be read")


def versions_command(workspace: Path, package: str) -> list[str]:
    """How apt-cache lists the versions of a source package, by folders of its own."""
    return _apt("apt-cache", workspace, "madison", "--", package)


def source_command(workspace: Path, package: str, version: str) -> list[str]:
    """How apt-get brings the upstream archive of a version of a source package, by folders of its own."""
    return _apt("apt-get", workspace, "source", "--download-only", "--tar-only", "--", f"{package}={version}")


def _apt(tool: str, workspace: Path, *arguments: str) -> list[str]:
    places = [part for key, name in _FOLDERS.items() for part in ("-o", f"{key}={workspace / name}")]
    return [tool, "-q", "-c", str(workspace / "apt.conf"), *places, *arguments]


def source_lists(text: str, *, deb822: bool) -> str:
    """A list of package sources with ``deb`` turned into ``deb-src``; comments, options and disabled entries stay."""
    return _TYPES.sub("Types: deb-src", text) if deb822 else _LINE.sub(r"\1deb-src\2", text)


def _copy_lists(workspace: Path, environment: dict[str, str]) -> None:
    asked = ["apt-config", "shell", "LIST", "Dir::Etc::sourcelist/f", "PARTS", "Dir::Etc::sourceparts/d"]
    told = run(asked, folder=workspace, environment=environment)
    places = dict(word.partition("=")[::2] for word in shlex.split(told))
    main, parts = Path(places.get("LIST", "")), Path(places.get("PARTS", ""))
    lists = [file for file in sorted(parts.glob("*")) if file.suffix in (".list", ".sources")]
    if main.is_file():
        lists.append(main)
    for number, file in enumerate(lists):
        try:
            text = file.read_text(encoding="utf-8", errors="surrogateescape")
        except OSError as error:
            raise SourceError(f"cannot read {file}: {error.strerror}") from error
        copy = workspace / "sources.list.d" / f"{number}{file.suffix}"
        copy.write_text(
            source_lists(text, deb822=file.suffix == ".sources"), encoding="utf-8", errors="surrogateescape"
        )
    if not lists:
        raise SourceError(f"no package sources in {main} and {parts}")


def _version(madison: str, upstream: str) -> str | None:
    """The first version in ``apt-cache madison``'s table whose upstream part fits (deb-version(7))."""
    for line in madison.splitlines():
        columns = [column.strip() for column in line.split("|")]
        if len(columns) == 3 and columns[2].endswith("Sources"):
            version = columns[1]
            if _VERSION.fullmatch(version) and re.sub(r"^\d+:", "", version).rpartition("-")[0] == upstream:
                return version
    return None


def _total(uris: str) -> int | None:
    """The size of the download, from ``--print-uris``: address, name, size and checksum in a line."""
    sizes = [words[2] for words in map(str.split, uris.splitlines()) if len(words) == 4 and words[2].isdigit()]
    return sum(map(int, sizes)) or None
