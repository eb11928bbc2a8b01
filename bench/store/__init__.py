"""The benchmark of the figure store: figures as newsrooms and statistical offices report them, and claims.

``python -m bench.store generate`` writes them; ``words.toml`` holds every word of them.
"""
