"""Links to code: the address of a line on each kind of host, and the patterns that a pin may have."""

from __future__ import annotations

import pytest

from archviz.model.figure import Origin
from archviz.model.relations import Position
from archviz.refs import link_of_module, link_of_remote
from archviz.refs.links import link_fault

COMMIT = "abcdef6789012345678901234567890123456789"

HOSTS = [
    ("https://github.com/o/r.git", f"https://github.com/o/r/blob/{COMMIT}/a/b.go#L7"),
    ("git@github.com:o/r.git", f"https://github.com/o/r/blob/{COMMIT}/a/b.go#L7"),
    ("github.com:o/r", f"https://github.com/o/r/blob/{COMMIT}/a/b.go#L7"),
    ("ssh://git@ssh.github.com:443/o/r.git", f"https://github.com/o/r/blob/{COMMIT}/a/b.go#L7"),
    ("git@github.com-work:o/r.git", f"https://github.com/o/r/blob/{COMMIT}/a/b.go#L7"),
    ("git://github.com/o/r.git", f"https://github.com/o/r/blob/{COMMIT}/a/b.go#L7"),
    ("http://github.com/o/r/", f"https://github.com/o/r/blob/{COMMIT}/a/b.go#L7"),
    ("git+ssh://git@github.com/o/r", f"https://github.com/o/r/blob/{COMMIT}/a/b.go#L7"),
    ("https://GitHub.com/O/R", f"https://github.com/O/R/blob/{COMMIT}/a/b.go#L7"),
    ("https://user:secret@github.com/o/r.git", f"https://github.com/o/r/blob/{COMMIT}/a/b.go#L7"),
    ("https://github.example.org/o/r", f"https://github.example.org/o/r/blob/{COMMIT}/a/b.go#L7"),
    ("https://octo.ghe.com/o/r", f"https://octo.ghe.com/o/r/blob/{COMMIT}/a/b.go#L7"),
    ("git@gitlab.com:g/sub/group/r.git", f"https://gitlab.com/g/sub/group/r/-/blob/{COMMIT}/a/b.go#L7"),
    ("https://gitlab.example.org:8443/g/r.git", f"https://gitlab.example.org:8443/g/r/-/blob/{COMMIT}/a/b.go#L7"),
    ("ssh://git@gitlab.example.org:2222/g/r.git", f"https://gitlab.example.org/g/r/-/blob/{COMMIT}/a/b.go#L7"),
    ("http://gitlab.local/g/r.git", f"http://gitlab.local/g/r/-/blob/{COMMIT}/a/b.go#L7"),
    ("https://salsa.debian.org/go-team/r.git", f"https://salsa.debian.org/go-team/r/-/blob/{COMMIT}/a/b.go#L7"),
    ("git@bitbucket.org:o/r.git", f"https://bitbucket.org/o/r/src/{COMMIT}/a/b.go#lines-7"),
    (
        "ssh://git@bitbucket.example.org:7999/proj/r.git",
        f"https://bitbucket.example.org/projects/proj/repos/r/browse/a/b.go?at={COMMIT}#7",
    ),
    (
        "https://bitbucket.example.org/scm/proj/r.git",
        f"https://bitbucket.example.org/projects/proj/repos/r/browse/a/b.go?at={COMMIT}#7",
    ),
    (
        "https://bitbucket.example.org/scm/~jane/r.git",
        f"https://bitbucket.example.org/users/jane/repos/r/browse/a/b.go?at={COMMIT}#7",
    ),
    ("https://codeberg.org/o/r.git", f"https://codeberg.org/o/r/src/commit/{COMMIT}/a/b.go#L7"),
    ("git@gitea.example.org:o/r.git", f"https://gitea.example.org/o/r/src/commit/{COMMIT}/a/b.go#L7"),
    ("https://code.forgejo.org/o/r", f"https://code.forgejo.org/o/r/src/commit/{COMMIT}/a/b.go#L7"),
    (
        "https://org@dev.azure.com/org/My%20Project/_git/r",
        f"https://dev.azure.com/org/My%20Project/_git/r?path=/a/b.go&version=GC{COMMIT}&line=7",
    ),
    (
        "git@ssh.dev.azure.com:v3/org/project/r",
        f"https://dev.azure.com/org/project/_git/r?path=/a/b.go&version=GC{COMMIT}&line=7",
    ),
    (
        "https://org.visualstudio.com/project/_git/r",
        f"https://org.visualstudio.com/project/_git/r?path=/a/b.go&version=GC{COMMIT}&line=7",
    ),
    ("git@git.sr.ht:~jane/r", f"https://git.sr.ht/~jane/r/tree/{COMMIT}/item/a/b.go#L7"),
    ("https://go.googlesource.com/tools", f"https://go.googlesource.com/tools/+/{COMMIT}/a/b.go#7"),
    (
        "https://git.kernel.org/pub/scm/git/git.git",
        f"https://git.kernel.org/pub/scm/git/git.git/tree/a/b.go?id={COMMIT}#n7",
    ),
    ("https://cgit.example.org/r.git", f"https://cgit.example.org/r.git/tree/a/b.go?id={COMMIT}#n7"),
    ("https://example.org/cgit/r", f"https://example.org/cgit/r/tree/a/b.go?id={COMMIT}#n7"),
    (
        "https://example.org/gitweb/some/r.git",
        f"https://example.org/gitweb/?p=some/r.git;a=blob;f=a/b.go;hb={COMMIT}#l7",
    ),
]


