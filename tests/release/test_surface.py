"""What a release had, later ones of the same major version have: docs/reference/compatibility.md."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from surface import RELEASED, surface

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("release", sorted(RELEASED.glob("*.json")), ids=lambda file: file.stem)
def test_what_others_build_on_is_still_there(release: Path) -> None:
    had = json.loads(release.read_text(encoding="utf-8"))
    has = surface()
    assert [name for kind, names in had.items() for name in names if name not in has[kind]] == []
