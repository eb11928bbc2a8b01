"""The sweeper killed while it notes, and while a new engine's round ends: nothing missed, nothing told twice.

Figures come in waves, one for each kill. The moments are those of a plan made from the seed: so long after
notes, or rows of the round, have begun to come; every fourth so long after the wave.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from random import Random

from sqlalchemy import func, select

from bench.chaos.stack import Stack
from bench.living.ground import Ground, background_tasks, is_settled, opened, service
from bench.living.recall import slots_of
from bench.living.stock import NOW, Past, Said, claim_id_of, fill, subjects
from verifier.core.model import ReportedFigure, Source
from verifier.core.reader import read_text
from verifier.core.reporting import report_figures
from verifier.serving.parts import sweeper_part, worker_part
from verifier.store.database import Database
from verifier.store.figures import add_rows, figure_row, next_revision
from verifier.store.sources import Publication, new_source
from verifier.store.tables import (
    CheckRow,
    ClaimNewsRow,
    DeliveryRow,
    DigestClaimRow,
    DigestRow,
    EventRow,
)
from verifier.store.watches import Watchers
from verifier.store.webhooks import new_webhook
from verifier.webhooks.events import DIGEST, VERDICT_CHANGED

_OLD = Past(engine="0", words="0.0", verdict="contradicted")
_PATIENCE = 300.0
_LATER = 0.3  # seconds at most from the first sign of work to a kill


@dataclass(frozen=True, slots=True)
class Killed:
    """What kills left: claims that should have been judged again and were not, judged or told more than once.

    ``amid`` is how many kills met the sweeper with some, and not all, of its work done.
    """

    kills: int
    amid: int
    expected: int
    missed: int
    twice: int
    told: int
    changed: int

    @property
    def holds(self) -> bool:
        """Whether each is judged, once, and each change told, once."""
        return not self.missed and not self.twice and self.told == self.changed > 0

    def words(self) -> str:
        """In words."""
        return (
            f"{self.kills} kills, {self.amid} of them amid the work; {self.expected:,} claims to be judged "
            f"again, {self.missed} missed, {self.twice} judged more than once; "
            f"{self.changed:,} changes, {self.told:,} told"
        )


def noting(ground: Ground, claims: int, kills: int, seed: int) -> Killed:
    """Kill the sweeper while it notes which claims figures have moved; every fourth figure moves none."""
    with opened(ground) as database:
        fill(database, [Said(f"110 {each}") for each in islice(subjects(), claims)])
        figures = _figures(islice(subjects(), claims + claims // 3))
        _listen(database)
        with database.read() as session:
            watchers = Watchers(session)
            expected = {claim for each in figures for claim in watchers.of(slots_of(each))}
        expected |= {claim_id_of(n) for n in range(claims)}  # by how they were made
        waves = [figures[number::kills] for number in range(kills)]
        sources = [_source(database) for _ in waves]
        with service(ground, (worker_part, sweeper_part)) as stack:
            amid = _strike(
                stack, lambda: _noted(database), kills, seed,
                lambda number: _store(database, sources[number], waves[number]), claims // kills,
            )  # fmt: skip
            _settle(database, stack)
        return _account(database, expected, kills, amid)


def upgrading(ground: Ground, claims: int, kills: int, seed: int) -> Killed:
    """Kill sweeper and worker while claims of another engine are judged again; there is one digest."""
    with opened(ground) as database:
        fill(database, [Said(f"110 {each}") for each in islice(subjects(), claims)], _OLD)
        _listen(database)
        with service(ground, (worker_part, sweeper_part)) as stack:
            amid = _strike(
                stack, lambda: _of_round(database), kills, seed, lambda number: None, claims,
                ("sweeper", "worker"),
            )  # fmt: skip
            if not stack.wait(lambda: _is_told(database), _PATIENCE):
                raise RuntimeError("there is no digest")
            _settle(database, stack)
        return _account_of_digest(database, claims, kills, amid)


def _settle(database: Database, stack: Stack) -> None:
    if not stack.wait(lambda: is_settled(database), _PATIENCE):
        raise RuntimeError(f"not all was settled in {_PATIENCE:.0f} s")


# --- What moves -------------------------------------------------------------------------------------


def _figures(said: Iterator[str]) -> list[ReportedFigure]:
    source = Source("Harbour Times", None, None, None, NOW.date(), NOW.date())
    readings = [read_text(f"About 110 {each}.", today=NOW.date()) for each in said]
    numbers = iter(range(10**9))
    return [
        figure
        for each in readings
        for figure in report_figures(each, source, lambda: f"fig_{next(numbers):022d}")
    ]


def _source(database: Database) -> int:
    with database.write() as session:
        source = new_source(Publication("Harbour Times"), NOW)
        session.add(source)
        session.flush()
        return source.id


def _store(database: Database, source_id: int, figures: list[ReportedFigure]) -> None:
    with database.write() as session:
        rows = [figure_row(each, source_id=source_id, article_version=None) for each in figures]
        add_rows(session, rows, now=NOW, revision=next_revision(session))


def _listen(database: Database) -> None:
    """A subscription to which nobody sends: its deliveries are counted."""
    with database.write() as session:
        session.add(
            new_webhook("https://desk.example", kind="subscription", format_="standard", secret="-", now=NOW)  # noqa: S106
        )


# --- Kills ------------------------------------------------------------------------------------------


def _strike(
    stack: Stack, done: Callable[[], int], kills: int, seed: int, stir: Callable[[int], None], wave: int,
    targets: tuple[str, ...] = ("sweeper",),
) -> int:  # fmt: skip
    """Kill by the plan, each time after a wave; how many kills came when a part of the wave was done."""
    if not stack.wait(lambda: ready_again(stack), _PATIENCE):
        raise RuntimeError("the worker isn't ready")
    chance, amid = Random(f"living:{seed}"), 0
    for number in range(kills):
        before = done()
        stir(number)
        if number % 4:
            stack.wait(lambda since=before: done() != since, 10.0)  # type: ignore[misc]
        stack.wait(lambda: False, chance.uniform(0, _LATER))
        target = targets[number % len(targets)]
        stack.wait(lambda name=target: stack.kill(name) is not None, 10.0)  # type: ignore[misc]
        amid += before < done() < before + wave
    return amid


def ready_again(stack: Stack) -> bool:
    """Whether the worker says that it is ready."""
    return b" ready." in stack.kept["worker"].log.read_bytes()


def _noted(database: Database) -> int:
    """How many claims have been noted so far: those that wait, and those that have their task."""
    with database.read() as session:
        waiting = session.scalars(select(func.count()).select_from(ClaimNewsRow)).one()
    return waiting + len(background_tasks(database))


def _of_round(database: Database) -> int:
    with database.read() as session:
        return session.scalars(select(func.count()).select_from(DigestClaimRow)).one()


def _is_told(database: Database) -> bool:
    return sum(_deliveries(database, DIGEST).values()) > 0


# --- What is left -----------------------------------------------------------------------------------


def _account(database: Database, expected: set[str], kills: int, amid: int) -> Killed:
    tasks, changed = background_tasks(database), _changed(database)
    told = _deliveries(database, VERDICT_CHANGED)
    once = all(told[claim] == 1 for claim in changed) and set(told) == changed
    return Killed(
        kills, amid, len(expected), len(expected - set(tasks)), sum(each > 1 for each in tasks.values()),
        len(told) if once else -1, len(changed),
    )  # fmt: skip


def _account_of_digest(database: Database, claims: int, kills: int, amid: int) -> Killed:
    changed, digests = _changed(database), sum(_deliveries(database, DIGEST).values())
    with database.read() as session:
        rows = session.scalars(select(DigestRow)).all()
        counted = sum(row.changed or 0 for row in rows)
        one = len(rows) == digests == 1 and not _deliveries(database, VERDICT_CHANGED)
    return Killed(
        kills, amid, claims, claims - len(changed), _rechecked_twice(database), counted if one else -1,
        len(changed),
    )  # fmt: skip


def _changed(database: Database) -> set[str]:
    """Claims that have had another verdict than their first."""
    with database.read() as session:
        first, later = (select(CheckRow.claim_id).where(CheckRow.number == n) for n in (1, 2))
        return set(session.scalars(later)) & set(session.scalars(first))


def _rechecked_twice(database: Database) -> int:
    with database.read() as session:
        return session.scalars(select(func.count()).where(CheckRow.number > 2)).one()


def _deliveries(database: Database, type_: str) -> Counter[str | None]:
    """How many deliveries of a type there are, by claim."""
    with database.read() as session:
        query = select(EventRow.claim_id).join(DeliveryRow, DeliveryRow.event_id == EventRow.id)
        return Counter(session.scalars(query.where(EventRow.type == type_)))
