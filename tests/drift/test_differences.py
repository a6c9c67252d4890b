"""Which field, method, parameter or result is another one, by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import shop

if TYPE_CHECKING:
    from pathlib import Path

OLD = "type Cache struct {\n\tfile string\n\tsize int\n}\n\n"
OLD += "func (c *Cache) Load(name string, n int) error { return nil }\n"
CHANGES = [
    (OLD.replace("\tsize int\n", "\tsize int64\n\tage int\n"), "Cache", "age came, size is int64, was int"),
    (OLD.replace("\tsize int\n", ""), "Cache", "size went"),
    (OLD.replace("n int)", "n int64)"), "Cache.Load", "parameter 2 is int64, was int"),
    (OLD.replace("name string, n int", "name string"), "Cache.Load", "the parameter int went"),
    (OLD.replace(") error { return nil }", ") (int, error) { return 0, nil }"), "Cache.Load", "the result int came"),
    (
        OLD.replace("name string", "f func(a, b int) error"),
        "Cache.Load",
        "parameter 1 is func(int, int) error, was string",
    ),
]


@pytest.mark.parametrize(("code", "subject", "which"), CHANGES)
def test_what_changed_is_named(code: str, subject: str, which: str, tmp_path: Path) -> None:
    shop.figure(tmp_path, "cards: [{type: s.Cache, methods: [Load]}]\n")
    shop.lock(tmp_path, "1.1", shop.module(tmp_path / "old", OLD))
    found = shop.report(tmp_path, "1.2", shop.module(tmp_path / "new", code))["findings"]
    messages = [one["message"] for one in found if one["subject"] == f"example.org/shop.{subject}"]
    assert [message.endswith(f": {which}") for message in messages] == [True], messages
