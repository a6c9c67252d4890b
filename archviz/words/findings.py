"""What each kind of finding means, and what to do about it."""

from __future__ import annotations

from typing import NamedTuple

from archviz.model.drift import ChangeKind
from archviz.model.finding import FindingKind


class Meaning(NamedTuple):
    """A kind of finding in a sentence, and what to do about one."""

    summary: str
    help: str


MEANINGS: dict[FindingKind | ChangeKind, Meaning] = {
    FindingKind.UNKNOWN_SYMBOL: Meaning(
        "A claim names something that the source does not declare.",
        "Correct the name, or end the claim with `until` where the source no longer has it.",
    ),
    FindingKind.UNPROVED_EDGE: Meaning(
        "Nothing in the source proves an arrow.",
        "Draw the relation that the hint names, or drop the edge. What syntax cannot show may carry `asserted`.",
    ),
    FindingKind.UNPROVED_ORDER: Meaning(
        "The numbers of a path do not follow the order of the calls in the source.",
        "Number the steps as the function makes them.",
    ),
    FindingKind.LOST_FRAGMENT: Meaning(
        "A declaration has no such piece of code as an excerpt shows.",
        "Anchor the fragment to a call, literal or assignment that the declaration has.",
    ),
    FindingKind.LOST_NOTE: Meaning(
        "A note has no line to stand at.",
        "Anchor the note to code that the excerpt shows, or show the code that it is about.",
    ),
    FindingKind.OPEN_CELL: Meaning(
        "What a cell of a table is to show cannot be followed in the source.",
        "Show another part of the value, narrow the rows with `below`, or mark the column `optional`.",
    ),
    FindingKind.WRONG_COUNT: Meaning(
        "A list that is derived from the source has another length than claimed.",
        "Look at what came or went, then correct `count`.",
    ),
    FindingKind.UNDECIDED: Meaning(
        "Whether a claim holds depends on code that is not in the source.",
        "Read the claim against a source that has the dependency, or narrow it to what the source decides.",
    ),
    FindingKind.STALE_WAIVER: Meaning(
        "A waiver in the baseline waives nothing.",
        "Take the waiver away: what it was for has been mended, or has another fingerprint now.",
    ),
    FindingKind.STALE_LOCK: Meaning(
        "A lock was made from other claims than its figures make now.",
        "`archviz update` with the source of that version writes the lock again; until then it says nothing of them.",
    ),
    FindingKind.UNKNOWN_NAME: Meaning(
        "An article, a title, a description or a note names something that the source does not declare.",
        "Correct the name in the words, or say it without a code span where another project is meant.",
    ),
    FindingKind.UNREADABLE_FIGURE: Meaning(
        "A file among the figures cannot be read as one, so that none of its claims was checked.",
        "Correct what the message names; `archviz schema` prints the schema that editors check such files by.",
    ),
    FindingKind.UNKNOWN_PATH: Meaning(
        "A document names a file, a folder or a package that the repository does not have.",
        "Name the file or package that there is now, or say `archviz: ignore` where another project is meant.",
    ),
    FindingKind.WRONG_LINE: Meaning(
        "A link leads to a line of a file at which what it speaks of does not stand.",
        "Link the line that the hint names, or the file at a fixed commit.",
    ),
    FindingKind.WRONG_PLACE: Meaning(
        "A document says that a declaration is in a file or package in which it is not.",
        "Name the place where it is now.",
    ),
    FindingKind.WRONG_SIGNATURE: Meaning(
        "A document shows a declaration otherwise than the source has it.",
        "Copy the declaration from the source, and leave out what is not needed with an ellipsis.",
    ),
    ChangeKind.GONE: Meaning(
        "The subject of a claim is gone.",
        "Choose among the successors that the hint names, or end the claim with `until`.",
    ),
    ChangeKind.ADDED: Meaning(
        "The subject of a claim is new since the claims were last proved.",
        "Begin the claim with `since` if the figure is to hold for older versions.",
    ),
    ChangeKind.RENAMED: Meaning(
        "The subject of a claim has another name.",
        "`archviz update` rewrites the claim where one successor stands clear.",
    ),
    ChangeKind.MERGED_INTO: Meaning(
        "What a claim names is gone, and something else does its work as well.",
        "Let the claim name what does its work now, or end it with `until`.",
    ),
    ChangeKind.SPLIT_INTO: Meaning(
        "What a claim names was split: several do its work, each a part.",
        "Let the claim name the part that it is about, or draw them all.",
    ),
    ChangeKind.SIGNATURE_CHANGED: Meaning(
        "A function takes or gives other types.",
        "See whether the figure and the article still say what the function does.",
    ),
    ChangeKind.MEMBERS_CHANGED: Meaning(
        "A type has other fields or methods, or a field has another type.",
        "See whether the card should show what came.",
    ),
    ChangeKind.MOVED: Meaning(
        "The subject of a claim stands in another package or file.",
        "A file within the package needs nothing. For another package, `archviz update` rewrites the claim.",
    ),
    ChangeKind.BODY_CHANGED: Meaning(
        "A function does its work otherwise.",
        "See whether the figure and the article still say what it does.",
    ),
    ChangeKind.EDGE_GONE: Meaning(
        "What proved an arrow is no longer there, and no other way leads from its start to its end.",
        "Drop the edge, or end it with `until` and draw what does its work now.",
    ),
    ChangeKind.EDGE_ADDED: Meaning(
        "An arrow is proved that was not when the claims were last proved.",
        "Begin the edge with `since` if the figure is to hold for older versions.",
    ),
    ChangeKind.EDGE_REROUTED: Meaning(
        "What was a direct call now goes by way of other functions.",
        "Draw the functions on the way, or end the edge with `until`.",
    ),
    ChangeKind.EDGE_RETARGETED: Meaning(
        "The same call goes to a function that was moved or renamed.",
        "`archviz update` rewrites the claim where one successor stands clear.",
    ),
    ChangeKind.EDGE_MOVED: Meaning(
        "The call now stands in another function.",
        "Let the edge start where the call stands now.",
    ),
    ChangeKind.EDGE_KIND_CHANGED: Meaning(
        "The call is made otherwise: through an interface, by `go` or by `defer`.",
        "Correct the edge's `kind` or `mode`.",
    ),
    ChangeKind.LIST_CHANGED: Meaning(
        "A list of implementers or a chain has other members, or another order, than when the claims were last proved.",
        "See whether the figure and the article still say what there is; then `archviz update` takes it into the lock.",
    ),
    ChangeKind.EDGES_CHANGED: Meaning(
        "`edges: auto` finds other relations among the same cards than when the claims were last proved.",
        "See whether the figure and the article still say what there is; then `archviz update` takes it into the lock.",
    ),
    ChangeKind.ROWS_CHANGED: Meaning(
        "A table has other rows than when the claims were last proved.",
        "See whether the figure and the article still say what there is; then `archviz update` takes it into the lock.",
    ),
    ChangeKind.NOT_IN_SOURCE: Meaning(
        "The source has nothing of the package that a claim speaks of.",
        "Add what has the package by a further `--source`, choose the figures to check, or end the claim with `until`.",
    ),
    ChangeKind.ORDER_CHANGED: Meaning(
        "A function makes the same calls in another order.",
        "Number the steps as the function makes them now.",
    ),
    ChangeKind.NOTE_LOST: Meaning(
        "A piece of code that a fragment or a note of an excerpt picks is no longer there.",
        "Anchor it to what does its work now, or end it with `until`.",
    ),
}
"""Every kind that a finding can have; ``unchanged`` is none."""
