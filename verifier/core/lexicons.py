"""Reads the word lists of ``lexicon/`` once, when a module that needs one is imported.

A ``.txt`` list holds one entry a line, a ``.toml`` list tables; ``#`` begins a comment.
"""

from __future__ import annotations

import tomllib
from importlib.resources import files
from typing import Any

_FOLDER = files("verifier.core") / "lexicon"


def load_words(name: str) -> frozenset[str]:
    """The lower-cased entries of ``lexicon/NAME.txt``."""
    lines = (_FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    entries = (line.split("#", 1)[0].strip().lower() for line in lines)
    return frozenset(entry for entry in entries if entry)


def load_table(name: str) -> dict[str, Any]:
    """The tables of ``lexicon/NAME.toml``."""
    return tomllib.loads((_FOLDER / f"{name}.toml").read_text(encoding="utf-8"))
