"""The kinds of events, and how they contain each other: a bombing is an attack, and no flood."""

from __future__ import annotations

from functools import lru_cache

from verifier.core.lexicons import load_table

_TABLE = load_table("events")
_KINDS = _TABLE["kinds"]
NOUNS: dict[str, str] = {noun: kind for kind, entry in _KINDS.items() for noun in entry["nouns"]}
VERBS: dict[str, str] = {verb: kind for kind, entry in _KINDS.items() for verb in entry.get("verbs", ())}
_DONE = frozenset(kind for kind, entry in _KINDS.items() if entry.get("done"))
_VEHICLES: dict[str, str] = {word: name for name, words in _TABLE["vehicles"].items() for word in words}


def kind_of(key: str) -> str | None:
    """The kind of event that a role's key begins with; None where it names none."""
    kind = key.split(" ", 1)[0]
    return kind if kind in _KINDS else None


@lru_cache(maxsize=256)
def kinds_around(kind: str) -> frozenset[str]:
    """Every kind that a kind is one of, itself left out."""
    around = frozenset(_KINDS[kind].get("within", ()))
    return around.union(*(kinds_around(each) for each in around))


def is_done(kind: str) -> bool:
    """Whether somebody does what a kind of event is, so that a nation before it is who did it."""
    return kind in _DONE


def event_word(word: str) -> str | None:
    """The kind of event that a lemma stands for by itself."""
    return NOUNS.get(word) or VERBS.get(word)


def vehicle_class(word: str) -> str | None:
    """What class of thing an accident happened to: "bus" → "road"."""
    return _VEHICLES.get(word)
