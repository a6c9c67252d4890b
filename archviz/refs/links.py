"""Where a repository's host shows a line of it: patterns with ``{commit}``, ``{file}`` and ``{line}``.

Each host has a form of its own. Public hosts are known by name, self-hosted ones by a label of their name that says
what they run (``gitlab.example.org``, ``git.gitea.example.org``). No pattern is guessed for any other.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote, urlsplit

from archviz.model.modules import without_major

if TYPE_CHECKING:
    from collections.abc import Callable

PATTERN = r"^https?://[^\x00-\x20\x7f\"'<>\\^`|]+$(?!\n)"
"""What a link pattern is made of: an address of http or https, and the braces of what is filled in."""

FORM = "an https or http address with {file} and {line} in it, and {commit} where the commit belongs"

_NAMES = frozenset({"commit", "file", "line"})
_BRACED = re.compile(r"\{([^{}]*)\}|[{}]")
_SCP = re.compile(r"(?:[^@/:\s]+@)?(\[[0-9A-Fa-f:.]+\]|[^@/:\s]+):(?!//)(\S+)")
_SSH_HOSTS = {
    "ssh.github.com": "github.com",
    "altssh.gitlab.com": "gitlab.com",
    "altssh.bitbucket.org": "bitbucket.org",
    "ssh.dev.azure.com": "dev.azure.com",
    "vs-ssh.visualstudio.com": "dev.azure.com",
}
"""Hosts that answer ssh for another one that has the pages."""
_ALIAS = re.compile(r"^(github\.com|gitlab\.com|bitbucket\.org)-[\w-]+$")
"""A name in somebody's ssh configuration for one of several accounts at a host."""
_PLAIN = "/~+@:!$&()*,;=._-"


@dataclass(frozen=True, slots=True)
class _Remote:
    """Where a remote is: the page's scheme, host (with a port that belongs to it), and path without ``/`` around it."""

    scheme: str
    host: str
    path: str

    @property
    def name(self) -> str:
        """The host's name alone."""
        return self.host.partition(":")[0]

    @property
    def base(self) -> str:
        """The page of the repository, where it has the remote's own path."""
        return f"{self.scheme}://{self.host}/{quote(self.path, _PLAIN)}"


def link_of_remote(url: str, commit: str, subfolder: str = "") -> str:
    """The pattern with ``{file}`` and ``{line}`` for a line of a repository at a commit, by the address of its remote.

    ``url`` is an address as git takes it: https, http, ssh, git or ``[USER@]HOST:PATH``; a user name and password in
    it are left out. ``commit`` is a commit's id, a tag's name, or ``{commit}`` for a pattern that is to be filled in.
    ``subfolder`` leads from the repository's top to the folder that ``{file}`` is named from. "" where the host is not
    one whose pages are known, and for a repository on this machine.
    """
    remote = _parsed(url)
    if remote is None:
        return ""
    form = next((form for runs, form in _FORMS if runs(remote)), None)
    if form is None:
        return ""
    commit = commit if commit == "{commit}" else quote(commit, "/~+@!$()*,._-")
    folder = quote(subfolder.strip("/"), _PLAIN)
    return form(remote).replace("{commit}", commit).replace("{file}", f"{folder}/{{file}}" if folder else "{file}")


def link_of_module(path: str, version: str) -> str:
    """The pattern for a line of a module of a version, where its path names the repository; "" where it does not.

    ``path`` is a module's path and ``version`` its version in full, which is the tag of it
    (https://go.dev/ref/mod#vcs-version); a pseudo-version's commit is a part of it, and no link is made of that.
    """
    host, *elements = without_major(path).split("/")
    if host not in ("github.com", "gitlab.com", "bitbucket.org", "codeberg.org") or len(elements) < 2:
        return ""
    if re.search(r"[.-][0-9]{14}-[0-9a-f]{12}", version):
        return ""
    folder = "/".join(elements[2:])
    tag = f"{folder}/{version}" if folder else version.removesuffix("+incompatible")
    return link_of_remote(f"https://{host}/{'/'.join(elements[:2])}", tag, folder)


def link_fault(link: str, commit: str, version: str) -> str:
    """What is wrong with a link pattern for a version of a commit, "" for none known; "" where nothing is wrong.

    A pattern without the commit leads to the line as it is today, unless it has the commit or the version written out;
    where no commit is known it is its author's affair.
    """
    found = [(each[1], each[0]) for each in _BRACED.finditer(link)]
    wrong = [whole for name, whole in found if name not in _NAMES]
    if wrong:
        return f"{wrong[0]} is nothing that is filled in"
    names = {name for name, _ in found}
    missing = [f"{{{name}}}" for name in ("file", "line") if name not in names]
    if missing:
        return f"{' and '.join(missing)} {'is' if len(missing) == 1 else 'are'} missing"
    if "commit" in names:
        return "" if commit else "there is {commit} in it, and no commit is pinned"
    if not commit or commit in link or version in link:
        return ""
    return "{commit} is missing, so that it leads to the code of another day"


def _parsed(url: str) -> _Remote | None:
    """Where a remote is; None for a path of this machine, and for what is no address."""
    if not url.isprintable():
        return None
    scp = _SCP.fullmatch(url) if "://" not in url else None
    if scp is not None:
        return _remote("ssh", scp[1].lower(), None, scp[2])
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return None
    scheme = parts.scheme.removeprefix("git+")
    if not host or scheme not in ("https", "http", "ssh", "git"):
        return None
    return _remote(scheme, f"[{host}]" if ":" in host else host, port, unquote(parts.path))


