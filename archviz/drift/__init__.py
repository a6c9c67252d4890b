"""Drift: claims held against another version, what became of their subjects, repairs, reports."""
