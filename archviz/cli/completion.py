"""What a shell completes in the arguments and options of questions."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from click.shell_completion import CompletionItem

if TYPE_CHECKING:
    import click


def complete_symbol(context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The symbols whose names begin so, of the source that the other arguments name."""
    with suppress(Exception):  # whatever is wrong, the command itself will say it; a prompt has no room for it
        from archviz.model.context import ContextChoice, split_tags
        from archviz.workspace.completion import completions
        from archviz.workspace.project import project_or_folder
        from archviz.workspace.subject import Settings

        given = context.params
        source, *further = given.get("sources") or ("",)
        tags = given.get("tags")
        choice = ContextChoice(
            given.get("platform"), None if tags is None else split_tags(tags), given.get("cgo"), given.get("tests")
        )
        settings = Settings(source=source, further=tuple(further), offline=True, context=choice)
        return [
            CompletionItem(name) for name in completions(project_or_folder(given.get("folder")), settings, incomplete)
        ]
    return []
