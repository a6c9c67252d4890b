"""The site: an article with its figures, and a page for each, from proved figures alone."""

from archviz.site.build import Count, build

__all__ = ["Count", "build"]
