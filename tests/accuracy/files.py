"""Whether archviz takes the files that the go command takes: ``python tests/accuracy/files.py --help``.

``go list`` and archviz read the same folders of the same tree, for each of some platforms, with and without cgo, and
with and without a tag. Printed is each package for which they differ, and how many packages were compared. Needs a Go
toolchain on the PATH, best the one whose tags archviz knows (``NEWEST_GO``).
"""

from __future__ import annotations

import json
import os
import subprocess
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from archviz.golang.syntax.files import PackageFiles
from archviz.model.context import BuildContext, parse_platform, split_tags

if TYPE_CHECKING:
    from archviz.model.graph import Diagnostic

PACKAGE = "p"
"""The import path that a folder has while it is looked at by itself."""


class Folder:
    """One folder as a source whose only package is ``PACKAGE``."""

    def __init__(self, folder: Path) -> None:
        self.location = str(folder)
        self._folder = folder
        self._names = sorted(entry.name for entry in folder.glob("*.go") if entry.is_file())

    module = PACKAGE

    def module_packages(self, *, tests: bool = False) -> tuple[str, ...]:
        """The one package."""
        return (PACKAGE,)

    def release(self) -> int:
        """No go.mod asks for one: a toolchain's release tags are its own."""
        return 0

    def packages(self, *, tests: bool = False) -> tuple[str, ...]:
        """The one package."""
        return (PACKAGE,)

    def files(self, package: str, *, tests: bool = False) -> tuple[str, ...]:
        """The folder's files."""
        counted = [name for name in self._names if not name.startswith(("_", "."))]
        return tuple(name for name in counted if tests or not name.endswith("_test.go")) if package == PACKAGE else ()

    def resolve(self, importer: str, path: str) -> str:
        """The path itself."""
        return path

    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """Nothing is left out."""
        return ()

    def read(self, file: str) -> bytes:
        """A file's bytes."""
        return (self._folder / file).read_bytes()

    def digest(self, *, autocrlf: bool = False) -> str:
        """None is needed."""
        return ""


def go_list(tree: Path, context: BuildContext, patterns: tuple[str, ...]) -> list[dict[str, Any]]:
    """What ``go list`` says of the packages that some patterns match, and of all that they import."""
    environment = {
        **os.environ,
        "GOOS": context.goos,
        "GOARCH": context.goarch,
        "CGO_ENABLED": str(int(context.cgo)),
        "GOFLAGS": "-mod=vendor" if (tree / "vendor").is_dir() else "-mod=mod",
        "GOPROXY": "off",
        "GOTOOLCHAIN": "local",
        "GOWORK": "off",
    }
    fields = "Dir,ImportPath,GoFiles,CgoFiles,TestGoFiles,XTestGoFiles"
    command = ["go", "list", "-e", "-deps", f"-json={fields}", f"-tags={','.join(context.tags)}", *patterns]
    listed = subprocess.run(command, cwd=tree, env=environment, capture_output=True, text=True, check=False)
    if not listed.stdout:
        raise click.ClickException(f"go list failed\n{listed.stderr[-2000:]}")
    return [*json.loads(f"[{listed.stdout.replace(chr(10) + '}' + chr(10) + '{', '},{')}]")]


def differences(package: dict[str, Any], context: BuildContext) -> list[str]:
    """The files that only one of the two takes, with a sign before each: ``-`` where archviz lacks it, else ``+``."""
    folder = PackageFiles(Folder(Path(package["Dir"])), context)
    told: list[str] = []
    for path, kinds in ((PACKAGE, ("GoFiles", "CgoFiles", "TestGoFiles")), (f"{PACKAGE}_test", ("XTestGoFiles",))):
        right = {name for kind in kinds for name in package.get(kind, ())}
        found = {file.path for file in folder.chosen(path)}
        told += [f"-{name}" for name in sorted(right - found)] + [f"+{name}" for name in sorted(found - right)]
    return told


@click.command()
@click.argument("tree", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.argument("patterns", nargs=-1)
@click.option("--platform", "platforms", multiple=True, default=("linux/amd64", "windows/amd64", "darwin/arm64"))
@click.option("--tags", default="netgo,osusergo,purego", show_default=True, help="The tags of the runs with tags.")
def main(tree: Path, patterns: tuple[str, ...], platforms: tuple[str, ...], tags: str) -> None:
    """Compare the files of the packages of a module, by default those of ``./...`` and all that they import."""
    wrong = 0
    for platform, some, cgo in product(platforms, ((), split_tags(tags)), (False, True)):
        context = BuildContext(*parse_platform(platform), some, cgo=cgo, tests=True)
        packages = [one for one in go_list(tree, context, patterns or ("./...",)) if "Dir" in one]
        differing = {one["ImportPath"]: told for one in packages if (told := differences(one, context))}
        for path, told in differing.items():
            click.echo(f"  {path}: {' '.join(told)}")
        click.echo(f"{context}: {len(packages)} packages, {len(differing)} differ")
        wrong += len(differing)
    raise SystemExit(int(wrong > 0))


if __name__ == "__main__":
    main()
