"""The site: an article with its figures, or a gallery of them, and a page for each, from proved figures alone."""

from archviz.site.article import article_file
from archviz.site.build import build
from archviz.site.bundle import bundle
from archviz.site.edition import Count
from archviz.site.gallery import Gallery, article_entry, gallery_of

__all__ = ["Count", "Gallery", "article_entry", "article_file", "build", "bundle", "gallery_of"]
