"""Git repositories in which something is odd, often several things at once: objects, references, settings, layout.

A case is JSON: ``seed``, the names of the ``twists`` put into a small repository, and the ``revision`` to read.
"""

from __future__ import annotations

import contextlib
import json
import os
import random
import subprocess
import tempfile
import zlib
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from git_objects import PERSON, Entry, new_repository, put, put_tree
from hypothesis import strategies as st

from archviz.model.errors import ArchvizError
from archviz.sources.fingerprint import sight
from archviz.sources.opening import open_source

if TYPE_CHECKING:
    from collections.abc import Callable

SECONDS = 20.0


@dataclass
class World:
    """A repository in the making. ``mark`` is the file that commands of the repository would make."""

    folder: Path
    mark: Path
    rng: random.Random
    top: list[Entry] = field(default_factory=list)

    @property
    def lib(self) -> str:
        """A Go file's blob."""
        return put(self.folder, "blob", b"package lib\n\nfunc F() {}\n")

    def junk(self, most: int = 200) -> bytes:
        """A few bytes, now and then none."""
        return self.rng.randbytes(self.rng.randrange(most))

    def pick(self, *choices: str | bytes) -> bytes:
        """One of several, as bytes."""
        choice = self.rng.choice(choices)
        return choice.encode() if isinstance(choice, str) else choice


def _names(world: World) -> None:
    odd = (
        b"..",
        b".",
        b"",
        b".git",
        b".GIT",
        b"a/b.go",
        b"a\nb.go",
        b"a\xff.go",
        b"x" * 5000,
        b"a b.go",
        b"-x.go",
        b"\\.go",
    )
    name = world.pick(*odd)
    mode = world.rng.choice(["100644", "40000", "120000", "160000"])
    world.top.append((mode, name, put_tree(world.folder, []) if mode == "40000" else world.lib))


def _modes(world: World) -> None:
    mode = world.rng.choice(
        ["0", "7", "0100644", "100600", "140000", "777777", "40755", "9999999", "-1", "", "1e5", "100644 "]
    )
    world.top.append((mode, b"odd.go", world.lib))


def _twice(world: World) -> None:
    world.top.append((world.rng.choice(["100644", "40000"]), b"a.go", put_tree(world.folder, [])))


def _kinds(world: World) -> None:
    tree = put_tree(world.folder, [])
    mode, id_ = world.rng.choice([("100644", tree), ("40000", world.lib), ("120000", tree), ("160000", world.lib)])
    world.top.append((mode, b"kind.go", id_))


def _lost(world: World) -> None:
    world.top.append(
        (world.rng.choice(["100644", "40000", "120000", "160000"]), b"lost.go", world.rng.randbytes(20).hex())
    )


def _lies(world: World) -> None:
    kind = world.rng.choice(["blob", "tree", "commit", "tag"])
    id_ = put(world.folder, kind, world.junk(), named=world.rng.randbytes(20).hex())
    world.top.append((world.rng.choice(["100644", "40000", "120000"]), b"lie.go", id_))


