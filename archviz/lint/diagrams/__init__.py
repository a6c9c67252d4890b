"""Diagrams written as text: Mermaid, D2, PlantUML and DOT."""
