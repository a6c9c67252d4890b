"""A Go module in a git repository and documents about it, for tests of what holds documents against code."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runs_git import git

from archviz.workspace.lint import lint
from archviz.workspace.project import Project
from archviz.workspace.subject import Settings

if TYPE_CHECKING:
    from pathlib import Path

    from archviz.lint.findings import Confidence, Held
    from archviz.workspace.lint import LintReport

FILES = {
    "go.mod": "module example.org/kettle\n\ngo 1.21\n",
    "kettle.go": """\
package kettle

import (
	"context"

	"example.org/kettle/heat"
)

// KettleOptions says how a kettle is made.
type KettleOptions struct {
	Litres int
	Source heat.HeatSource
}

// Kettle boils water.
type Kettle struct {
	heater *heat.GasHeater
	Lid    bool
}

// NewKettle makes one.
func NewKettle(options KettleOptions) (*Kettle, error) {
	return &Kettle{heater: heat.NewGasHeater(options.Litres)}, nil
}

// BoilWater heats what is in it.
func (k *Kettle) BoilWater(ctx context.Context, degrees int) error {
	k.closeLid()
	return k.heater.HeatUp(ctx, degrees)
}

func (k *Kettle) closeLid() { k.Lid = true }

// BuildChain is what a request goes through.
func BuildChain(next heat.Handler) heat.Handler {
	next = heat.WithThermostat(next)
	next = heat.WithFuse(next)
	next = heat.WithMeter(next)
	return next
}
""",
    "heat/heat.go": """\
// Package heat has what heats.
package heat

import "context"

// HeatSource heats.
type HeatSource interface {
	HeatUp(ctx context.Context, degrees int) error
	CoolDown() error
}

// GasHeater burns gas.
type GasHeater struct{ flow int }

// NewGasHeater makes a heater.
func NewGasHeater(flow int) *GasHeater { return &GasHeater{flow: flow} }

// HeatUp makes it hot.
func (g *GasHeater) HeatUp(ctx context.Context, degrees int) error {
	g.openValve()
	g.lightFlame()
	return nil
}

// CoolDown makes it cold.
func (g *GasHeater) CoolDown() error { return nil }

func (g *GasHeater) openValve()  {}
func (g *GasHeater) lightFlame() {}

// MaxDegrees is as hot as it gets.
const MaxDegrees = 100

// Handler handles.
type Handler func(degrees int)

// WithThermostat stops in time.
func WithThermostat(next Handler) Handler { return next }

// WithFuse blows.
func WithFuse(next Handler) Handler { return next }

// WithMeter counts.
func WithMeter(next Handler) Handler { return next }
""",
    "docs/assets/steam.svg": "<svg/>\n",
}


def repository(folder: Path, **documents: str) -> Path:
    """A git repository with the module and some documents, ``docs__guide`` for docs/guide.md, all committed."""
    git_folder(folder)
    write(folder, FILES | {f"{name.replace('__', '/')}.md": text for name, text in documents.items()})
    commit(folder)
    return folder


def git_folder(folder: Path) -> None:
    """An empty repository."""
    folder.mkdir(exist_ok=True, parents=True)
    git(folder, "init", "--quiet", "-b", "main")


def write(folder: Path, files: dict[str, str]) -> None:
    """Writes files by their paths below a folder."""
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8", newline="")


def commit(folder: Path) -> None:
    """Commits all there is."""
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--allow-empty", "-m", "more")


def replace(folder: Path, path: str, old: str, new: str) -> None:
    """Replaces a text in a file, which must be there."""
    text = (folder / path).read_text(encoding="utf-8")
    assert old in text
    (folder / path).write_text(text.replace(old, new), encoding="utf-8", newline="")


def held(folder: Path, *documents: str, hops: int = 3) -> LintReport:
    """What comes of documents of a repository, by default all."""
    settings = Settings(source=str(folder), cached=False)
    return lint(Project(folder), settings, [folder / name for name in documents or ("",)], hops=hops)


def all_held(folder: Path, *documents: str, hops: int = 3) -> list[Held]:
    """All that the documents say, in order."""
    return [one for document in held(folder, *documents, hops=hops).documents for one in document.held]


def wrongs(folder: Path, *documents: str, hops: int = 3, likely: bool = False) -> list[tuple[int, str, str, str]]:
    """What is wrong in documents: line, subject, message and hint; what is only likely so where that is asked for."""
    return [
        (one.line, one.subject, one.wrong.message, one.wrong.hint)
        for one in all_held(folder, *documents, hops=hops)
        if one.wrong is not None and (likely or is_certain(one.wrong.confidence))
    ]


def is_certain(confidence: Confidence) -> bool:
    """Whether something is surely wrong."""
    return confidence == "certain"


def said(text: str, tmp_path: Path, *, likely: bool = False, hops: int = 3) -> list[tuple[int, str, str, str]]:
    """What is wrong in a document with a text, beside the module."""
    repository(tmp_path, README=text)
    return wrongs(tmp_path, "README.md", likely=likely, hops=hops)
