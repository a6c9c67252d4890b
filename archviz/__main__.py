"""``archviz`` and ``python -m archviz``: the commands, from the first moment to the last."""

from __future__ import annotations

import os
import sys
from contextlib import suppress

from archviz import ending


def main() -> None:
    """Runs the command that the arguments name, and ends the process with its exit code."""
    ending.prepare()
    code: int | str | None
    try:
        from archviz.cli import main as commands

        commands()
        code = 0
    except SystemExit as end:
        code = end.code
    except ending.Interrupted as interrupt:
        code = interrupt.code
    except BaseException as error:  # noqa: BLE001 the last place that sees it
        code = 2
        said = f"error: archviz cannot be loaded: {type(error).__name__}: {error}\n"
        with suppress(OSError):
            os.write(2, said.encode("ascii", "backslashreplace"))
    if ending.interrupted():
        ending.leave()
    ending.reset_signals()
    sys.exit(code)


if __name__ == "__main__":
    main()
