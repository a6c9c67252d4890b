"""What claims are called in reports: by what they say, not by where they stand in their file."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import msgspec

from archviz.figures.claims import CardClaim, EdgeClaim, EntryClaim, ExcerptClaim, ExitClaim
from archviz.figures.identity import with_first_names

if TYPE_CHECKING:
    from collections.abc import Iterable

    from archviz.figures.claims import Claims

_PATH = re.compile(r"(cards|edges|entries|exits|excerpts)\[(\d+)\](?:\.(\w+)(?:\[(\d+)\])?)?")
_SAID_ALREADY = {"of", "since", "until", "text"}


def claim_names(claims: Claims, paths: Iterable[str]) -> dict[str, str]:
    """For the path of each claim, such as ``edges[3]``, its name, such as ``Cache.Run -> Cache.load (call)``.

    Symbols are without their packages, and have their first names where the figure has ``renames``. Claims that have
    no words of their own, such as a count, are named with their key; of several alike the later have a number behind.
    """
    first = with_first_names(claims)
    names: dict[str, str] = {}
    seen: dict[str, int] = {}
    for path in paths:
        name = _name(first, path)
        seen[name] = seen.get(name, 0) + 1
        names[path] = name if seen[name] == 1 else f"{name} {seen[name]}"
    return names


def _name(claims: Claims, path: str) -> str:
    found = _PATH.fullmatch(path)
    parts = getattr(claims, found[1]) if found is not None else ()
    if found is None or int(found[2]) >= len(parts):
        return path
    value = parts[int(found[2])]
    whole, key = _whole(value), found[3] or ""
    inner = getattr(value, key, None) if key else None
    if not key:
        return whole
    if found[4] is None or not isinstance(inner, tuple) or int(found[4]) >= len(inner):
        return f"{whole} {key}"
    part = inner[int(found[4])]
    return f"{whole}.{part}" if key in ("fields", "methods") else f"{whole} {key}: {_said(part)}"


def _whole(claim: Any) -> str:
    match claim:
        case EdgeClaim():
            how = f"{claim.mode} {claim.kind}" if claim.mode else str(claim.kind)
            return f"{_short(claim.source)} -> {_short(claim.target)} ({how})"
        case EntryClaim():
            return f"{_short(claim.at)} entered by {_short(claim.by)}"
        case ExitClaim():
            return f"{_short(claim.at)} left for {_short(claim.to)}"
        case CardClaim(implementers=str(interface)):
            return f"implementers of {_short(interface)}"
        case CardClaim(chain=str(function)):
            return f"chain {_short(function)}"
        case CardClaim():
            return _short(claim.type or claim.func or "")
        case ExcerptClaim():
            return _short(claim.symbol)
    return _said(claim)


def _said(value: Any) -> str:
    """A part of a claim, as its file has it: ``calls: Cache.load``."""
    if isinstance(value, str):
        return _short(value)
    given = msgspec.to_builtins(value)
    given = given.get("at", given) if isinstance(given, dict) else given
    if not isinstance(given, dict):
        return json.dumps(given, ensure_ascii=False)
    defaults = {one.encode_name: one.default for one in msgspec.structs.fields(type(getattr(value, "at", value)))}
    words = ((key, each) for key, each in given.items() if each != defaults.get(key) and key not in _SAID_ALREADY)
    return ", ".join(f"{key}: {_said(each) if isinstance(each, str) else json.dumps(each)}" for key, each in words)


def _short(name: str) -> str:
    """``Cache.load`` for ``s.Cache.load``; a package's alias may be another tomorrow."""
    return name.partition(".")[2] or name
