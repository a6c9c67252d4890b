"""The site: an article with its figures, and a page for each, from proved figures alone."""

from archviz.site.article import article_file
from archviz.site.build import build
from archviz.site.bundle import bundle
from archviz.site.edition import Count

__all__ = ["Count", "article_file", "build", "bundle"]
