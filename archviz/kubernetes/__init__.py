"""What is Kubernetes' own: tables that follow its conventions."""

from archviz.kubernetes.resources import ApiResources

COLLECTORS = {"kubernetes/api-resources": ApiResources()}
"""The tables that a figure may ask for as ``collector``."""

__all__ = ["COLLECTORS", "ApiResources"]
