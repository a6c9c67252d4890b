"""The pins: the one that ships, and files that are none."""

from __future__ import annotations

import datetime
import subprocess
from typing import TYPE_CHECKING

import msgspec
import pytest
from ruamel.yaml import YAML

from archviz.model.errors import ProjectError, SourceError
from archviz.model.relations import Position
from archviz.refs import Pin, Provider, ProviderKind, pin, pin_text, pins
from archviz.shipped import shipped
from archviz.sources.providers.fetch import fetch

if TYPE_CHECKING:
    from pathlib import Path

GOOD = f"""version: 1.0.0
commit: {"ab" * 20}
link: https://example.com/blob/{{commit}}/{{file}}#L{{line}}
digest: sha256:{"cd" * 32}
providers:
  - kind: git
    place: https://example.com/k.git
    revision: v1.0.0
  - {{kind: debian, place: kubernetes, revision: "1.0.0"}}
name: Kettle
"""


PINNED = Pin("Kettle", "1.0.0", f"sha256:{'cd' * 32}", (Provider(ProviderKind.ARCHIVE, "https://e.org/k.zip"),))


def _write(folder: Path, text: str = GOOD, name: str = "1.0.0") -> Path:
    file = folder / f"{name}.yaml"
    file.write_text(text, encoding="utf-8")
    return file


def test_the_pin_that_ships() -> None:
    shipping = pin("1.20.2", shipped("kubernetes-refs"))
    assert shipping.commit == "faecb196815e248d3ecfb03c680a4507229c2a56"
    assert [provider.kind for provider in shipping.providers] == ["git", "archive", "debian"]
    assert (
        shipping.origin.url(Position("pkg/a.go", 7, 1))
        == "https://github.com/kubernetes/kubernetes/blob/faecb196815e248d3ecfb03c680a4507229c2a56/pkg/a.go#L7"
    )
    assert pin("v1.20.2", shipped("kubernetes-refs")) == shipping


def test_every_pin_that_ships_has_a_date() -> None:
    """That of 1.20.2 is the day of the release; the others are those of their newest commits."""
    shipping = {it.version: it.date for it in pins(shipped("kubernetes-refs"))}
    assert shipping["1.20.2"] == datetime.date(2021, 1, 13)
    assert shipping["microshift-1.21"] == datetime.date(2022, 4, 20)
    assert all(shipping.values())


def test_a_pin_can_be_fetched(tmp_path: Path) -> None:
    """What refs gives is what sources takes."""
    _write(tmp_path)
    with pytest.raises(SourceError, match=r"1\.0\.0 is not in the cache"):
        fetch(pin("1.0.0", tmp_path), tmp_path / "cache", offline=True)


def test_a_pin_read(tmp_path: Path) -> None:
    _write(tmp_path)
    read = pin("1.0.0", tmp_path)
    assert read.digest == f"sha256:{'cd' * 32}"
    assert read.providers[1].kind is ProviderKind.DEBIAN
    assert read.providers[1].place == "kubernetes"
    assert read.providers[1].revision == "1.0.0"
    assert read.origin.link == f"https://example.com/blob/{'ab' * 20}/{{file}}#L{{line}}"


def test_a_pin_of_a_fork_is_called_one_in_every_language(tmp_path: Path) -> None:
    name = '{en: "Ann\'s Kettle {version}, as Bob vends it", zh: "Bob 所收录的 Ann 版 Kettle {version}"}'
    _write(tmp_path, GOOD.replace("name: Kettle", f"name: {name}"))
    origin = pin("1.0.0", tmp_path).origin
    assert str(origin) == "Ann's Kettle 1.0.0, as Bob vends it"
    assert origin.title.in_language("zh") == "Bob 所收录的 Ann 版 Kettle 1.0.0"
    assert origin.project.en == "Ann's Kettle, as Bob vends it"
    assert pin_text(pin("1.0.0", tmp_path)).startswith(f"name: {name}\n")
    _write(tmp_path, pin_text(pin("1.0.0", tmp_path)))
    assert pin("1.0.0", tmp_path).origin == origin


