"""Documents held against the code that they speak of: what each says, and what the source says to it."""
