"""Figures as text: sentences, and the languages of other diagram tools."""
