"""Each layout in each container: the same packages, files, bytes and digest."""

from __future__ import annotations

import os
import tarfile
from contextlib import suppress
from pathlib import Path

import pytest
from runs_git import git
from source_trees import CACHE, CONTAINERS, LAYOUTS, PLAIN, UPSTREAM, Tree, contained, repository, tar, write, zipped

from archviz.model.errors import SourceError
from archviz.sources.opening import open_source

TESTED = "pkg/controlplane"


@pytest.mark.parametrize("container", CONTAINERS)
@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_container_shows_the_same_tree(layout: str, container: str, tmp_path: Path) -> None:
    tree = LAYOUTS[layout]
    named = contained(tree, container, tmp_path)
    source = open_source(named)

    assert {package: source.files(package) for package in source.packages()} == tree.packages
    assert list(source.packages()) == sorted(tree.packages)
    for files in tree.packages.values():
        for file in files:
            assert source.read(file).decode() == tree.files[file]
    assert source.digest() == open_source(str(write(tree, tmp_path / "again"))).digest()
    assert source.location == named


@pytest.mark.parametrize(
    "package",
    [
        "fmt",
        "",
        "k8s.io/api",
        "k8s.io/kubernetes/pkg/only",
        "k8s.io/kubernetes/pkg/_output",
        "k8s.io/kubernetes/hack/tools",
        "k8s.io/kubernetes/vendor/k8s.io/api/core/v1",
        "k8s.io/kubernetes/staging/src/k8s.io/api/core/v1",
        "k8s.io/kubernetes/../kubernetes/cmd/server",
        "k8s.io/kubernetes//cmd/server",
        "rooted/ssl",
        "k8s.io/api/core/v1\0",
        "k8s.io/api/core/v1 ",
        "k8s.io/api/core\n/v1",
        "k8s.io/api/core/v1/",
        "/k8s.io/api/core/v1",
        "k8s.io/api/./core/v1",
        "k8s.io/api/.../core/v1",
        "\ud800/api",
        "k8s.io/\x1b[2J",
        "k8s.io/" + "api/" * 10000 + "v1",
        "k" * 100000,
        "vendor/loop/k8s.io/api/core/v1",
    ],
)
def test_what_is_no_package_has_no_files(package: str, tmp_path: Path) -> None:
    assert open_source(str(write(UPSTREAM, tmp_path / "tree"))).files(package) == ()


@pytest.mark.parametrize("container", CONTAINERS)
def test_tests_are_there_when_they_are_asked_for(container: str, tmp_path: Path) -> None:
    source = open_source(contained(UPSTREAM, container, tmp_path))
    whole = "k8s.io/kubernetes/pkg/controlplane"
    assert source.files(whole, tests=True) == tuple(sorted((*source.files(whole), f"{TESTED}/instance_test.go")))
    assert source.read(f"{TESTED}/instance_test.go") == b"package controlplane\n"
    assert source.files("k8s.io/kubernetes/pkg/only") == ()
    assert source.files("k8s.io/kubernetes/pkg/only", tests=True) == ("pkg/only/tests_test.go",)
    assert set(source.packages(tests=True)) - set(source.packages()) == {"k8s.io/kubernetes/pkg/only"}


@pytest.mark.parametrize("container", CONTAINERS)
@pytest.mark.parametrize(
    "file",
    [
        "pkg/controlplane/none.go",
        "pkg/controlplane",
        "README.md",
        "../tree/go.mod",
        "/etc/passwd",
        "vendor/k8s.io/api/core/v1/types.go",
        "",
    ],
)
def test_a_file_that_the_source_does_not_keep_cannot_be_read(file: str, container: str, tmp_path: Path) -> None:
    source = open_source(contained(UPSTREAM, container, tmp_path))
    with pytest.raises(SourceError, match=r"no file .* in "):
        source.read(file)


@pytest.mark.parametrize("container", CONTAINERS)
def test_licences_can_be_read(container: str, tmp_path: Path) -> None:
    assert open_source(contained(UPSTREAM, container, tmp_path)).read("LICENSE") == b"Do what you like.\n"


