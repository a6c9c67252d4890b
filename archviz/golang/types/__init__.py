"""What names and expressions mean: objects, types, scopes, selection, inference, constants (cut as go/types is)."""
