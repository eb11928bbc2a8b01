"""Watched claims: kept by the terms of their slots, and found by those of a figure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    String,
    bindparam,
    delete,
    select,
    true,
    tuple_,
    union_all,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from verifier.core.model import Statement
from verifier.matching.awaited import ANY, AwaitedKeys, awaited_keys, awaits, held, sought
from verifier.matching.keys import WORDS_VERSION, Held, spelling_of
from verifier.store.prepared import Prepared, among, dialect_of
from verifier.store.tables import (
    AwaitedSpellingRow,
    AwaitedTermRow,
    AwaitedWordRow,
    ClaimRow,
    ClaimSlotRow,
    WatchRow,
)

_TERMS, _WORDS = AwaitedTermRow.__table__, AwaitedWordRow.__table__
_SPELLINGS, _SLOTS = AwaitedSpellingRow.__table__, ClaimSlotRow.__table__

SlotKeys = tuple[str, str, str, str]
"""The keys of a figure's unit, measure, population and place."""


# --- Watching ---------------------------------------------------------------------------------------


def watch(session: Session, claim_id: str, statements: Iterable[Statement], *, seen: int) -> bool:
    """Keep a claim by its statements' slots; ``seen`` is the revision that it was judged at.

    Whether it is found from now on and wasn't before.
    """
    watched = session.get(WatchRow, claim_id)
    if watched is not None and watched.words_by == WORDS_VERSION:
        watched.seen_revision = seen
        return False
    if watched is not None:
        session.delete(watched)
        session.flush()
    session.add(WatchRow(claim_id=claim_id, words_by=WORDS_VERSION, seen_revision=seen))
    session.flush()
    every = [keys for keys in map(awaited_keys, statements) if keys is not None]
    ids = _term_ids(session, {pair for keys in every for pair in _pairs(keys)})
    session.add_all(
        ClaimSlotRow(
            claim_id=claim_id, number=number, **{f"{kind}_id": ids[kind, key] for kind, key in _pairs(keys)}
        )
        for number, keys in enumerate(dict.fromkeys(every))
    )
    session.flush()
    return True


def leave_as_it_is(session: Session, claim_id: str) -> None:
    """A claim that can't be judged again is found by what it was found by."""
    watched = session.get(WatchRow, claim_id)
    if watched is None:
        session.add(WatchRow(claim_id=claim_id, words_by=WORDS_VERSION, seen_revision=0))
    else:
        watched.words_by = WORDS_VERSION
    session.flush()


def not_watched_by_now(session: Session, *, limit: int) -> Sequence[str]:
    """Watched claims that have a verdict, but are found by the words of another engine, or not yet.

    Each has its row from its first verdict on, in the same transaction: who sets ``watch`` later adds one.
    """
    others = union_all(  # each by the index: most often there are none
        select(WatchRow.claim_id).where(WatchRow.words_by < WORDS_VERSION),
        select(WatchRow.claim_id).where(WatchRow.words_by > WORDS_VERSION),
    )
    query = select(ClaimRow.id).where(ClaimRow.id.in_(others))
    query = query.where(ClaimRow.watch == true(), ClaimRow.status == "succeeded")
    return session.scalars(query.limit(limit)).all()


def _pairs(keys: AwaitedKeys) -> Iterator[tuple[str, str]]:
    return iter(keys._asdict().items())


def _term_ids(session: Session, wanted: Collection[tuple[str, str]]) -> dict[tuple[str, str], int]:
    """The number of each term; those that are new are written, with what they look for."""
    there = _read_ids(session, wanted)
    new = sorted(set(wanted) - there.keys())
    if not new:
        return there
    _insert(session, AwaitedTermRow, [{"kind": kind, "key": key} for kind, key in new])
    there = _read_ids(session, wanted)
    asked = {there[pair]: sought(*pair) for pair in new}
    words = [
        {"role": each.role, "word": each.word, "term_id": number}
        for number, one in asked.items()
        for each in one.words
    ]
    spellings = [
        {**spelling._asdict(), "term_id": number}
        for number, one in asked.items()
        for spelling in map(spelling_of, one.misspelt)
        if spelling is not None
    ]
    _insert(session, AwaitedWordRow, words)
    _insert(session, AwaitedSpellingRow, spellings)
    return there


def _insert(session: Session, row: type[Any], values: list[dict[str, Any]]) -> None:
    """Write rows but for those that are there, always in the same order: two never wait in a ring."""
    if not values:
        return
    insert = sqlite.insert if dialect_of(session) == "sqlite" else postgresql.insert
    in_order = sorted(values, key=lambda one: [str(part) for part in one.values()])
    session.execute(insert(row).on_conflict_do_nothing(), in_order)


