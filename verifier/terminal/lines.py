"""Lines for a terminal: wrapped, coloured, quoted."""

from __future__ import annotations

import shutil
import textwrap

import click

from verifier.core.model import VerdictValue

COLOURS = {
    VerdictValue.CONSISTENT.value: "green",
    VerdictValue.CONTRADICTED.value: "red",
    VerdictValue.UNVERIFIED.value: "yellow",
    "supports": "green",
    "contradicts": "red",
}
"""What colour a verdict or a relation has."""

_LONGEST_QUOTE = 400


def quoted(quote: str) -> str:
    """A quotation in its marks, shortened if it is very long."""
    return f"“{textwrap.shorten(quote, _LONGEST_QUOTE, placeholder=' …')}”"


def wrapped(words: str, indent: str) -> list[str]:
    """Words in lines that fit the terminal, each after the indent."""
    return textwrap.wrap(
        words, columns(), initial_indent=indent, subsequent_indent=indent, break_on_hyphens=False
    )


def coloured(words: str, colour: str | None) -> str:
    """Words in a colour; as they are for None."""
    return words if colour is None else click.style(words, fg=colour)


def columns() -> int:
    """How many characters a line may have."""
    return max(50, min(100, shutil.get_terminal_size((100, 24)).columns))