def test_one_package_is_found_without_listing_the_others(tmp_path: Path) -> None:
    tree = write(UPSTREAM, tmp_path / "tree")
    source = open_source(str(tree))
    assert source.files("k8s.io/api/core/v1")
    write(Tree({"staging/src/k8s.io/new/late.go": "package late\n"}, {}), tree / "vendor" / "example.org" / "Big" / "x")
    (tree / "vendor" / "example.org" / "late").mkdir()
    (tree / "vendor" / "example.org" / "late" / "late.go").write_text("package late\n")
    assert source.files("example.org/late"), "the vendor folder had been listed before it was asked for"


def test_a_go_mod_at_the_top_chooses_versions_of_a_module_cache(tmp_path: Path) -> None:
    chosen = Tree(
        CACHE.files
        | {
            "go.mod": "module example.com/me\n\nrequire (\n\tk8s.io/api v0.9.0 // indirect\n\tk8s.io/gone v1.0.0\n)\n\n"
            "replace k8s.io/old v0.1.0 => example.org/BigCo/go-Thing v1.2.0\n",
            "me.go": "package me\n",
        },
        {},
    )
    source = open_source(str(write(chosen, tmp_path / "tree")))
    assert source.files("k8s.io/api/core/v1") == ("k8s.io/api@v0.9.0/core/v1/types.go",)
    assert source.files("k8s.io/old/Sub") == ("example.org/!big!co/go-!thing@v1.2.0/Sub/sub.go",)
    assert source.files("example.com/me") == ("me.go",)


def test_one_module_of_a_module_cache_is_a_plain_module(tmp_path: Path) -> None:
    cache = write(CACHE, tmp_path / "mod")
    source = open_source(str(cache / "k8s.io" / "api@v0.33.4"))
    assert source.packages() == ("k8s.io/api/core/v1",)


def test_a_module_zip_keeps_its_import_path(tmp_path: Path) -> None:
    """A module proxy's zip has names such as ``k8s.io/api@v0.33.4/go.mod``, which look like one leading folder."""
    only = Tree({path: text for path, text in CACHE.files.items() if path.startswith("k8s.io/api@v0.33.4/")}, {})
    source = open_source(str(zipped(write(only, tmp_path / "tree"), tmp_path / "v0.33.4.zip")))
    assert source.packages() == ("k8s.io/api/core/v1",)


