"""What a claim and the text beside it have in common, as few numbers in [0, 1]: what the weights weigh."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from verifier.core.lexicons import load_table
from verifier.core.model import Agreement, VerdictValue
from verifier.core.passages import DATE, Passage, Word
from verifier.core.related import opposite
from verifier.matching.beside.alignment import Alignment, near
from verifier.matching.beside.standing import Standing

_TABLE = load_table("beside")
_DENIALS = frozenset(_TABLE["words"]["denials"])
_SURE_DATE: float = _TABLE["alignment"]["sure_date"]

Traits = dict[str, float]
_ALIKE = (Agreement.SAME, Agreement.SIMILAR)


def deciding(alignments: Sequence[Alignment]) -> Alignment | None:
    """The alignment that a claim stands or falls with: a differing one, else a missing, else the weakest.

    Dates only say when, beside other numbers: they count where they differ for sure.
    """
    dated = [each for each in alignments if each.claim.dimension == DATE]
    others = [each for each in alignments if each.claim.dimension != DATE]
    if others:
        others += [each for each in dated if each.standing is Standing.DIFFERS and each.score > _SURE_DATE]
    counted = others or dated
    differing = [each for each in counted if each.standing is Standing.DIFFERS]
    if differing:
        return max(differing, key=lambda each: each.score)
    unsettled = [each for each in counted if each.standing is not Standing.AGREES]
    if unsettled:
        return unsettled[0]
    return min(counted, key=lambda each: each.score, default=None)


def traits(
    claim: Passage,
    evidence: Sequence[Passage],
    alignments: Sequence[Alignment],
    chosen: Alignment | None,
    slots: Mapping[str, Agreement],
    by_rules: VerdictValue,
) -> Traits:
    """The traits of a claim beside its evidence.

    ``slots`` are those of the two statements compared, none where one of the numbers makes no statement;
    ``by_rules`` is what the store's rules say of the two.
    """
    words = [word for passage in evidence for word in passage.words]
    likeness = chosen.likeness if chosen is not None else None
    counted = likeness.counted if likeness is not None else None
    return {
        "counted": counted or 0.0,
        "around": likeness.around if likeness is not None else 0.0,
        "number": likeness.number if likeness is not None else 0.0,
        "ahead": chosen.ahead if chosen is not None else 0.0,
        "bound": float(_is_bound(chosen)),
        "statements": float(bool(slots)),
        "same_population": float(slots.get("population") in _ALIKE),
        "same_measure": float(slots.get("measure") in _ALIKE),
        "other_roles": float(slots.get("roles") is Agreement.CONFLICT),
        "other_names": float(slots.get("scope") is Agreement.DIFFERENT),
        "said": _found([word for word in claim.words if not word.name], words),
        "rest_agrees": _rest_agrees(alignments, chosen),
        "date_differs": float(_date_differs(alignments)),
        "opposed": float(_opposed(claim.words, words)),
        "denied": float(_denied(claim, evidence)),
        "rules_agree": float(by_rules is VerdictValue.CONSISTENT),
        "rules_differ": float(by_rules is VerdictValue.CONTRADICTED),
    }


def _found(words: Sequence[Word], others: Sequence[Word]) -> float:
    """The part of the words that the text has in some form; 1 where there is none to look for."""
    if not words:
        return 1.0
    best = (max((near(word, other) for other in others), default=0.0) for word in words)
    return sum(best) / len(words)


def _is_bound(chosen: Alignment | None) -> bool:
    quantity = chosen.claim.quantity if chosen is not None else None
    return quantity is not None and quantity.hedge.one_sided


def _rest_agrees(alignments: Sequence[Alignment], chosen: Alignment | None) -> float:
    rest = [each for each in alignments if each is not chosen]
    if not rest:
        return 1.0
    return sum(each.standing is Standing.AGREES for each in rest) / len(rest)


def _date_differs(alignments: Sequence[Alignment]) -> bool:
    return any(
        each.claim.dimension == DATE and each.standing is Standing.DIFFERS for each in alignments
    )  # fmt: skip


def _opposed(words: Sequence[Word], others: Sequence[Word]) -> bool:
    """Whether the text has the opposite of a word of the claim and not the word itself."""
    lemmas = {other.lemma for other in others}
    return any(
        word.lemma not in lemmas and any(opposite(word.lemma, lemma) for lemma in lemmas)
        for word in words
    )  # fmt: skip


def _denied(claim: Passage, evidence: Sequence[Passage]) -> bool:
    """Whether one of the two denies something and the other nothing."""
    return _denies(claim) is not any(_denies(passage) for passage in evidence)


def _denies(passage: Passage) -> bool:
    return any(word in _DENIALS for word in passage.reading.text.lower().split())
