"""Small Go trees in every layout, and ways to put one into every kind of container."""

from __future__ import annotations

import os
import subprocess
import tarfile
import zipfile
from dataclasses import dataclass, field
from pathlib import Path

VERSION_GO = 'package version\n\nconst commit, short = "$Format:%H$", "v0+$Format:%h$"\n'


@dataclass(frozen=True)
class Tree:
    """Files by path, symbolic links by path, and by import path the files that archviz should find."""

    files: dict[str, str]
    packages: dict[str, tuple[str, ...]]
    links: dict[str, str] = field(default_factory=dict)


UPSTREAM = Tree(
    files={
        "go.mod": "module k8s.io/kubernetes\n\ngo 1.15\n",
        "LICENSE": "Do what you like.\n",
        "README.md": "# Not Go\n",
        "pkg/controlplane/instance.go": "package controlplane\n\ntype Instance struct{}\n",
        "pkg/controlplane/config.go": "package controlplane\n\ntype Config struct{}\n",
        "pkg/controlplane/instance_test.go": "package controlplane\n",
        "pkg/controlplane/_draft.go": "package controlplane\n",
        "pkg/controlplane/.hidden.go": "package controlplane\n",
        "pkg/controlplane/testdata/sample.go": "package sample\n",
        "pkg/_output/made.go": "package made\n",
        "pkg/only/tests_test.go": "package only\n",
        "cmd/server/main.go": "package main\n\nfunc main() {}\n",
        "hack/tools/go.mod": "module k8s.io/kubernetes/hack/tools\n",
        "hack/tools/tools.go": "package tools\n",
        "staging/src/k8s.io/api/go.mod": "module k8s.io/api\n",
        "staging/src/k8s.io/api/core/v1/types.go": "package v1\n\ntype Pod struct{}\n",
        "staging/src/k8s.io/component-base/version/.gitattributes": "base.go export-subst\n",
        "staging/src/k8s.io/component-base/version/base.go": VERSION_GO,
        "staging/src/k8s.io/component-base/version/version.go": "package version\n\nconst abbey = 0xdeadbeef\n",
        "vendor/example.org/Big/lib/lib.go": "package lib\n",
        "vendor/example.org/Big/go.mod": "module example.org/Big\n",
        "vendor/modules.txt": "# example.org/Big v1.0.0\n",
    },
    links={
        "vendor/k8s.io/api": "../../staging/src/k8s.io/api",
        "vendor/k8s.io/component-base": "../../staging/src/k8s.io/component-base",
        "vendor/loop": "../vendor",
        "vendor/away": "../../elsewhere",
        "vendor/rooted": "/etc",
        "cluster": "pkg/controlplane",
    },
    packages={
        "example.org/Big/lib": ("vendor/example.org/Big/lib/lib.go",),
        "k8s.io/api/core/v1": ("staging/src/k8s.io/api/core/v1/types.go",),
        "k8s.io/component-base/version": (
            "staging/src/k8s.io/component-base/version/base.go",
            "staging/src/k8s.io/component-base/version/version.go",
        ),
        "k8s.io/kubernetes/cmd/server": ("cmd/server/main.go",),
        "k8s.io/kubernetes/pkg/controlplane": ("pkg/controlplane/config.go", "pkg/controlplane/instance.go"),
    },
)

VENDORED = Tree(
    files={
        "go.mod": "module example.com/shop\n\nreplace k8s.io/api => ./deps/k8s.io/api\n",
        "shop.go": "package shop\n",
        "cmd/till/main.go": "package main\n",
        "vendor/modules.txt": "# k8s.io/api v0.31.0 => ./deps/k8s.io/api\n",
        "vendor/k8s.io/api/core/v1/types.go": "package v1\n",
        "deps/k8s.io/api/go.mod": "module k8s.io/api\n",
        "deps/k8s.io/api/core/v1/types.go": "package v1\n\n// The copy that is vendored.\n",
        "deps/k8s.io/api/unused/unused.go": "package unused\n",
    },
    packages={
        "example.com/shop": ("shop.go",),
        "example.com/shop/cmd/till": ("cmd/till/main.go",),
        "k8s.io/api/core/v1": ("vendor/k8s.io/api/core/v1/types.go",),
    },
)

PLAIN = Tree(
    files={
        "go.mod": 'module "example.com/plain/v3" // the third\n',
        "plain.go": "package plain\n",
        "sub/linked.go": "package sub\n",
        "server/go.mod": "module example.com/plain/server/v3\n",
        "server/server.go": "package server\n",
        "server/inner/inner.go": "package inner\n",
    },
    links={"sub/again.go": "linked.go"},
    packages={
        "example.com/plain/server/v3": ("server/server.go",),
        "example.com/plain/server/v3/inner": ("server/inner/inner.go",),
        "example.com/plain/v3": ("plain.go",),
        "example.com/plain/v3/sub": ("sub/linked.go",),
    },
)

CACHE = Tree(
    files={
        "example.org/!big!co/go-!thing@v1.2.0/thing.go": "package thing\n",
        "example.org/!big!co/go-!thing@v1.2.0/Sub/sub.go": "package sub\n",
        "k8s.io/api@v0.9.0/core/v1/types.go": "package v1\n\n// 0.9.0\n",
        "k8s.io/api@v0.33.4/core/v1/types.go": "package v1\n\n// 0.33.4\n",
        "k8s.io/api@v0.33.4/go.mod": "module k8s.io/api\n",
        "k8s.io/api@v0.33.4-rc.1/core/v1/types.go": "package v1\n\n// 0.33.4-rc.1\n",
        "k8s.io/api/nested@v0.1.0/nested.go": "package nested\n",
        "cache/download/k8s.io/api/@v/v0.33.4.mod": "module k8s.io/api\n",
    },
    packages={
        "example.org/BigCo/go-Thing": ("example.org/!big!co/go-!thing@v1.2.0/thing.go",),
        "example.org/BigCo/go-Thing/Sub": ("example.org/!big!co/go-!thing@v1.2.0/Sub/sub.go",),
        "k8s.io/api/core/v1": ("k8s.io/api@v0.33.4/core/v1/types.go",),
        "k8s.io/api/nested": ("k8s.io/api/nested@v0.1.0/nested.go",),
    },
)

