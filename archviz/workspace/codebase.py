"""A Go source that stays open for questions, claims and pictures: what programs and agents hold on to."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from archviz.ask.names import resolve
from archviz.ask.questions.search import DEFAULT_MOST, Through
from archviz.model.context import ContextChoice, parse_tags
from archviz.model.errors import SymbolError
from archviz.model.graph import DeclarationKind
from archviz.workspace.ask import Asked, answered
from archviz.workspace.facts import open_facts
from archviz.workspace.project import project_or_folder
from archviz.workspace.subject import Settings, named, open_subject

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from archviz.ask.answers import Answer
    from archviz.ask.index.index_facts import IndexFacts
    from archviz.ask.questions.impact import Impact
    from archviz.ask.questions.paths import Paths
    from archviz.ask.source_facts import SourceFacts
    from archviz.model.graph import Declared
    from archviz.model.symbols import Symbol
    from archviz.workspace.claims import Verdict
    from archviz.workspace.lookup import ShownSymbol
    from archviz.workspace.project import Project
    from archviz.workspace.subject import Subject


class Codebase:
    """A Go source, opened, that answers questions.

    ``archviz.open`` makes one. A symbol is given as it is in an answer, or as text: ``Name`` or ``Type.Member``, with
    as much of its package before it as is needed, or the whole ``importpath.Type.Member``. A name that nothing has, or
    several declarations have, raises SymbolError, which lists what may be meant.

    What was read of the source is kept. ``refresh`` looks whether files have changed since. One thread may ask at a
    time.
    """

    def __init__(self, project: Project, settings: Settings, packages: tuple[str, ...] = ()) -> None:
        self._project = project
        self._settings = settings
        self._chosen = packages
        self._opened: tuple[SourceFacts | IndexFacts, str] | None = self._open()
        self._subject: Subject | None = None

    def refresh(self) -> bool:
        """Reads the source anew from the next question on if its files may have changed; whether they may have.

        It goes by the files' sizes and times of change, an archive's, or the commit of a revision. A pinned version
        never changes. Raises SourceError where the source is not there any more.
        """
        if self._opened is None or self._opened[1] == self._state():
            return False
        self._opened[0].close()
        self._opened = self._subject = None
        self._settings.diagnostics.forget()
        return True

    @property
    def packages(self) -> tuple[str, ...]:
        """The import paths of the packages that are searched, sorted."""
        return self._facts.packages

    def symbol(self, text: str | Symbol) -> Declared:
        """What a name stands for: the symbol, its kind and its place. A promoted member leads to what declares it."""
        return resolve(self._facts, str(text)).declared

    def find(self, text: str, *, kinds: Iterable[DeclarationKind | str] = (), most: int = 20) -> Answer:
        """The ``most`` symbols whose names fit some words best, of some ``kinds`` or of any; they are its ``nodes``.

        A word fits a name that it is a part of, or of whose words it is made of beginnings: ``reghand`` fits
        ``registerResourceHandlers``. Raises SymbolError for a text without a letter or a digit.
        """
        from archviz.ask.questions.find import find

        return find(self._facts, text, map(DeclarationKind, kinds), most)

    def show(self, symbol: str | Symbol) -> ShownSymbol:
        """What a symbol is: its declaration, its members, its relations counted, and claims of them for a figure."""
        from archviz.workspace.lookup import shown_symbol

        return shown_symbol(self._facts, self._facts.graph, str(symbol))

    def callers(
        self,
        *symbols: str | Symbol,
        depth: int = 1,
        through: Iterable[Through | str] = (),
        most: int = DEFAULT_MOST,
    ) -> Answer:
        """What calls some symbols, what calls that, and so on, ``depth`` steps, the nearest ``most`` symbols.

        A type stands for its methods. ``through`` are other ways to follow than calls by name: ``interfaces``,
        ``values`` and ``channels``. The answer is closed when the source makes no other calls.
        """
        return self._asked("callers", symbols, most, depth, through)

    def callees(
        self,
        *symbols: str | Symbol,
        depth: int = 1,
        through: Iterable[Through | str] = (),
        most: int = DEFAULT_MOST,
        wired: bool = False,
    ) -> Answer:
        """What some symbols call, what that calls, and so on; as for ``callers``.

        The answer is closed when each of the calls names what it calls. With ``wired`` a call of an interface's method
        leads to the methods that the source gives it, where that can be told; the step has the proof.
        """
        return self._asked("callees", symbols, most, depth, through, wired=wired)

    def references(self, *symbols: str | Symbol, most: int = DEFAULT_MOST) -> Answer:
        """Every place that names some symbols: calls, reads, writes, values and types.

        A type stands for itself. The answer is closed when no other place of the source names them.
        """
        return self._asked("references", symbols, most)

    def implementers(self, *symbols: str | Symbol, most: int = DEFAULT_MOST) -> Answer:
        """The types that implement an interface; of another type, the interfaces that it implements."""
        return self._asked("implementers", symbols, most)

    def _asked(
        self,
        question: str,
        symbols: Sequence[str | Symbol],
        most: int,
        depth: int = 1,
        through: Iterable[Through | str] = (),
        *,
        wired: bool = False,
    ) -> Answer:
        ways = tuple(map(Through, through))
        asked = Asked(tuple(map(str, symbols)), through=ways, depth=depth, most=most, wired=wired)
        return answered(self._facts, question, asked)

    def paths(
        self,
        start: str | Symbol,
        goal: str | Symbol,
        *,
        via: Iterable[str | Symbol] = (),
        avoid: Iterable[str | Symbol] = (),
        through: Iterable[Through | str] = tuple(Through),
        most: int = 1,
    ) -> Paths:
        """The shortest way from one symbol to another, or the ``most`` shortest, by ``via`` and around ``avoid``.

        Without another choice of ``through`` interfaces, values and channels are followed beside calls. An answer that
        has no ways and is closed says that nothing leads there for certain.
        """
        from archviz.workspace.paths import paths_of

        return paths_of(
            self._facts,
            str(start),
            str(goal),
            via=tuple(map(str, via)),
            avoid=tuple(map(str, avoid)),
            through=tuple(map(Through, through)),
            count=most if most > 1 else 0,
        )

    def impact(self, *symbols: str | Symbol, diff: str = "", depth: int = 100, most: int = DEFAULT_MOST) -> Impact:
        """What a change of symbols can reach, or a change that git knows.

        That is what names them, what names that, and so on, ``depth`` steps, the nearest ``most`` symbols. With
        ``diff``, instead of symbols, it is asked of what differs between that git revision and the source, or between
        two, ``REV..OTHER``. Raises SourceError where there are no such revisions.
        """
        from archviz.workspace.impact import find_impact, impact_of

        if not diff:
            return impact_of(self._facts, tuple(map(str, symbols)), depth=depth, most=most)
        if symbols:
            raise ValueError("a difference is asked about without symbols")
        return find_impact(self._project, self._settings, diff=diff, depth=depth, most=most, packages=self._chosen)

    def prove(self, claim: str) -> Verdict:
        """Holds a claim against the source: an edge such as ``A -> B call`` on one line, or the YAML text of a figure.

        An edge is ``A -> B``, ``A -> B KIND``, ``A -> B KIND by go`` (or ``defer``), or ``F -> T sets in FUNCTION``;
        without a kind any relation proves it. Raises FigureError where it is neither an edge nor a figure.
        """
        from archviz.workspace.claims import is_edge, prove_edge, prove_figure

        if is_edge(claim):
            return prove_edge(self._facts.graph, self._facts, claim)
        return prove_figure(self._open_subject(), claim)

    def draw(
        self,
        symbol: str | Symbol,
        *,
        to: str | Symbol = "",
        via: Iterable[str | Symbol] = (),
        avoid: Iterable[str | Symbol] = (),
        callers: bool = False,
        depth: int = 1,
        most: int = 20,
        form: str = "svg",
    ) -> str:
        """A diagram, every step of it proved, as SVG or another ``form``: flat, dot, mermaid, d2, json, or its yaml.

        ``to`` draws the shortest way there, by what ``via`` names and around what ``avoid`` does; without it, what the
        symbol calls in ``depth`` steps, or with ``callers`` what calls it, the nearest ``most`` symbols. What rests on
        a guess is drawn dashed. Raises SymbolError for a name that nothing or several things have, and where nothing
        leads from the one to the other, and ValueError for a ``form`` that is no text.
        """
        from archviz.model.formats import Format
        from archviz.workspace.draw import Nothing, Question, draw
        from archviz.workspace.render import drawn

        ways = tuple(map(str, via)), tuple(map(str, avoid))
        question = Question(str(symbol), str(to), *ways, callers, depth, most, self._chosen)
        found = draw(self._project, self._settings, question, subject=self._open_subject())
        if isinstance(found, Nothing):
            raise SymbolError(found.message, hint=found.hint)
        if found.diagram is None:
            raise SymbolError(f"the figure is not proved: {found.proof.findings[0].message}")
        return found.text if form == "yaml" else drawn(self._project, found.diagram, Format(form))

    @property
    def _facts(self) -> SourceFacts | IndexFacts:
        self._opened = self._opened or self._open()
        return self._opened[0]

    def _open(self) -> tuple[SourceFacts | IndexFacts, str]:
        """The facts, and the state of the source before they were read, so that a change meanwhile is seen later."""
        state = self._state()
        return open_facts(self._project, self._settings, self._chosen), state

    def _open_subject(self) -> Subject:
        """The source with the version that it is, for figures and pictures."""
        if self._subject is None:
            self._subject = open_subject(self._project, self._settings, graph=self._facts.graph)
        return self._subject

    def _state(self) -> str:
        """Something that is other when the source's files may have changed."""
        from archviz.sources.fingerprint import sight

        path, _, further = self._settings.choice(self._project)
        return sight(path, further).digest if path else ""


