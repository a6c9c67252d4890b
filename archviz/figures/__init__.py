"""Figures as claims: read from YAML, proved against a code graph, or told apart as findings."""

from archviz.figures.claims import Claims, schema
from archviz.figures.load import Figure, FigureFiles, load, load_file, load_text, read_articles, reread
from archviz.figures.prove import Proof, prove

__all__ = [
    "Claims",
    "Figure",
    "FigureFiles",
    "Proof",
    "load",
    "load_file",
    "load_text",
    "prove",
    "read_articles",
    "reread",
    "schema",
]
