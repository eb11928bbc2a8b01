"""Connections that are cut or fall silent: told as such in bounded time, and whole again by themselves."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, make_url, select, text

from tests.desk import SECRET_KEY, Desk, make_desk
from tests.proxy import Proxy, proxy_to
from tests.servers import in_time, wait_until
from verifier.errors import StoreUnavailable
from verifier.services import checking
from verifier.services.health import look
from verifier.services.rings import Ring
from verifier.store.database import Database
from verifier.store.tables import CheckRow, ClaimRow, TaskRow
from verifier.webhooks.sealing import Vault
from workers.app import CeleryBell

CLAIM = {"text": "600 people were rescued"}
pytestmark = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)


@pytest.fixture
def proxy(database_url: str) -> Iterator[Proxy]:
    """A proxy in front of the test's PostgreSQL."""
    folder = str(make_url(database_url).query["host"])
    with proxy_to(Path(folder) / ".s.PGSQL.5432") as proxy:
        yield proxy


def _url(database_url: str, proxy: Proxy) -> str:
    return f"postgresql://verifier@127.0.0.1:{proxy.port}/{make_url(database_url).database}"


@pytest.fixture
def far(database_url: str, redis_url: str, proxy: Proxy) -> Iterator[Desk]:
    """An installation that reaches its database through the proxy."""
    desk = make_desk(_url(database_url, proxy), redis_url)
    yield desk
    desk.database.dispose()


@pytest.fixture
def hasty(database_url: str, proxy: Proxy) -> Iterator[Database]:
    """The database through the proxy, for one who waits a second for an answer."""
    database = Database(_url(database_url, proxy), answer_seconds=1)
    yield database
    database.dispose()


def test_after_every_cut_work_goes_on_by_itself(far: Desk, proxy: Proxy, database: Database) -> None:
    cuts, kept = 0, set()
    for number in range(20):
        cuts += proxy.cut()
        headers = {"Idempotency-Key": f"key-{number}"}
        first = far.post("/v1/claims", CLAIM, headers=headers)
        cuts += proxy.cut()
        again = far.post("/v1/claims", CLAIM, headers=headers)
        assert {first.status_code, again.status_code} <= {202, 503}
        accepted = {each.get_json()["id"] for each in (first, again) if each.status_code == 202}
        assert len(accepted) == 1, "a connection that was cut before it was used costs no request"
        kept |= accepted
    assert cuts >= 20
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(ClaimRow)) == len(kept) == 20


def test_a_connection_that_is_cut_in_a_transaction_is_told_as_a_database_that_is_away(
    hasty: Database, proxy: Proxy
) -> None:
    for statement in ("SELECT 1", "COMMIT"):
        with pytest.raises(StoreUnavailable), hasty.write() as session:
            session.execute(text("SELECT 1"))
            proxy.cut()
            if statement == "SELECT 1":
                session.execute(text(statement))
    with hasty.read() as session:
        assert session.scalar(text("SELECT 1")) == 1


def test_silence_is_given_up_and_the_connection_with_it(hasty: Database, proxy: Proxy) -> None:
    def ask() -> object:
        with hasty.read() as session:
            return session.scalar(text("SELECT 1"))

    assert ask() == 1
    with proxy.swallowing(), pytest.raises(StoreUnavailable):
        in_time(ask, 9, "an answer out of silence")
    assert ask() == 1


def test_what_takes_too_long_is_ended_by_the_server(hasty: Database) -> None:
    with hasty.read() as session:
        process = session.scalar(text("SELECT pg_backend_pid()"))
    with pytest.raises(StoreUnavailable), hasty.read() as session:
        session.execute(text("SELECT pg_sleep(60)"))
    with hasty.read() as session:
        assert session.scalar(text("SELECT pg_backend_pid()")) == process, "the connection was still good"


def test_readiness_does_not_hang_with_the_database(far: Desk, proxy: Proxy, redis_url: str) -> None:
    far.beat()
    with proxy.swallowing():
        found = in_time(
            lambda: look(far.database, CeleryBell(redis_url), Vault(SECRET_KEY), far.clock(), seconds=0.2),
            5,
            "how the parts are",
        )
        assert found.parts["database"] == "down: no answer in 0.2 s"
        assert found.parts["broker"] == "ok"
        assert not found.ready
        proxy.cut()
    wait_until(lambda: far.get("/readyz").status_code == 200, 15, "all parts to be up again")


def test_a_claim_that_was_kept_is_accepted_though_the_database_went_away_since(
    far: Desk, proxy: Proxy, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    ring = CeleryBell.ring

    def ring_and_cut(bell: CeleryBell, rings: list[Ring]) -> object:
        unheard = ring(bell, rings)
        proxy.close()  # the claim has been committed by now
        return unheard

    monkeypatch.setattr(CeleryBell, "ring", ring_and_cut)
    answer = far.post("/v1/claims", CLAIM, headers={"Prefer": "wait=5"})
    assert answer.status_code == 202
    with database.read() as session:
        assert session.scalars(select(ClaimRow.id)).all() == [answer.get_json()["id"]]


@pytest.mark.parametrize("cut_after", ["reading", "writing"])
def test_work_whose_connections_are_cut_ends_under_its_first_lease(
    far: Desk, proxy: Proxy, database: Database, monkeypatch: pytest.MonkeyPatch, cut_after: str
) -> None:
    cuts = 0

    def cutting(work: Callable[..., Any]) -> Callable[..., Any]:
        def work_and_cut(*given: Any, **named: Any) -> Any:
            nonlocal cuts
            done = work(*given, **named)
            if cuts < 2:
                cuts += 1
                proxy.cut()
            return done

        return work_and_cut

    name = "judge_claim" if cut_after == "reading" else "_write_verdict"
    monkeypatch.setattr(checking, name, cutting(getattr(checking, name)))
    made = far.post("/v1/claims", CLAIM).get_json()
    far.run(made["links"]["task"])
    assert cuts == 2
    with database.read() as session:
        task = session.scalars(select(TaskRow)).one()
        assert (task.status, task.attempts) == ("succeeded", 1)
        assert session.scalar(select(func.count()).select_from(CheckRow)) == 1


def test_the_bell_rings_again_after_its_connections_were_cut(database_url: str, redis_url: str) -> None:
    with proxy_to(Path(redis_url.removeprefix("unix://"))) as proxy:
        bell = CeleryBell(f"redis://127.0.0.1:{proxy.port}/0")
        rings = [Ring("claims", "tsk_0")]
        for _ in range(5):
            wait_until(lambda: bell.ring(rings) == (), 15, "the bell to ring")
            assert proxy.cut() > 0
        with proxy.swallowing():
            assert in_time(lambda: bell.ring(rings), 5, "ringing into silence") == rings
        wait_until(lambda: bell.ring(rings) == (), 15, "the bell to ring after silence")
