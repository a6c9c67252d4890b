"""Figures as claims: read from YAML, proved against a code graph, or told apart as findings."""

from archviz.figures.claims import Claims, schema
from archviz.figures.load import Figure, load, load_file, load_text, unique
from archviz.figures.prove import Proof, prove

__all__ = ["Claims", "Figure", "Proof", "load", "load_file", "load_text", "prove", "schema", "unique"]
