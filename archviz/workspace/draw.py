"""A picture from a question: the way from one symbol to another, or what is around a symbol, as a proved figure."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from archviz.ask import Drawing, Hops, NoWay, SourceFacts, find_way, matching, own_packages, reach, resolve, slug
from archviz.ask.questions.paths import why_none
from archviz.ask.rows import found_words
from archviz.ask.wording import choice_words, cut_words, described, way_words
from archviz.figures import Figure, Proof, load_text, prove, read_articles
from archviz.figures.write import write
from archviz.model.counts import counted
from archviz.model.errors import ProjectError, SymbolError
from archviz.model.figure import VerifiedDiagram
from archviz.model.formats import Format
from archviz.model.graph import DeclarationKind
from archviz.model.relations import RelationKind
from archviz.workspace.outputs import write_files
from archviz.workspace.project_file import read_table
from archviz.workspace.render import drawn, written
from archviz.workspace.subject import open_subject

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from archviz.ask.answers import Answer
    from archviz.ask.hops import Hop
    from archviz.figures import Claims
    from archviz.model.symbols import Symbol
    from archviz.workspace.project import Project
    from archviz.workspace.subject import Settings, Subject

DEFAULT_DEPTH = 1
DEFAULT_MOST = 20
_TYPES = (DeclarationKind.STRUCT, DeclarationKind.INTERFACE, DeclarationKind.TYPE)


@dataclass(frozen=True, slots=True)
class Question:
    """What is to be drawn; symbols as ``archviz.ask.resolve`` takes them.

    With ``goal`` the way there, by ``via`` in their order and round ``avoid``; without, what is ``depth`` steps from
    ``start``, ``most`` symbols. ``packages`` are import paths and patterns of the packages that are searched; without
    any, those of the source but for what it vendors.
    """

    start: str
    goal: str = ""
    via: tuple[str, ...] = ()
    avoid: tuple[str, ...] = ()
    callers: bool = False
    depth: int = DEFAULT_DEPTH
    most: int = DEFAULT_MOST
    packages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DrawnQuestion:
    """The figure that answers a question: its text, and what came of its proof.

    ``notes`` say what was chosen among several ways and what is not shown, ``unproved`` what rests on a guess, a
    sentence each.
    """

    text: str
    proof: Proof
    notes: tuple[str, ...] = ()
    unproved: tuple[str, ...] = ()

    @property
    def figure(self) -> Figure:
        """The figure as it is read from its text."""
        return self.proof.figure

    @property
    def diagram(self) -> VerifiedDiagram | None:
        """The diagram, None where a claim of it is not proved."""
        return self.proof.verified if isinstance(self.proof.verified, VerifiedDiagram) else None


@dataclass(frozen=True, slots=True)
class Nothing:
    """That nothing leads from one symbol to another, in words, and what to try."""

    message: str
    hint: str


def draw(
    project: Project, settings: Settings, question: Question, *, name: str = "", subject: Subject | None = None
) -> DrawnQuestion | Nothing:
    """The figure of a question, under a name; by default it comes from the question.

    ``subject`` is the source where that is open already. Raises SymbolError for a symbol that is not there, that
    several declarations may be, or that no figure can show; SourceError where the source cannot be opened or has no
    such packages; FigureError for a name that no figure can have.
    """
    asked = _Asked(subject or open_subject(project, settings), question)
    found = asked.way() if question.goal else asked.around()
    if isinstance(found, Nothing):
        return found
    claims, notes, unproved = found
    text = write(claims)
    figure = load_text(text, f"{name or slug(str(claims.title))}.yaml", "")
    return DrawnQuestion(text, prove(asked.graph, figure, asked.subject.origin), notes, unproved)


_Made = tuple["Claims", tuple[str, ...], tuple[str, ...]]


class _Asked:
    """A question with its names resolved."""

    def __init__(self, subject: Subject, question: Question) -> None:
        self.subject = subject
        self.graph = subject.graph
        self._question = question
        chosen = matching(self.graph, question.packages) if question.packages else own_packages(self.graph)
        facts = SourceFacts(self.graph, chosen)
        self.notes: list[str] = []
        self._start = self._resolved(facts, question.start)
        self._goals = [self._resolved(facts, text) for text in (*question.via, *filter(None, [question.goal]))]
        self._avoid = [self._resolved(facts, text) for text in question.avoid]
        ends = {one.package for one in (self._start, *self._goals) if one.package in self.graph.packages()}
        self._facts = facts if ends <= set(facts.packages) else SourceFacts(self.graph, {*chosen, *ends})

    def _resolved(self, facts: SourceFacts, text: str) -> Symbol:
        named = resolve(facts, text)
        if named.promoted:
            self.notes.append(f"{text} is promoted: {named.symbol} declares it")
        return named.symbol

    def _starts(self) -> tuple[Symbol, ...]:
        """The symbol that is asked about; of a type its methods."""
        declared = self.graph.declaration(self._start)
        if declared is not None and declared.kind in _TYPES:
            return tuple(method.symbol for method in declared.methods)
        return (self._start,)

    def way(self) -> _Made | Nothing:
        """The claims of the way to the goal, what there is to say of it, and which steps are guesses."""
        start, goal = self._start, self._goals[-1]
        drawing = Drawing(self.graph)
        self._must_show(drawing, start, goal)
        hops = Hops(self._facts)
        found = find_way(hops, self._starts(), self._goals, self._avoid)
        if isinstance(found, NoWay):
            return self._nothing(hops, found)
        unproved = drawing.add_way(found.hops)
        choices = tuple(map(choice_words, found.choices))
        where = described(self._facts.packages)
        length = way_words(found, drawing.steps)
        description = " ".join((f"The shortest way in {where}: {length}.", *choices))
        claims = drawing.claims(f"From {start.short} to {goal.short}", description)
        searched = f"{length}, the shortest way in {where}"
        advice = ("--via and --avoid choose another way",) if choices else ()
        return claims, (*self.notes, searched, *choices, *advice), unproved

    def _must_show(self, drawing: Drawing, *symbols: Symbol) -> None:
        for symbol in symbols:
            if not drawing.can_show(symbol):
                declared = self.graph.declaration(symbol)
                kind = "" if declared is None else f"a {declared.kind}, and "
                raise SymbolError(f"{symbol} is {kind}no card of a figure can show it")

    def _nothing(self, hops: Hops, found: NoWay) -> Nothing:
        message, hint = why_none(hops, found, "archviz draw {} --to {}")
        return Nothing(message, hint or "--callers draws what leads to a symbol")

    def around(self) -> _Made:
        """The claims of what is around the symbol, and what there is to say of it."""
        question, start = self._question, self._start
        drawing = Drawing(self.graph)
        self._must_show(drawing, start)
        callers = question.callers
        found = reach(Hops(self._facts), self._starts(), depth=question.depth, most=question.most, callers=callers)
        drawing.show(start)
        for hop in found.hops:
            if drawing.can_show(hop.start) and drawing.can_show(hop.end):
                drawing.add(hop)
        hidden = [symbol for symbol in found.symbols if not drawing.can_show(symbol)]
        cut = "; ".join((*cut_words(found, callers=callers), *([counted(len(hidden), "variable")] if hidden else ())))
        where = described(self._facts.packages)
        verb = "calls it" if callers else "it calls"
        what = f"What {verb} in {where}" if found.hops else f"Nothing {verb} in {where}"
        steps = f", in up to {counted(question.depth, 'step')}" if question.depth > 1 else ""
        description = f"{what}{steps}.{f' Not shown: {cut}.' if cut else ''}"
        title = f"What calls {start.short}" if callers else f"What {start.short} calls"
        claims = drawing.claims(title, description)
        notes = (f"not shown: {cut}",) if cut else ()
        return claims, (*self.notes, *notes), ()


def answer_picture(project: Project, settings: Settings, answer: Answer, wanted: str) -> tuple[str, tuple[str, ...]]:
    """An answer as a picture in a format that diagrams can be rendered to, and a sentence for what it does not show.

    The picture says whether the answer is closed: an SVG in its title, DOT and Mermaid in a caption.
    Raises SymbolError where nothing of the answer has a card.
    """
    subject = open_subject(project, settings)
    drawing = Drawing(subject.graph)
    for one in answer.about:
        if drawing.can_show(one.symbol):
            drawing.show(one.symbol)
    shown = [hop for hop in answer.hops if _is_edge(hop) and drawing.can_show(hop.start) and drawing.can_show(hop.end)]
    if answer.question == "paths" and _is_one_way(answer.hops):
        shown = list(answer.hops)
        drawing.add_way(shown)
    for hop in shown if not drawing.steps else ():
        drawing.add(hop)
    hidden = len(answer.hops) - len(shown)
    notes = (f"not drawn: {counted(hidden, 'step')} from or to what has no card",) if hidden else ()
    about = ", ".join(one.symbol.short for one in answer.about)
    if not drawing.empty:
        name, said = f"{answer.question} {about}", _verdict(answer)
        claims = drawing.claims(f"{name}, {said}", f"The {answer.question} of {about}, {said}.")
        figure = load_text(write(claims), f"{slug(name)}.yaml", "")
        proof = prove(subject.graph, figure, subject.origin)
        if isinstance(proof.verified, VerifiedDiagram):
            return drawn(project, proof.verified, Format(wanted), caption=said), notes
        raise SymbolError(proof.findings[0].message)
    raise SymbolError(f"no card of a figure can show {about}")


def _verdict(answer: Answer) -> str:
    """Whether an answer is closed, what was found, and the kinds of reasons why there may be more."""
    found = f": {found_words(answer)}" if answer.question != "paths" else ""
    if answer.closed:
        return f"closed{found}"
    return f"open{found}, and there may be more ({', '.join(dict.fromkeys(one.kind.value for one in answer.open))})"


def _is_edge(hop: Hop) -> bool:
    """Whether an edge of a figure can say what a step does: none says that a type is named, or a field written."""
    return isinstance(hop.kind, RelationKind) and not (hop.kind is RelationKind.SETS and hop.within is None)


def _is_one_way(hops: Sequence[Hop]) -> bool:
    """Whether each step begins where the one before it ends."""
    return all(one.end == other.start for one, other in pairwise(hops))


def save(project: Project, drawing: DrawnQuestion) -> list[Path]:
    """Writes a figure and its picture into a project, and gives their paths as seen from here.

    They go to the article's folder where the project has one article, else beside the articles' folders. Raises
    ProjectError where there is a figure of that name already, or the files cannot be written.
    """
    claims = drawing.figure.claims
    assert drawing.diagram is not None  # noqa: S101
    there = read_articles(project.figures)
    articles = {figure.article for figure in there.figures}
    article = next(iter(articles)) if len(articles) == 1 else ""
    below = f"{article}/" if article else ""
    file = f"{below}{claims.id}.yaml"
    taken = next((one.file for one in there.figures if claims.id in (one.claims.id, one.claims.file)), "")
    if taken or (project.figures / file).exists():
        raise ProjectError(
            f"there is a figure {claims.id} already: {taken or project.figures / file}",
            hint="--id gives this one another name",
        )
    svg = drawn(project, drawing.diagram, Format.SVG)
    files = {file: drawing.text.encode(), f"{below}{claims.file}.svg": svg.encode()}
    write_files(project.figures, files)
    return [project.figures / path for path in files]


def check_saving(project: Project) -> None:
    """Raises ProjectError where there is no project to save a figure in."""
    if read_table(project.root) is None:
        hint = "`archviz init` makes one; --out FILE needs none"
        raise ProjectError("there is no project here to save the figure in", hint=hint)


def picture(project: Project, drawing: DrawnQuestion, wanted: str) -> bytes:
    """A figure in a format that diagrams can be rendered to, or its text for ``yaml``."""
    assert drawing.diagram is not None  # noqa: S101
    return drawing.text.encode() if wanted == "yaml" else written(project, drawing.diagram, Format(wanted))
