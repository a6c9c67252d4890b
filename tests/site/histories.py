"""Three versions of the kettle, of which the last draws less, with one picture of the first and the last."""

from __future__ import annotations

from dataclasses import replace

from kettles import BOIL, DIAGRAM, FIGURES, KETTLE, TEMPLATES

from archviz.drift.compare import compare, summary
from archviz.drift.notes import release_notes
from archviz.model.drift import ChangeKind, Followed, SymbolPlace
from archviz.model.figure import Origin
from archviz.model.relations import Position
from archviz.render import svg_text
from archviz.site.versions import FigureState, FirstAndLast, History, VersionChanges

FORK = "Ann's Kettle {version}, as Bob vends it"
IDS = [figure.id for figure in FIGURES]
NEWER = replace(
    DIAGRAM,
    cards=(replace(DIAGRAM.cards[0], rows=DIAGRAM.cards[0].rows[:1]), *DIAGRAM.cards[1:]),
    edges=tuple(edge for edge in DIAGRAM.edges if edge.source.row != 1),
    origin=Origin("2.0.0"),
)


def kettle_history() -> History:
    """What is known of the versions 1.0.0, 1.5 of a fork, and 2.0.0."""
    both = compare(DIAGRAM, NEWER)
    changes = summary(both)
    assert changes
    boil = SymbolPlace(BOIL, Position("kettle.go", 40, 1))
    lost = Followed(str(BOIL), ChangeKind.GONE, boil)
    moved = Followed(
        str(BOIL),
        ChangeKind.RENAMED,
        boil,
        SymbolPlace(KETTLE.of("Heat"), Position("pot.go", 7, 1)),
        (ChangeKind.BODY_CHANGED,),
    )
    return History(
        (
            VersionChanges("1.0.0", Origin("1.0.0"), "sha256:1", {}, states=dict.fromkeys(IDS, FigureState.PROVED)),
            VersionChanges(
                "pot-1.5",
                Origin("1.5", name=FORK),
                "sha256:15",
                {},
                (moved,),
                states=dict.fromkeys(IDS, FigureState.STALE) | {DIAGRAM.id: FigureState.ABSENT},
            ),
            VersionChanges(
                "2.0.0",
                NEWER.origin,
                "sha256:2",
                {DIAGRAM.id: changes},
                (lost,),
                release_notes((both,), {}, {}),
                states=dict.fromkeys(IDS, FigureState.REPAIRED) | {DIAGRAM.id: FigureState.CHANGED},
            ),
        ),
        (FirstAndLast(both, svg_text(both, (TEMPLATES,)), changes),),
    )
