"""archviz draws the architecture of a Go codebase, and draws nothing that its source does not prove."""

__version__ = "0.1.0"
