"""What a claim is found by: the words of its text, its tags, and who made it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from sqlalchemy import insert
from sqlalchemy.orm import Session

from verifier.core.text import normalise
from verifier.store.source_keys import publisher_key
from verifier.store.tables import ClaimRow, ClaimTermRow

WORD, TAG, CLAIMANT = "word", "tag", "claimant"
_LONGEST = 200  # characters that tell terms apart: an index takes no longer ones
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3})")
_WORD = re.compile(r"\w+")


def words_of(text: str) -> list[str]:
    """The words of a text, each once, folded; a number is one word, without the commas of its thousands."""
    folded = _THOUSANDS.sub("", normalise(text).text.casefold())
    return list(dict.fromkeys(word[:_LONGEST] for word in _WORD.findall(folded)))


def folded_name(name: str) -> str:
    """A claimant's name or a tag as it is looked up: letter case and spaces don't matter."""
    return publisher_key(name)[:_LONGEST]


def keep_terms(session: Session, claims: Iterable[ClaimRow]) -> None:
    """Write what new claims are found by, in the transaction that writes them."""
    terms = [(claim.id, *term) for claim in claims for term in sorted(set(_terms(claim)))]
    if terms:
        rows = [{"kind": kind, "term": term, "claim_id": claim_id} for claim_id, kind, term in terms]
        session.execute(insert(ClaimTermRow), rows)


def _terms(claim: ClaimRow) -> Iterator[tuple[str, str]]:
    yield from ((WORD, word) for word in words_of(claim.text))
    yield from ((TAG, folded_name(tag)) for tag in claim.tags)
    if claim.claimant is not None:
        yield CLAIMANT, folded_name(claim.claimant)