@pytest.mark.parametrize("name", ["[Kettle]", "{de: Kessel}", "{en: Kettle, de: Kessel}", '{en: ""}'])
def test_a_name_in_no_known_form_is_refused_with_its_line(name: str, tmp_path: Path) -> None:
    _write(tmp_path, GOOD.replace("name: Kettle", f"name: {name}"))
    with pytest.raises(ProjectError) as error:
        pin("1.0.0", tmp_path)
    assert error.value.line == GOOD.count("\n")


def test_pins_come_oldest_first(tmp_path: Path) -> None:
    for version in ("1.9.0", "1.20.2", "1.20.10", "1.100.0"):
        _write(tmp_path, GOOD.replace("version: 1.0.0", f"version: {version}"), version)
    (tmp_path / "1.9.0.lock.json").write_text("{}")
    (tmp_path / "README.md").write_text("# Pins\n")
    assert [found.version for found in pins(tmp_path)] == ["1.9.0", "1.20.2", "1.20.10", "1.100.0"]


def test_an_unknown_version_names_the_known_ones(tmp_path: Path) -> None:
    _write(tmp_path)
    for version in ("1.0.1", "../1.0.0", ""):
        with pytest.raises(SourceError) as caught:
            pin(version, tmp_path)
        assert caught.value.hint == "pinned are 1.0.0; --source reads any other tree"


def test_no_pins_at_all(tmp_path: Path) -> None:
    assert pins(tmp_path / "none") == ()
    with pytest.raises(SourceError, match=r"no version 1\.0\.0 is pinned"):
        pin("1.0.0", tmp_path / "none")


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        ("version: 1.0.0", "version: 1.0", 1, "pins 1.0"),
        ("version: 1.0.0", "version: ../1", 1, "version: "),
        ("version: 1.0.0", "version: 1.0.1", 1, "pins 1.0.1"),
        ("commit: ab", "commit: AB", 2, "commit: "),
        ("{file}#L{line}", "{file}", 3, "link: {line} is missing"),
        ("{commit}", "{comit}", 3, "link: {comit} is nothing that is filled in"),
        ("{commit}", "main", 3, "link: {commit} is missing"),
        ("https://example.com/blob", "ftp://example.com/blob", 3, "link: "),
        (f"commit: {'ab' * 20}\n", "", 2, "link: there is {commit} in it, and no commit is pinned"),
        ("digest: sha256:", "digest: md5:", 4, "digest: "),
        ("kind: git", "kind: svn", 6, "providers[0].kind: `svn` is none of git"),
        ("    place: https", "    palce: https", 7, "providers[0].palce: unknown key `palce`"),
        ("place: kubernetes", "place: ''", 9, "providers[1].place: "),
        ("digest:", "date: 2021-02-30\ndigest:", 4, "date: `2021-02-30` is no date"),
        ("digest:", "date: 13 January 2021\ndigest:", 4, "date: `13 January 2021` is no date"),
        ("digest:", "date: 2021-01-13T13:19:01Z\ndigest:", 4, "date: `2021-01-13T13:19:01Z` is no date"),
        ("digest:", "date: [2021-01-13]\ndigest:", 4, "date: a list, where a date is needed"),
        ("providers:", "others: 1\nproviders:", 5, "unknown key `others`"),
        ("commit: ", "commits: ", 2, "unknown key `commits`"),
        ("  - kind: git", "  - kind: [git", 6, "not YAML: "),
    ],
)
def test_a_file_that_is_no_pin(old: str, new: str, line: int, message: str, tmp_path: Path) -> None:
    assert old in GOOD
    file = _write(tmp_path, GOOD.replace(old, new, 1))
    with pytest.raises(ProjectError) as caught:
        pin("1.0.0", tmp_path)
    assert (caught.value.file, caught.value.line) == (str(file), line)
    assert message in caught.value.message