def _read_ids(session: Session, pairs: Collection[tuple[str, str]]) -> dict[tuple[str, str], int]:
    query = select(_TERMS).where(tuple_(_TERMS.c.kind, _TERMS.c.key).in_(sorted(pairs)))
    return {(row.kind, row.key): row.id for row in session.execute(query)}


# --- Finding ----------------------------------------------------------------------------------------


class Watchers:
    """The watched claims as one session sees them; what a term was answered is remembered."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._dialect = dialect_of(session)
        self._known: dict[tuple[str, str], list[int]] = {}

    def of(self, keys: SlotKeys) -> Sequence[str]:
        """The claims for which a figure with these slots would be looked at."""
        unit, measure, population, place = keys
        terms = {
            "units": self._awaiting("unit", unit),
            "measures": self._awaiting("measure", measure),
            "populations": self._awaiting("population", population),
        }
        if place:
            terms["places"] = self._awaiting("place", place)
        if not all(terms.values()):
            return ()
        rows = _claims(self._dialect, "places" in terms).run(self._session, **terms)
        return [row.claim_id for row in rows]

    def _awaiting(self, kind: str, key: str) -> list[int]:
        """The numbers of the terms of claims that let a figure's term pass."""
        if (kind, key) not in self._known:
            self._known[kind, key] = self._find(kind, key)
        return self._known[kind, key]

    def _find(self, kind: str, key: str) -> list[int]:
        answers = held(kind, key)
        rows = [*_anything(self._dialect).run(self._session, kind=kind), *self._by_words(kind, answers)]
        for each in answers:
            rows += self._by_spelling(kind, each)
        found = {row.id: row.key for row in rows}
        return sorted(number for number, claimed in found.items() if awaits(kind, claimed, key))

    def _by_words(self, kind: str, answers: Collection[Held]) -> Sequence[Any]:
        roles, words = ({getattr(each, name) for each in answers} for name in ("role", "word"))
        return _holding(self._dialect).run(self._session, kind=kind, roles=sorted(roles), words=sorted(words))

    def _by_spelling(self, kind: str, answer: Held) -> Sequence[Any]:
        spelling = spelling_of(answer)
        if spelling is None:
            return ()
        strayed = spelling.length // 3 + 3  # as far as a longer word may look for it, and a bit more
        return _spelt_like(self._dialect, spelling.common).run(
            self._session,
            kind=kind,
            role=spelling.role,
            shortest=spelling.length - strayed,
            longest=spelling.length + strayed,
            initial=spelling.initial,
            final=spelling.final,
        )


@cache
def _anything(dialect: str) -> Prepared:
    kind = _TERMS.c.kind == bindparam("kind", type_=String)
    return Prepared.of(dialect, select(_TERMS.c.id, _TERMS.c.key).where(kind, _TERMS.c.key == ANY))


@cache
def _holding(dialect: str) -> Prepared:
    words = select(_WORDS.c.term_id).where(
        among(dialect, _WORDS.c.role, "roles"), among(dialect, _WORDS.c.word, "words")
    )
    return Prepared.of(dialect, _terms_of(words))


@cache
def _spelt_like(dialect: str, common: bool) -> Prepared:
    lengths = bindparam("shortest", type_=Integer), bindparam("longest", type_=Integer)
    near = select(_SPELLINGS.c.term_id).where(
        _SPELLINGS.c.role == bindparam("role", type_=String), _SPELLINGS.c.length.between(*lengths)
    )
    if common:
        near = near.where(_SPELLINGS.c.common.is_(False))
    begins = near.where(_SPELLINGS.c.initial == bindparam("initial", type_=String))
    ends = near.where(_SPELLINGS.c.final == bindparam("final", type_=String))
    return Prepared.of(dialect, _terms_of(begins.union(ends)))


def _terms_of(numbers: Any) -> Select[Any]:
    kind = _TERMS.c.kind + "" == bindparam("kind", type_=String)  # not looked up by it
    return select(_TERMS.c.id, _TERMS.c.key).where(_TERMS.c.id.in_(numbers), kind)


@cache
def _claims(dialect: str, placed: bool) -> Prepared:
    wanted: list[ColumnElement[bool]] = [
        among(dialect, _SLOTS.c.measure_id, "measures"),
        among(dialect, _SLOTS.c.population_id, "populations"),
        among(dialect, _SLOTS.c.unit_id, "units"),
    ]
    if placed:
        wanted.append(among(dialect, _SLOTS.c.place_id, "places"))
    return Prepared.of(dialect, select(_SLOTS.c.claim_id).where(*wanted).distinct())


def forget_watch(session: Session, claim_id: str) -> None:
    """No figure finds a claim any more."""
    session.execute(delete(WatchRow).where(WatchRow.claim_id == claim_id))
