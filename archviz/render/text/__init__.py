"""Figures as text: sentences, the languages of other diagram tools, highlighted code."""
