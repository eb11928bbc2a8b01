"""Timings as percentiles, and a store's answers held against the exhaustive ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bench.store.claims import Claim
from bench.store.judging import Judged, Outcome
from bench.store.truth import Truth


@dataclass(frozen=True, slots=True)
class Answer:
    """A claim judged in a store, and the candidates that it was judged by."""

    judged: Judged
    candidates: frozenset[str]

    @classmethod
    def read(cls, line: dict[str, Any]) -> Answer:
        """A line of ``bench.store.judging``."""
        said = line["outcome"]
        outcome = Outcome(said["verdict"], said["reason"], tuple(said["deciding"]))
        return cls(Judged(outcome, line["seconds"], line["processor"]), frozenset(line["candidates"]))

    @property
    def outcome(self) -> Outcome:
        """What came out."""
        return self.judged.outcome


def percentiles(numbers: Sequence[float]) -> dict[str, float]:
    """The 50th, 90th and 99th of a hundred, by rank, and how many there are."""
    ranked = sorted(numbers)
    ranks = {f"p{share}": ranked[min(len(ranked) - 1, len(ranked) * share // 100)] for share in (50, 90, 99)}
    return {**ranks, "of": len(ranked)}


def same_outcomes(one: Sequence[Answer], other: Sequence[Answer]) -> float:
    """The share of claims with the same verdict for the same reason by the same figures."""
    return _share([first.outcome == second.outcome for first, second in zip(one, other, strict=True)])


def compared(asked: Sequence[Claim], known: Sequence[Truth], given: Sequence[Answer]) -> dict[str, Any]:
    """Recall of the deciding figures, equality of the verdicts, and what the claims are like.

    As many claims are compared as there are truths; ``unlike`` shows the first whose verdict differs.
    """
    cases = list(zip(asked, known, given, strict=False))
    decided = [truth for _, truth, _ in cases if truth.outcome.verdict != "unverified"]
    unlike = [case for case in cases if case[1].outcome.verdict != case[2].outcome.verdict]
    return {
        "claims": len(cases),
        "decided": len(decided) / len(cases),
        "beside_near_misses": _share([bool(truth.near) for truth in decided]),
        "recall": _recall([(truth, answer) for _, truth, answer in cases]),
        "recall_misspelt": _recall([(truth, answer) for claim, truth, answer in cases if claim.misspelt]),
        "same_verdict": 1 - len(unlike) / len(cases),
        "wrongly_consistent": sum(answer.outcome.verdict == "consistent" for _, _, answer in unlike),
        "same_reason": _share([truth.outcome.reason == answer.outcome.reason for _, truth, answer in cases]),
        "kept": percentiles([truth.kept for truth in known]),
        "unlike": [_told(*case) for case in unlike[:20]],
        "missed": [_told(*case) for case in cases if set(case[1].outcome.deciding) - case[2].candidates][:20],
    }


def _recall(cases: Sequence[tuple[Truth, Answer]]) -> float:
    """Of the figures that decide by the truth, the share that is among the candidates."""
    return _share(
        [figure in answer.candidates for truth, answer in cases for figure in truth.outcome.deciding]
    )


def _told(claim: Claim, truth: Truth, answer: Answer) -> dict[str, Any]:
    return {
        "claim": claim.text,
        "claimed_on": None if claim.claimed_on is None else claim.claimed_on.isoformat(),
        "truth": [truth.outcome.verdict, truth.outcome.reason, truth.outcome.deciding],
        "answer": [answer.outcome.verdict, answer.outcome.reason, answer.outcome.deciding],
        "candidates": len(answer.candidates),
        "kept": truth.kept,
    }


def _share(told: Sequence[bool]) -> float:
    return sum(told) / len(told) if told else 1.0
