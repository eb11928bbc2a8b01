"""What is to be rung after a commit: a message with a task's id, and no more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

QUEUES = {
    "claim": "claims",
    "batch": "claims",
    "batch_part": "claims",
    "article": "imports",
    "import": "imports",
    "import_part": "imports",
    "delivery": "webhooks",
}
"""The queue for each kind of task, and for deliveries."""

WORKERS = {"worker": "claims", "reader": "imports", "sender": "webhooks"}
"""The queue that each kind of worker takes from."""


@dataclass(frozen=True, slots=True)
class Ring:
    """Tell the workers of a queue that a task or a delivery waits. It may get lost: the row counts."""

    queue: str
    task_id: str

    @classmethod
    def for_task(cls, kind: str, task_id: str) -> Ring:
        """The ring for a task of a kind."""
        return cls(QUEUES[kind], task_id)


class Bell(Protocol):
    """The way to the workers."""

    def ring(self, rings: Sequence[Ring]) -> Sequence[Ring]:
        """Pass the rings on, in bounded time; returns those that nobody can have heard. Never raises."""

    def room(self) -> Mapping[str, int]:
        """For how many more rings each queue has room; none while the broker is away."""

    def answers(self) -> bool:
        """Whether the broker can be reached."""
