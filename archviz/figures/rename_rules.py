"""What a schema cannot say of a figure's renames: each leads from one name to one other, and none leads back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archviz.figures.versions import VersionNames, claimed_names
from archviz.model.versions import version_order

if TYPE_CHECKING:
    from collections.abc import Iterator

    from archviz.figures.claims import Claims, Rename


def rename_faults(claims: Claims) -> Iterator[tuple[str, str, str]]:
    """The path of each rename that breaks a rule, what is wrong with it, and a hint."""
    names = VersionNames(claims, "")
    named = frozenset(map(names.first, claimed_names(claims))) if claims.renames else frozenset()
    after: dict[str, Rename] = {}
    before: dict[str, Rename] = {}
    for i, one in enumerate(claims.renames):
        old, new = names.with_first_owner(one.old), names.with_first_owner(one.new)
        if old in after:
            hint = f"if {after[old].new} has another name later, that is renamed"
            yield f"renames[{i}]", f"{one.old} is renamed to {after[old].new} already", hint
        elif new in before:
            yield f"renames[{i}]", f"{before[new].old} is renamed to {one.new} already", "a name is that of one symbol"
        else:
            after[old] = before[new] = one
    for i, one in enumerate(claims.renames):
        chain = [names.with_first_owner(one.old), names.with_first_owner(one.new)]
        while chain[-1] in after and chain[-1] not in chain[:-1]:
            chain.append(names.with_first_owner(after[chain[-1]].new))
        following = after.get(chain[1])
        if chain[-1] in chain[:-1]:
            hint = "for a name that comes back, give the claims `since` and `until`"
            yield f"renames[{i}]", f"the names lead in a circle: {' → '.join(chain)}", hint
        elif following and version_order(following.since) <= version_order(one.since):
            message = f"{one.new} has another name from {following.since} on, which is not after {one.since}"
            yield f"renames[{i}]", message, "give the renames in the order of their versions"
        elif names.first(one.old) not in named:
            message = f"no claim names {one.old} or {one.new}"
            yield f"renames[{i}]", message, "write a claim with either name, or take the rename away"
