"""The lock: what was proved at a version, claim by claim, so that another version can be held against it.

Only facts are in it (names, places, hashes), no code. A claim is one line of the file, so a diff shows which changed.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

import msgspec

from archviz.model.errors import ProjectError

if TYPE_CHECKING:
    from pathlib import Path

Fact: TypeAlias = "str | int | bool | Sequence[Fact] | Mapping[str, Fact] | None"
"""What JSON can say, without fractions."""

Facts: TypeAlias = Mapping[str, Fact]
"""What was proved of one claim: its symbols and relations with their places, and the hashes of declarations."""


@dataclass(frozen=True, slots=True)
class Lock:
    """What was proved of a source: ``figures`` maps a figure's id to its claims' paths (``edges[3]``) and facts."""

    version: str
    digest: str
    figures: Mapping[str, Mapping[str, Facts]]


class _File(msgspec.Struct, forbid_unknown_fields=True):
    version: str
    digest: str
    figures: dict[str, dict[str, dict[str, Any]]]


def lock_path(folder: Path, name: str) -> Path:
    """The file of a lock, named for the version or the fork that was proved."""
    return folder / f"{name}.lock.json"


def write_lock(file: Path, lock: Lock) -> None:
    """Writes a lock, whole or not at all: keys sorted, the same bytes for the same facts. Raises ProjectError."""
    beside = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        beside.write_text(_text(lock), encoding="utf-8")
        beside.replace(file)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise ProjectError(f"cannot be written: {error.strerror}", file=str(file)) from error


def read_lock(file: Path) -> Lock:
    """Reads a lock. Raises ProjectError where it is missing or not a lock."""
    try:
        read = msgspec.convert(json.loads(file.read_text(encoding="utf-8")), _File)
    except (OSError, UnicodeDecodeError) as error:
        raise ProjectError(f"cannot be read: {error}", file=str(file)) from error
    except json.JSONDecodeError as error:
        raise ProjectError(f"not JSON: {error.msg}", file=str(file), line=error.lineno) from error
    except msgspec.ValidationError as error:
        raise ProjectError(f"not a lock: {error}", file=str(file)) from error
    return Lock(read.version, read.digest, read.figures)


def _text(lock: Lock) -> str:
    figures = ",\n".join(f"  {_json(name)}: {{\n{_claims(lock.figures[name])}\n  }}" for name in sorted(lock.figures))
    head = f' "version": {_json(lock.version)},\n "digest": {_json(lock.digest)}'
    return f'{{\n{head},\n "figures": {{\n{figures}\n }}\n}}\n'


def _claims(claims: Mapping[str, Facts]) -> str:
    return ",\n".join(f"   {_json(claim)}: {_json(claims[claim])}" for claim in sorted(claims))


def _json(value: Fact) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False)
