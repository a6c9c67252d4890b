"""What the reference says of commands, settings, figures and rooms is what they are."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import generated
import pytest
from generated_rooms import picture


@pytest.mark.parametrize("page", generated.PAGES)
def test_a_page_is_what_the_program_says_of_itself(page: str) -> None:
    program = "import generated, sys; sys.stdout.buffer.write(generated.made(sys.argv[1]).encode())"
    command = [sys.executable, "-c", program, page]  # other tests may change the commands of their own process
    made = subprocess.run(command, cwd=Path(__file__).parent, check=True, capture_output=True).stdout.decode()
    assert (generated.DOCS / page).read_text(encoding="utf-8") == made, "`make reference` writes it"


def test_the_picture_of_the_rooms_is_that_of_the_import_graph() -> None:
    assert generated.PICTURE.read_text(encoding="utf-8") == picture(), "`make reference` draws it"