@pytest.mark.parametrize("text", ["", "[]", "just words", "a: 1\na: 2\n", "\x00"])
def test_a_file_that_is_something_else(text: str, tmp_path: Path) -> None:
    file = _write(tmp_path, text)
    with pytest.raises(ProjectError) as caught:
        pins(tmp_path)
    assert caught.value.file == str(file)


def test_a_file_that_is_not_text(tmp_path: Path) -> None:
    (tmp_path / "1.0.0.yaml").write_bytes(b"version: \xff\xfe")
    with pytest.raises(ProjectError, match="not UTF-8"):
        pin("1.0.0", tmp_path)


def test_pins_are_frozen() -> None:
    shipping: Pin = pin("1.20.2", shipped("kubernetes-refs"))
    with pytest.raises(AttributeError):
        shipping.version = "1.20.3"  # type: ignore[misc]


GIT, DEBIAN = "https://example.com/k.git", "kubernetes"


@pytest.mark.parametrize(
    "place",
    [
        "https://github.com/kubernetes/kubernetes.git",
        "http://127.0.0.1:8080/k",
        "ssh://git@example.com:22/k.git",
        "git@github.com:kubernetes/kubernetes.git",
        "example.com:k",
        "git://[::1]:9418/k",
        "file:///srv/git/k.git",
        "/srv/git/of mine/k.git",
        "https://user:token@example.com/~k/x%20y.git",
    ],
)
def test_git_addresses(place: str, tmp_path: Path) -> None:
    _write(tmp_path, GOOD.replace(GIT, f'"{place}"'))
    assert pin("1.0.0", tmp_path).providers[0].place == place


@pytest.mark.parametrize(
    "place",
    [
        "--upload-pack=touch x; false",
        "-x",
        "ext::sh -c id",
        "http::https://example.com/x",
        "fd::17",
        "ssh://-oProxyCommand=id/x",
        "ssh://-u@example.com/x",
        "-u@example.com:x",
        "example.com:-x",
        "example.com::x",
        "k.git",
        "./k.git",
        "~/k.git",
        "ftp://example.com/k.git",
        "https://example.com",
        "https://exa mple.com/k.git",
        "https://example.com/k.git\\n",
        "https://example.com/%00",
        "git://example.com/%0ahost=evil",
        "/srv/k\\nit",
        "https://пример.рф/k.git",
    ],
)
def test_what_is_no_git_address(place: str, tmp_path: Path) -> None:
    _refused(
        tmp_path, GOOD.replace(GIT, f'"{place}"'), 7, "providers[0].place: ", "an https, http, ssh, git or file URL"
    )


@pytest.mark.parametrize("tag", ["v1.0.0", "1.0", "release/1.0", "v1-rc.1", "süß", "a@b", "v1.lock.x"])
def test_tags(tag: str, tmp_path: Path) -> None:
    _write(tmp_path, GOOD.replace("revision: v1.0.0", f'revision: "{tag}"'))
    assert pin("1.0.0", tmp_path).providers[0].revision == tag
    assert subprocess.run(["git", "check-ref-format", f"refs/tags/{tag}"], check=False).returncode == 0


@pytest.mark.parametrize(
    "tag",
    ["-x", "--all", "a b",
     "a:b", "a^", "a~1", "a?", "a*", "a[", "a\\\\b", "a..b", "a@{1}", "@", "a//b", "/a", "a/", "a.",
     ".a", "a/.b", "a.lock", "a.lock/b", "a\\n"],
)  # fmt: skip
def test_what_is_no_tag(tag: str, tmp_path: Path) -> None:
    _refused(
        tmp_path,
        GOOD.replace("revision: v1.0.0", f'revision: "{tag}"'),
        8,
        "providers[0].revision: ",
        "the name of a tag",
    )


