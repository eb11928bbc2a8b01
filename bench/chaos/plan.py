"""What goes wrong and when: a plan made from its seed alone, before anything runs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault, so many seconds after the load begins.

    ``kind`` is what is done to ``target``: ``kill`` a process of a part, ``forget`` all that the
    broker holds, or one of the ways of a ``Proxy`` to harm connections. ``whom`` chooses among the
    processes of a part, from 0, the one that leads them, to just under 1.
    """

    at: float
    kind: str
    target: str
    whom: float = 0.0


def kills(seed: int, targets: Sequence[str], *, every: float) -> Iterator[Fault]:
    """Kills without end, one in each stretch of ``every`` seconds, each target as often as the others.

    Every other one meets the process that leads its part, the rest any of the part's processes.
    """
    chance = Random(f"kills:{seed}")
    number = 0
    while True:
        for target in chance.sample(targets, len(targets)):
            at = every * (number + chance.uniform(0.25, 0.75))
            yield Fault(at, "kill", target, chance.choice((0.0, chance.random())))
            number += 1


def forgetting(seed: int, *, every: float) -> Iterator[Fault]:
    """The broker forgetting everything, once in each stretch of ``every`` seconds, without end."""
    chance = Random(f"forgetting:{seed}")
    number = 0
    while True:
        yield Fault(every * (number + chance.uniform(0.4, 0.9)), "forget", "broker")
        number += 1


def cuts(
    seed: int, targets: Sequence[str], kinds: Sequence[str], *, number: int, every: float
) -> list[Fault]:
    """So many harms to connections, targets and kinds in turn and then mixed, one each ``every`` seconds."""
    chance = Random(f"cuts:{seed}")
    pairs = [
        (targets[index % len(targets)], kinds[index // len(targets) % len(kinds)]) for index in range(number)
    ]
    chance.shuffle(pairs)
    return [
        Fault(every * (index + chance.uniform(0, 0.2)), kind, target)
        for index, (target, kind) in enumerate(pairs)
    ]
