"""The store's vocabulary in its tables: adding to it, and looking in it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from functools import cache
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from sqlalchemy import ColumnElement, Engine, Integer, Select, String, bindparam, delete, event, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from verifier.matching.keys import WORDS_VERSION, Held, spelling_of, words_of_term
from verifier.matching.wanted import Term
from verifier.store.prepared import Prepared, among, dialect_of
from verifier.store.tables import SpellingRow, StoreRevisionRow, TermRow, TermWordRow

TermKey = tuple[str, str]
"""A term's kind and key."""

_Rows = list[dict[str, Any]]
T = TypeVar("T")
_MOST_KNOWN = 50_000
_MOST_ASKED = 2_500
_AT_ONCE = 500

_TERMS, _WORDS, _SPELLINGS = TermRow.__table__, TermWordRow.__table__, SpellingRow.__table__


# --- Adding ---------------------------------------------------------------------------------------


def term_ids(session: Session, wanted: Iterable[TermKey]) -> Mapping[TermKey, int]:
    """The number of each term, those that are new written in the caller's transaction."""
    known = _known_ids(session)
    found = {key: known[key] for key in set(wanted) if key in known}
    unknown = sorted(set(wanted) - found.keys())
    if not unknown:
        return found
    there = _read_ids(session, unknown)
    new = [key for key in unknown if key not in there]
    if new:
        _insert(session, TermRow, [{"kind": kind, "key": key} for kind, key in new])
        there |= _read_ids(session, new)
        index_terms(session, {there[key]: key for key in new})
    _remember(session, there)
    return {**found, **there}


def index_terms(session: Session, terms: Mapping[int, TermKey]) -> None:
    """Write the words by which terms are found; what is there already stays."""
    held = {number: words_of_term(*key) for number, key in terms.items()}
    words = [
        {"role": each.role, "word": each.word, "term_id": number}
        for number, found in held.items()
        for each in sorted(found)
    ]
    spellings = (spelling_of(each) for each in sorted(set().union(*held.values())))
    _insert(session, TermWordRow, words)
    _insert(session, SpellingRow, [spelling._asdict() for spelling in spellings if spelling is not None])


def bring_words_up_to_date(session: Session) -> None:
    """Index all terms anew where that was done by another version of the engine, whose words may differ."""
    state = session.scalars(select(StoreRevisionRow)).one()
    if state.words_by == WORDS_VERSION:
        return
    session.execute(delete(TermWordRow))
    session.execute(delete(SpellingRow))
    query = select(_TERMS.c.id, _TERMS.c.kind, _TERMS.c.key).order_by(_TERMS.c.id).limit(_AT_ONCE)
    terms = session.execute(query).all()
    while terms:
        index_terms(session, {term.id: (term.kind, term.key) for term in terms})
        terms = session.execute(query.where(_TERMS.c.id > terms[-1].id)).all()
    state.words_by = WORDS_VERSION


def _insert(session: Session, row: type[Any], values: _Rows) -> None:
    """Write rows but for those that are there: always in the same order, so that two never wait in a ring."""
    if not values:
        return
    insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    session.execute(insert(row).on_conflict_do_nothing(), values)


def _read_ids(session: Session, keys: Sequence[TermKey]) -> dict[TermKey, int]:
    found: dict[TermKey, int] = {}
    for kind in sorted({kind for kind, _ in keys}):
        names = [key for other, key in keys if other == kind]
        for start in range(0, len(names), _AT_ONCE):
            rows = _named(dialect_of(session)).run(session, kind=kind, keys=names[start : start + _AT_ONCE])
            found |= {(kind, row.key): row.id for row in rows}
    return found


# What this process knows of each database: terms never change, so a committed number stays true.
_known: WeakKeyDictionary[Engine, dict[TermKey, int]] = WeakKeyDictionary()


def _known_ids(session: Session) -> dict[TermKey, int]:
    return _known.setdefault(_engine(session), {})


def _engine(session: Session) -> Engine:
    bound = session.get_bind()
    return bound if isinstance(bound, Engine) else bound.engine


def _remember(session: Session, ids: Mapping[TermKey, int]) -> None:
    """Keep numbers once they are committed: those of a transaction that is taken back are worth nothing."""
    known = _known_ids(session)

    def keep(_: Session) -> None:
        if len(known) > _MOST_KNOWN:
            known.clear()
        known.update(ids)

    event.listen(session, "after_commit", keep, once=True)


