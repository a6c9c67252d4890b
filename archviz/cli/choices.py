"""Arguments that are one of several names, and what is said where one is none of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from archviz.model.suggest import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable


class Choice(click.Choice):  # type: ignore[type-arg]  # generic since click 8.2, which need not be there
    """As click's own, with the nearest name where the one that is given is none."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The choice that a value is. Raises BadParameter."""
        try:
            return super().convert(value, param, ctx)
        except click.BadParameter as error:
            names = [str(choice) for choice in self.choices]
            hint = did_you_mean(str(value), names)
            if not hint:
                raise
            message = f"{value!r} is none of {', '.join(names)}; {hint}"
            raise click.BadParameter(message, ctx, param) from error


def none_of(name: str, names: Iterable[str], option: str) -> click.BadParameter:
    """The error to raise for a name that is none of those that an option takes."""
    known = list(names)
    hint = did_you_mean(name, known)
    message = f"{name!r} is none of {', '.join(known)}{hint and f'; {hint}'}"
    return click.BadParameter(message, param_hint=f"'{option}'")
