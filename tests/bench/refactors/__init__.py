"""Refactors as programs, and what the follower says of each."""
