"""A source's declarations and relations in formats that other tools read."""
