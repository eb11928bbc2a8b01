"""The mistakes of an evaluation as a Markdown report, grouped by what was wrong and why."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from verifier.core.model import Statement
from verifier.evaluation.causes import Fault, Mistake, mistake
from verifier.evaluation.judging import Outcome

_TITLES = {
    Fault.WRONG_CONSISTENT: "Consistent, but labelled contradicted",
    Fault.WRONG_CONTRADICTED: "Contradicted, but labelled consistent",
    Fault.NEEDLESS_DECISION: "Decided, but labelled unverified",
    Fault.NEEDLESS_UNVERIFIED: "Unverified, but labelled consistent or contradicted",
}
_DECIDED = (
    "Each is grouped by the slot of the deciding figure that was least sure or, where all agreed, by how the "
    "two numbers were said."
)
_UNDECIDED = (
    "Where no figure matched, grouped by the slots in which the nearest one is another than the claim's; "
    "else by what kept the numbers from deciding."
)
_LONGEST_EVIDENCE = 500


def error_report(outcomes: Sequence[Outcome], examples: int) -> str:
    """The report in Markdown: the worst kind of mistake first, in each the most frequent cause first,
    with up to ``examples`` cases of each cause."""
    mistakes = [found for found in map(mistake, outcomes) if found is not None]
    labelled = sum(bool(outcome.case.labels) for outcome in outcomes)
    lines = ["# Mistakes by cause", "", *_summary(mistakes, labelled)]
    for fault in Fault:
        lines += _section(fault, [one for one in mistakes if one.fault is fault], examples)
    return "\n".join(lines) + "\n"


def _summary(mistakes: Sequence[Mistake], labelled: int) -> Iterator[str]:
    yield f"{labelled} labelled cases, {labelled - len(mistakes)} right, {len(mistakes)} not."
    if not mistakes:
        return
    yield ""
    yield "| mistake | cases | of all labelled |"
    yield "|---|--:|--:|"
    numbers = Counter(one.fault for one in mistakes)
    for fault in Fault:
        yield f"| {_TITLES[fault]} | {numbers[fault]} | {numbers[fault] / labelled:.1%} |"


def _section(fault: Fault, mistakes: Sequence[Mistake], examples: int) -> Iterator[str]:
    if not mistakes:
        return
    causes = Counter(one.cause for one in mistakes).most_common()
    yield from ("", f"## {_TITLES[fault]} ({len(mistakes)})", "")
    yield _UNDECIDED if fault is Fault.NEEDLESS_UNVERIFIED else _DECIDED
    yield from ("", "| reason | cause | cases |", "|---|---|--:|")
    for cause, number in causes:
        yield f"| `{cause.reason.value}` | {_plain(cause.ground)} | {number} |"
    if examples < 1:
        return
    for cause, number in causes:
        yield from ("", f"### `{cause.reason.value}`: {_plain(cause.ground)} ({number})", "")
        for one in [each for each in mistakes if each.cause == cause][:examples]:
            yield from _example(one)


def _example(one: Mistake) -> Iterator[str]:
    case, verdict = one.outcome.case, one.outcome.verdict
    yield f"- **{_plain(case.claim)}** ({_plain(case.id)})"
    yield f"  - label {' or '.join(case.labels)}, verdict {verdict.verdict.value}, {verdict.confidence:.2f}"
    for report in case.evidence:
        yield f"  - evidence: {_plain(textwrap.shorten(report.text, _LONGEST_EVIDENCE, placeholder=' …'))}"
    yield f"  - read in the claim: {_read(one.claim)}"
    yield f"  - nearest figure: {_read(one.figure.statement if one.figure else None)}"
    yield f"  - {_plain(one.why)}"


def _read(statement: Statement | None) -> str:
    return " · ".join(_plain(part) for part in _slots(statement)) if statement else "nothing"


def _slots(statement: Statement) -> Iterable[str]:
    """The number as written and every slot that holds something, by its canonical words."""
    population, measure, place, period = (
        statement.population,
        statement.measure,
        statement.place,
        statement.period,
    )
    yield f"“{statement.quantity.span.text}”"
    if population is not None:
        yield f"who: {population.words}"
    if measure is not None:
        yield f"what: {measure.key}"
    yield from (f"{role.name}: {role.key}" for role in statement.roles)
    if place is not None:
        yield f"where: {place.key}"
    if period is not None and period.dated:
        yield f"when: {period.start or '…'} to before {period.end or '…'}"
    if statement.attribution is not None:
        yield f"says: {statement.attribution.name}"
    if statement.modality.value != "reported":
        yield statement.modality.value


def _plain(words: str) -> str:
    """Words of a case with nothing in them that Markdown would take for a mark-up of its own."""
    line = " ".join(words.split())
    return "".join(f"\\{mark}" if mark in "\\`*_[]<>|#" else mark for mark in line)
