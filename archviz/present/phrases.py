"""What is said around a figure's own words, as messages for ``Language``: Markdown and other documents say the same."""

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

CORE = N_("core (legacy)")
"""The group of the API that has no name."""
COLUMNS = (N_("Resource"), N_("Storage"), N_("Built by"), N_("Evidence"))

COPYRIGHT = N_("The Go code is Copyright %(owner)s, under the %(license)s.")
PROVED = N_("Every figure is proved on %(origin)s.")
