"""The words of archviz as frozen data: symbols, relations, declarations, figures, findings, errors. No I/O."""
