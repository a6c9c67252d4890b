"""A diagram that was laid out, as SVG."""