@pytest.mark.parametrize("name", ["-o", "--help", "K", "k", "k8s_x", "a/b", "a=1", "a b", "../a", "kube\\n"])
def test_what_is_no_debian_package(name: str, tmp_path: Path) -> None:
    _refused(
        tmp_path,
        GOOD.replace("place: kubernetes", f'place: "{name}"'),
        9,
        "providers[1].place: ",
        "Debian source package",
    )


@pytest.mark.parametrize("version", ["", "-1", "1 2", "1/2", "1=2", "1:2", "1_2", "1\\n"])
def test_what_is_no_upstream_version(version: str, tmp_path: Path) -> None:
    text = GOOD.replace('revision: "1.0.0"', f'revision: "{version}"')
    _refused(tmp_path, text, 9, "providers[1].revision: ", "upstream part of a Debian version")


@pytest.mark.parametrize(
    "place", ["file://etc/passwd", "-x", "ftp://example.com/x.zip", "x.zip", "https://example.com/a b", "https:///x"]
)
def test_what_is_no_archive(place: str, tmp_path: Path) -> None:
    text = GOOD.replace("kind: git", "kind: archive").replace(GIT, f'"{place}"')
    _refused(tmp_path, text, 7, "providers[0].place: ", "an https or http URL")


@pytest.mark.parametrize("commit", ["1234567890" * 4, "12345678e9" * 4, "0" * 64, "0o" + "1" * 38])
def test_a_commit_of_digits_alone_is_no_number(commit: str, tmp_path: Path) -> None:
    _write(tmp_path, GOOD.replace("ab" * 20, commit))
    if commit.startswith("0o"):
        with pytest.raises(ProjectError, match="commit: "):
            pin("1.0.0", tmp_path)
    else:
        assert pin("1.0.0", tmp_path).commit == commit


@pytest.mark.parametrize("version", ["1.10", "2024", "1e3", "0x10", "null", "true"])
def test_a_version_is_what_is_written_quoted_or_not(version: str, tmp_path: Path) -> None:
    _write(tmp_path, GOOD.replace("version: 1.0.0", f"version: {version}"), version)
    assert pin(version, tmp_path).version == version


@pytest.mark.parametrize(
    "link",
    [
        "https://git.example.org/o/r/blob/{commit}/backend/{file}#L{line}",
        "https://bitbucket.org/o/r/src/{commit}/{file}#lines-{line}",
        "https://dev.azure.com/o/p/_git/r?path=/{file}&version=GC{commit}&line={line}",
        "https://cs.example.org/r/+/{commit}/{file}#{line}",
        "http://git.local/{file}?id={commit}#n{line}",
        "https://git.example.org/o/r/blob/v1.0.0/{file}#L{line}",
    ],
)
def test_links_of_every_host(link: str, tmp_path: Path) -> None:
    _write(tmp_path, GOOD.replace("https://example.com/blob/{commit}/{file}#L{line}", f'"{link}"'))
    filled = link.replace("{commit}", "ab" * 20).replace("{file}", "a/b.go").replace("{line}", "7")
    assert pin("1.0.0", tmp_path).origin.url(Position("a/b.go", 7, 1)) == filled


def test_a_pin_without_a_commit_has_no_git_to_bring_it(tmp_path: Path) -> None:
    text = GOOD.replace(f"commit: {'ab' * 20}\n", "").replace(
        "link: https://example.com/blob/{commit}", "link: https://e.org/1.0.0"
    )
    _refused(tmp_path, text, 5, "providers[0]: git without a commit", "the commit that its tag names")
    archive = "  - {kind: archive, place: ../k.tar.gz}\n"
    _write(tmp_path, text[: text.index("  - kind: git")] + archive + "name: Kettle\n")
    read = pin("1.0.0", tmp_path)
    assert (read.commit, read.providers[0].place) == ("", str(tmp_path.parent / "k.tar.gz"))


