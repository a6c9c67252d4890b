"""From bytes to declarations: scanning, build constraints, parsing, syntax trees."""
