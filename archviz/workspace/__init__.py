"""The use cases, wired: open a source, prove the figures, render them, build the site, follow them between versions."""
