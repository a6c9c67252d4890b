"""Which folder an import path means: work spaces, replacements, vendor folders, GOPATHs, links; and what is said."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from source_trees import CONTAINERS, Tree, contained, write

from archviz.golang.facts.jsonlines import facts, unresolved
from archviz.golang.graph import Graph
from archviz.model.errors import SourceError
from archviz.sources.opening import open_source

if TYPE_CHECKING:
    from pathlib import Path

    from archviz.sources.source import Source


def calls(source: Source, package: str) -> list[object]:
    """What the functions of a package call, and why a call could not be resolved."""
    packages = [Graph(source).package(package)]
    return [*(fact["callee"] for fact in facts(packages) if fact["rel"] == "call"),
            *(fact["reason"] for fact in unresolved(packages))]  # fmt: skip


def said(source: Source) -> list[str]:
    """The diagnostics of a source, a line each."""
    return [f"{one.file}:{one.line}: {one.message}" for one in source.diagnostics()]


def go(package: str, *imports: str, **functions: str) -> str:
    """A Go file with functions by name and body."""
    head = "".join(f'import "{path}"\n' for path in imports)
    body = "".join(f"func {name}() {{ {text} }}\n" for name, text in functions.items())
    return f"package {package}\n\n{head}{body}"


@pytest.mark.parametrize("other", ["autoload.php", "bundle/ruby/gem.rb", "acme.tools/Hello.java", "left/pad.go"])
def test_a_vendor_folder_of_another_language_hides_nothing(other: str, tmp_path: Path) -> None:
    files = {
        f"vendor/{other}": "",
        "backend/go.mod": "module x.org/back\n",
        "backend/b.go": go("back", Main="run()", run=""),
    }
    source = open_source(str(write(Tree(files, {}), tmp_path / "tree")))
    assert source.packages() == ("x.org/back",)
    assert calls(source, "x.org/back") == ["x.org/back.run"]


def test_a_vendor_folder_that_is_not_gos_is_no_part_of_the_module_around_it(tmp_path: Path) -> None:
    files = {"go.mod": "module x.org/m\n", "m.go": "package m\n", "vendor/tool/t.go": "package tool\n"}
    assert open_source(str(write(Tree(files, {}), tmp_path / "tree"))).packages() == ("x.org/m",)


WORK = Tree(
    {
        "go.work": "go 1.21\n\nuse (\n\t./app\n\t./lib\n)\n\nreplace x.org/named v1.0.0 => ./other\n",
        "app/go.mod": "module x.org/app\n\nrequire x.org/renamed v0.0.0\n\nreplace x.org/renamed => ../tools/gen\n",
        "app/main.go": go("main", "x.org/lib/v2/store", "x.org/named", "x.org/renamed/out",
                          main="store.New(); out.Text(); named.N()"),
        "lib/go.mod": "module x.org/lib/v2\n",
        "lib/store/s.go": go("store", New=""),
        "tools/gen/go.mod": "module x.org/original\n",
        "tools/gen/out/out.go": go("out", Text=""),
        "other/go.mod": "module x.org/other\n",
        "other/n.go": go("named", N=""),
    },
    {},
)  # fmt: skip


@pytest.mark.parametrize("container", CONTAINERS)
def test_a_work_space_and_what_it_replaces(container: str, tmp_path: Path) -> None:
    source = open_source(contained(WORK, container, tmp_path))
    assert calls(source, "x.org/app") == ["x.org/lib/v2/store.New", "x.org/renamed/out.Text", "x.org/named.N"]
    assert source.packages() == ("x.org/app", "x.org/lib/v2/store", "x.org/original/out", "x.org/other")
    assert said(source) == []


def test_a_work_space_that_vendors(tmp_path: Path) -> None:
    """``go work vendor`` puts the folder beside the go.work."""
    files = {
        "go.work": "use ./app\nuse ./lib\n",
        "app/go.mod": "module x.org/app\n\nrequire y.org/dep v1.0.0\n",
        "app/a.go": go("app", "x.org/lib", "y.org/dep", A="lib.L(); dep.D()"),
        "lib/go.mod": "module x.org/lib\n",
        "lib/l.go": go("lib", L=""),
        "vendor/modules.txt": "## workspace\n# y.org/dep v1.0.0\n",
        "vendor/y.org/dep/d.go": go("dep", D=""),
        "example/go.mod": "module y.org/dep\n",
        "example/d.go": go("dep", Other=""),
    }
    source = open_source(str(write(Tree(files, {}), tmp_path / "tree")))
    assert calls(source, "x.org/app") == ["x.org/lib.L", "y.org/dep.D"]
    assert source.packages() == ("x.org/app", "x.org/lib", "y.org/dep")


def test_a_module_within_a_vendored_one_is_found_by_its_name(tmp_path: Path) -> None:
    files = {
        "go.mod": "module x.org/m\n\nrequire x.org/m/api v0.0.0\n",
        "m.go": go("m", "x.org/m/api", M="api.Vendored()"),
        "api/go.mod": "module x.org/m/api\n",
        "api/a.go": go("api", Newer=""),
        "tools/go.mod": "module x.org/m/tools\n",
        "tools/t.go": go("tools", Run="walk()", walk=""),
        "vendor/modules.txt": "# x.org/m/api v0.0.0\n",
        "vendor/x.org/m/api/a.go": go("api", Vendored=""),
    }
    source = open_source(str(write(Tree(files, {}), tmp_path / "tree")))
    assert calls(source, "x.org/m/tools") == ["x.org/m/tools.walk"]
    assert calls(source, "x.org/m") == ["x.org/m/api.Vendored"], "what is vendored counts for imports"
    assert source.packages() == ("x.org/m", "x.org/m/api", "x.org/m/tools")


def test_what_a_module_replaces_for_itself_is_not_replaced_for_others(tmp_path: Path) -> None:
    files = {
        "one/go.mod": "module x.org/one\n\nrequire y.org/dep v1.0.0\n\nreplace y.org/dep => ./dep\n",
        "one/o.go": go("one", "y.org/dep", O="dep.D()"),
        "one/dep/go.mod": "module y.org/fork\n",
        "one/dep/d.go": go("dep", D=""),
        "two/go.mod": "module x.org/two\n\nrequire y.org/dep v1.0.0\n",
        "two/t.go": go("two", "y.org/dep", T="dep.D()"),
    }
    source = open_source(str(write(Tree(files, {}), tmp_path / "tree")))
    assert calls(source, "x.org/one") == ["y.org/dep.D"]
    assert calls(source, "x.org/two") == ["package y.org/dep is not in the source"]


def test_each_module_has_the_version_that_it_vendors(tmp_path: Path) -> None:
    files: dict[str, str] = {}
    for name, function in (("one", "Old"), ("two", "New")):
        files |= {
            f"{name}/go.mod": f"module x.org/{name}\n",
            f"{name}/a.go": go(name, "y.org/dep", A=f"dep.{function}()"),
            f"{name}/vendor/modules.txt": "# y.org/dep v1.0.0\n",
            f"{name}/vendor/y.org/dep/d.go": go("dep", **{function: ""}),
        }
    source = open_source(str(write(Tree(files, {}), tmp_path / "tree")))
    assert calls(source, "x.org/one") == ["y.org/dep.Old"]
    assert calls(source, "x.org/two") == ["x.org/two/vendor/y.org/dep.New"]


@pytest.mark.parametrize("path", ["../gone", "/somewhere/else", "./nothing"])
def test_a_replacement_that_is_not_in_the_tree_is_named(path: str, tmp_path: Path) -> None:
    files = {"go.mod": f"module x.org/m\n\nreplace (\n\ty.org/dep => {path}\n)\n", "m.go": "package m\n"}
    source = open_source(str(write(Tree(files, {}), tmp_path / "tree")))
    assert said(source) == [f"go.mod:4: y.org/dep is replaced by {path}, which is not in the source"]


def test_a_replacement_of_another_version_does_not_count(tmp_path: Path) -> None:
    files = {
        "go.mod": "module x.org/m\n\nrequire y.org/dep v1.0.0\n\nreplace y.org/dep v1.1.0 => ./dep\n",
        "m.go": go("m", "y.org/dep", M="dep.D()"),
        "dep/go.mod": "module y.org/other\n",
        "dep/d.go": go("dep", D=""),
    }
    source = open_source(str(write(Tree(files, {}), tmp_path / "tree")))
    assert calls(source, "x.org/m") == ["package y.org/dep is not in the source"]


@pytest.mark.parametrize(
    ("work", "first", "second"),
    [("use ./libs/core\n", "libs/core", "old"), ("", "old", "libs/core")],
    ids=["the one of the work space", "the one that is nearer to the top"],
)
def test_of_two_modules_of_one_path(work: str, first: str, second: str, tmp_path: Path) -> None:
    files: dict[str, str] = {"go.work": work} if work else {}
    for folder in ("libs/core", "old"):
        files |= {f"{folder}/go.mod": "module x.org/core\n", f"{folder}/c.go": "package core\n"}
        files[f"{folder}/only{folder[0]}/o.go"] = "package only\n"
    source = open_source(str(write(Tree(files, {}), tmp_path / "tree")))
    assert source.files("x.org/core") == (f"{first}/c.go",)
    assert source.packages() == ("x.org/core", f"x.org/core/only{first[0]}")
    assert said(source) == [f"{second}/go.mod:1: module x.org/core is read from {first}, not from {second}"]


GOPATH = Tree(
    {
        "src/x.org/srv/go.mod": "module x.org/srv/v2\n",
        "src/x.org/srv/sub/s.go": go("sub", F=""),
        "src/x.org/use/u.go": go("use", "x.org/dep", "x.org/srv/sub", f="dep.D(); sub.F()"),
        "src/x.org/use/deep/u.go": go("deep", "x.org/dep", g="dep.D(); dep.Deeper()"),
        "src/x.org/use/deep/vendor/x.org/dep/d.go": go("dep", "x.org/own", D="own.O()", Deeper=""),
        "src/x.org/use/vendor/x.org/dep/d.go": go("dep", D=""),
        "src/x.org/use/vendor/x.org/own/o.go": go("own", O=""),
        "src/x.org/other/o.go": go("other", "x.org/dep", f="dep.D()"),
    },
    {},
)


@pytest.mark.parametrize("container", ["directory", "tar.gz", "bare repository"])
def test_in_a_gopath_the_nearest_vendor_folder_counts(container: str, tmp_path: Path) -> None:
    """A second package of one path is named as ``go list`` names it."""
    source = open_source(contained(GOPATH, container, tmp_path))
    deeper = "x.org/use/deep/vendor/x.org/dep"
    assert calls(source, "x.org/use") == ["x.org/dep.D", "x.org/srv/sub.F"]
    assert calls(source, "x.org/use/deep") == [f"{deeper}.D", f"{deeper}.Deeper"]
    assert calls(source, deeper) == ["x.org/own.O"]
    assert calls(source, "x.org/other") == ["package x.org/dep is not in the source"]
    assert source.files("x.org/srv/v2/sub") == ("src/x.org/srv/sub/s.go",)
    used = ("x.org/use", "x.org/use/deep", deeper)
    assert source.packages() == ("x.org/dep", "x.org/other", "x.org/own", "x.org/srv/v2/sub", *used)


def test_a_repository_from_before_modules_is_named_as_its_import_comments_say(tmp_path: Path) -> None:
    files = {
        "a.go": go("a", "x.org/old/a/sub", A="sub.S()"),
        "sub/s.go": go("sub", S="").replace("package sub", 'package sub // import "x.org/old/a/sub"'),
    }
    source = open_source(str(write(Tree(files, {}), tmp_path / "tree")))
    assert calls(source, "x.org/old/a") == ["x.org/old/a/sub.S"]
    assert said(source) == ["go.mod:1: not there: packages are named x.org/old/a/…, as their files say"]


def test_else_as_most_of_its_imports_of_its_own_folders_say(tmp_path: Path) -> None:
    files = {
        "a.go": go("a", "x.org/old/a/sub", "x.org/pkg/errors", A="sub.S()"),
        "sub/s.go": go("sub", "x.org/old/a/errors", S="errors.E()"),
        "errors/e.go": go("errors", "x.org/old/a/sub/none", E=""),
        "vendor/x.org/pkg/errors/e.go": go("errors", "y.org/z/sub", "y.org/z/errors", New=""),
    }
    source = open_source(str(write(Tree(files, {}), tmp_path / "tree")))
    assert calls(source, "x.org/old/a") == ["x.org/old/a/sub.S"]
    assert source.files("x.org/pkg/errors") == ("vendor/x.org/pkg/errors/e.go",)


def test_else_as_its_folder_is(tmp_path: Path) -> None:
    source = open_source(str(write(Tree({"a.go": "package a\n", "sub/s.go": "package s\n"}, {}), tmp_path / "tree")))
    assert source.packages() == ("tree", "tree/sub")
    assert said(source) == ["go.mod:1: not there: packages are named tree/…, as the folder is"]


def test_testdata_is_imported_by_its_path_and_in_no_list(tmp_path: Path) -> None:
    files = {
        "go.mod": "module x.org/m\n",
        "m.go": go("m", "x.org/m/testdata/t", M="t.T()"),
        "testdata/t/t.go": go("t", T=""),
        "_old/o.go": "package o\n",
        ".git2/g.go": "package g\n",
    }
    for container in ("directory", "zip", "bare repository"):
        source = open_source(contained(Tree(files, {}), container, tmp_path / container))
        assert calls(source, "x.org/m") == ["x.org/m/testdata/t.T"]
        assert source.packages() == ("x.org/m",)
        assert source.files("x.org/m/_old") == source.files("x.org/m/.git2") == ()


def test_a_go_mod_with_a_conflict_is_a_line_and_the_rest_is_read(tmp_path: Path) -> None:
    text = "module x.org/m\n\n<<<<<<< HEAD\nrequire y.org/a v1.0.0\n=======\n>>>>>>> other\n"
    files = {"go.mod": text, "m.go": "package m\n", "sub/go.mod": "modul x.org/s\n", "sub/s.go": "package s\n"}
    source = open_source(str(write(Tree(files, {}), tmp_path / "tree")))
    assert source.packages() == ("x.org/m",)
    assert said(source) == [
        "go.mod:3: no directive: <<<<<<< HEAD, and 2 more lines",
        "sub/go.mod:1: no directive: modul x.org/s",
    ]


def test_links_within_the_tree_may_be_absolute(tmp_path: Path) -> None:
    top = write(Tree({"go.mod": "module x.org/m\n", "real/a.go": go("m", A="b()", b="")}, {}), tmp_path / "tree")
    (top / "a.go").symlink_to(top / "real" / "a.go")
    source = open_source(str(top))
    assert source.files("x.org/m") == ("real/a.go",)
    assert calls(source, "x.org/m") == ["x.org/m.b"]


def test_links_out_of_the_tree_are_named(tmp_path: Path) -> None:
    out = write(
        Tree({"go.mod": "module x.org/m\n", "a.go": "package m\n", "b.go": "package m\n"}, {}), tmp_path / "out"
    )
    farm, part = (
        tmp_path / "farm",
        write(Tree({"go.mod": "module x.org/p\n", "p.go": "package p\n"}, {}), tmp_path / "part"),
    )
    farm.mkdir()
    for name in ("go.mod", "a.go", "b.go"):
        (farm / name).symlink_to(out / name)
    with pytest.raises(
        SourceError, match=r"no Go source in .*: links that lead out of it are not followed: a.go → "
    ) as error:
        open_source(str(farm))
    assert error.value.hint == "name the folder that they lead to, or copy the tree with its links followed (cp -rL)"
    (part / "q.go").symlink_to("../out/a.go")
    source = open_source(str(part))
    assert source.files("x.org/p") == ("p.go",)
    assert said(source) == ["q.go:1: left out: a link to ../out/a.go, which is not in the source"]


def test_a_folder_that_is_a_link_out_of_the_tree_is_named(tmp_path: Path) -> None:
    files = {"go.mod": "module x.org/m\n", "m.go": go("m", "x.org/m/away", M="away.A()")}
    source = open_source(str(write(Tree(files, {}, {"away": "../else", "docs": "../docs"}), tmp_path / "tree")))
    assert calls(source, "x.org/m") == ["package x.org/m/away is not in the source"]
    assert said(source) == ["away:1: left out: a link to ../else, which is not in the source"]


def test_a_module_of_a_work_space_that_is_not_in_the_tree_is_named(tmp_path: Path) -> None:
    files = {"go.work": "use (\n\t.\n\t../else\n\t./none\n)\n", "go.mod": "module x.org/m\n", "m.go": "package m\n"}
    source = open_source(str(write(Tree(files, {}), tmp_path / "tree")))
    assert source.packages() == ("x.org/m",)
    assert said(source) == [
        f"go.work:1: uses {path}, which is no module in the source" for path in ("../else", "./none")
    ]


def test_of_two_packages_in_a_folder_the_first_file_counts(tmp_path: Path) -> None:
    files = {
        "go.mod": "module x.org/m\n",
        "refs/a.go": go("refs", Register=""),
        "refs/z.go": go("refs_template", Other=""),
        "use/u.go": go("use", "x.org/m/refs", f="refs.Register()"),
    }
    graph = Graph(open_source(str(write(Tree(files, {}), tmp_path / "tree"))))
    assert [fact["callee"] for fact in facts([graph.package("x.org/m/use")])] == ["x.org/m/refs.Register"]
    assert [str(one) for one in graph.diagnostics()] == [
        "refs/z.go: line 1: left out: package refs_template in the folder of package refs"
    ]
