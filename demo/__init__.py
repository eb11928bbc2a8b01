"""The demo: an article, ten claims about it and their verdicts, through the real service."""