@pytest.mark.parametrize("place", ["file:///srv/k.tar.gz", "/srv/of mine/k.zip", "./k.tgz", "../../k.tar.gz"])
def test_archives_on_this_machine(place: str, tmp_path: Path) -> None:
    _write(tmp_path, GOOD.replace("kind: git", "kind: archive").replace(GIT, f'"{place}"'))
    expected = str((tmp_path / place).resolve()) if place.startswith(".") else place
    assert pin("1.0.0", tmp_path).providers[0].place == expected


def test_a_pin_that_is_written_is_read_back(tmp_path: Path) -> None:
    made = Pin(
        'The "Kettle": a # b',
        "1.10",
        f"sha256:{'cd' * 32}",
        (
            Provider(ProviderKind.GIT, "git@example.com:k.git", "v1.10"),
            Provider(ProviderKind.GIT, "/srv/of mine/süß.git"),
            Provider(ProviderKind.GOPROXY, "example.com/k", "v1.10.0", f"h1:{'a' * 43}=", f"h1:{'/' * 43}="),
            Provider(ProviderKind.DEBIAN, "kettle", "1.10"),
        ),
        "1" * 40,
        "https://example.com/{file}?id={commit}#n{line}",
    )
    _write(tmp_path, pin_text(made), "1.10")
    assert pin("1.10", tmp_path) == made
    dated = msgspec.structs.replace(made, date=datetime.date(2021, 1, 3))
    assert "\ndate: 2021-01-03\n" in pin_text(dated)
    _write(tmp_path, pin_text(dated), "1.10")
    assert pin("1.10", tmp_path) == dated
    assert dated.origin.date == datetime.date(2021, 1, 3)
    bare = msgspec.structs.replace(made, commit="", link="", providers=made.providers[2:])
    _write(tmp_path, pin_text(bare), "1.10")
    assert pin("1.10", tmp_path) == bare


@pytest.mark.parametrize(
    "text", ["true", "No", "null", "1e5", "0x1", "a:", "a b", "-", "", "~", "é", "[a", "x#", "a: b"]
)
def test_texts_of_a_pin_are_texts_to_every_reader_of_yaml(text: str, tmp_path: Path) -> None:
    _write(tmp_path, pin_text(msgspec.structs.replace(PINNED, name=text or "-")))
    assert YAML(typ="safe").load((tmp_path / "1.0.0.yaml").read_text())["name"] == (text or "-")


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("commit: " + "ab" * 20, f'commit: "{"ab" * 20}\\n"', 2),
        ("commit: " + "ab" * 20, f"commit: {'ab' * 22}", 2),
        ("digest: sha256:" + "cd" * 32, f'digest: "sha256:{"cd" * 32}\\n"', 4),
        ("name: Kettle", 'name: "Kettle\\n"', 10),
    ],
)
def test_values_that_are_nearly_right(old: str, new: str, line: int, tmp_path: Path) -> None:
    assert old in GOOD
    _refused(tmp_path, GOOD.replace(old, new), line, "` is no ", None)


@pytest.mark.parametrize("blob", ["https://example.com/'onmouseover='x", "https://example.com/ blob", "javascript:x"])
def test_links_that_are_no_addresses(blob: str, tmp_path: Path) -> None:
    _refused(tmp_path, GOOD.replace("https://example.com/blob", blob), 3, "is no address", "an https or http address")


@pytest.mark.parametrize("character", ["\\x01", "\\x1b[2J", "\\x7f"])
@pytest.mark.parametrize(("value", "line"), [(GIT, 7), ("v1.0.0", 8), ("kubernetes", 9), ("Kettle", 10)])
def test_control_characters(value: str, line: int, character: str, tmp_path: Path) -> None:
    _refused(tmp_path, GOOD.replace(f": {value}", f': "{value}{character}"'), line, "", None)


def test_a_commit_by_sha256(tmp_path: Path) -> None:
    _write(tmp_path, GOOD.replace("ab" * 20, "ab" * 32))
    assert pin("1.0.0", tmp_path).commit == "ab" * 32


