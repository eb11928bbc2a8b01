"""What went wrong with a judged case, and why: read from its verdict and the figures of its evidence."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum

from verifier.core.model import (
    Agreement,
    Evidence,
    FigureMatch,
    Modality,
    Quantity,
    Reading,
    Reason,
    ReportedFigure,
    SlotMatch,
    Statement,
    StatementVerdict,
    VerdictValue,
)
from verifier.core.reader import read_text
from verifier.evaluation.judging import Outcome
from verifier.matching.similarity import match

_CONSISTENT, _UNVERIFIED = VerdictValue.CONSISTENT.value, VerdictValue.UNVERIFIED.value
_SPEAKS_LITTLE = frozenset({"attribution", "modality", "scope"})  # left out by most texts, to no harm


class Fault(IntEnum):
    """What kind of mistake a verdict is, the worst first."""

    WRONG_CONSISTENT = 1
    WRONG_CONTRADICTED = 2
    NEEDLESS_DECISION = 3  # decided where the label says unverified
    NEEDLESS_UNVERIFIED = 4


@dataclass(frozen=True, slots=True)
class Cause:
    """What mistakes are grouped by: the verdict's reason, and what of the reading led to it."""

    reason: Reason
    ground: str = ""


@dataclass(frozen=True, slots=True)
class Mistake:
    """A case that got another verdict than its label, and what led to it.

    ``claim`` is the statement that the verdict rests on and ``figure`` the figure that decided it, or
    the one that came nearest; None where none was read. ``why`` is what the engine said of them.
    """

    outcome: Outcome
    fault: Fault
    cause: Cause
    claim: Statement | None
    figure: ReportedFigure | None
    why: str


def mistake(outcome: Outcome) -> Mistake | None:
    """What went wrong with a case; None where it is right or has no label."""
    if not outcome.case.labels or outcome.right:
        return None
    leading = _leading(outcome)
    if outcome.predicted == _UNVERIFIED:
        return _left_unverified(outcome, leading)
    return _decided_wrongly(outcome, leading)


def _leading(outcome: Outcome) -> StatementVerdict | None:
    """The statement whose verdict is the claim's."""
    verdict = outcome.verdict
    return next((one for one in verdict.statements if one.reason is verdict.reason), None)


# --- Decided, and wrongly -------------------------------------------------------------------------


def _decided_wrongly(outcome: Outcome, leading: StatementVerdict | None) -> Mistake:
    deciding = next((one for one in leading.evidence if one.decides), None) if leading else None
    return Mistake(
        outcome=outcome,
        fault=_fault(outcome),
        cause=Cause(outcome.verdict.reason, _ground(leading, deciding)),
        claim=leading.statement if leading else None,
        figure=deciding.match.figure if deciding else None,
        why=outcome.verdict.sentence,
    )


def _fault(outcome: Outcome) -> Fault:
    if outcome.gold == _UNVERIFIED:
        return Fault.NEEDLESS_DECISION
    return Fault.WRONG_CONSISTENT if outcome.predicted == _CONSISTENT else Fault.WRONG_CONTRADICTED


def _ground(leading: StatementVerdict | None, deciding: Evidence | None) -> str:
    """What a decision stands on that may not hold: a slot that isn't the same, else the numbers."""
    if leading is None or deciding is None:
        return "no figure decided it"
    loose = _least_sure(deciding.match.slots)
    if loose is not None:
        return f"{loose.slot} {_words(loose.agreement)}"
    numbers = (leading.statement.quantity, deciding.match.figure.statement.quantity)
    return "slots agree; {} compared with {}".format(*(_number_kind(one) for one in numbers))


def _least_sure(slots: Sequence[SlotMatch]) -> SlotMatch | None:
    """The slot of a match that is least like the claim's; first those that both texts say something of."""
    loose = [
        slot
        for slot in slots
        if slot.agreement is not Agreement.SAME and not (_left_out(slot) and slot.slot in _SPEAKS_LITTLE)
    ]
    return min(loose, key=lambda slot: (_left_out(slot), slot.score), default=None)


