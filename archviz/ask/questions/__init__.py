"""The questions: each takes facts and symbols and gives an answer."""