def _refused(folder: Path, text: str, line: int, message: str, hint: str | None) -> None:
    file = _write(folder, text)
    with pytest.raises(ProjectError) as caught:
        pin("1.0.0", folder)
    assert (caught.value.file, caught.value.line) == (str(file), line)
    assert message in caught.value.message
    assert hint is None or hint in str(caught.value.hint)


# Several sources

SEVERAL = f"""version: 1.0.0
name: Kettle
digest: sha256:{"cd" * 32}
sources:
  - at: x.org/api
    commit: {"ab" * 20}
    link: https://example.com/api/{{commit}}/{{file}}#L{{line}}
    digest: sha256:{"ef" * 32}
    providers:
      - {{kind: git, place: "https://example.com/api.git", revision: v1.0.0}}
  - digest: sha256:{"12" * 32}
    link: https://example.com/fork/1.0.0/{{file}}?line={{line}}
    without: [x.org/sdk, x.org/sdk2]
    providers:
      - {{kind: archive, place: ../fork.tar.gz}}
"""


def test_a_pin_of_several_sources(tmp_path: Path) -> None:
    """The files of each are linked as its own are; the folder that it stands in is no part of the address."""
    _write(tmp_path, SEVERAL)
    read = pin("1.0.0", tmp_path)
    assert [source.at for source in read.sources] == ["x.org/api", ""]
    assert read.sources[1].providers[0].place == str(tmp_path.parent / "fork.tar.gz")
    api = f"https://example.com/api/{'ab' * 20}"
    assert read.origin.url(Position("x.org/api/core/a b.go", 7, 1)) == f"{api}/core/a%20b.go#L7"
    assert read.origin.url(Position("x.org/apix/a.go", 7, 1)) == "https://example.com/fork/1.0.0/x.org/apix/a.go?line=7"
    _write(tmp_path, pin_text(read))
    assert pin("1.0.0", tmp_path) == read


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        ("sources:\n", "commit: " + "ab" * 20 + "\nsources:\n", 4, "commit: of which of the sources?"),
        ("sources:\n", "link: https://e.org/{file}/{line}\nsources:\n", 4, "link: of which of the sources?"),
        ("sources:\n", "providers:\n  - {kind: archive, place: /k.zip}\nsources:\n", 6, "providers and sources: "),
        ("at: x.org/api", "at: ../api", 5, "sources[0].at: "),
        ("at: x.org/api", "at: /api", 5, "sources[0].at: "),
        ("  - at: x.org/api\n    commit", "  - commit", 10, "sources[1]: nothing of it is seen"),
        ("- digest: sha256:12", "- at: x.org/api/core\n    digest: sha256:12", 11, "stands in x.org/api"),
        ("digest: sha256:ef", "digest: sha1:ef", 8, "sources[0].digest: "),
        ("/api/{commit}", "/api/{comit}", 7, "sources[0].link: {comit} is nothing that is filled in"),
        ("kind: archive", "kind: git", 15, "sources[1].providers[0].place: "),
        ("[x.org/sdk, ", "[../sdk, ", 13, "sources[1].without[0]: "),
        (f"    commit: {'ab' * 20}\n", "", 6, "sources[0].link: there is {commit} in it"),
        ("providers:\n      - {kind: archive, place: ../fork.tar.gz}", "providers: []", 14, "sources[1].providers: "),
    ],
)
def test_sources_that_cannot_be(old: str, new: str, line: int, message: str, tmp_path: Path) -> None:
    assert old in SEVERAL
    file = _write(tmp_path, SEVERAL.replace(old, new, 1))
    with pytest.raises(ProjectError) as caught:
        pin("1.0.0", tmp_path)
    assert message in caught.value.message
    assert (caught.value.file, caught.value.line) == (str(file), line)


def test_a_pin_that_can_be_had_nowhere(tmp_path: Path) -> None:
    _write(tmp_path, GOOD[: GOOD.index("providers:")] + "name: Kettle\n")
    with pytest.raises(ProjectError, match="where can it be had\\? there are neither providers nor sources"):
        pin("1.0.0", tmp_path)