def _broken(world: World) -> None:
    whole = b"%s %s\0%s" % (
        world.pick("blob", "tree", "commit", "bolb", "", "blob\n"),
        world.pick("12", "0", "-1", "99999999999999999999", "4294967296", "1 2", "x", "", "012"),
        world.pick(b"package lib\n", world.junk()),
    )
    raw = bytearray(zlib.compress(whole))
    for _ in range(world.rng.randrange(3)):
        raw[world.rng.randrange(len(raw))] = world.rng.randrange(256)
    cut = bytes(raw[: world.rng.choice([0, 2, len(raw) // 2, len(raw), len(raw)])])
    id_ = put(world.folder, "blob", b"", named=world.rng.randbytes(20).hex(), raw=cut)
    world.top.append((world.rng.choice(["100644", "40000", "120000"]), b"broken.go", id_))


def _tree_bytes(world: World) -> None:
    good = b"100644 a.go\0" + bytes.fromhex(world.lib)
    raw = bytearray(good * world.rng.randrange(1, 4) + world.junk(30))
    for _ in range(world.rng.randrange(4)):
        raw[world.rng.randrange(len(raw))] = world.rng.randrange(256)
    world.top.append(("40000", b"bytes", put(world.folder, "tree", bytes(raw))))


def _deep(world: World) -> None:
    tree = put_tree(world.folder, [("100644", b"a.go", world.lib)])
    for _ in range(world.rng.choice([20, 198, 200, 300])):
        tree = put_tree(world.folder, [("40000", b"d", tree)])
    world.top.append(("40000", b"deep", tree))


def _bomb(world: World) -> None:
    mode, name = world.rng.choice([("100644", b"a%d.go"), ("120000", b"l%d"), ("40000", b"e%d"), ("100644", b"%d.txt")])
    leaf = put_tree(world.folder, []) if mode == "40000" else world.lib
    tree = put_tree(world.folder, [(mode, name % number, leaf) for number in range(world.rng.choice([10, 3000]))])
    for _ in range(world.rng.choice([1, 2, 2, 2, 7])):
        tree = put_tree(world.folder, [("40000", b"d%d" % number, tree) for number in range(world.rng.choice([2, 10]))])
    world.top.append(("40000", b"bomb", tree))


def _links(world: World) -> None:
    for number in range(world.rng.randrange(1, 6)):
        target = world.pick(
            *(
                "/etc/passwd",
                "../../../../etc/passwd",
                "a.go",
                "lib/lib.go",
                ".",
                "..",
                "",
                "x\0y",
                b"\xff\xfe",
                "lib/" * 900,
            ),
            *("link0", "link1.go", "vendor/link2", "x" * 5000, ".git/config"),
        )
        name = world.pick(b"link%d" % number, b"link%d.go" % number, b"go.mod%d" % number)
        world.top.append(("120000", name, put(world.folder, "blob", target)))


def _files(world: World) -> None:
    content = world.pick(
        world.junk(), b"package lib\n" + world.junk(), b"", b"\xef\xbb\xbfpackage lib\r\n", b" " * (17 << 20)
    )
    name = world.pick("x.go", "vendor", ".gitattributes", "LICENSE", "modules.txt")
    world.top.append(("100644", name, put(world.folder, "blob", content)))


def _head(world: World) -> None:
    file = world.folder / "HEAD"
    content = world.pick(
        *(
            "ref: refs/heads/HEAD",
            "ref: HEAD",
            "ref: ../../etc/passwd",
            "ref: refs/heads/none",
            "x" * 9000,
            "0" * 40,
            "",
        ),
        *(world.lib, world.junk(), "ref: refs/heads/main\0", "ref:refs/heads/main\r\n"),
    )
    file.unlink()
    if world.rng.random() < 0.3:
        file.symlink_to(world.pick("refs/heads/main", "/etc/passwd", "HEAD", "nowhere", "objects").decode())
    else:
        file.write_bytes(content)


def _references(world: World) -> None:
    refs = world.folder / "refs"
    name = world.rng.choice(["heads/main", "tags/v1", "replace/" + world.lib, "heads/x.lock", "heads/HEAD"])
    file = refs / name
    file.parent.mkdir(exist_ok=True)
    with contextlib.suppress(OSError):
        match world.rng.randrange(4):
            case 0:
                file.unlink(missing_ok=True)
                file.mkdir()
            case 1:
                file.unlink(missing_ok=True)
                file.symlink_to(world.pick("main", "../heads/main", "/etc/passwd", "..", str(world.folder)).decode())
            case _:
                file.write_bytes(
                    world.pick(world.junk(), world.lib, "ref: refs/heads/main\n", "ref: refs/tags/v1\n", "0" * 40)
                )


def _packed(world: World) -> None:
    lines = [
        b"# pack-refs with: peeled fully-peeled sorted\n",
        world.lib.encode() + b" refs/heads/main\n",
        world.junk() + b"\n",
    ]
    lines += [b"^" + world.lib.encode() + b"\n", b"x" * 5000 + b"\n", b"0" * 40 + b" refs/tags/v1\n"]
    (world.folder / "packed-refs").write_bytes(b"".join(world.rng.choices(lines, k=4)))


def _tags(world: World) -> None:
    target, kind = world.lib, "blob"
    for _ in range(world.rng.choice([1, 2, 200])):
        content = b"object %s\ntype %s\ntag v1\ntagger %s\n\nx\n" % (target.encode(), kind.encode(), PERSON)
        target, kind = put(world.folder, "tag", content[: world.rng.choice([len(content)] * 9 + [30])]), "tag"
    (world.folder / "refs" / "tags" / "v1").write_text(target)


def _packs(world: World) -> None:
    pack = world.folder / "objects" / "pack"
    subprocess.run(["git", "repack", "-adq"], cwd=world.folder, capture_output=True, check=False)
    files = sorted(pack.iterdir()) or [pack / f"pack-{'0' * 40}.{end}" for end in ("pack", "idx", "rev")]
    for file in world.rng.sample(files, 1):
        raw = bytearray(file.read_bytes() if file.exists() else world.junk())
        for _ in range(world.rng.randrange(8)):
            if raw:
                raw[world.rng.randrange(len(raw))] = world.rng.randrange(256)
        file.unlink(missing_ok=True)
        file.write_bytes(raw[: world.rng.choice([len(raw), len(raw), len(raw) // 2, 0])])
    name = world.rng.choice(["multi-pack-index", f"pack-{'1' * 40}.idx", f"pack-{'1' * 40}.keep", "tmp_pack_x"])
    (pack / name).write_bytes(world.junk())


def _information(world: World) -> None:
    info = world.folder / "objects" / "info"
    (world.folder / "info").mkdir(exist_ok=True)
    name = world.rng.choice(["commit-graph", "packs", "alternates", "http-alternates"])
    (info / name).write_bytes(
        world.pick(world.junk(), "/\n", "../../private.git/objects\n", f"{world.folder}/objects\n")
    )
    for name in ("grafts", "attributes", "exclude", "sparse-checkout"):
        (world.folder / "info" / name).write_bytes(
            world.pick(world.junk(), "* filter=evil diff=evil\n", "0" * 40 + "\n")
        )
    (world.folder / "shallow").write_bytes(world.pick(world.junk(), "0" * 40 + "\n", world.lib + "\n"))


def _settings(world: World) -> None:
    command = f"touch {world.mark};"
    keys = [
        "core.fsmonitor",
        "core.sshCommand",
        "core.pager",
        "core.editor",
        "filter.evil.smudge",
        "filter.evil.process",
    ]
    keys += [
        "diff.evil.textconv",
        "credential.helper",
        "gpg.program",
        "alias.rev-parse",
        "alias.cat-file",
        "core.gitProxy",
    ]
    lines = [
        f"[{key.rpartition('.')[0].replace('.', ' ', 1)}]\n\t{key.rpartition('.')[2]} = {command}\n" for key in keys
    ]
    lines = [line.replace(" evil]", ' "evil"]') for line in lines]
    lines += [
        "[core]\n\thooksPath = ../hooks\n\tworktree = /etc\n",
        "[include]\n\tpath = /etc/passwd\n",
        "[core]\n\tbare = x\n",
    ]
    lines += [
        "[extensions]\n\tobjectFormat = sha256\n",
        "[extensions]\n\tobjectFormat = x\n",
        "[extensions]\n\tunheardOf = 1\n",
    ]
    lines += ["[core]\n\trepositoryformatversion = 1\n", "[core\n", "x" * 2000, "[a]\n\tb = \\\n", '[a "b\n']
    raw = "".join(world.rng.sample(lines, world.rng.randrange(1, 6))).encode()
    (world.folder / "config").write_bytes(world.pick(raw, raw, raw, raw + world.junk()))


def _promise(world: World) -> None:
    url = world.rng.choice(
        [str(world.folder / "nowhere"), f"ext::touch {world.mark}", "ssh://x/y", "http://127.0.0.1:1/x"]
    )
    settings = {
        "core.repositoryformatversion": "1",
        "extensions.partialClone": "origin",
        "remote.origin.promisor": "true",
        "remote.origin.url": url,
        "remote.origin.uploadpack": f"touch {world.mark}; git-upload-pack",
        "core.sshCommand": f"touch {world.mark};",
        "protocol.allow": "always",
    }
    text = "".join(
        f"[{key.split('.')[0]}]\n" + f"\t{key.split('.')[1]} = {value}\n"
        for key, value in settings.items()
        if key.count(".") == 1
    )
    text += '[remote "origin"]\n' + "".join(
        f"\t{k.split('.')[2]} = {v}\n" for k, v in settings.items() if k.count(".") == 2
    )
    (world.folder / "config").write_text(text)
    for file in world.rng.sample(sorted((world.folder / "objects").glob("??/*")), 1):
        file.unlink()


def _layout(world: World) -> None:
    part = world.rng.choice(
        ["commondir", "gitdir", "objects/info", "objects/pack", "objects/ab", "logs", "refs", "config", "shallow"]
    )
    place = world.folder / part
    with contextlib.suppress(OSError):
        if place.is_dir():
            place.rename(place.with_name("moved"))
        place.unlink(missing_ok=True)
        match world.rng.randrange(3):
            case 0:
                place.symlink_to(world.pick("/", "/etc", ".", "nowhere", "moved", "/dev/null", place.name).decode())
            case 1:
                place.write_bytes(world.pick("../..", "/", "x\0y", "..", world.junk(), str(world.folder)))
            case _:
                place.mkdir()


def _around(world: World) -> None:
    """The repository becomes one that a ``.git`` file leads to."""
    (world.folder.parent / "work").mkdir()
    content = world.pick(
        f"gitdir: {world.folder}\n", "gitdir: ../r\n", "gitdir: ", "gitdir: /\n", "gitdir: x\0y", world.junk()
    )
    (world.folder.parent / "work" / ".git").write_bytes(content)
    if world.rng.random() < 0.5:
        (world.folder / "gitdir").write_text(f"{world.folder.parent}/work/.git\n")
    elif world.rng.random() < 0.5:
        (world.folder / "config").write_text("[core]\n\tworktree = ../work\n")


TWISTS: dict[str, Callable[[World], None]] = {
    twist.__name__.strip("_"): twist
    for twist in (
        *(_names, _modes, _twice, _kinds, _lost, _lies, _broken, _tree_bytes, _deep, _bomb, _links, _files),
        *(_head, _references, _packed, _tags, _packs, _information, _settings, _promise, _layout, _around),
    )
}
_AFTER = ("packs", "promise", "head", "references", "packed", "tags", "information", "settings", "layout", "around")
"""Twists of what is there only once the commit is, in the order in which they do not undo each other."""

REVISIONS = (
    "HEAD",
    "main",
    "v1",
    "HEAD~1",
    "HEAD^{tree}",
    "@{1}",
    ":/x",
    "-h",
    "--all",
    "x" * 200,
    "HEAD\n",
    "",
    "refs/replace",
    "FETCH_HEAD",
)

CASES: st.SearchStrategy[bytes] = st.builds(
    lambda seed, twists, revision: json.dumps({"seed": seed, "twists": twists, "revision": revision}).encode(),
    st.integers(0, 2**63),
    st.lists(st.sampled_from(sorted(TWISTS)), min_size=1, max_size=3, unique=True),
    st.sampled_from(("HEAD",) * 20 + REVISIONS),
)


def run(case: bytes) -> str:
    """Builds the repository and reads all of it; nothing may have run, changed, or be left, and no error but ours."""
    told = json.loads(case)
    with tempfile.TemporaryDirectory(prefix="fuzz-git-") as folder:
        place = Path(folder)
        _build(place, told)
        before, children = _state(place / "r"), _children()
        named = place / "work" if (place / "work").exists() else place / "r"
        outcome = _read(f"{named}@{told['revision']}")
        assert not (place / "PWNED").exists(), "a command of the repository was run"
        assert _children() == children, "a process is left"
        assert _state(place / "r") == before, "the repository was changed"
    return outcome


def _build(place: Path, told: dict[str, object]) -> None:
    twists = told["twists"]
    assert isinstance(twists, list)
    world = World(new_repository(place / "r"), place / "PWNED", random.Random(str(told["seed"])))  # noqa: S311
    go_mod = put(world.folder, "blob", b"module example.com/m\n")
    lib = put_tree(world.folder, [("100644", b"lib.go", world.lib)])
    world.top += [("100644", b"a.go", world.lib), ("100644", b"go.mod", go_mod), ("40000", b"lib", lib)]
    for twist in twists:
        if twist not in _AFTER:
            TWISTS[twist](world)
    raw = b"".join(mode.encode() + b" " + name + b"\0" + bytes.fromhex(id_) for mode, name, id_ in world.top)
    tree = put(world.folder, "tree", raw)
    parent = put(world.folder, "commit", b"tree %s\nauthor %s\ncommitter %s\n\nx\n" % (tree.encode(), PERSON, PERSON))
    commit = b"tree %s\nparent %s\nauthor %s\ncommitter %s\n\nx\n" % (tree.encode(), parent.encode(), PERSON, PERSON)
    head = put(world.folder, "commit", commit)
    for reference in ("heads/main", "tags/v1"):
        (world.folder / "refs" / reference).write_text(f"{head}\n")
    for twist in filter(twists.__contains__, _AFTER):
        with contextlib.suppress(OSError, ValueError):  # one that another has made impossible
            TWISTS[twist](world)


MOST_READ = 10_000
"""Files that are read one by one: a small repository may stand for a million, which is much work, not endless work."""


def _read(path: str) -> str:
    try:
        source = open_source(path)
        files = (file for package in source.packages() for file in source.files(package))
        for file in islice(files, MOST_READ):
            source.read(file)
        source.digest()
        sight(path)
    except ArchvizError:
        return "refused"
    return "read"


def _state(folder: Path) -> list[tuple[str, int, int]]:
    """Every file's path, size and time of change."""
    found = []
    for above, folders, files in os.walk(folder):
        for name in (*folders, *files):
            state = (Path(above) / name).lstat()
            found.append((f"{above}/{name}", state.st_size, state.st_mtime_ns))
    return sorted(found)


def _children() -> set[str]:
    """The ids of the processes that this one has started and not seen the end of."""
    listed = Path(f"/proc/self/task/{os.getpid()}/children")
    return set(listed.read_text().split()) if listed.exists() else set()
