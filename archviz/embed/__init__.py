"""Figures in the pages of other documentation tools: a plugin for MkDocs, an extension for Sphinx."""
