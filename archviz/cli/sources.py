"""Commands about sources: bring one, print its facts."""

from __future__ import annotations

from contextlib import ExitStack, closing
from typing import TYPE_CHECKING

import click

from archviz.cli import output
from archviz.cli.errors import show_error
from archviz.cli.options import VERSION, anywhere, bringing, source_option

if TYPE_CHECKING:
    from archviz.workspace.project import Project
    from archviz.workspace.subject import Settings


@click.command()
@VERSION
@click.option("--pin", "pinning", is_flag=True, help="Write the pin of a version that has none, as it was brought.")
@bringing
def fetch(project: Project, settings: Settings, pinning: bool) -> None:
    """Bring a pinned version into the cache, verified by its digest.

    The cache comes first; then the pin's providers in turn (a git remote, an archive, a Go module proxy, Debian's
    source package) until one gives the pinned digest. Prints the folder. ARCHVIZ_CACHE names another cache.

    A version without a pin is had as the pinned one before it is, by the tag, address or module's version of its own
    name, and stays what it was when it first came. What verifies it is said; --pin writes its digest down.

    \b
    archviz fetch 1.31.0
    archviz fetch 1.31.0 --pin
    """
    from archviz.refs import pin_path
    from archviz.workspace.pin import NewPin
    from archviz.workspace.subject import bring
    from archviz.workspace.unpinned import how_to_pin, is_pinned

    wanted, place = bring(project, settings)
    if pinning and not is_pinned(project, wanted.version):
        made = NewPin(wanted, pin_path(project.refs, wanted.version))
        made.write()
        settings.progress.note(f"{made.file}: written")
    elif not is_pinned(project, wanted.version):
        settings.progress.note(how_to_pin(wanted))
    output.line(str(place))


@click.command()
@click.argument("patterns", nargs=-1, required=True, metavar="PACKAGE…")
@click.option(
    "--unresolved",
    "wanted",
    flag_value="unresolved",
    default="facts",
    help="The calls that could not be resolved, with the reason.",
)
@click.option("--uses", "wanted", flag_value="uses", help="The fields that are read, and the types that are named.")
@click.option(
    "--jobs",
    type=click.IntRange(1, 64),
    default=1,
    show_default=True,
    metavar="N",
    help="How many processes share the packages. Each needs memory of its own; the output is the same.",
)
@click.option(
    "--scheduler",
    default="",
    metavar="ADDRESS",
    help="A Dask scheduler, such as tcp://10.0.0.5:8786, whose workers share the packages. They must have the same "
    "archviz and the same source at the same place. Needs `pip install 'archviz[dask]'`.",
)
@source_option
@anywhere
def relations(
    project: Project, settings: Settings, patterns: tuple[str, ...], wanted: str, jobs: int, scheduler: str
) -> None:
    """Print the facts of packages, named by import path, as JSON lines.

    PACKAGE may be a pattern as `go list` takes it: `k8s.io/api/...`, `...`, or relative to the source's main module
    `./...`. A package of which no file counts is passed over by a pattern. What cannot be read is a line on standard
    error, the other packages are answered, and the exit code is 2.

    \b
    {"rel": "call", "caller", "callee", "kind", "mode", "pkg", "file", "line", "col"}
        likewise dyncall, ref and creates; "certain": false marks a guess;
        "literal": {"line", "col", "use", "receiver", "outer"} is the function
        literal that the place is in, and what becomes of it
    {"rel": "type", "name", "kind", "fields", "embeds", "methods", "pkg", "file", "line"}
    {"rel": "implements", "name", "iface", "pointer", "pkg"}

    With --unresolved:

    \b
    {"rel": "unresolved", "caller", "text", "reason", "pkg", "file", "line", "col"}

    With --uses:

    \b
    {"rel": "reads", "caller", "callee", "pkg", "file", "line", "col"}
        likewise asserts and mentions

    Every call is a call, a dyncall or unresolved. Where the reason says "a conversion, if N is a type", what is
    missing leaves open whether it is a call at all.
    """
    from archviz.workspace.relations import FactKind
    from archviz.workspace.relations import relations as found

    failed = False
    with ExitStack() as stack:
        shared = None
        if scheduler or jobs > 1:
            from archviz.workspace.executors import workers

            shared = stack.enter_context(workers(jobs, found.__module__, scheduler))
        answers = found(project, settings, patterns, wanted=FactKind(wanted), workers=shared)
        for answer in stack.enter_context(closing(answers)):
            if isinstance(answer, str):
                output.document(answer)
            else:
                show_error(str(answer))
                failed = True
    if failed or settings.diagnostics.any_unreadable:
        raise SystemExit(output.IMPOSSIBLE)