@pytest.mark.parametrize(("remote", "expected"), HOSTS)
def test_a_line_on_each_kind_of_host(remote: str, expected: str) -> None:
    link = link_of_remote(remote, COMMIT)
    assert Origin("", COMMIT, link).url(Position("a/b.go", 7, 1)) == expected
    pattern = link_of_remote(remote, "{commit}")
    assert pattern.replace("{commit}", COMMIT) == link
    assert link_fault(pattern, COMMIT, "1.0") == ""


@pytest.mark.parametrize(
    "remote",
    [
        "",
        "/srv/git/github.com/o/r.git",
        "../r",
        "file:///srv/github.com/r.git",
        "https://git.example.org/o/r.git",
        "https://notgithub.org/o/r",
        "https://github.com",
        "https://github.com/o/../r",
        "https://[::1/o/r",
        "https://github.com:port/o/r",
        "ext::sh -c gitlab.example.org",
        "https://gitlab.example.org/o/r\n",
        "C:\\gitlab\\r",
        "gitlab:o/r",
    ],
)
def test_no_link_is_made_up_where_the_host_is_not_known(remote: str) -> None:
    assert link_of_remote(remote, COMMIT) == ""


def test_a_module_in_a_folder_of_a_repository() -> None:
    link = link_of_remote("https://github.com/o/r", COMMIT, "services/über backend/")
    url = Origin("", COMMIT, link).url(Position("a b.go", 7, 1))
    assert url == f"https://github.com/o/r/blob/{COMMIT}/services/%C3%BCber%20backend/a%20b.go#L7"
    link = link_of_remote("https://dev.azure.com/o/p/_git/r", COMMIT, "backend")
    url = Origin("", COMMIT, link).url(Position("a&b=c+d.go", 7, 1))
    assert f"?path=/backend/a%26b%3Dc%2Bd.go&version=GC{COMMIT}&line=7" in url


@pytest.mark.parametrize(
    ("path", "version", "expected"),
    [
        ("github.com/o/r", "v1.2.3", "https://github.com/o/r/blob/v1.2.3/{file}#L{line}"),
        ("github.com/o/r/v2", "v2.0.0", "https://github.com/o/r/blob/v2.0.0/{file}#L{line}"),
        ("github.com/o/r/api/v2", "v2.0.0", "https://github.com/o/r/blob/api/v2.0.0/api/{file}#L{line}"),
        ("github.com/o/r", "v2.0.0+incompatible", "https://github.com/o/r/blob/v2.0.0/{file}#L{line}"),
        ("github.com/o/r", "v0.0.0-20240102030405-abcdefabcdef", ""),
        ("github.com/o/r", "v1.2.4-0.20240102030405-abcdefabcdef", ""),
        ("example.org/r", "v1.2.3", ""),
        ("github.com/o", "v1.2.3", ""),
    ],
)
def test_a_module_whose_path_names_its_repository(path: str, version: str, expected: str) -> None:
    assert link_of_module(path, version) == expected


@pytest.mark.parametrize(
    ("link", "said"),
    [
        ("https://e.org/{commit}/{file}", "{line} is missing"),
        ("https://e.org/{commit}", "{file} and {line} are missing"),
        ("https://e.org/{comit}/{file}#L{line}", "{comit} is nothing that is filled in"),
        ("https://e.org/{commit}/{file}#L{line", "{ is nothing that is filled in"),
        ("https://e.org/main/{file}#L{line}", "{commit} is missing, so that it leads to the code of another day"),
        ("https://e.org/v1.0/{file}#L{line}", ""),
        (f"https://e.org/{COMMIT}/{{file}}#L{{line}}", ""),
        ("https://e.org/{file}?at={commit}&line={line}", ""),
    ],
)
def test_what_is_wrong_with_a_pattern(link: str, said: str) -> None:
    assert link_fault(link, COMMIT, "1.0") == said


def test_a_pattern_with_a_commit_needs_one() -> None:
    assert "no commit is pinned" in link_fault("https://e.org/{commit}/{file}#L{line}", "", "1.0")
