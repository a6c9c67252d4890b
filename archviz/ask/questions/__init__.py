"""The questions that are answered with an ``archviz.ask.answers.Answer``, a module each."""
