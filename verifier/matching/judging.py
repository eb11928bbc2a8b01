"""A claim judged: read, matched with figures, decided."""

from __future__ import annotations

from verifier.core.model import ClaimContext, Statement, StatementVerdict, Verdict
from verifier.core.reader import read_text
from verifier.core.verdict import combine, judge_statement
from verifier.matching.candidates import FigureFinder
from verifier.matching.similarity import matches


def judge_claim(text: str, finder: FigureFinder, context: ClaimContext) -> Verdict:
    """The verdict on a claim's text against the figures that ``finder`` finds for it."""
    reading = read_text(text, today=context.claimed_on or context.submitted_on, language=context.language)
    verdicts = [_judge(statement, finder, context) for statement in reading.statements]
    return combine(reading, verdicts, store_revision=finder.revision)


def _judge(statement: Statement, finder: FigureFinder, context: ClaimContext) -> StatementVerdict:
    found = finder.find(statement)
    return judge_statement(statement, matches(statement, found.figures), context, found.search)
