"""Figures as claims: read from YAML, proved against a code graph, or told apart as findings."""

from archviz.figures.claims import Claims, schema
from archviz.figures.load import load, load_file

__all__ = ["Claims", "load", "load_file", "schema"]
