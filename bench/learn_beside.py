"""Learns the weights of claims beside given texts: ``python -m bench.learn_beside FILE...``.

FILE holds labelled cases, as ``verifier evaluate`` takes them; FILE=0.5 makes each count half. Where a
file calls everything else unverified that isn't consistent, it may be contradicted too. Written are
logistic regressions by full gradient descent, the same every time.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import log
from pathlib import Path

from verifier.core.model import VerdictValue
from verifier.evaluation.cases import Case, read_case
from verifier.evaluation.judging import given_texts, rules_verdict
from verifier.matching.beside.judging import weigh
from verifier.matching.beside.standing import Standing
from verifier.matching.beside.traits import Traits
from verifier.matching.beside.weighing import softmax

TARGET = Path(__file__).parents[1] / "verifier" / "core" / "lexicon" / "beside_weights.toml"
HEADER = """\
# The weights of claims beside given texts: how much each trait speaks for a verdict, against "unverified".
# Made by bench/learn_beside.py; what the traits are says verifier/matching/beside/traits.py.
"""
TODAY = date(2026, 1, 1)
POSSIBLE = {
    Standing.AGREES: (VerdictValue.CONSISTENT, VerdictValue.CONTRADICTED),
    Standing.DIFFERS: (VerdictValue.CONTRADICTED,),
}
_MERGED = {"consistent", "unverified"}
DECAY = 2.0  # how strongly weights are held near zero
STEPS, PACE = 800, 0.05
ALWAYS = "always"
Weights = dict[str, dict[str, float]]


@dataclass(frozen=True)
class Example:
    """The traits of a case, the verdicts that are right for it, and how much it counts."""

    standing: Standing
    traits: Traits
    right: frozenset[VerdictValue]
    counts: float


def examples(path: Path, counts: float) -> Iterator[Example]:
    """The cases of a file whose number the text answers."""
    with path.open(encoding="utf-8") as lines:
        cases = [read_case(line, number) for number, line in enumerate(lines, start=1) if line.strip()]
    merged = {label for case in cases for label in case.labels} == _MERGED
    for case in cases:
        rules, _ = rules_verdict(case, TODAY)
        weighed = weigh(case.claim, given_texts(case, TODAY), rules.verdict, TODAY)
        standing = weighed.chosen.standing if weighed.chosen is not None else None
        if standing in POSSIBLE and weighed.barred is None:
            yield Example(standing, weighed.traits, _right(case, standing, merged=merged), counts)


def _right(case: Case, standing: Standing, *, merged: bool) -> frozenset[VerdictValue]:
    """The right verdicts among those possible: a claim that is consistent after all leaves *unverified*."""
    right = {VerdictValue(label) for label in case.labels}
    if merged and VerdictValue.UNVERIFIED in right:
        right = {VerdictValue.CONTRADICTED, VerdictValue.UNVERIFIED}
    possible = {*POSSIBLE[standing], VerdictValue.UNVERIFIED}
    return frozenset(right & possible) or frozenset({VerdictValue.UNVERIFIED})


def learn(found: Sequence[Example], verdicts: Sequence[VerdictValue]) -> Weights:
    """Weights that make the right verdicts likely, by Adam's steps down the gradient."""
    names = [ALWAYS, *sorted(found[0].traits)]
    weights = {verdict.value: dict.fromkeys(names, 0.0) for verdict in verdicts}
    slow = {verdict.value: dict.fromkeys(names, 0.0) for verdict in verdicts}
    fast = {verdict.value: dict.fromkeys(names, 0.0) for verdict in verdicts}
    for step in range(1, STEPS + 1):
        gradient = _gradient(found, weights)
        for verdict, by_trait in gradient.items():
            for name, slope in by_trait.items():
                slow[verdict][name] += 0.1 * (slope - slow[verdict][name])
                fast[verdict][name] += 0.001 * (slope * slope - fast[verdict][name])
                mean, square = slow[verdict][name] / (1 - 0.9**step), fast[verdict][name] / (1 - 0.999**step)
                weights[verdict][name] -= PACE * mean / (square**0.5 + 1e-8)
    return weights


def _gradient(found: Sequence[Example], weights: Weights) -> Weights:
    slopes = {
        verdict: {name: DECAY * weight * (name != ALWAYS) for name, weight in by_trait.items()}
        for verdict, by_trait in weights.items()
    }
    for example in found:
        likely = softmax(weights, example.traits)
        allowed = sum(likely[verdict] for verdict in example.right)
        for verdict, by_trait in slopes.items():
            value = VerdictValue(verdict)
            hoped = likely[value] / allowed if value in example.right else 0.0
            pull = example.counts * (likely[value] - hoped)
            for name in by_trait:
                by_trait[name] += pull * (1.0 if name == ALWAYS else example.traits[name])
    return slopes


def loss(found: Sequence[Example], weights: Mapping[str, Mapping[str, float]]) -> float:
    """The mean surprise of the right verdicts, in nats."""
    surprise = (
        -example.counts * log(sum(softmax(weights, example.traits)[verdict] for verdict in example.right))
        for example in found
    )
    return sum(surprise) / sum(example.counts for example in found)


def main() -> None:
    """Learn and write the weights of each standing."""
    found: list[Example] = []
    for argument in sys.argv[1:]:
        name, _, counts = argument.partition("=")
        found += examples(Path(name), float(counts or 1))
    lines = [HEADER]
    for standing, verdicts in POSSIBLE.items():
        mine = [example for example in found if example.standing is standing]
        weights = learn(mine, verdicts)
        print(json.dumps({"standing": standing, "cases": len(mine), "loss": round(loss(mine, weights), 3)}))
        for verdict, by_trait in weights.items():
            lines.append(f"[{standing.value}.{verdict}]")
            lines += [f"{name} = {weight:.2f}" for name, weight in by_trait.items()]
            lines.append("")
    TARGET.write_text("\n".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
