"""A naive judge to compare with: what a few lines reach that neither parse nor match anything.

Each number of the claim becomes an interval by the words of hedging just before it, and is tested
against the number of the evidence that is nearest to it. Where claim and evidence share few words, or
one of them has no number, the verdict is *unverified*.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from verifier.core.model import VerdictValue
from verifier.evaluation.cases import Case

_TABLE = tomllib.loads((Path(__file__).parent / "baseline.toml").read_text(encoding="utf-8"))
_HEDGES: dict[str, tuple[str, ...]] = {name: tuple(words) for name, words in _TABLE["hedges"].items()}
_LEFT_OUT = frozenset(_TABLE["left_out"]["words"])
_TOKEN = re.compile(r"\d[\d,]*(?:\.\d+)?|[a-z]+")
_STEM = 5  # words are the same when they begin with the same letters


@dataclass(frozen=True, slots=True)
class _Number:
    value: float
    hedge: str | None

    def admits(self, other: float) -> bool:
        """Whether another number lies in the interval that the words before this one ask for."""
        match self.hedge:
            case "more_than":
                return other > self.value
            case "at_least":
                return other >= self.value
            case "less_than":
                return other < self.value
            case "at_most":
                return other <= self.value
            case "about":
                return abs(other - self.value) <= float(_TABLE["about"]) * self.value
            case _:
                return other == self.value


def baseline_verdict(case: Case) -> str:
    """The verdict of the naive judge on a case."""
    evidence = " ".join(report.text for report in case.evidence).lower()
    claim = case.claim.lower()
    claimed, reported = list(_numbers(claim)), list(_numbers(evidence))
    if not claimed or not reported or _shared(claim, evidence) < _TABLE["shared_words"]:
        return VerdictValue.UNVERIFIED.value
    if all(number.admits(_nearest(number, reported)) for number in claimed):
        return VerdictValue.CONSISTENT.value
    return VerdictValue.CONTRADICTED.value


def _numbers(text: str) -> Iterator[_Number]:
    tokens = _TOKEN.findall(text)
    for index, token in enumerate(tokens):
        value = float(token.replace(",", "")) if token[0].isdigit() else _TABLE["words"].get(token)
        if value is not None:
            scale = _TABLE["scales"].get(tokens[index + 1], 1) if index + 1 < len(tokens) else 1
            yield _Number(value * scale, _hedge(" ".join(tokens[max(0, index - 3) : index])))


def _hedge(before: str) -> str | None:
    found = [(len(words), name) for name, each in _HEDGES.items() for words in each if before.endswith(words)]
    return max(found)[1] if found else None


def _nearest(number: _Number, others: list[_Number]) -> float:
    return min((other.value for other in others), key=lambda other: abs(other - number.value))


def _shared(claim: str, evidence: str) -> float:
    """Which part of the claim's words the evidence has too."""
    words = set(_stems(claim))
    return len(words & set(_stems(evidence))) / len(words) if words else 1.0


def _stems(text: str) -> Iterator[str]:
    return (word[:_STEM] for word in _TOKEN.findall(text) if word[0].isalpha() and word not in _LEFT_OUT)
