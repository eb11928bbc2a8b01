"""How near two words are in meaning, by lists of words: no model, no weights.

The lists are WordNet's most common senses (``lexicon/related.txt``) and the words of news that it
doesn't have (``lexicon/related_news.txt``). A word is its lemma in lower case.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from verifier.core.lexicons import load_table, load_words
from verifier.core.measures import measure_of_noun, measure_of_state, measure_of_verb

_NEARNESS: dict[str, float] = load_table("beside")["nearness"]


class _Groups(NamedTuple):
    """For each word the numbers of the groups that it is in, and its opposites."""

    meaning: dict[str, set[int]]
    root: dict[str, set[int]]
    opposite: dict[str, set[str]]


def _load(lines: Iterable[str]) -> _Groups:
    groups = _Groups(defaultdict(set), defaultdict(set), defaultdict(set))
    for number, line in enumerate(sorted(lines)):
        sign, *words = line.split()
        if sign == "!":
            for word, other in (words, reversed(words)):
                groups.opposite[word].add(other)
            continue
        kind = groups.meaning if sign == "=" else groups.root
        for word in words:
            kind[word].add(number)
    return groups


_GROUPS = _load(load_words("related") | load_words("related_news"))
_NONE: frozenset[int] = frozenset()


@lru_cache(maxsize=131072)
def nearness(one: str, other: str) -> float:
    """How near two lemmas are in meaning, in [0, 1]: 1 for the same, 0 for words that no list joins."""
    if one == other:
        return 1.0
    if _measures(one) & _measures(other):
        return _NEARNESS["measure"]
    if _share(_GROUPS.meaning, one, other):
        return _NEARNESS["meaning"]
    if _share(_GROUPS.root, one, other):
        return _NEARNESS["root"]
    return 0.0


def opposite(one: str, other: str) -> bool:
    """Whether a list has two lemmas as opposites: "win" and "lose"."""
    return other in _GROUPS.opposite.get(one, ())


def _share(groups: dict[str, set[int]], one: str, other: str) -> bool:
    return not groups.get(one, _NONE).isdisjoint(groups.get(other, _NONE))


@lru_cache(maxsize=65536)
def _measures(word: str) -> frozenset[str]:
    noun = measure_of_noun((word,))
    keys = (measure_of_verb(word), measure_of_state(word), noun[0] if noun is not None else None)
    return frozenset(key for key in keys if key is not None)