# --- Looking --------------------------------------------------------------------------------------


class StoredVocabulary:
    """The vocabulary as one session sees it, at a revision of the store.

    What was asked before at the same revision is remembered: whatever adds terms has a revision of its own.
    """

    def __init__(self, session: Session, revision: int) -> None:
        self._session = session
        self._asked = _asked_at(session, revision)

    def named(self, kind: str, keys: Collection[str]) -> Sequence[Term]:
        """The terms of a kind with exactly these keys."""
        names = tuple(sorted(keys))
        return self._once(_named, kind=kind, keys=names)

    def holding(self, words: Collection[Held]) -> Sequence[Term]:
        """The terms that hold at least one of these words, each once, in the order of their numbers.

        A word may be held in the role of another of them: the caller looks at what it gets, and has
        what it keeps of it remembered, which is far less.
        """
        roles = tuple(sorted({held.role for held in words}))
        asked = tuple(sorted({held.word for held in words}))
        rows = _holding(dialect_of(self._session)).run(self._session, roles=roles, words=asked)
        return [Term(row.id, row.key) for row in rows]

    def spelt_like(self, role: str, word: str) -> Sequence[str]:
        """The words of about the length of a word that begin or end as it does."""
        spelling = spelling_of(Held(role, word))
        if spelling is None:
            return ()
        strayed = max(1, spelling.length // 4) + 1
        found = self._once(
            _spelt_like_common if spelling.common else _spelt_like,
            role=role,
            shortest=spelling.length - strayed,
            longest=spelling.length + strayed,
            initial=spelling.initial,
            final=spelling.final,
        )
        return [row.word for row in found]

    def remembered(self, question: Hashable, answer: Callable[[], T]) -> T:
        """What was answered to a question before at this revision, or is now."""
        if question not in self._asked:
            if len(self._asked) > _MOST_ASKED:
                self._asked.clear()
            self._asked[question] = answer()
        found: T = self._asked[question]
        return found

    def _once(self, query: Callable[[str], Prepared], **given: Any) -> Sequence[Any]:
        return self.remembered(
            (query, *given.values()), lambda: query(dialect_of(self._session)).run(self._session, **given)
        )


_answers: WeakKeyDictionary[Engine, tuple[int, dict[Hashable, Any]]] = WeakKeyDictionary()


def _asked_at(session: Session, revision: int) -> dict[Hashable, Any]:
    engine = _engine(session)
    latest, asked = _answers.get(engine, (-1, {}))
    if latest != revision:
        asked = {}
        _answers[engine] = (revision, asked)
    return asked


@cache
def _named(dialect: str) -> Prepared:
    query = select(_TERMS.c.id, _TERMS.c.key).where(
        _TERMS.c.kind == bindparam("kind", type_=String), among(dialect, _TERMS.c.key, "keys")
    )
    return Prepared.of(dialect, query)


@cache
def _holding(dialect: str) -> Prepared:
    held = select(_WORDS.c.term_id).where(
        among(dialect, _WORDS.c.role, "roles"), among(dialect, _WORDS.c.word, "words")
    )
    # Without the kind: roles tell it, and SQLite would look through all terms of it.
    query = select(_TERMS.c.id, _TERMS.c.key).where(_TERMS.c.id.in_(held))
    return Prepared.of(dialect, query.order_by(_TERMS.c.id))


@cache
def _spelt_like(dialect: str) -> Prepared:
    return Prepared.of(dialect, _near())


@cache
def _spelt_like_common(dialect: str) -> Prepared:
    return Prepared.of(dialect, _near(_SPELLINGS.c.common.is_(False)))


def _near(*conditions: ColumnElement[bool]) -> Select[Any]:
    """The words of a length between two that have a first or last letter."""
    near = select(_SPELLINGS.c.word).where(
        _SPELLINGS.c.role == bindparam("role", type_=String),
        _SPELLINGS.c.length.between(
            bindparam("shortest", type_=Integer), bindparam("longest", type_=Integer)
        ),
        *conditions,
    )
    begins = near.where(_SPELLINGS.c.initial == bindparam("initial", type_=String))
    ends = near.where(_SPELLINGS.c.final == bindparam("final", type_=String))
    found = begins.union(ends).subquery()
    return select(found.c.word).order_by(found.c.word)
