"""``archviz`` and ``python -m archviz``: the commands, from the first moment to the last."""

from __future__ import annotations

import os
import sys
from contextlib import suppress

from archviz import signals


def main() -> None:
    """Runs the command that the arguments name, and ends the process with its exit code."""
    signals.prepare()
    code: int | str | None
    try:
        from archviz.cli import main as commands

        commands()
        code = 0
    except SystemExit as end:
        code = end.code
    except signals.Interrupted as interrupt:
        code = interrupt.code
    except BaseException as error:  # noqa: BLE001 the last place that sees it
        code = 2
        said = f"{type(error).__name__}: {error}".encode("unicode_escape").replace(
            b"#", rb"\x23"
        )  # no command in a log
        hint = b"hint: install it again; if that is no help, report it with the command line and this message\n"
        with suppress(OSError):
            os.write(2, b"error: archviz cannot be loaded: " + said + b"\n" + hint)
    if signals.interrupted():
        signals.leave()
    signals.reset_signals()
    sys.exit(code)


if __name__ == "__main__":
    main()