@pytest.mark.parametrize("ending", ["tar", "tar.gz"])
@pytest.mark.parametrize("format_", [tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
def test_every_format_of_tar_shows_the_same_files(format_: int, ending: str, tmp_path: Path) -> None:
    names = [
        "a.go",
        f"{'deep/' * 20}{'long' * 20}.go",
        "größe/größe.go",
        "茶/壶.go",
        "empty/empty.go",
        "block/block.go",
    ]
    files = {name: f"package p\n\n// {name}\n" for name in names} | {"empty/empty.go": "", "block/block.go": "x" * 1024}
    written = write(Tree({"go.mod": "module example.com/x\n"} | files, {}), tmp_path / "tree")
    packed = tmp_path / f"x.{ending}"
    with tarfile.open(packed, "w:gz" if ending == "tar.gz" else "w:", format=format_) as archive:
        archive.add(written, arcname="x-1.0")
    source = open_source(str(packed))
    assert {name: source.read(name).decode() for name in names} == files
    assert source.digest() == open_source(str(written)).digest()


@pytest.mark.parametrize("ending", ["tar", "tar.gz"])
def test_of_two_files_of_one_name_in_a_tar_the_later_counts(ending: str, tmp_path: Path) -> None:
    packed = tmp_path / f"x.{ending}"
    write(PLAIN, tmp_path / "old")
    later = write(Tree(PLAIN.files | {"plain.go": "package plain // again\n"}, {}, PLAIN.links), tmp_path / "new")
    with tarfile.open(packed, "w:gz" if ending == "tar.gz" else "w:") as archive:
        archive.add(tmp_path / "old", arcname=".")
        archive.add(later / "plain.go", arcname="./plain.go")
    source = open_source(str(packed))
    assert source.read("plain.go") == b"package plain // again\n"
    assert source.digest() == open_source(str(later)).digest()


def test_a_leading_folder_named_like_a_host_is_left_out_when_it_is_the_module(tmp_path: Path) -> None:
    written = write(PLAIN, tmp_path / "tree")
    source = open_source(str(tar(written, tmp_path / "x.tar.gz", top="plain.io")))
    assert source.files("example.com/plain/v3") == ("plain.go",)


def test_a_revision_can_be_any_name_of_a_commit(tmp_path: Path) -> None:
    work = repository(PLAIN, tmp_path / "me@work")
    git(work, "switch", "--quiet", "-c", "release@next")
    for revision in ("HEAD", "main", "release@next", "HEAD@{0}", git(work, "rev-parse", "HEAD").strip()[:8]):
        assert open_source(f"{work}@{revision}").files("example.com/plain/v3") == ("plain.go",)


def test_a_folder_within_a_repository_can_be_the_source(tmp_path: Path) -> None:
    work = repository(PLAIN, tmp_path / "work")
    source = open_source(f"{work / 'server'}@HEAD")
    assert source.files("example.com/plain/server/v3/inner") == ("inner/inner.go",)


def test_a_hook_around_us_does_not_change_the_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    work = repository(PLAIN, tmp_path / "work")
    other = repository(CACHE, tmp_path / "other")
    monkeypatch.setenv("GIT_DIR", str(other / ".git"))
    assert open_source(f"{work}@HEAD").files("example.com/plain/v3") == ("plain.go",)


def test_uncommitted_changes_are_read_from_the_directory_and_not_from_the_revision(tmp_path: Path) -> None:
    work = repository(PLAIN, tmp_path / "work")
    (work / "plain.go").write_text("package changed\n")
    assert open_source(str(work)).read("plain.go") == b"package changed\n"
    assert open_source(f"{work}@HEAD").read("plain.go") == b"package plain\n"


def test_the_order_of_files_does_not_depend_on_the_file_system(tmp_path: Path) -> None:
    names = [f"{letter}{number}.go" for letter in "zaZ_b" for number in (10, 2)]
    tree = Tree({"go.mod": "module example.com/many\n"} | dict.fromkeys(names, "package many\n"), {})
    source = open_source(str(write(tree, tmp_path / "tree")))
    assert source.files("example.com/many") == (
        "Z10.go",
        "Z2.go",
        "a10.go",
        "a2.go",
        "b10.go",
        "b2.go",
        "z10.go",
        "z2.go",
    )


def test_names_that_are_not_utf8_are_told_apart(tmp_path: Path) -> None:
    folder = write(PLAIN, tmp_path / "tree")
    Path(os.fsdecode(bytes(folder) + b"/caf\xe9.go")).write_text("package plain\n")
    packed = tar(folder, tmp_path / "x.tar.gz")
    assert open_source(str(packed)).digest() == open_source(str(folder)).digest()
    assert len(open_source(str(packed)).files("example.com/plain/v3")) == 2


def test_links_to_each_others_folders_are_listed_once_and_found_by_name(tmp_path: Path) -> None:
    """From each folder two links lead to the next: through all of them there are as many paths as two to the 64."""
    files = {"go.mod": "module example.com/m\n", "m.go": "package m\n"}
    links: dict[str, str] = {}
    for number in range(64):
        files[f"vendor/x.org/d{number}/d.go"] = "package d\n"
        links |= {f"vendor/x.org/d{number}/{name}": f"../d{number + 1}" for name in "ab" if number < 63}
    for container in ("directory", "tar.gz"):
        source = open_source(contained(Tree(files, {}, links), container, tmp_path / container))
        expected = {f"x.org/d{number}" for number in range(64)} | {path.removeprefix("vendor/") for path in links}
        assert set(source.packages()) == expected | {"example.com/m"}
        assert source.files("x.org/d0/a/b/a") == ("vendor/x.org/d3/d.go",)
        assert source.files("x.org/d0" + "/a" * 50) == (), "a path goes through 40 links, as in Linux"


def test_links_to_the_same_folder_are_import_paths_each(tmp_path: Path) -> None:
    files = {"vendor/x.org/a/a.go": "package a\n", "kept/deep/d.go": "package d\n"}
    links = {"vendor/x.org/b": "a", "vendor/x.org/c": "../../kept", "vendor/x.org/d": "../../kept"}
    source = open_source(str(write(Tree(files, {}, links), tmp_path / "tree")))
    assert source.packages() == ("x.org/a", "x.org/b", "x.org/c/deep", "x.org/d/deep")


def test_links_to_too_many_folders(tmp_path: Path) -> None:
    files = {f"kept/{number}/d.go": "package d\n" for number in range(1200)} | {"vendor/x.org/a/a.go": "package a\n"}
    links = {f"vendor/x.org/l{number}": "../../kept" for number in range(100)}
    source = open_source(contained(Tree(files, {}, links), "tar", tmp_path))
    with pytest.raises(SourceError, match="more than 100000 folders behind links"):
        source.packages()
    assert source.files("x.org/l99/1199") == ("kept/1199/d.go",)


def test_a_module_whose_path_cannot_be_imported_is_none(tmp_path: Path) -> None:
    files = {
        "go.mod": "module example.com/m\n",
        "m.go": "package m\n",
        "one/go.mod": "module a\x1bb.org\n",
        "one/one.go": "package one\n",
        "two/go.mod": "module ../m\n",
        "two/two.go": "package two\n",
    }
    assert open_source(str(write(Tree(files, {}), tmp_path / "tree"))).packages() == ("example.com/m",)


def test_too_many_modules_of_one_path(tmp_path: Path) -> None:
    files = {f"{number}/go.mod": "module example.com/m\n" for number in range(1001)} | {"0/m.go": "package m\n"}
    with pytest.raises(SourceError, match=r"more than 1000 modules 'example.com/m'"):
        open_source(contained(Tree(files, {}), "tar", tmp_path))


def test_a_module_cache_of_very_many_and_very_long_versions(tmp_path: Path) -> None:
    files = {f"x.org/m@v1.{number}.0/m.go": "package m\n" for number in range(3000)}
    files |= {f"x.org/m@v0.{'9' * 90}{number}.0/m.go": "package m\n" for number in range(10)}
    source = open_source(contained(Tree(files, {}), "zip", tmp_path))
    assert source.files("x.org/m") == ("x.org/m@v1.2999.0/m.go",)


def test_a_name_that_is_a_link_and_a_folder_is_the_link(tmp_path: Path) -> None:
    """A link to the folder above in place of a folder has no end of paths in it."""
    written = write(Tree({"vendor/x.org/a/a.go": "package a\n"}, {}), tmp_path / "tree")
    for name in ("vendor", "vendor/x.org", "vendor/x.org/a"):
        packed = tmp_path / "x.tar"
        with tarfile.open(packed, "w") as archive:
            archive.add(written, arcname=".")
            link = tarfile.TarInfo(name)
            link.type, link.linkname = tarfile.SYMTYPE, "."
            archive.addfile(link)
            link.linkname = ".."
            archive.addfile(link)
        with suppress(SourceError):
            assert open_source(str(packed)).packages() == ()


@pytest.mark.parametrize("count", [40, 41])
def test_a_path_goes_through_forty_links(count: int, tmp_path: Path) -> None:
    links = {f"vendor/x.org/l{number}": f"l{number + 1}" for number in range(count - 1)}
    links[f"vendor/x.org/l{count - 1}"] = "a"
    tree = Tree({"vendor/x.org/a/a.go": "package a\n"}, {}, links)
    source = open_source(contained(tree, "tar", tmp_path))
    assert (len(source.packages()), bool(source.files("x.org/l0"))) == (41, count == 40)
    assert source.files("x.org/l5") == ("vendor/x.org/a/a.go",)
