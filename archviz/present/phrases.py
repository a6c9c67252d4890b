"""The phrases around a figure's own words in Markdown and other documents, as messages for ``Language``."""

from __future__ import annotations

from archviz.words.language import N_

FIGURE = N_("Figure %(number)s")
CAPTION = N_("%(figure)s. %(caption)s")
"""A figure's name and what it shows, on one line."""
SENTENCE = N_("%(sentence)s.")

MODE = N_("in a `%(mode)s` statement")
"""How a call is made, after the call; backticks mark code."""
ASSERTED = N_("(asserted, not proved: %(why)s)")
PLACES = N_("%(relation)s: %(places)s")
"""A relation in words, and the places that prove it."""
EVERY_ARROW = N_("Every arrow, and what proves it")
WITHOUT_NUMBER = N_("The arrows without a number:")

LISTING = N_("%(symbol)s in %(place)s:")
LINE = N_("line %(number)s")
NOTE = N_("%(line)s: %(note)s")
NOTE_AT_CODE = N_("%(line)s, %(code)s: %(note)s")
UNSEEN = N_("Characters that are not seen stand as their code points in ⟨⟩ in: %(lines)s.")
SPACED = N_("A space was put between braces that a site generator would take for its own.")

EVIDENCE = N_("Evidence")
UNKNOWN = N_("A dash stands for what the source does not say: %(number)s.")
"""How many cells of a table are not known."""

COPYRIGHT = N_("The Go code is Copyright %(owner)s, under the %(license)s.")
PROVED = N_("Every figure is proved on %(origin)s.")
