"""Every word that is said to people, in every language."""
