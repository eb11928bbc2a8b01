"""How likely each verdict is, from traits and a few learned weights: logistic regression, written out."""

from __future__ import annotations

from collections.abc import Mapping
from math import exp

from verifier.core.lexicons import load_table
from verifier.core.model import VerdictValue
from verifier.matching.beside.standing import Standing
from verifier.matching.beside.traits import Traits

Weights = Mapping[str, float]
_WEIGHTS: Mapping[str, Mapping[str, Weights]] = load_table("beside_weights")
_ALWAYS = "always"  # the weight that no trait multiplies


def chances(standing: Standing, traits: Traits) -> dict[VerdictValue, float]:
    """The chance, in [0, 1], of each verdict that a number's standing leaves possible; their sum is 1.

    A number that differs makes no claim consistent; one that agrees may still be said of another thing.
    """
    return softmax(_WEIGHTS[standing.value], traits)


def softmax(weights: Mapping[str, Weights], traits: Traits) -> dict[VerdictValue, float]:
    """The chances by given weights: those of *unverified* are zero, as only differences tell."""
    sums = {VerdictValue.UNVERIFIED: 0.0}
    for name, by_trait in weights.items():
        sums[VerdictValue(name)] = sum(
            weight * (1.0 if trait == _ALWAYS else traits[trait]) for trait, weight in by_trait.items()
        )
    top = max(sums.values())
    powers = {verdict: exp(value - top) for verdict, value in sums.items()}
    total = sum(powers.values())
    return {verdict: power / total for verdict, power in powers.items()}
