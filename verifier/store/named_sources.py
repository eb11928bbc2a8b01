"""Publishers and origins, each once: how many figures name them, and what an editor thinks of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple, cast

from sqlalchemy import Date, Table, bindparam, case, insert, literal, or_, select, tuple_, update
from sqlalchemy.orm import Session

from verifier.store.source_keys import publisher_key
from verifier.store.tables import NamedSourceRow

PUBLISHER, ORIGIN = "publisher", "origin"
BLOCKED, UNRATED = "blocked", "unrated"

_TABLE = cast(Table, NamedSourceRow.__table__)
_PREFIX = "src_"
_DIGITS = 10
_LAST = 2**31 - 1  # what an integer column holds


class Naming(NamedTuple):
    """That a figure names a source: what as, under which key and spelling, and the figure's day."""

    kind: str
    key: str
    name: str
    day: date


class Blocked(NamedTuple):
    """Whose figures never decide: the keys of the publishers and of the origins that are blocked."""

    publishers: frozenset[str]
    origins: frozenset[str]

    def bars(self, publisher: str | None, origin: str) -> bool:
        """Whether a figure that names these is of a blocked source."""
        if not self.publishers and not self.origins:
            return False
        return origin.casefold() in self.origins or publisher_key(publisher) in self.publishers


def source_id(number: int) -> str:
    """What the world calls a source."""
    return f"{_PREFIX}{number:0{_DIGITS}d}"


def number_of(public: str) -> int | None:
    """The number behind what ``source_id`` made; None for what it can't have made."""
    digits = public.removeprefix(_PREFIX)
    if not (digits.isdecimal() and digits.isascii() and len(digits) == _DIGITS):
        return None
    return int(digits) if int(digits) <= _LAST else None


# --- Counting -----------------------------------------------------------------------------------


@dataclass(slots=True)
class Count:
    """How many figures name a source, under which spelling, and the newest day of them."""

    name: str
    day: date
    figures: int = 0

    def add(self, day: date) -> None:
        """Count one more."""
        self.figures += 1
        self.day = max(self.day, day)


Counts = Mapping[tuple[str, str], Count]
"""Of each kind and key."""


def counted(namings: Iterable[Naming]) -> Counts:
    """How often each source is named."""
    found: dict[tuple[str, str], Count] = {}
    for naming in namings:
        if naming.key:
            found.setdefault((naming.kind, naming.key), Count(naming.name, naming.day)).add(naming.day)
    return found


def make_sources(session: Session, counted: Counts) -> Mapping[tuple[str, str], int]:
    """The numbers of the sources that are named; one that is new is made, and listed once it is counted."""
    known = _numbers(session, counted)
    new = [
        {"kind": kind, "key": key, "name": one.name, "figures": 0, "newest_on": None, "reliability": UNRATED}
        for (kind, key), one in sorted(counted.items())
        if (kind, key) not in known
    ]
    if new:
        session.execute(insert(NamedSourceRow), new)
        known |= _numbers(session, [(str(row["kind"]), str(row["key"])) for row in new])
    return known


def count_namings(session: Session, counted: Counts) -> None:
    """Count new figures for the sources that they name; a source that is new is made."""
    known = make_sources(session, counted)
    if known:
        session.connection().execute(
            _COUNT, [{"at": known[key], "more": one.figures, "day": one.day} for key, one in counted.items()]
        )


_DAY = bindparam("day", type_=Date())
_COUNT = (
    update(_TABLE)
    .where(_TABLE.c.number == bindparam("at"))
    .values(
        figures=_TABLE.c.figures + bindparam("more"),
        newest_on=case(
            (or_(_TABLE.c.newest_on.is_(None), _TABLE.c.newest_on < _DAY), _DAY),
            else_=_TABLE.c.newest_on,
        ),
    )
)
_AT_ONCE = 400


def _numbers(session: Session, keys: Collection[tuple[str, str]]) -> dict[tuple[str, str], int]:
    found: dict[tuple[str, str], int] = {}
    for kind in (PUBLISHER, ORIGIN):
        names = sorted(key for of, key in keys if of == kind)
        for start in range(0, len(names), _AT_ONCE):
            query = select(_TABLE.c.key, _TABLE.c.number).where(
                _TABLE.c.kind == kind, _TABLE.c.key.in_(names[start : start + _AT_ONCE])
            )
            found |= {(kind, key): number for key, number in session.execute(query)}
    return found


# --- Looking ------------------------------------------------------------------------------------


def blocked_sources(session: Session) -> Blocked:
    """The sources that an editor has blocked."""
    query = select(_TABLE.c.kind, _TABLE.c.key).where(
        _TABLE.c.reliability == literal(BLOCKED, literal_execute=True)
    )
    found = session.execute(query).all()
    return Blocked(
        frozenset(key for kind, key in found if kind == PUBLISHER),
        frozenset(key.casefold() for kind, key in found if kind == ORIGIN),
    )


def find_source(session: Session, public: str) -> NamedSourceRow | None:
    """One source by what the world calls it, as it is now."""
    number = number_of(public)
    return None if number is None else session.get(NamedSourceRow, number, populate_existing=True)


def source_named(session: Session, kind: str, key: str) -> NamedSourceRow | None:
    """The source of a kind with this key."""
    query = select(NamedSourceRow).where(NamedSourceRow.kind == kind, NamedSourceRow.key == key)
    return session.scalars(query).one_or_none()


@dataclass(frozen=True, slots=True)
class SourcesWanted:
    """Which sources: of a kind, with a rating, with words in the name; after which one; how many."""

    kind: str | None = None
    reliability: str | None = None
    words: str | None = None
    after: str | None = None
    limit: int = 50


def page_of_sources(session: Session, wanted: SourcesWanted) -> Sequence[NamedSourceRow]:
    """Sources, those with the most figures first."""
    query = select(NamedSourceRow).where(NamedSourceRow.figures > 0)
    query = query.order_by(NamedSourceRow.figures.desc(), NamedSourceRow.number.desc())
    if wanted.kind is not None:
        query = query.where(NamedSourceRow.kind == wanted.kind)
    if wanted.reliability is not None:
        query = query.where(NamedSourceRow.reliability == wanted.reliability)
    for word in publisher_key(wanted.words).split():
        named = NamedSourceRow.name.icontains(word, autoescape=True)
        query = query.where(or_(named, NamedSourceRow.key.icontains(word, autoescape=True)))
    if wanted.after is not None:
        last = select(_TABLE.c.figures, _TABLE.c.number).where(_TABLE.c.number == number_of(wanted.after))
        order = tuple_(NamedSourceRow.figures, NamedSourceRow.number)
        query = query.where(order < last.scalar_subquery())
    return session.scalars(query.limit(wanted.limit)).all()
