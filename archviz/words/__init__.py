"""The words of archviz itself: messages of gettext in English, their catalogues, and what each kind is called."""