GOPATH = Tree(
    files={
        "src/k8s.io/api/core/v1/types.go": "package v1\n",
        "src/example.com/tool/tool.go": "package tool\n",
        "pkg/mod/example.org/lib@v1.0.0/lib.go": "package lib\n",
    },
    packages={
        "example.com/tool": ("src/example.com/tool/tool.go",),
        "example.org/lib": ("pkg/mod/example.org/lib@v1.0.0/lib.go",),
        "k8s.io/api/core/v1": ("src/k8s.io/api/core/v1/types.go",),
    },
)

BARE_PATHS = Tree(
    files={
        "k8s.io/apiserver/pkg/server/config.go": "package server\n",
        "k8s.io/api/go.mod": "module k8s.io/api\n",
        "k8s.io/api/core/v1/types.go": "package v1\n",
    },
    packages={
        "k8s.io/api/core/v1": ("k8s.io/api/core/v1/types.go",),
        "k8s.io/apiserver/pkg/server": ("k8s.io/apiserver/pkg/server/config.go",),
    },
)

STAGING_ALONE = Tree(
    files={
        "staging/src/k8s.io/api/core/v1/types.go": "package v1\n",
        "pkg/controlplane/instance.go": "package controlplane\n",
    },
    packages={
        "k8s.io/api/core/v1": ("staging/src/k8s.io/api/core/v1/types.go",),
        "k8s.io/kubernetes/pkg/controlplane": ("pkg/controlplane/instance.go",),
    },
)

LAYOUTS = {
    "upstream": UPSTREAM,
    "vendored": VENDORED,
    "plain": PLAIN,
    "module cache": CACHE,
    "gopath": GOPATH,
    "bare import paths": BARE_PATHS,
    "staging without go.mod": STAGING_ALONE,
}


def write(tree: Tree, folder: Path) -> Path:
    """Writes a tree into a new folder."""
    for path, text in tree.files.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    for path, target in tree.links.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).symlink_to(target)
    return folder


def git(folder: Path, *arguments: str, date: str = "") -> str:
    """Runs git with an author of its own; ``date`` is when that is, by default now."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")} | {
        "GIT_AUTHOR_NAME": "A",
        "GIT_AUTHOR_EMAIL": "a@example.com",
        "GIT_COMMITTER_NAME": "A",
        "GIT_COMMITTER_EMAIL": "a@example.com",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_SYSTEM": os.devnull,
    }
    environment |= {"GIT_COMMITTER_DATE": date} if date else {}
    done = subprocess.run(["git", *arguments], cwd=folder, env=environment, check=True, capture_output=True, text=True)
    return done.stdout


def repository(tree: Tree, folder: Path) -> Path:
    """A git repository with the tree committed and tagged ``v1.0.0``."""
    write(tree, folder)
    git(folder, "init", "--quiet", "-b", "main")
    git(folder, "add", "--force", "--all")
    git(folder, "commit", "--quiet", "-m", "All of it")
    git(folder, "tag", "v1.0.0")
    return folder


def tar(folder: Path, file: Path, mode: str = "w:gz", top: str = "") -> Path:
    """Packs a folder into a tar, below one leading folder if ``top`` names it."""
    with tarfile.open(file, mode) as archive:  # type: ignore[call-overload]
        archive.add(folder, arcname=top or ".")
    return file


def zipped(folder: Path, file: Path, top: str = "") -> Path:
    """Packs a folder into a zip; symbolic links as git and Info-ZIP write them."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.rglob("*")):
            name = str(Path(top) / path.relative_to(folder))
            if path.is_symlink():
                link = zipfile.ZipInfo(name)
                link.external_attr = 0o120777 << 16
                archive.writestr(link, str(path.readlink()))
            elif path.is_file():
                archive.write(path, name)
    return file


def contained(tree: Tree, container: str, folder: Path) -> str:
    """Puts a tree into a container within a folder; gives what a user would name to open it."""
    if container in ("work tree", "bare repository"):
        made = repository(tree, folder / "work")
        if container == "bare repository":
            git(folder, "clone", "--quiet", "--bare", "work", "bare.git")
            return f"{folder / 'bare.git'}@v1.0.0"
        git(made, "rm", "--quiet", "-r", ".")
        return f"{made}@v1.0.0"
    written = write(tree, folder / "tree")
    match container:
        case "directory":
            return str(written)
        case "tar.gz":
            return str(tar(written, folder / "packed.tar.gz"))
        case "tar.gz with a top folder":
            return str(tar(written, folder / "packed.tgz", top="project-1.0.0"))
        case "tar":
            return str(tar(written, folder / "packed.tar", "w:", top="project-1.0.0"))
        case "zip":
            return str(zipped(written, folder / "packed.zip"))
        case "zip with a top folder":
            return str(zipped(written, folder / "packed.zip", top="project-1.0.0"))
    raise ValueError(container)


CONTAINERS = (
    "directory",
    "tar.gz",
    "tar.gz with a top folder",
    "tar",
    "zip",
    "zip with a top folder",
    "work tree",
    "bare repository",
)
