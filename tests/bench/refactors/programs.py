"""Refactors, each a program that edits a tree at a function or a type of it and knows what became of the subject."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from archviz.model.symbols import Symbol
from refactors.edits import Edits, Function, folder, given, used

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random


@dataclass(frozen=True)
class Expected:
    """What became of a subject: any of some kinds, and any of some places, "" for none.

    ``type_`` is the type that goes with the subject under a new name, "" for none.
    """

    subject: str
    kinds: tuple[str, ...]
    places: tuple[str, ...] = ("",)
    type_: str = ""

    def names(self, symbol: str) -> bool:
        """Whether a repair may name a symbol: it is one of the places, or goes with the type."""
        return symbol in self.places or (self.type_ != "" and f"{symbol}.".startswith(f"{self.type_}."))


@dataclass(frozen=True)
class Site:
    """Where a program works: a function, who calls it in its package, what the first of these calls, and types there.

    All functions have names that no other function of the package has. ``targets`` are what the function calls, each
    with the line in it.
    """

    it: Function
    callers: tuple[Function, ...]
    called: tuple[Function, ...]
    types: tuple[Symbol, ...]
    targets: tuple[tuple[Symbol, int], ...]
    random: Random

    @property
    def symbol(self) -> Symbol:
        """The function's symbol."""
        return self.it.symbol


NEW = ("settle", "arrange", "perform", "conduct", "gather", "compose")


def _name(site: Site, *, like: str = "") -> str:
    name = site.random.choice(NEW)
    return name[:1].upper() + name[1:] if (like or site.symbol.leaf)[:1].isupper() else name


def _sibling(site: Site, name: str) -> Symbol:
    s = site.symbol
    return s.owner.of(name) if s.member else Symbol(s.package, name)


def _half(site: Site, name: str, statements: tuple[str, ...], before: tuple[str, ...]) -> tuple[str, str]:
    """A function of some statements of a body, with parameters for what others before give it, and its call."""
    names = [n.strip() for n in site.it.parameters.split(",") if n.strip()]
    needs = used(statements, [*names, *given(before)])
    result = "" if not re.search(r"^\t+return \S", "\n".join(statements), re.MULTILINE) else _results(site.it)
    head = f"func {site.it.receiver}{name}({', '.join(f'{n} any' for n in needs)}){result} {{"
    receiver = re.match(r"\((\w+) ", site.it.receiver)
    call = f"{receiver[1]}.{name}" if receiver else name
    return head + "\n" + "\n".join(statements) + "\n}", f"{call}({', '.join(needs)})"


def _results(it: Function) -> str:
    found = re.match(r"func (?:\([^)]*\) )?\w+\((?:[^()]|\([^()]*\))*\)(.*)", it.head)
    return found[1] if found else ""


def rename(edits: Edits, site: Site) -> Expected:
    """Another name."""
    name = _name(site)
    edits.rename(folder(site.it.file), site.symbol.leaf, name)
    return Expected(str(site.symbol), ("renamed",), (str(_sibling(site, name)),))


def rename_and_edit(edits: Edits, site: Site) -> Expected:
    """Another name, and some statements more."""
    name = _name(site)
    text = site.it.head + ' {\n\tprintln("entering it", "for once")\n\tdefer println("leaving it")\n'
    edits.replace(site.it.file, site.it.text, text + "\n".join(site.it.statements) + "\n}")
    edits.rename(folder(site.it.file), site.symbol.leaf, name)
    return Expected(str(site.symbol), ("renamed",), (str(_sibling(site, name)),))


def move(edits: Edits, site: Site) -> Expected | None:
    """To a new package below, under an exported name."""
    if site.symbol.member:
        return None
    name = site.symbol.name[:1].upper() + site.symbol.name[1:]
    edits.replace(site.it.file, site.it.text, "")
    at = folder(site.it.file)
    edits.rename(at, site.symbol.name, f"moved.{name}")
    text = re.sub(rf"^func {site.symbol.name}\b", f"func {name}", site.it.text)
    edits.add(site.it.file, f"{at}/moved/moved.go", "moved", text)
    for caller in site.callers:
        _import(edits, caller.file, f"{site.symbol.package}/moved")
    return Expected(str(site.symbol), ("moved", "renamed"), (f"{site.symbol.package}/moved.{name}",))


def _import(edits: Edits, file: str, path: str) -> None:
    text = edits.read(file)
    if f'"{path}"' not in text:
        edits.write(
            file, re.sub(r"^import \(\n|^import ", rf'import "{path}"\n\n\g<0>', text, count=1, flags=re.MULTILINE)
        )


