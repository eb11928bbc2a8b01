"""What a claim's verdict would be if every figure of the store were judged: no query, no key, no limit.

Only the unit is looked at before the engine's own comparison, which would refuse any other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from multiprocessing import get_context

from bench.store.claims import Claim
from bench.store.judging import Outcome, context
from bench.store.shelf import PROCESSES, Shelf
from verifier.core.model import FigureMatch, Reading, ReportedFigure, Statement
from verifier.core.reader import read_text
from verifier.core.timing import ClaimTime, Standing, timing
from verifier.core.verdict import combine, judge_statement
from verifier.matching.claimed import Claimed
from verifier.matching.compare.measure import compare_measure
from verifier.matching.compare.place import compare_place
from verifier.matching.compare.population import compare_population
from verifier.matching.similarity import matches

_COMPARED = (compare_place, compare_measure, compare_population)


@dataclass(frozen=True, slots=True)
class Truth:
    """The outcome of a claim's exhaustive judging, and the near misses beside it.

    ``near`` names in what alone some other figures differ from the claim: place, period, population or
    measure. It is looked for until some are found. ``kept`` is how many figures were not passed over.
    """

    outcome: Outcome
    near: tuple[str, ...]
    kept: int


@dataclass
class _Question:
    claim: Claim
    reading: Reading
    found: list[list[FigureMatch]]
    near: set[str] = field(default_factory=set)


def truths(shelf: Shelf, asked: Sequence[Claim], processes: int = PROCESSES) -> list[Truth]:
    """The exhaustive outcome of each claim, the claims shared out to processes."""
    jobs = [(shelf, list(asked[part::processes])) for part in range(processes)]
    if processes == 1:
        return exhaustive(*jobs[0])
    with get_context("spawn").Pool(processes) as pool:
        answers = pool.starmap(exhaustive, jobs)
    return [answers[index % processes][index // processes] for index in range(len(asked))]


def exhaustive(shelf: Shelf, asked: Sequence[Claim]) -> list[Truth]:
    """Match every figure of a shelf with every claim, then judge."""
    questions = [_question(claim) for claim in asked]
    for part in shelf.parts:
        by_unit: dict[str | None, list[ReportedFigure]] = defaultdict(list)
        for _, figure in shelf.figures(part):
            by_unit[figure.statement.quantity.base_unit].append(figure)
        for question in questions:
            _hold_beside(question, by_unit)
    return [_answer(question) for question in questions]


def _question(claim: Claim) -> _Question:
    known = context(claim)
    reading = read_text(claim.text, today=known.claimed_on or known.submitted_on, language=known.language)
    return _Question(claim, reading, [[] for _ in reading.statements])


def _hold_beside(question: _Question, by_unit: dict[str | None, list[ReportedFigure]]) -> None:
    for statement, found in zip(question.reading.statements, question.found, strict=True):
        figures = by_unit.get(statement.quantity.base_unit, [])
        found += matches(statement, figures)
        if not question.near:
            question.near = _near_misses(question.claim, statement, figures)


def _near_misses(claim: Claim, statement: Statement, figures: Iterable[ReportedFigure]) -> set[str]:
    """In what the figures differ from a statement that differ in one thing."""
    claimed = Claimed(statement)
    return {name for figure in figures if (name := _only_difference(claim, claimed, figure)) is not None}


def _only_difference(claim: Claim, claimed: Claimed, figure: ReportedFigure) -> str | None:
    vetoes = [slot for compare in _COMPARED if (slot := compare(claimed, figure)).agreement.vetoes]
    if vetoes:
        return vetoes[0].slot if len(vetoes) == 1 else None
    elsewhen = timing(ClaimTime(claimed.statement, context(claim)), figure).standing is Standing.ELSEWHEN
    return "period" if elsewhen else None


def _answer(question: _Question) -> Truth:
    known = context(question.claim)
    verdicts = [
        judge_statement(statement, found, known)
        for statement, found in zip(question.reading.statements, question.found, strict=True)
    ]
    verdict = combine(question.reading, verdicts, store_revision=None)
    return Truth(Outcome.of(verdict), tuple(sorted(question.near)), sum(map(len, question.found)))
