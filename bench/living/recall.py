"""Whether any claim is missed that judging all of them again would change.

Two comparisons. ``exhaustive``: figures come one after another, and every figure is held beside every
claim by the engine itself (the unit alone is looked at before, as in ``bench.store.truth``), without
query, key or limit; a claim changes if its word, reason or deciding figures do. Each that changes
must be among those that the store finds for the figure. ``of_subjects``: in a store too large for
that, the claims that a figure must find are known by how they were made.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from multiprocessing import get_context

from bench.living.stock import OF_A_SUBJECT, Said, claim_id_of, subjects
from bench.store.claims import Claim
from bench.store.judging import Outcome, context
from bench.store.shelf import RECEIVED, read_report
from bench.store.stories import reports
from verifier.core.model import FigureMatch, Reading, ReportedFigure
from verifier.core.reader import read_text
from verifier.core.verdict import combine, judge_statement
from verifier.matching.keys import figure_keys
from verifier.matching.similarity import matches
from verifier.store.database import Database
from verifier.store.sources import Publication
from verifier.store.watches import SlotKeys, Watchers

PROCESSES = 2
Changes = dict[int, set[int]]
"""By a figure's place those of the claims that it changes."""


@dataclass(frozen=True, slots=True)
class Recall:
    """Of so many figures how many change a claim, how many claims in all, and which of them are missed.

    ``found`` is how many claims the store finds for all figures together.
    """

    figures: int
    effective: int
    changes: int
    found: int
    missed: tuple[tuple[str, str], ...]

    def told(self) -> Iterator[str]:
        """In words."""
        yield (
            f"{self.figures:,} figures, {self.effective:,} of them change a claim; {self.changes:,} changes, "
            f"{len(self.missed)} missed; {self.found:,} claims found to be judged"
        )
        yield from (f"MISSED: {claim!r} by {figure!r}" for claim, figure in self.missed[:20])


def read_figures(number: int, seed: int) -> list[ReportedFigure]:
    """Generated figures, read; sentences that give none or several are left out."""
    found = []
    for index, report in enumerate(reports(2 * number, seed)):
        publication = Publication(report.publisher, report.url, report.title, report.published_at)
        figures = read_report(report, publication, f"fig_{index:022d}")
        if len(figures) == 1:
            found.append(figures[0])
        if len(found) == number:
            break
    return found


def slots_of(figure: ReportedFigure) -> SlotKeys:
    """By what a figure finds claims."""
    keys = figure_keys(figure.statement)
    return keys.unit, keys.measure, keys.population, keys.place


# --- Every figure beside every claim ----------------------------------------------------------------


def exhaustive(
    database: Database, claims: Sequence[Claim], figures: Sequence[ReportedFigure], changed: Changes
) -> Recall:
    """Hold what the store finds against what judging all claims after each figure changes."""
    with database.read() as session:
        watchers = Watchers(session)
        found = [set(watchers.of(slots_of(figure))) for figure in figures]
    missed = [
        (claims[claim].text, figures[place].quote.text)
        for place, some in sorted(changed.items())
        for claim in sorted(some)
        if claim_id_of(claim) not in found[place]
    ]
    number = sum(map(len, changed.values()))
    return Recall(len(figures), len(changed), number, sum(map(len, found)), tuple(missed))


def changes(
    claims: Sequence[Claim], figures: Sequence[ReportedFigure], processes: int = PROCESSES
) -> Changes:
    """Which claims each figure changes, by judging all of them; the claims are shared out to processes."""
    shares = [range(part, len(claims), processes) for part in range(processes)]
    jobs = [([claims[index] for index in share], figures) for share in shares]
    if processes == 1:
        answers = [_changes(*jobs[0])]
    else:
        with get_context("spawn").Pool(processes) as pool:
            answers = pool.starmap(_changes, jobs)
    found: Changes = {}
    for share, answer in zip(shares, answers, strict=True):
        for place, some in answer.items():
            found.setdefault(place, set()).update(share[index] for index in some)
    return found


@dataclass
class _Followed:
    """A claim, all figures that it has been matched with, and what it comes to with them."""

    claim: Claim
    reading: Reading
    matched: list[list[FigureMatch]] = field(default_factory=list)
    outcome: Outcome | None = None

    @classmethod
    def of(cls, claim: Claim) -> _Followed:
        known = context(claim)
        reading = read_text(claim.text, today=known.claimed_on or known.submitted_on)
        made = cls(claim, reading, [[] for _ in reading.statements])
        made.outcome = made.judged()
        return made

    def judged(self) -> Outcome:
        pairs = zip(self.reading.statements, self.matched, strict=True)
        verdicts = [judge_statement(one, found, context(self.claim)) for one, found in pairs]
        return Outcome.of(combine(self.reading, verdicts, store_revision=None))

    def changes_by(self, figure: ReportedFigure) -> bool:
        """Whether the claim comes to something else with one more figure."""
        unit = figure.statement.quantity.base_unit
        bears = False
        for statement, found in zip(self.reading.statements, self.matched, strict=True):
            if statement.quantity.base_unit == unit:
                more = matches(statement, [figure])
                found += more
                bears = bears or bool(more)
        before = self.outcome
        if bears:
            self.outcome = self.judged()
        return self.outcome != before


def _changes(claims: Sequence[Claim], figures: Sequence[ReportedFigure]) -> Changes:
    followed = [_Followed.of(claim) for claim in claims]
    found: Changes = {}
    for place, figure in enumerate(figures):
        some = {index for index, each in enumerate(followed) if each.changes_by(figure)}
        if some:
            found[place] = some
    return found


# --- What is known by how it was made ---------------------------------------------------------------


def of_subjects(database: Database, claims: int, figures: int) -> Recall:
    """Hold what the store finds for a figure against the twenty claims that were made of its subject."""
    there = claims // OF_A_SUBJECT
    step = max(1, there // figures)
    missed, found_in_all, effective = [], 0, 0
    with database.read() as session:
        watchers = Watchers(session)
        for place in range(0, there, step)[:figures]:
            (subject,) = islice(subjects(), place, place + 1)
            text = f"About {110 + place % 7} {subject}."
            (figure,) = read_text(text, today=RECEIVED.date()).statements
            keys = figure_keys(figure)
            found = set(watchers.of((keys.unit, keys.measure, keys.population, keys.place)))
            made = range(place * OF_A_SUBJECT, (place + 1) * OF_A_SUBJECT)
            missed += [
                (f"{100 + n % OF_A_SUBJECT} {subject}", text) for n in made if claim_id_of(n) not in found
            ]
            found_in_all += len(found)
            effective += 1
    return Recall(effective, effective, effective * OF_A_SUBJECT, found_in_all, tuple(missed))


def said(claims: Sequence[Claim]) -> list[Said]:
    """Generated claims as ``fill`` writes them."""
    return [Said(claim.text, claim.claimed_on) for claim in claims]
