"""An article's document in words, with its figures."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from verifier.core.documents import Document
from verifier.core.phrasing import day_in_words
from verifier.terminal.lines import quoted, wrapped


def article_text(name: str, document: Document) -> str:
    """An article's document in words: the figures that were read from it."""
    figures = document["figures"]
    count = "1 figure" if len(figures) == 1 else f"{len(figures)} figures"
    lines = [f"{name}: {count} ({document['id']})"]
    if not document["supported"]:
        lines.append("  It is in a language that is not read yet.")
    for index, figure in enumerate(figures, start=1):
        lines += [f"  {index}. {_figure_words(figure)}", *wrapped(quoted(figure["quote"]), "     ")]
        lines += wrapped(" · ".join(_figure_source(figure)), "     ")
    return "\n".join(lines)


def _figure_words(figure: Document) -> str:
    slots = (
        (figure["population"] or {}).get("text"),
        (figure["measure"] or {}).get("key", "").replace("_", " "),
    )
    number = " ".join(figure["quantity"]["surface"].split())
    return ", ".join(part for part in (number, *slots) if part)


def _figure_source(figure: Document) -> Iterator[str]:
    via = (figure["attribution"] or {}).get("via")
    yield f"{figure['origin_name']}, by way of {via}" if via else figure["origin_name"]
    yield day_in_words(date.fromisoformat(figure["reported_on"]))
    yield f"characters {figure['start']} to {figure['end']}"
