"""Which number of a text speaks of what a claim's number is about, by the words around both."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
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

    ``ahead`` is by how much it won against the next best.
    """

    claim: Anchor
    evidence: Anchor | None = None
    likeness: Likeness | None = None
    stand: Stand | None = None
    score: float = 0.0
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
    """Each anchor of the claim with the best one that any of the texts has for it.

    Where two of the claim's would take the same one, it goes to the better, and the other takes what is
    left: "two of three" beside "three of four" are two pairs and not one number twice.
    """
    pairs = [_pairs(anchor, claim.words, evidence) for anchor in claim.anchors]
    taken = _shared_out(pairs)
    return tuple(
        _best(anchor, found, taken.get(index))
        for index, (anchor, found) in enumerate(zip(claim.anchors, pairs, strict=True))
    )


def _pairs(anchor: Anchor, words: Sequence[Word], evidence: Iterable[Passage]) -> list[Alignment]:
    return [
        _aligned(anchor, other, words, _within_reach(other, passage.words))
        for passage in evidence
        for other in passage.anchors
        if may_be_compared(anchor, other)
    ]


def _within_reach(anchor: Anchor, words: Sequence[Word]) -> Sequence[Word]:
    """The words near enough to a number to tell what it is about: a long text costs no more for each."""
    start = bisect_left(words, anchor.first - _REACH["farthest"], key=lambda word: word.place)
    end = bisect_right(words, anchor.last + _REACH["farthest"], key=lambda word: word.place)
    return words[start:end]


def _shared_out(pairs: Sequence[Sequence[Alignment]]) -> dict[int, Alignment]:
    """The alignment of each of the claim's anchors, by its index: the best first, no number taken twice."""
    offers = [(each, index) for index, found in enumerate(pairs) for each in found]
    chosen: dict[int, Alignment] = {}
    used: list[Anchor | None] = []
    for each, index in sorted(offers, key=lambda offer: -offer[0].score):
        if index not in chosen and each.evidence not in used:
            chosen[index] = each
            used.append(each.evidence)
    return chosen


def _best(anchor: Anchor, found: Sequence[Alignment], taken: Alignment | None) -> Alignment:
    if not found:
        return Alignment(anchor)
    best = taken or max(found, key=lambda each: each.score)
    rivals = [each.score for each in found if each is not best]
    return replace(best, ahead=min(best.score - max(rivals), 1.0) if rivals else 1.0)


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
        + (_COUNTS["same_words"] if anchor.span.text.lower() == other.span.text.lower() else 0.0)
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
