"""Which number of a text speaks of what a claim's number is about, by the words around both."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from verifier.core.lexicons import load_table
from verifier.core.passages import Anchor, Passage, Word
from verifier.core.related import nearness
from verifier.matching.beside.standing import Stand, Standing, may_be_compared, stand
from verifier.matching.words import same_word

_TABLE = load_table("beside")
_MISSPELT: float = _TABLE["nearness"]["misspelt"]
_REACH: dict[str, float] = _TABLE["reach"]
_COUNTS: dict[str, float] = _TABLE["alignment"]
_YEAR = 365.25


@dataclass(frozen=True, slots=True)
class Likeness:
    """What speaks for two anchors being about the same, each in [0, 1].

    ``counted``: the noun that is counted (None where the claim's counts none); ``around``: the
    claim's words near its number found near the other; ``number``: how near the numbers are.
    """

    counted: float | None
    around: float
    number: float


@dataclass(frozen=True, slots=True)
class Alignment:
    """A claim's anchor with the one of the evidence that best fits it, None where none does.

    ``rivals`` is the number of anchors that it was chosen from, ``ahead`` by how much it won.
    """

    claim: Anchor
    evidence: Anchor | None = None
    likeness: Likeness | None = None
    stand: Stand | None = None
    score: float = 0.0
    rivals: int = 0
    ahead: float = 1.0

    @property
    def standing(self) -> Standing | None:
        """How the two stand; None where the evidence has no such number."""
        return None if self.stand is None else self.stand.standing


def near(word: Word, other: Word) -> float:
    """How near two words of two texts are, in [0, 1]; long words may be misspelt."""
    if word.lower == other.lower:
        return 1.0
    return lemmas_near(word.lemma, other.lemma)


def lemmas_near(one: str, other: str) -> float:
    """How near two lemmas are, in [0, 1], misspellings of long ones allowed."""
    found = nearness(one, other)
    return found if found or not same_word(one, other) else _MISSPELT


def align(claim: Passage, evidence: Sequence[Passage]) -> tuple[Alignment, ...]:
    """Each anchor of the claim with the best one that any of the texts has for it."""
    return tuple(_best(anchor, claim.words, evidence) for anchor in claim.anchors)


def _best(anchor: Anchor, words: Sequence[Word], evidence: Iterable[Passage]) -> Alignment:
    found = [
        _aligned(anchor, other, words, passage.words)
        for passage in evidence
        for other in passage.anchors
        if may_be_compared(anchor, other)
    ]
    if not found:
        return Alignment(anchor)
    ordered = sorted(found, key=lambda each: -each.score)
    best = ordered[0]
    ahead = best.score - ordered[1].score if len(ordered) > 1 else 1.0
    return Alignment(
        anchor, best.evidence, best.likeness, best.stand, best.score, len(ordered), min(ahead, 1.0)
    )


def _aligned(anchor: Anchor, other: Anchor, words: Sequence[Word], others: Sequence[Word]) -> Alignment:
    likeness = Likeness(
        _counted(anchor, other, others), _around(anchor, other, words, others), number_nearness(anchor, other)
    )
    how = stand(anchor, other)
    score = (
        _COUNTS["counted"] * (likeness.counted or 0.0)
        + _COUNTS["around"] * likeness.around
        + _COUNTS["number"] * likeness.number
        + (_COUNTS["agrees"] if how.standing is Standing.AGREES else 0.0)
        - (_COUNTS["crossed"] if anchor.dimension != other.dimension else 0.0)
    )
    return Alignment(anchor, other, likeness, how, score)


# --- What speaks for two anchors being about the same -------------------------------------------


def _counted(anchor: Anchor, other: Anchor, others: Sequence[Word]) -> float | None:
    """How near what the two count is, heads most; the words beside the other where it counts none."""
    if not anchor.counted:
        return None
    beside = other.counted or tuple(word.lemma for word in others if _is_beside(word, other))
    if not beside:
        return 0.0
    head = max(lemmas_near(anchor.counted[-1], lemma) for lemma in beside)
    anything = max(lemmas_near(one, lemma) for one in anchor.counted for lemma in beside)
    return max(head, _COUNTS["modifier"] * anything)


def _is_beside(word: Word, anchor: Anchor) -> bool:
    return anchor.first - _REACH["before"] <= word.place <= anchor.last + _REACH["after"]


def _around(anchor: Anchor, other: Anchor, words: Sequence[Word], others: Sequence[Word]) -> float:
    """How much of what the claim says near its number the other text says near its own, names aside."""
    found = total = 0.0
    for word in words:
        if word.name:
            continue
        weight = 1 / (1 + _distance(word, anchor) / _REACH["claim"])
        total += weight
        found += weight * max(
            (
                near(word, each) / (1 + _distance(each, other) / _REACH["evidence"])
                for each in others
            ),
            default=0.0,
        )  # fmt: skip
    return found / total if total else _COUNTS["nothing_around"]


def _distance(word: Word, anchor: Anchor) -> int:
    if anchor.first <= word.place <= anchor.last:
        return 0
    return min(abs(word.place - anchor.first), abs(word.place - anchor.last))


def number_nearness(one: Anchor, other: Anchor) -> float:
    """How near two numbers are: the smaller as a part of the greater; for dates, by the years between."""
    if one.days is not None and other.days is not None:
        years = abs((one.days[0] - other.days[0]).days) / _YEAR
        return 1 / (1 + years / _COUNTS["years_apart"])
    mine, its = _value(one), _value(other)
    if mine is None or its is None:
        return 0.0
    low, high = sorted((abs(mine), abs(its)))
    return 1.0 if low == high else float(low / high)


def _value(anchor: Anchor) -> Decimal | None:
    quantity = anchor.quantity
    if quantity is None:
        return None
    return quantity.value if quantity.said is None else quantity.said
