"""From the words of a search to the terms of the vocabulary that hold them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, FromClause, and_, exists, func, or_, select
from sqlalchemy.orm import Session

from verifier.matching.keys import MAY_BE_MISSPELT, Held
from verifier.matching.sought import SLOT_OF_ROLE, Sought, keys_sought, words_sought
from verifier.matching.words import same_word
from verifier.store.figures import current_revision
from verifier.store.tables import TermRow, TermWordRow
from verifier.store.terms import StoredVocabulary

_MOST_TERMS = 3_000
_WORDS, _TERMS = TermWordRow.__table__, TermRow.__table__

Holds = Callable[[ColumnElement[int]], ColumnElement[bool]]
"""Whether a term, by its number, holds what is sought."""


@dataclass(frozen=True, slots=True)
class Slots:
    """For each slot the terms, any of which fits; where they are too many to name, a test of one."""

    terms: Mapping[str, frozenset[int]]
    too_many: Mapping[str, Holds]


Meaning = Mapping[str, frozenset[int]]
"""What several words may mean together: for some slots the terms, one of each of which a figure has."""


def joined(meanings: Sequence[Meaning], word: Slots) -> list[Meaning]:
    """What words may mean together with one more; empty where they can't stand together."""
    found: list[Meaning] = []
    for meaning in meanings:
        for slot, terms in word.terms.items():
            both = meaning[slot] & terms if slot in meaning else terms
            if both:
                found.append({**meaning, slot: both})
    return found


def slots_of_words(session: Session, text: str) -> Iterator[Slots | None]:
    """For each word of a search the terms that hold it, in whatever slot; None where none does."""
    sought = words_sought(text)
    if not sought:
        yield None
    for word in sought:
        yield _slots(session, {slot: [word] for slot in sorted(set(SLOT_OF_ROLE.values()))})


def slots_of_filter(session: Session, slot: str, text: str) -> Slots | None:
    """The terms of one slot that hold all words; None where none does."""
    exactly = select(_TERMS.c.id).where(_TERMS.c.kind == slot, _TERMS.c.key.in_(keys_sought(slot, text)))
    known = session.scalars(exactly).all()
    if known:
        return Slots({slot: frozenset(known)}, {})
    words = words_sought(text)
    return _slots(session, {slot: words}) if words else None


def _slots(session: Session, wanted: Mapping[str, Sequence[Sought]]) -> Slots | None:
    found = _found(session, wanted)
    if found is None:
        near = {slot: [_neighbours(session, slot, word) for word in words] for slot, words in wanted.items()}
        found = _found(session, near)
    return found


def _found(session: Session, wanted: Mapping[str, Sequence[Sought]]) -> Slots | None:
    terms: dict[str, frozenset[int]] = {}
    too_many: dict[str, Holds] = {}
    for slot, words in wanted.items():
        forms = [frozenset(held for held in word if SLOT_OF_ROLE[held.role] == slot) for word in words]
        if not all(forms):
            continue
        ids = _terms(session, forms)
        if len(ids) > _MOST_TERMS:
            too_many[slot] = _holding(forms)
        elif ids:
            terms[slot] = frozenset(ids)
    return Slots(terms, too_many) if terms or too_many else None


def _terms(session: Session, forms: Sequence[Sought]) -> Sequence[int]:
    """The terms that hold all words, each in one of its forms: one more than ``_MOST_TERMS`` at most."""
    rarest = forms if len(forms) == 1 else sorted(forms, key=lambda form: _held_by(session, form))
    query = select(_WORDS.c.term_id).where(_holds(rarest[0])).distinct()
    if len(rarest) > 1:
        query = query.where(_holding(rarest[1:])(_WORDS.c.term_id))
    return session.scalars(query.limit(_MOST_TERMS + 1)).all()


def _held_by(session: Session, form: Sought) -> int:
    """How many terms hold a word; no more than it is worth to count."""
    some = select(_WORDS.c.term_id).where(_holds(form)).limit(_MOST_TERMS).subquery()
    return session.scalars(select(func.count()).select_from(some)).one()


def _holding(forms: Sequence[Sought]) -> Holds:
    def test(term: ColumnElement[int]) -> ColumnElement[bool]:
        return and_(*(_is_held(form, term) for form in forms))

    return test


def _is_held(form: Sought, term: ColumnElement[int]) -> ColumnElement[bool]:
    held = _WORDS.alias()
    found = select(held.c.term_id).where(_holds(form, held), held.c.term_id == term)
    return exists(found.correlate_except(held))


def _holds(form: Sought, words: FromClause = _WORDS) -> ColumnElement[bool]:
    return or_(*(_in_role(role, form, words) for role in sorted({held.role for held in form})))


def _in_role(role: str, form: Sought, words: FromClause) -> ColumnElement[bool]:
    wanted = sorted(held.word for held in form if held.role == role)
    return and_(words.c.role == role, words.c.word.in_(wanted))


def _neighbours(session: Session, slot: str, sought: Sought) -> Sought:
    """The words of the vocabulary that one may be a misspelling of."""
    vocabulary = StoredVocabulary(session, current_revision(session))
    return frozenset(
        Held(held.role, near)
        for held in sorted(sought)
        if held.role in MAY_BE_MISSPELT and SLOT_OF_ROLE[held.role] == slot
        for word in {held.word, held.word.removesuffix("s")}  # of no known word is the plural known
        for near in vocabulary.spelt_like(held.role, word)
        if same_word(word, near)
    )
