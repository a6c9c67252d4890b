"""What the reference says of commands, settings, figures and rooms is what they are."""

from __future__ import annotations

import generated
import pytest
from generated_rooms import picture


@pytest.mark.parametrize("page", generated.PAGES)
def test_a_page_is_what_the_program_says_of_itself(page: str) -> None:
    assert (generated.DOCS / page).read_text(encoding="utf-8") == generated.made(page), "`make reference` writes it"


def test_the_picture_of_the_rooms_is_that_of_the_import_graph() -> None:
    assert generated.PICTURE.read_text(encoding="utf-8") == picture(), "`make reference` draws it"
