"""Real history replayed: the figures as in force at one version, held against the next."""
