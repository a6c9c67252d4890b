"""What is Kubernetes' own: tables that follow its conventions, and the routes of its API server."""

from archviz.kubernetes.resources import ApiResources

API_RESOURCES = "kubernetes/api-resources"
"""The ``collector`` of the table of API resources."""

COLLECTORS = {API_RESOURCES: ApiResources()}
"""The tables that a figure may ask for as ``collector``."""

__all__ = ["API_RESOURCES", "COLLECTORS", "ApiResources"]
