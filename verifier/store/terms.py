"""The store's vocabulary in its tables: adding to it, and looking in it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import ColumnElement, Engine, and_, bindparam, delete, event, or_, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from verifier.core import ENGINE_VERSION
from verifier.matching.keys import Held, spelling_of, words_of_term
from verifier.matching.wanted import Term
from verifier.store.tables import SpellingRow, StoreRevisionRow, TermRow, TermWordRow

TermKey = tuple[str, str]
"""A term's kind and key."""

_Rows = list[dict[str, Any]]
_MOST_KNOWN = 50_000
_MOST_ASKED = 5_000
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
    if state.words_by == ENGINE_VERSION:
        return
    session.execute(delete(TermWordRow))
    session.execute(delete(SpellingRow))
    query = select(_TERMS.c.id, _TERMS.c.kind, _TERMS.c.key).order_by(_TERMS.c.id).limit(_AT_ONCE)
    terms = session.execute(query).all()
    while terms:
        index_terms(session, {term.id: (term.kind, term.key) for term in terms})
        terms = session.execute(query.where(_TERMS.c.id > terms[-1].id)).all()
    state.words_by = ENGINE_VERSION


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
            query = _named({"kind": kind, "keys": names[start : start + _AT_ONCE]})
            found |= {(kind, row.key): row.id for row in session.execute(*query)}
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
        return self._once(("named", kind, names), _named({"kind": kind, "keys": names}))

    def holding(self, kind: str, words: Collection[Held]) -> Sequence[Term]:
        """The terms that hold at least one of these words, each once, in the order of their numbers."""
        asked = tuple(sorted(words))
        return self._once(("holding", kind, asked), (_holding(kind, asked), {}))

    def spelt_like(self, role: str, word: str) -> Sequence[str]:
        """The words of about the length of a word that begin or end as it does."""
        found = self._once(("spelt", role, word), (_spelt_like(role, word), {}))
        return [row.word for row in found]

    def _once(self, question: tuple[Any, ...], query: tuple[Any, dict[str, Any]]) -> Sequence[Any]:
        known = self._asked.get(question)
        if known is None:
            known = self._session.execute(*query).all()
            if len(self._asked) > _MOST_ASKED:
                self._asked.clear()
            self._asked[question] = known
        return known


_answers: WeakKeyDictionary[Engine, tuple[int, dict[Any, Sequence[Any]]]] = WeakKeyDictionary()


def _asked_at(session: Session, revision: int) -> dict[Any, Sequence[Any]]:
    engine = _engine(session)
    latest, asked = _answers.get(engine, (-1, {}))
    if latest != revision:
        asked = {}
        _answers[engine] = (revision, asked)
    return asked


_BY_NAME = select(_TERMS.c.id, _TERMS.c.key).where(
    _TERMS.c.kind == bindparam("kind"), _TERMS.c.key.in_(bindparam("keys", expanding=True))
)


def _named(names: dict[str, Any]) -> tuple[Any, dict[str, Any]]:
    return _BY_NAME, names


def _holding(kind: str, words: Sequence[Held]) -> Any:
    held = select(_WORDS.c.term_id).where(
        or_(*(_holds(role, words) for role in sorted({w.role for w in words})))
    )
    query = select(_TERMS.c.id, _TERMS.c.key).where(_TERMS.c.kind == kind, _TERMS.c.id.in_(held))
    return query.order_by(_TERMS.c.id)


def _holds(role: str, words: Sequence[Held]) -> ColumnElement[bool]:
    return and_(_WORDS.c.role == role, _WORDS.c.word.in_([held.word for held in words if held.role == role]))


def _spelt_like(role: str, word: str) -> Any:
    spelling = spelling_of(Held(role, word))
    if spelling is None:
        return select(_SPELLINGS.c.word).where(_SPELLINGS.c.word == word)
    strayed = max(1, spelling.length // 4) + 1
    near = [
        _SPELLINGS.c.role == role,
        _SPELLINGS.c.length.between(spelling.length - strayed, spelling.length + strayed),
    ]
    if spelling.common:
        near.append(_SPELLINGS.c.common.is_(False))
    begins = select(_SPELLINGS.c.word).where(*near, _SPELLINGS.c.initial == spelling.initial)
    ends = select(_SPELLINGS.c.word).where(*near, _SPELLINGS.c.final == spelling.final)
    return begins.union(ends).order_by("word")
