"""Row 8: connections to broker and database cut in all ways; work goes on by itself."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import ExitStack

from sqlalchemy import func, select

from bench.chaos.load import Load, by_api, offers
from bench.chaos.plan import cuts
from bench.chaos.play import Play, Stage, drained, through
from bench.chaos.properties import account
from bench.chaos.proxy import HARMS, Proxy
from bench.chaos.report import Finding
from bench.chaos.stack import Stack, running_stack
from verifier.store.database import Database
from verifier.store.tables import CheckRow

_EVERY = 3.0
_LASTS = 1.5
_RESUMED = 15.0
_GIVEN_UP = 60.0
_RATE = 8.0


def cut_off(play: Play) -> Iterator[Finding]:
    """Row 8. SQLite has no connection to cut: there only the broker's are."""
    with play.stage() as stage, ExitStack() as proxies:
        ways = {"broker": proxies.enter_context(Proxy(str(stage.setting.broker.socket_path)))}
        if play.ground.server is not None:
            socket = play.ground.server.folder / ".s.PGSQL.5432"
            ways["database"] = proxies.enter_context(Proxy(str(socket)))
        faults = cuts(play.seed, list(ways), HARMS, number=play.scale.cuts, every=_EVERY)
        offered = offers("row8", play.ground.known, 100_000)
        with (
            running_stack(through(stage.setting, **ways), stage.journal) as stack,
            Load(by_api(stack.url, stage.journal), offered, rate=_RATE, callers=4) as load,
        ):
            resumed = {}
            for index, fault in enumerate(faults):
                resumed[index, f"{fault.kind} {fault.target}"] = _harmed(
                    stage, stack, ways[fault.target], fault.kind
                )
            load.enough()
            stack.wait(load.done, _GIVEN_UP)
            drained(stage, stack)
        asked = [offer for offer in offered if offer.key in load.begun]
        found = account(asked, stage.journal.lines("answer"), stage.database)
    yield _resumed_told(play, resumed)
    yield play.account(found)


def _harmed(stage: Stage, stack: Stack, way: Proxy, kind: str) -> float:
    """Harm one way for a while; how many seconds after it is whole again a claim was judged."""
    stage.journal.note("harm", kind=kind)
    way.harm(kind)
    begun = time.monotonic()
    stack.wait(lambda: time.monotonic() - begun > _LASTS, 2 * _LASTS)
    way.heal()
    before = _checks(stage.database)
    healed = time.monotonic()
    stack.wait(lambda: _checks(stage.database) > before, _GIVEN_UP)
    seconds = time.monotonic() - healed
    stage.journal.note("resumed", kind=kind, after=round(seconds, 2))
    return seconds


def _checks(database: Database) -> int:
    with database.read() as session:
        return session.scalars(select(func.count()).select_from(CheckRow)).one()


def _resumed_told(play: Play, resumed: dict[tuple[int, str], float]) -> Finding:
    each: dict[str, float] = defaultdict(float)
    for (_, what), seconds in resumed.items():
        each[what] = max(each[what], seconds)
    slowest = max(each, key=lambda what: each[what])
    told = f"{len(resumed)} cuts, the slowest after {each[slowest]:.1f} s ({slowest})"
    return play.timed("work resumes", told, each[slowest] <= _RESUMED, slowest=dict(each))