def open_codebase(
    source: str | os.PathLike[str] = "",
    *,
    packages: Iterable[str] = (),
    project: str | os.PathLike[str] | None = None,
    dependencies: Iterable[str | os.PathLike[str]] = (),
    platform: str | None = None,
    tags: Iterable[str] | None = None,
    cgo: bool | None = None,
    tests: bool | None = None,
    cache: bool = True,
    offline: bool = False,
) -> Codebase:
    """Opens a Go source for questions.

    ``source`` is a folder, an archive (.tar.gz, .tgz, .tar, .zip), a git repository as ``PATH@REV``, or the name of a
    version that the project pins; "" stands for the project's own source, or the Go module around the working
    directory. ``packages`` are the import paths, or patterns such as ``example.org/post/...``, that are searched;
    without any, those of the source but for what it vendors. ``project`` is the folder of the project whose settings
    and pins count, by default the nearest one upwards from the working directory. ``dependencies`` are further sources
    for what the first imports and does not have. ``platform`` (``linux/amd64``), build ``tags``, ``cgo`` and ``tests``
    choose the files that count; None leaves it to the project. ``cache`` False passes over what earlier runs worked
    out, ``offline`` never goes to the network.

    Raises SourceError where the source cannot be opened or has no such packages, and ProjectError where the project's
    settings cannot be read or Go has no such platform.
    """
    found = project_or_folder(Path(project) if project is not None else None)
    settings = Settings(
        further=tuple(os.fspath(one) for one in dependencies),
        cached=cache,
        offline=offline,
        context=ContextChoice(platform, None if tags is None else parse_tags(tags), cgo, tests),
    )
    place = os.fspath(source)
    return Codebase(found, named(found, settings, place) if place else settings, tuple(packages))