def to_function(edits: Edits, site: Site) -> Expected | None:
    """A method becomes a function."""
    if not site.symbol.member:
        return None
    receiver = site.it.receiver.strip().strip("()")
    head = site.it.head.replace(site.it.receiver, "", 1)
    name = site.symbol.member
    head = head.replace(f"{name}(", f"{name}({receiver}" + (", " if site.it.parameters else ""), 1)
    edits.replace(site.it.file, site.it.text, head + " {\n" + "\n".join(site.it.statements) + "\n}")
    edits.rename(folder(site.it.file), name, name, but=r"(?:\w+\.)*")
    return Expected(str(site.symbol), ("moved", "renamed"), (str(Symbol(site.symbol.package, name)),))


def change_receiver(edits: Edits, site: Site) -> Expected | None:
    """A method of another type of the package."""
    if not site.symbol.member or not site.types:
        return None
    other = site.random.choice(site.types)
    if other.name == site.symbol.name:
        return None
    receiver = re.sub(rf"\b{site.symbol.name}\b", other.name, site.it.receiver)
    edits.replace(site.it.file, site.it.text, site.it.text.replace(site.it.receiver, receiver, 1))
    return Expected(str(site.symbol), ("moved", "renamed"), (str(other.of(site.symbol.member)),))


def split(edits: Edits, site: Site) -> Expected | None:
    """Two new functions, which each caller calls."""
    half = len(site.it.statements) // 2
    if len(site.it.statements) < 6 or not site.callers:
        return None
    head, tail = site.it.statements[:half], site.it.statements[half:]
    name = site.symbol.leaf[:1].upper() + site.symbol.leaf[1:]
    names = [f"begin{name}", f"finish{name}"]
    first, _ = _half(site, names[0], head, ())
    second, call = _half(site, names[1], tail, head)
    edits.replace(site.it.file, site.it.text, f"{first}\n\n{second}")
    here = folder(site.it.file)
    edits.rename(here, site.symbol.leaf, names[0])
    for caller in site.callers:
        text = edits.read(caller.file)
        line = re.search(rf"^.*?([\w.]*){names[0]}\(.*$", text, re.MULTILINE)
        if line is not None and not line[0].startswith("func "):
            rest = f"{line[1]}{call[call.index(names[1]) :]}"  # called of what the caller calls it of
            edits.write(caller.file, text.replace(line[0], f"{line[0]}\n\t{rest}", 1))
    return Expected(str(site.symbol), ("split-into",), tuple(str(_sibling(site, n)) for n in names))


def extract(edits: Edits, site: Site) -> Expected | None:
    """The second half of the body in a helper: of an edge that only this has."""
    half = len(site.it.statements) // 2
    if len(site.it.statements) < 6:
        return None
    head, tail = site.it.statements[:half], site.it.statements[half:]
    first, last = site.it.text.count("\n", 0, site.it.text.index(tail[0])), site.it.text.count("\n")
    there = [t for t, line in site.targets if first <= line <= last]
    only = [t for t in there if not any(t == other and line < first for other, line in site.targets)]
    if not only:
        return None
    code, call = _half(site, "helper", tail, head)
    result = "return " if re.search(r"\) \S", site.it.head) or "return" in tail[-1] else ""
    text = site.it.head + " {\n" + "\n".join(head) + f"\n\t{result}{call}\n}}\n\n{code}"
    edits.replace(site.it.file, site.it.text, text)
    return Expected(f"{site.symbol} -> {only[0]}", ("edge-rerouted", "edge-moved"), (str(_sibling(site, "helper")),))


def absorb(edits: Edits, site: Site) -> Expected | None:
    """Most of the body goes to another function that the caller calls."""
    if not site.callers or len(site.it.statements) < 3:
        return None
    caller = site.callers[0]
    called = [o for o in site.called if o.statements]
    called = [o for o in called if o.symbol not in (caller.symbol, site.symbol)]
    if not called:
        return None
    other = called[0]
    third = len(site.it.statements) // 3
    body = [*site.it.statements[third:], *other.statements]
    edits.replace(other.file, other.text, other.head + " {\n" + "\n".join(body) + "\n}")
    edits.replace(site.it.file, site.it.text, "")
    edits.rename(folder(site.it.file), site.symbol.leaf, other.symbol.leaf, but=r"(?<!\) )")
    return Expected(str(site.symbol), ("merged-into",), (str(other.symbol),))


def inline(edits: Edits, site: Site) -> Expected | None:
    """Its caller does its work itself."""
    if len(site.callers) != 1 or len(site.it.statements) < 3:
        return None
    caller = site.callers[0]
    if caller.symbol == site.symbol:
        return None
    place = next((s for s in caller.statements if re.search(rf"\b{site.symbol.leaf}\(", s)), None)
    if place is None:
        return None
    body = "\n".join(s for s in site.it.statements if not re.match(r"\treturn\b", s))
    edits.replace(caller.file, caller.text, caller.text.replace(place, body, 1))
    edits.replace(site.it.file, site.it.text, "")
    return Expected(str(site.symbol), ("merged-into",), (str(caller.symbol),))


