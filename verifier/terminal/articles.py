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
    lines = [article_line(name, document)]
    for index, figure in enumerate(figures, start=1):
        lines += [f"  {index}. {_figure_words(figure)}", *wrapped(quoted(figure["quote"]), "     ")]
        lines += wrapped(" · ".join(_figure_source(figure)), "     ")
    if document["next"] is not None:
        lines.append(f"  … and {document['figure_count'] - len(figures):,} more")
    return "\n".join(lines)


def article_line(name: str, document: Document) -> str:
    """An article in a line: how many figures were read from it, or why none were."""
    count = document["figure_count"]
    told = "1 figure" if count == 1 else f"{count:,} figures"
    why = "" if document["supported"] else "\n  It is in a language that is not read yet."
    return f"{name}: {told} ({document['id']}){why}"


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
