"""The use cases, wired: open a source, prove the figures, render them, build the site."""

from archviz.workspace.build import Built, build
from archviz.workspace.outputs import write_files
from archviz.workspace.project import Project, find_project
from archviz.workspace.render import Format, render
from archviz.workspace.subject import Settings, Subject, bring, open_graph, open_subject
from archviz.workspace.verify import Report, verify

__all__ = [
    "Built",
    "Format",
    "Project",
    "Report",
    "Settings",
    "Subject",
    "bring",
    "build",
    "find_project",
    "open_graph",
    "open_subject",
    "render",
    "verify",
    "write_files",
]