def _remote(scheme: str, host: str, port: int | None, path: str) -> _Remote | None:
    path = path.strip("/")
    if not path or any(part in ("", ".", "..") for part in path.split("/")):
        return None
    over_web = scheme in ("https", "http")
    host = _SSH_HOSTS.get(host, host) if over_web else _ALIAS.sub(r"\1", _SSH_HOSTS.get(host, host))
    named = f"{host}:{port}" if over_web and port not in (None, 443 if scheme == "https" else 80) else host
    return _Remote("http" if scheme == "http" and host not in _PUBLIC else "https", named, path)


def _bare(remote: _Remote) -> str:
    return remote.base.removesuffix(".git")


def _azure(remote: _Remote) -> str:
    """Azure DevOps: ``ORG/PROJECT/_git/REPOSITORY``; ``v3/ORG/PROJECT/REPOSITORY`` over ssh."""
    parts = remote.path.split("/")
    if parts[0] == "v3" and len(parts) == 4:
        parts = [parts[1], parts[2], "_git", parts[3]]
    path = quote("/".join(parts), _PLAIN)
    return f"https://{remote.host}/{path}?path=/{{file}}&version=GC{{commit}}&line={{line}}"


def _bitbucket_server(remote: _Remote) -> str:
    """Bitbucket Data Center: ``scm/PROJECT/REPOSITORY``, without ``scm`` over ssh; ``~USER`` in a project's place."""
    *_, project, name = ["", *remote.path.removesuffix(".git").split("/")]
    sort = "users" if project.startswith("~") else "projects"
    page = f"{sort}/{quote(project.removeprefix('~'), _PLAIN)}/repos/{quote(name, _PLAIN)}"
    return f"{remote.scheme}://{remote.host}/{page}/browse/{{file}}?at={{commit}}#{{line}}"


def _cgit(remote: _Remote) -> str:
    base = remote.base
    if remote.name == "git.savannah.gnu.org":  # clones are below /git or /r, pages below /cgit
        base = re.sub(r"(?<=savannah\.gnu\.org)/(git|r|srv/git)/", "/cgit/", base)
    return f"{base}/tree/{{file}}?id={{commit}}#n{{line}}"


def _gitweb(remote: _Remote) -> str:
    above, marked, repository = remote.path.rpartition("gitweb/") if "gitweb/" in remote.path else ("", "", remote.path)
    project = quote(repository, "/~+@!$()*,._-")
    return (
        f"{remote.scheme}://{remote.host}/{quote(above + marked, _PLAIN)}"
        f"?p={project};a=blob;f={{file}};hb={{commit}}#l{{line}}"
    )


def _gitiles(remote: _Remote) -> str:
    path = quote(remote.path.removeprefix("a/").removesuffix(".git"), _PLAIN)
    return f"https://{remote.host}/{path}/+/{{commit}}/{{file}}#{{line}}"


def _on(*hosts: str) -> Callable[[_Remote], bool]:
    """Whether a remote is on one of some hosts, or on one below a domain that begins with a dot."""
    return lambda remote: any(
        remote.name.endswith(host) if host.startswith(".") else remote.name == host for host in hosts
    )


def _labelled(word: str) -> Callable[[_Remote], bool]:
    """Whether a label of a host's name, other than its last, is a word or has it before or behind a hyphen."""
    return lambda remote: any(word in label.split("-") for label in remote.name.split(".")[:-1])


def _below(suffix: str) -> Callable[[_Remote], str]:
    """The form of a host whose address of a line is that of the repository and more."""
    return lambda remote: _bare(remote) + suffix


_GITHUB = _below("/blob/{commit}/{file}#L{line}")
_GITLAB = _below("/-/blob/{commit}/{file}#L{line}")
_GITEA = _below("/src/commit/{commit}/{file}#L{line}")
_PUBLIC = frozenset({"github.com", "gitlab.com", "bitbucket.org", "codeberg.org", "dev.azure.com", "git.sr.ht"})
"""Hosts that answer with https, whatever the remote says."""

_FORMS: tuple[tuple[Callable[[_Remote], bool], Callable[[_Remote], str]], ...] = (
    (_on("github.com", ".ghe.com", "gitee.com"), _GITHUB),
    (_on("gitlab.com", "salsa.debian.org", "invent.kde.org", "code.videolan.org", "framagit.org"), _GITLAB),
    (_on("bitbucket.org"), _below("/src/{commit}/{file}#lines-{line}")),
    (_on("codeberg.org", "gitea.com"), _GITEA),
    (_on("dev.azure.com", ".visualstudio.com"), _azure),
    (_on("git.sr.ht"), _below("/tree/{commit}/item/{file}#L{line}")),
    (_on("pagure.io", "src.fedoraproject.org"), _below("/blob/{commit}/f/{file}#_{line}")),
    (_on("notabug.org"), _below("/src/{commit}/{file}#L{line}")),
    (_on(".googlesource.com"), _gitiles),
    (_on("git.kernel.org", "git.savannah.gnu.org", "git.launchpad.net", "git.zx2c4.com"), _cgit),
    (_labelled("gitlab"), _GITLAB),
    (_labelled("github"), _GITHUB),
    (_labelled("gitea"), _GITEA),
    (_labelled("forgejo"), _GITEA),
    (_labelled("bitbucket"), _bitbucket_server),
    (_labelled("cgit"), _cgit),
    (lambda remote: "cgit" in remote.path.split("/")[:-1], _cgit),
    (_labelled("gitweb"), _gitweb),
    (lambda remote: "gitweb" in remote.path.split("/")[:-1], _gitweb),
)
"""What a host runs, and the form of its addresses; the first that fits counts."""
