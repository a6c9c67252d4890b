"""A Go module of one package and a project with one figure about it, from a few lines of each."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

HEAD = "kind: diagram\ntitle: A shop\npackages: {s: example.org/shop}\n"


def module(folder: Path, code: str, **packages: str) -> Path:
    """The module example.org/shop in a folder, replaced as a whole; ``packages`` are further ones below it."""
    for name, text in {"": code, **packages}.items():
        package = folder / name
        package.mkdir(parents=True, exist_ok=True)
        clause = text if text.startswith("package ") else f"package {name or 'shop'}\n\n{text}"
        (package / "shop.go").write_text(clause, encoding="utf-8")
    (folder / "go.mod").write_text("module example.org/shop\n\ngo 1.21\n", encoding="utf-8")
    return folder


def figure(root: Path, claims: str, name: str = "1-x.yaml", head: str = HEAD) -> Path:
    """The project's figure with these claims."""
    file = root / "diagrams" / "a" / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(head + claims, encoding="utf-8")
    (root / "archviz.toml").touch()
    return file


def run(*arguments: str, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """A command in a project, as a person runs it."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("GITHUB_")}
    return subprocess.run(
        [sys.executable, "-m", "archviz", *arguments],
        cwd=cwd,
        env=clean | {"ARCHVIZ_CACHE": str(cwd / "cache")} | environment,
        capture_output=True,
        encoding="utf-8",
        check=False,
        stdin=subprocess.DEVNULL,
    )


def lock(root: Path, version: str, source: Path) -> None:
    """Proves the figures at a version and writes its lock."""
    done = run("update", version, "--source", str(source), cwd=root)
    assert done.returncode == 0, done.stdout + done.stderr


def check(root: Path, version: str, source: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The figures held against a source that is called a version."""
    return run("check", version, "--source", str(source), *arguments, cwd=root)


def report(root: Path, version: str, source: Path, *arguments: str) -> dict[str, Any]:
    """As ``check``, the report as JSON."""
    done = check(root, version, source, "--format", "json", *arguments)
    assert done.stdout, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found
