"""Whether a clause reports its number, predicts it, supposes it or denies it."""

from __future__ import annotations

from verifier.core.clauses import Clause, Predicate
from verifier.core.lexicons import load_table
from verifier.core.model import Modality
from verifier.core.quantities import Mention

_TABLE = load_table("modality")
_WORDINGS = [
    (tuple(wording.split()), Modality(name))
    for name in ("denied", "hypothetical", "forecast")
    for wording in _TABLE[name]
]
_BY_FIRST: dict[str, list[tuple[tuple[str, ...], Modality]]] = {}
for _words, _modality in _WORDINGS:
    _BY_FIRST.setdefault(_words[0], []).append((_words, _modality))
_UNDENIED = [tuple(wording.split()) for wording in _TABLE["undenied"]]
_STOPS = frozenset({";", ":", "but", "while", "whereas", "although", "though"})
_RANK = (Modality.DENIED, Modality.HYPOTHETICAL, Modality.FORECAST)


def modality_of(clause: Clause, mention: Mention, predicate: Predicate | None) -> Modality:
    """How the words around a number put it; a denial outranks a supposition, that a forecast."""
    words = [token.lower for token in clause.tokens]
    start, end = _scope(clause, words, mention, predicate)
    found = {
        modality
        for index in range(start, end)
        for wording, modality in _BY_FIRST.get(words[index], ())
        if clause.mention_at(index) is None and _stands(words, index, wording, mention)
    }
    return next((modality for modality in _RANK if modality in found), Modality.REPORTED)


def _scope(
    clause: Clause, words: list[str], mention: Mention, predicate: Predicate | None
) -> tuple[int, int]:
    """From the start of the number's clause to its end or the end of its verb."""
    start = mention.first
    while start > 0 and words[start - 1] not in _STOPS and not _ends_statement(clause, words, start - 1):
        start -= 1
    end = mention.last + 1
    if predicate is not None:
        end = max(end, predicate.last + 1)
    return start, min(end, len(words))


def _ends_statement(clause: Clause, words: list[str], index: int) -> bool:
    """Whether an earlier number's clause ends here: ", and" after a number."""
    if words[index] not in (",", "and"):
        return False
    return any(each.last < index for each in clause.mentions if each.quantity.kind.counts_something)


def _stands(words: list[str], index: int, wording: tuple[str, ...], mention: Mention) -> bool:
    if tuple(words[index : index + len(wording)]) != wording:
        return False
    if wording == ("not",) and index + 1 < mention.first and not _denies_verb(words, index):
        return False
    return not any(
        words[first : first + len(phrase)] == list(phrase)
        for phrase in _UNDENIED
        for first in range(max(0, index - len(phrase) + 1), index + 1)
    )


def _denies_verb(words: list[str], index: int) -> bool:
    """Whether "not" stands after an auxiliary."""
    return index > 0 and words[index - 1] in (
        "will",
        "would",
        "can",
        "could",
        "may",
        "might",
        "should",
        "have",
        "has",
        "had",
        "was",
        "were",
        "is",
        "are",
        "been",
        "did",
        "does",
        "do",
    )
