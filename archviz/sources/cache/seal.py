"""What this program writes into the cache about itself is sealed, so that nothing that others put there counts.

The seal is an HMAC (RFC 2104) with a key that is this user's alone and is not in the cache: a cache that was restored
from elsewhere, or that others can write, holds no seal that this key made. Where there is no key and none can be made,
nothing is sealed, and what would be looked up is worked out each time.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from contextlib import suppress
from functools import cache
from typing import TYPE_CHECKING

import msgspec
import platformdirs

from archviz.sources.scratch import scratch, sweep

if TYPE_CHECKING:
    from pathlib import Path

_SIZE = 32


class Sealed(msgspec.Struct, frozen=True, kw_only=True):
    """Something in the cache with its seal."""

    seal: str = ""


def encode(value: Sealed) -> bytes:
    """A value as JSON, sealed if there is a key."""
    return msgspec.json.encode(msgspec.structs.replace(value, seal=_seal(value)))


def genuine(value: Sealed) -> bool:
    """Whether a value that was read has this user's seal."""
    seal = _seal(value)
    return bool(seal) and hmac.compare_digest(seal.encode(), value.seal.encode("utf-8", "replace"))


def _seal(value: Sealed) -> str:
    key = _key()
    if key is None:
        return ""
    content = msgspec.json.encode(msgspec.structs.replace(value, seal=""), order="deterministic")
    return hmac.new(key, type(value).__name__.encode() + b"\0" + content, hashlib.sha256).hexdigest()


@cache
def _key() -> bytes | None:
    """The key of this user, made where there is none."""
    try:
        folder = platformdirs.user_state_path("archviz")
    except RuntimeError:  # there is no home folder
        return None
    if not folder.is_absolute():
        return None
    file = folder / "key"
    sweep(folder)
    if (key := _read(file)) is not None:
        return key
    with suppress(OSError):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with scratch(folder) as beside:
            new = beside / "key"
            new.touch(0o600)
            new.write_bytes(secrets.token_bytes(_SIZE))
            try:
                file.hardlink_to(new)
            except OSError:  # another run made one meanwhile, it is spoilt, or there are no hard links
                if _read(file) is None:
                    new.replace(file)
        return _read(file)
    return None


def _read(file: Path) -> bytes | None:
    """The key in a file; None where there is none, it is cut short, or others can read it."""
    try:
        with file.open("rb") as opened:
            state, key = os.fstat(opened.fileno()), opened.read(_SIZE + 1)
    except OSError:
        return None
    own = not hasattr(os, "geteuid") or (state.st_uid == os.geteuid() and not state.st_mode & 0o077)
    return key if own and len(key) == _SIZE else None