def merge(edits: Edits, site: Site) -> Expected | None:
    """With another function of which the same one calls, it becomes a new one."""
    if not site.callers or len(site.it.statements) < 3:
        return None
    caller = site.callers[0]
    called = [o for o in site.called if len(o.statements) > 2]
    called = [o for o in called if o.symbol not in (caller.symbol, site.symbol)]
    if not called:
        return None
    other = called[0]
    body = [*(s for s in site.it.statements if not s.startswith("\treturn")), *other.statements]
    name = _name(site)
    head = re.sub(rf"\b{site.symbol.leaf}\(", f"{name}(", site.it.head, count=1)
    edits.replace(other.file, other.text, "")
    edits.replace(site.it.file, site.it.text, head + " {\n" + "\n".join(body) + "\n}")
    for one in (site.symbol, other.symbol):
        edits.rename(folder(site.it.file), one.leaf, name)
    return Expected(str(site.symbol), ("merged-into",), (str(_sibling(site, name)),))


def delete(edits: Edits, site: Site) -> Expected:
    """It goes, with its calls."""
    edits.replace(site.it.file, site.it.text, "")
    for caller in site.callers:
        for statement in caller.statements:
            if re.search(rf"\b{site.symbol.leaf}\b", statement):
                text = edits.read(caller.file)
                edits.write(caller.file, text.replace(statement, "", 1))
    return Expected(str(site.symbol), ("gone",), ("",))


def another_signature(edits: Edits, site: Site) -> Expected:
    """A parameter more."""
    head = re.sub(rf"\b{site.symbol.leaf}\(", f"{site.symbol.leaf}(more map[string]bool, ", site.it.head, count=1)
    edits.replace(site.it.file, site.it.text, site.it.text.replace(site.it.head, head, 1))
    return Expected(str(site.symbol), ("signature-changed",), (str(site.symbol),))


def rename_type(edits: Edits, site: Site) -> Expected | None:
    """Its type gets another name: the method follows."""
    if not site.symbol.member:
        return None
    name = f"{_name(site, like=site.symbol.name)}r"
    edits.rename(folder(site.it.file), site.symbol.name, name)
    new = Symbol(site.symbol.package, name)
    return Expected(str(site.symbol), ("renamed",), (str(new.of(site.symbol.member)),), str(new))


def promote(edits: Edits, site: Site) -> Expected | None:
    """A method goes to a new struct that its type embeds."""
    if not site.symbol.member:
        return None
    type_ = site.symbol.name
    here = folder(site.it.file)
    for path in sorted((edits.root / here).glob("*.go")):
        text = path.read_text(encoding="utf-8")
        found = re.search(rf"^type {type_} struct \{{$|^type {type_} struct\{{\}}$", text, re.MULTILINE)
        if found is not None:
            break
    else:
        return None
    part = f"{type_}Base"
    struct = found[0].rstrip("}").rstrip() + f"\n\t{part}\n" + ("}" if found[0].endswith("}") else "")
    edits.write(str(path.relative_to(edits.root)), text.replace(found[0], f"type {part} struct{{}}\n\n{struct}", 1))
    receiver = re.sub(rf"\b{type_}\b", part, site.it.receiver)
    edits.replace(site.it.file, site.it.text, site.it.text.replace(site.it.receiver, receiver, 1))
    return Expected(str(site.symbol), ("moved",), (str(Symbol(site.symbol.package, part, site.symbol.member)),))


def wrap(edits: Edits, site: Site) -> Expected | None:
    """A call goes by way of a new function."""
    calls = [t for t, _ in site.targets if not t.member and t.package == site.symbol.package]
    calls = [t for t in calls if len(re.findall(rf"\b{t.name}\(", site.it.text)) == 1]
    if not calls or site.symbol in calls:
        return None
    target = calls[0]
    text = re.sub(rf"\b{target.name}\(", "viaWrapper(", site.it.text)
    edits.replace(
        site.it.file, site.it.text, f"{text}\n\nfunc viaWrapper(a ...any) any {{ return {target.name}(a...) }}"
    )
    wrapper = str(Symbol(site.symbol.package, "viaWrapper"))
    return Expected(f"{site.symbol} -> {target}", ("edge-rerouted",), (wrapper,))


PROGRAMS: tuple[Callable[[Edits, Site], Expected | None], ...] = (
    rename,
    rename_and_edit,
    move,
    to_function,
    change_receiver,
    split,
    extract,
    absorb,
    inline,
    merge,
    delete,
    another_signature,
    rename_type,
    promote,
    wrap,
)
