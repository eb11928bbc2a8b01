"""Figures, their history and their sources in words."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from verifier.core.documents import Document
from verifier.core.phrasing import day_in_words
from verifier.terminal.lines import quoted, wrapped


def figures_text(page: Document) -> str:
    """A page of figures, a few lines each."""
    if not page["figures"]:
        return "No figure was found."
    lines = [line for figure in page["figures"] for line in _short_lines(figure)]
    if page["next"]:
        lines.append(f"There are more: --before {page['next']}")
    return "\n".join(lines)


def figure_text(figure: Document) -> str:
    """One figure with all that is known of it."""
    lines = [*_short_lines(figure)]
    slots = (
        ("place", (figure["place"] or {}).get("text")),
        ("as of", _period(figure["period"])),
        ("origin", figure["origin_name"]),
        ("title", figure["source"]["title"]),
        ("address", figure["source"]["url"]),
        ("article", figure["source"]["article_id"]),
    )
    lines += [f"  {name:<9}{words}" for name, words in slots if words]
    return "\n".join(lines)


def history_text(history: Document) -> str:
    """Every change to a figure, a line each."""
    lines = [line for change in history["changes"] for line in _change_lines(change)]
    if history["stands_in_for"]:
        lines.append(f"It stands in for {', '.join(history['stands_in_for'])}.")
    return "\n".join(lines)


def sources_text(page: Document) -> str:
    """A page of sources, a line each."""
    if not page["sources"]:
        return "No source was found."
    lines = [source_line(source) for source in page["sources"]]
    if page["next"]:
        lines.append(f"There are more: --after {page['next']}")
    return "\n".join(lines)


def source_line(source: Document) -> str:
    """A source in a line: what it is called, how many figures name it, how it is rated."""
    count = "1 figure" if source["figures"] == 1 else f"{source['figures']:,} figures"
    newest = f", newest {_day(source['newest_on'])}" if source["newest_on"] else ""
    note = f": {source['note']}" if source["note"] else ""
    rating = f"  [{source['reliability']}{note}]" if source["reliability"] != "unrated" else ""
    return f"{source['id']}  {source['kind']:<9}  {source['name']}  {count}{newest}{rating}"


def _short_lines(figure: Document) -> Iterator[str]:
    source = figure["source"]
    publisher = source["publisher"] if source["publisher"] != figure["origin_name"] else None
    said = (figure["origin_name"], publisher, _day(figure["reported_on"]), _standing(figure))
    yield figure["id"]
    yield from wrapped(quoted(figure["quote"]), "  ")
    yield from wrapped(" · ".join(part for part in said if part), "  ")
    if figure["superseded_by"]:
        yield f"  in its place {figure['superseded_by']}"


def _standing(figure: Document) -> str | None:
    blocked = "source blocked" if figure["source"]["blocked"] else None
    if figure["status"] == "active":
        return blocked
    since = "from" if figure["status"] == "superseded" else "on"
    words = f"{figure['status']} {since} {_day(figure['superseded_on'])}"
    return ", ".join(part for part in (words, blocked) if part)


def _change_lines(change: Document) -> Iterator[str]:
    yield _change_line(change)
    for each in change.get("put_right", ()):
        yield from wrapped(f"{each['field']}: {each['before'] or '—'} → {each['after'] or '—'}", "    ")


def _change_line(change: dict[str, Any]) -> str:
    at = change["at"][:16].replace("T", " ")
    revision = "" if change["revision"] is None else f"  revision {change['revision']}"
    by = f" by {change['by']}" if change["by"] else ""
    reason = f": {change['reason']}" if change["reason"] else ""
    into = change["after"].get("superseded_by")
    stands = f", {into} stands in for it" if into else ""
    return f"{at}{revision}  {change['kind']}{by}{reason}{stands}"


def _period(period: Document | None) -> str | None:
    if period is None or (period["start"] is None and period["end"] is None):
        return None
    return f"{period['start'] or '…'} to before {period['end'] or '…'}"


def _day(day: str) -> str:
    return day_in_words(date.fromisoformat(day))