def _left_out(slot: SlotMatch) -> bool:
    return slot.agreement in (Agreement.ASSUMED, Agreement.UNSTATED)


def _number_kind(quantity: Quantity) -> str:
    return f"{quantity.hedge.value.replace('_', ' ')} {quantity.kind.value}"


# --- Left unverified ------------------------------------------------------------------------------


def _left_unverified(outcome: Outcome, leading: StatementVerdict | None) -> Mistake:
    claim = leading.statement if leading else None
    nearest = _nearest(claim, outcome.figures) if claim else None
    return Mistake(
        outcome=outcome,
        fault=Fault.NEEDLESS_UNVERIFIED,
        cause=Cause(outcome.verdict.reason, _why_unverified(outcome, claim, nearest)),
        claim=claim,
        figure=nearest.figure if nearest else None,
        why=_veto_sentence(nearest) or outcome.verdict.sentence,
    )


def _nearest(claim: Statement, figures: Sequence[ReportedFigure]) -> FigureMatch | None:
    """The figure that the fewest slots speak against; of those, the one that matches best."""
    matches = [match(claim, figure) for figure in figures]
    return min(matches, key=lambda one: (len(_vetoes(one)), -one.score), default=None)


def _vetoes(one: FigureMatch) -> list[SlotMatch]:
    """The slots that stand against a figure; its scope, which sums up others, only where it stands alone."""
    against = [slot for slot in one.slots if slot.agreement.vetoes]
    return [slot for slot in against if slot.slot != "scope"] or against


def _why_unverified(outcome: Outcome, claim: Statement | None, nearest: FigureMatch | None) -> str:
    if claim is None:
        return _only_numbers([outcome.verdict.reading], "the claim")
    reason = outcome.verdict.reason
    if reason is Reason.NO_MATCHING_FIGURE:
        if nearest is None:
            return _no_figure([read_text(report.text) for report in outcome.case.evidence])
        return _vetoing(nearest)
    if nearest is None or reason is Reason.UNSUPPORTED_QUANTITY_FORM:
        return f"{claim.modality.value} {claim.quantity.kind.value}"
    numbers = (claim.quantity, nearest.figure.statement.quantity)
    return "{} compared with {}".format(*(_number_kind(one) for one in numbers))


def _no_figure(evidence: Sequence[Reading]) -> str:
    """Why no figure was made of the evidence's numbers: the first that was read says it."""
    said = next((statement for reading in evidence for statement in reading.statements), None)
    if said is None:
        return _only_numbers(evidence, "the evidence")
    if said.measure is None:
        return "what is said of the number in the evidence was not read"
    if said.modality is not Modality.REPORTED:
        return f"only {said.modality.value} numbers in the evidence"
    return "only numbers in the evidence that are too vague or of nothing"


def _only_numbers(readings: Iterable[Reading], where: str) -> str:
    """Which numbers were read where none makes a statement, by their kinds."""
    kinds = sorted({number.kind.value for reading in readings for number in reading.other_numbers})
    return f"only {', '.join(kinds)} in {where}" if kinds else f"no number was read in {where}"


def _vetoing(nearest: FigureMatch) -> str:
    vetoes = _vetoes(nearest)
    if not vetoes:
        return "no slot stands against the nearest figure"
    if len(vetoes) == 1:
        return f"{vetoes[0].slot} {_words(vetoes[0].agreement)}"
    return "several slots: " + ", ".join(sorted(slot.slot for slot in vetoes))


def _veto_sentence(nearest: FigureMatch | None) -> str:
    return "; ".join(slot.sentence for slot in _vetoes(nearest)) if nearest else ""


def _words(agreement: Agreement) -> str:
    return agreement.value.replace("_", " ")
