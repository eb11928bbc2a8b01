"""Which column of a file gives which field of a figure: as told, or guessed by the column's name."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from verifier.errors import UnusableFile

FIELDS = (
    "statement", "quantity", "unit", "population", "measure", "place", "as_of",
    "origin", "publisher", "url", "title", "published_at",
)  # fmt: skip
"""What a column can be told to give, or all rows at once."""

KEPT = (
    "figure_id", "quote_start", "quote_end", "origin_key", "received_on", "status", "superseded_by",
    "superseded_on", "digest", "engine", "reading",
)  # fmt: skip
"""What only the columns of an export give: a figure as it was read."""

SLOTS = ("quantity", "unit", "population", "measure", "place", "as_of")
"""What a sentence says by itself."""

_MOST_COLUMNS = 500
_SHOWN = 20
_PUNCTUATION = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Columns:
    """The name of the column that gives each field; ``ignored`` are those that give none."""

    names: Mapping[str, str]
    guessed: tuple[str, ...]
    ignored: tuple[str, ...]

    @property
    def kept(self) -> bool:
        """Whether the rows are an export's, each with its reading."""
        return "reading" in self.names


def find_columns(header: Sequence[str], told: Mapping[str, str], given: Mapping[str, str]) -> Columns:
    """The columns of a file. ``told`` is field → name ("" for none), ``given`` what counts for all rows.

    ``UnusableFile`` when there are too many, one that is told isn't there or twice, or no figure
    can be made of them.
    """
    if len(header) > _MOST_COLUMNS:
        raise UnusableFile(f"the file has {len(header):,} columns; {_MOST_COLUMNS} are allowed")
    names = [name.strip() for name in header]
    found = _told_columns(names, told) | _guessed_columns(names, told)
    guessed = tuple(field for field in found if field not in told)
    _leave_what_means_something_else(found, given)
    _refuse_repeated(found, names)
    _refuse_without_figure(found, given, names)
    used = set(found.values())
    return Columns(
        MappingProxyType(found),
        tuple(field for field in guessed if field in found),
        tuple(dict.fromkeys(name for name in names if name and name not in used)),
    )


def recognised(header: Sequence[str], told: Mapping[str, str]) -> int:
    """How many of a header's names mean something: what tells the delimiter."""
    names = [name.strip() for name in header]
    return len(_guessed_columns(names, {})) + sum(name in names for name in told.values())


def _told_columns(names: Sequence[str], told: Mapping[str, str]) -> dict[str, str]:
    by_form = {_form(name): name for name in reversed(names)}
    found: dict[str, str] = {}
    for field, name in told.items():
        if not name:
            continue
        column = name if name in names else by_form.get(_form(name))
        if column is None:
            raise UnusableFile(f"there is no column {name!r} for {field}; {_listed(names)}")
        found[field] = column
    return found


def _guessed_columns(names: Sequence[str], told: Mapping[str, str]) -> dict[str, str]:
    by_form = {_form(name): name for name in reversed(names) if name and name not in told.values()}
    found: dict[str, str] = {}
    for field, forms in _synonyms().items():
        if field in told:
            continue
        name = next((by_form[form] for form in forms if form in by_form), None)
        if name is not None:
            found[field] = name
    return found


def _leave_what_means_something_else(found: dict[str, str], given: Mapping[str, str]) -> None:
    """What an export alone gives counts beside a reading; a sentence's "date" is when it was published."""
    if "reading" not in found:
        for field in KEPT:
            found.pop(field, None)
    if "statement" not in found and "statement" not in given:
        return
    date = found.get("as_of")
    if date is not None and _form(date) in ("date", "day") and not ({"published_at"} & {*found, *given}):
        found["published_at"] = found.pop("as_of")


def _refuse_repeated(found: Mapping[str, str], names: Sequence[str]) -> None:
    counted = Counter(names)
    for field, name in found.items():
        if counted[name] > 1:
            raise UnusableFile(f"the name {name!r} stands over {counted[name]} columns; {field} needs one")


def _refuse_without_figure(found: Mapping[str, str], given: Mapping[str, str], names: Sequence[str]) -> None:
    there = {*found, *given}
    if {"statement", "reading"} <= there:
        return
    needed = ("publisher",) if "statement" in there else ("quantity", "measure", "publisher")
    missing = [field for field in needed if field not in there]
    if not missing:
        return
    instead = "" if "statement" in there or "publisher" in missing[:1] else " (or a statement)"
    raise UnusableFile(
        f"no column gives the {_joined(missing)}{instead}; {_listed(names)}. "
        "Say which one does by map (field=column), or what counts for all rows"
    )


def _joined(fields: Sequence[str]) -> str:
    return " and the ".join(filter(None, (", the ".join(fields[:-1]), fields[-1])))


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(name[:60] or "(no name)" for name in names[:_SHOWN])
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return f"the columns are: {shown}{more}"


def _form(name: str) -> str:
    return _PUNCTUATION.sub(" ", unicodedata.normalize("NFKC", name).casefold()).strip()


@cache
def _synonyms() -> dict[str, tuple[str, ...]]:
    text = files("verifier.tabular").joinpath("columns.toml").read_text(encoding="utf-8")
    return {field: tuple(names) for field, names in tomllib.loads(text)["fields"].items()}
