"""The parts of the chaos harness: its plans, its proxy, and what it says of a tampered store."""

from __future__ import annotations

import socket
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, date, datetime
from itertools import islice
from pathlib import Path

import pytest
from sqlalchemy import delete, select

from bench.chaos.ground import KnownClaim
from bench.chaos.load import Load, Offer
from bench.chaos.plan import cuts, kills
from bench.chaos.properties import Accounts, account
from bench.chaos.proxy import Proxy
from verifier.services.claims import NewClaim, submit_claim
from verifier.services.running import run_task
from verifier.store.database import Database
from verifier.store.tables import CheckRow, ClaimRow

NOW = datetime(2026, 3, 1, tzinfo=UTC)
TARGETS = ("api", "worker", "sender", "sweeper", "broker")
KNOWN = KnownClaim("600 people were rescued", date(2026, 1, 1), "unverified", "no_matching_figure")


def test_a_plan_is_made_from_its_seed_alone() -> None:
    plan = list(islice(kills(3, TARGETS, every=2), 100))
    assert plan == list(islice(kills(3, TARGETS, every=2), 100))
    assert plan != list(islice(kills(4, TARGETS, every=2), 100))


def test_each_target_is_killed_as_often_as_the_others_one_in_each_stretch() -> None:
    plan = list(islice(kills(3, TARGETS, every=2), 100))
    assert Counter(fault.target for fault in plan) == dict.fromkeys(TARGETS, 20)
    assert [int(fault.at // 2) for fault in plan] == list(range(100))
    assert 30 < sum(fault.whom == 0 for fault in plan) < 70


def test_each_way_is_harmed_in_each_kind() -> None:
    plan = cuts(1, ["broker", "database"], ["reset", "delay"], number=8, every=3)
    assert Counter((fault.target, fault.kind) for fault in plan) == {
        ("broker", "reset"): 2, ("broker", "delay"): 2, ("database", "reset"): 2, ("database", "delay"): 2,
    }  # fmt: skip


def test_a_caller_asks_again_until_it_is_accepted() -> None:
    tries: Counter[str] = Counter()

    def second_time(offer: Offer) -> float | None:
        tries[offer.key] += 1
        return None if tries[offer.key] == 2 else 0.0

    offered = [Offer(f"k{number}", KNOWN) for number in range(5)]
    load = Load(second_time, offered, rate=1000, callers=2)
    with load:
        for thread in load._threads:
            thread.join(10)
    assert load.done()
    assert tries == dict.fromkeys((offer.key for offer in offered), 2)


# --- Accounts ---------------------------------------------------------------------------------------


@pytest.fixture
def judged(database: Database) -> tuple[Database, Offer, dict[str, object]]:
    """A claim that was accepted and judged, as the journal has it."""
    made = submit_claim(database, NewClaim(KNOWN.text, external_id="k"), now=NOW)
    run_task(database, made.rings[0].task_id, lambda: NOW)
    answer: dict[str, object] = {"key": "k", "status": 202, "claim": made.document["id"]}
    with database.read() as session:
        reason = session.scalars(select(CheckRow.reason)).one()
    known = KnownClaim(KNOWN.text, KNOWN.made_on, "unverified", reason)
    return database, Offer("k", known), answer


def _found(judged: tuple[Database, Offer, dict[str, object]], *more: dict[str, object]) -> Accounts:
    database, offer, answer = judged
    return account([offer], [answer, *more], database)


def test_what_is_whole_is_clean(judged: tuple[Database, Offer, dict[str, object]]) -> None:
    assert _found(judged).clean


def test_a_claim_that_is_gone_is_lost(judged: tuple[Database, Offer, dict[str, object]]) -> None:
    with judged[0].write() as session:
        session.execute(delete(ClaimRow))
    assert _found(judged).lost == 1
    assert not _found(judged).clean


def test_a_verdict_that_is_gone_is_half(judged: tuple[Database, Offer, dict[str, object]]) -> None:
    with judged[0].write() as session:
        session.execute(delete(CheckRow))
    assert _found(judged).half == 1
    assert not _found(judged).clean


def test_a_second_claim_for_a_key_is_double(judged: tuple[Database, Offer, dict[str, object]]) -> None:
    made = submit_claim(judged[0], NewClaim(KNOWN.text, external_id="k"), now=NOW)
    found = _found(judged, {"key": "k", "status": 202, "claim": made.document["id"]})
    assert (found.double_claims, found.unfinished) == (2, 1)
    assert not found.clean


def test_another_verdict_than_undisturbed_is_told(
    judged: tuple[Database, Offer, dict[str, object]],
) -> None:
    database, offer, answer = judged
    other = Offer("k", KnownClaim(KNOWN.text, KNOWN.made_on, "consistent", offer.claim.reason))
    assert account([other], [answer], database).other_verdict == 1


# --- The proxy --------------------------------------------------------------------------------------


@pytest.fixture
def echo(tmp_path: Path) -> Iterator[str]:
    """A server on a unix socket that sends back what it gets."""
    path = str(tmp_path / "echo.sock")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(path)
        listener.listen()

        def answer(connection: socket.socket) -> None:
            with connection, suppress(OSError):  # the proxy breaks it off: that is its job
                while piece := connection.recv(1000):
                    connection.sendall(piece)

        def serve() -> None:
            while True:
                try:
                    connection, _ = listener.accept()
                except OSError:
                    return
                threading.Thread(target=answer, args=(connection,), daemon=True).start()

        threading.Thread(target=serve, daemon=True).start()
        yield path
        listener.shutdown(socket.SHUT_RDWR)


def _sent(proxy: Proxy, words: bytes, *, seconds: float = 10) -> bytes:
    """What comes back of some words; nothing where the connection is ended."""
    try:
        with socket.create_connection(("127.0.0.1", proxy.port), timeout=seconds) as connection:
            connection.sendall(words)
            return connection.recv(1000)
    except ConnectionError:
        return b""


def test_the_proxy_passes_on_what_it_is_sent(echo: str) -> None:
    with Proxy(echo) as proxy:
        assert _sent(proxy, b"four") == b"four"
        proxy.harm("delay")
        assert _sent(proxy, b"late") == b"late"


def test_the_proxy_halves_refuses_and_heals(echo: str) -> None:
    with Proxy(echo) as proxy:
        proxy.harm("halve")
        assert len(_sent(proxy, b"eightful")) < 8
        proxy.harm("refuse")
        assert _sent(proxy, b"four") == b""
        proxy.heal()
        assert _sent(proxy, b"four") == b"four"


def test_the_proxy_swallows_until_it_is_healed(echo: str) -> None:
    with Proxy(echo) as proxy:
        proxy.harm("blackhole")
        with pytest.raises(TimeoutError):
            _sent(proxy, b"four", seconds=0.3)
        proxy.heal()
        assert _sent(proxy, b"four") == b"four"
