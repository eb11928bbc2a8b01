"""Leases: a task has one worker at a time, a late one writes nothing, and none is lost or tried for ever."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import func, select

from tests.desk import Desk
from verifier.errors import LeaseLost, TookTooLong
from verifier.services import running
from verifier.services.answers import RequestKey
from verifier.services.articles import NewArticle, submit_article
from verifier.services.checking import check_claim
from verifier.services.claims import NewClaim, submit_claim
from verifier.services.rings import Ring
from verifier.services.running import run_task
from verifier.services.sweeping import prune, ring_out, sweep
from verifier.services.tasks import LEASE, RING_AGAIN, Lease, put_back, read_task, renew_lease, take_task
from verifier.store.database import Database
from verifier.store.tables import MAX_ATTEMPTS, CheckRow, ClaimRow, IdempotencyRow

CLAIM = NewClaim("At least 80 ferry passengers were rescued")
PAST_LEASE = LEASE.total_seconds() + 1


def _submit(desk: Desk) -> tuple[str, str]:
    made = submit_claim(desk.database, CLAIM, now=desk.clock())
    return made.document["id"], made.rings[0].task_id


def _take(desk: Desk, task_id: str) -> Lease:
    lease = take_task(desk.database, task_id, desk.clock())
    assert lease is not None
    return lease


def _count(database: Database, kind: type[Any]) -> int:
    with database.read() as session:
        return session.scalars(select(func.count()).select_from(kind)).one()


def _task(desk: Desk, task_id: str) -> dict[str, Any]:
    return read_task(desk.database, task_id)


def test_a_task_is_taken_once(desk: Desk) -> None:
    claim_id, task_id = _submit(desk)
    lease = _take(desk, task_id)

    assert (lease.subject_id, lease.attempt) == (claim_id, 1)
    assert take_task(desk.database, task_id, desk.clock()) is None
    assert _task(desk, task_id)["status"] == "running"
    assert desk.get(f"/v1/claims/{claim_id}").get_json()["status"] == "running"


def test_of_many_takers_one_gets_it(desk: Desk) -> None:
    _, task_id = _submit(desk)
    with ThreadPoolExecutor(8) as pool:
        leases = list(pool.map(lambda _: take_task(desk.database, task_id, desk.clock()), range(16)))
    assert sum(lease is not None for lease in leases) == 1


def test_a_task_that_is_not_there_is_not_taken(desk: Desk) -> None:
    assert take_task(desk.database, "tsk_0", desk.clock()) is None


def test_after_its_lease_another_takes_it_and_the_first_writes_nothing(desk: Desk) -> None:
    claim_id, task_id = _submit(desk)
    first = _take(desk, task_id)
    desk.clock.move(PAST_LEASE)
    second = _take(desk, task_id)
    assert second.attempt == 2

    with pytest.raises(LeaseLost):
        check_claim(desk.database, first, desk.clock)
    assert _count(desk.database, CheckRow) == 0
    assert not renew_lease(desk.database, first, desk.clock())

    check_claim(desk.database, second, desk.clock)
    with pytest.raises(LeaseLost):
        check_claim(desk.database, first, desk.clock)
    with pytest.raises(LeaseLost):
        check_claim(desk.database, second, desk.clock)
    assert _count(desk.database, CheckRow) == 1
    assert desk.get(f"/v1/claims/{claim_id}").get_json()["status"] == "succeeded"


def test_a_renewed_lease_holds(desk: Desk) -> None:
    _, task_id = _submit(desk)
    lease = _take(desk, task_id)
    for _ in range(4):
        desk.clock.move(PAST_LEASE - 2)
        assert renew_lease(desk.database, lease, desk.clock())
        assert take_task(desk.database, task_id, desk.clock()) is None
        assert sweep(desk.database, desk.clock()) == ()


def test_the_fifth_lost_lease_is_the_last(desk: Desk) -> None:
    claim_id, task_id = _submit(desk)
    for attempt in range(1, MAX_ATTEMPTS + 1):
        assert _take(desk, task_id).attempt == attempt
        desk.clock.move(PAST_LEASE)
        rings = sweep(desk.database, desk.clock())
        assert [ring.task_id for ring in rings] == ([task_id] if attempt < MAX_ATTEMPTS else [])

    assert take_task(desk.database, task_id, desk.clock()) is None
    task = _task(desk, task_id)
    assert task["status"] == "failed"
    assert f"{MAX_ATTEMPTS} attempts" in task["error"]
    claim = desk.get(f"/v1/claims/{claim_id}").get_json()
    assert (claim["status"], claim["verdict"], claim["error"]) == ("failed", None, task["error"])


def test_an_error_is_tried_again_after_a_pause_and_at_last_told(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stumble(*_: object) -> None:
        raise RuntimeError("a secret of the inside")

    monkeypatch.setitem(running._WORK, "claim", stumble)
    _, task_id = _submit(desk)
    run_task(desk.database, task_id, desk.clock)
    assert _task(desk, task_id)["status"] == "queued"
    assert take_task(desk.database, task_id, desk.clock()) is None  # not before its pause is over

    for _ in range(MAX_ATTEMPTS - 1):
        desk.clock.move(60)
        assert [ring.task_id for ring in sweep(desk.database, desk.clock())] == [task_id]
        run_task(desk.database, task_id, desk.clock)
    task = _task(desk, task_id)
    assert task["status"] == "failed"
    assert "RuntimeError" in task["error"]
    assert "secret" not in task["error"]


def test_what_takes_too_long_is_not_tried_again(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def linger(*_: object) -> None:
        raise TookTooLong("it took longer than 30 s")

    monkeypatch.setitem(running._WORK, "claim", linger)
    claim_id, task_id = _submit(desk)
    run_task(desk.database, task_id, desk.clock)
    assert _task(desk, task_id)["status"] == "failed"
    claim = desk.get(f"/v1/claims/{claim_id}").get_json()
    assert (claim["status"], claim["error"]) == ("failed", "it took longer than 30 s")


def test_an_article_that_could_not_be_read_is_tried_anew(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def stumble(*_: object) -> None:
        raise RuntimeError

    article = NewArticle("About 320 homes were destroyed in the flood.")
    with monkeypatch.context() as patched:
        patched.setitem(running._WORK, "article", stumble)
        first = submit_article(desk.database, article, now=desk.clock())
        for _ in range(MAX_ATTEMPTS):
            run_task(desk.database, first.rings[0].task_id, desk.clock)
            desk.clock.move(60)
    assert _task(desk, first.rings[0].task_id)["status"] == "failed"

    again = submit_article(desk.database, article, now=desk.clock())
    assert again.document["id"] == first.document["id"]
    run_task(desk.database, again.rings[0].task_id, desk.clock)
    assert len(desk.get(again.location).get_json()["figures"]) == 1
    assert submit_article(desk.database, article, now=desk.clock()).rings == ()


def test_an_attempt_that_came_too_late_is_not_put_back(desk: Desk) -> None:
    _, task_id = _submit(desk)
    first = _take(desk, task_id)
    desk.clock.move(PAST_LEASE)
    _take(desk, task_id)
    with pytest.raises(LeaseLost):
        put_back(desk.database, first, reason="late", now=desk.clock())


def test_a_second_run_of_a_task_does_nothing(desk: Desk) -> None:
    _, task_id = _submit(desk)
    for _ in range(3):
        run_task(desk.database, task_id, desk.clock)
    assert _count(desk.database, CheckRow) == 1


def test_the_sweeper_rings_for_what_nobody_took_but_not_all_the_time(desk: Desk) -> None:
    _, task_id = _submit(desk)
    assert sweep(desk.database, desk.clock()) == ()

    for _ in range(3):
        desk.clock.move(RING_AGAIN.total_seconds())
        assert [ring.task_id for ring in sweep(desk.database, desk.clock())] == [task_id]
        assert sweep(desk.database, desk.clock()) == ()

    run_task(desk.database, task_id, desk.clock)
    desk.clock.move(3600)
    assert sweep(desk.database, desk.clock()) == ()


class _DeafFrom:
    """A bell whose rings get lost from the one with this index on."""

    def __init__(self, index: int) -> None:
        self._index = index

    def ring(self, rings: Sequence[Ring]) -> Sequence[Ring]:
        return rings[self._index :]

    def answers(self) -> bool:
        return False


def test_what_could_not_be_rung_is_rung_in_the_sweepers_next_round(desk: Desk) -> None:
    heard, unheard = (Ring.for_task("claim", _submit(desk)[1]) for _ in range(2))
    ring_out(desk.database, _DeafFrom(1), [heard, unheard], desk.clock())
    assert sweep(desk.database, desk.clock()) == (unheard,)


def test_a_ring_that_fails_does_not_disturb_who_has_the_task_by_then(desk: Desk) -> None:
    _, task_id = _submit(desk)
    _take(desk, task_id)
    ring_out(desk.database, _DeafFrom(0), [Ring.for_task("claim", task_id)], desk.clock())
    assert sweep(desk.database, desk.clock()) == ()


def test_a_ring_that_fails_while_the_database_is_away_is_no_error(desk: Desk) -> None:
    away = Database("postgresql://nobody@127.0.0.1:1/none", pool_size=1)
    ring_out(away, _DeafFrom(0), [Ring("claims", "tsk_0")], desk.clock())
    away.dispose()


def test_two_sweepers_at_once_do_no_harm(desk: Desk) -> None:
    tasks = {_submit(desk)[1] for _ in range(20)}
    desk.clock.move(60)
    with ThreadPoolExecutor(2) as pool:
        rings = [
            ring
            for found in pool.map(lambda _: sweep(desk.database, desk.clock()), range(2))
            for ring in found
        ]
    assert {ring.task_id for ring in rings} == tasks


def test_many_submissions_with_one_key_make_one_claim(desk: Desk) -> None:
    key = RequestKey(owner="", route="POST /v1/claims", key="k", body_digest="d")
    with ThreadPoolExecutor(8) as pool:
        made = list(
            pool.map(lambda _: submit_claim(desk.database, CLAIM, now=desk.clock(), key=key), range(24))
        )
    assert len({str(each.document) for each in made}) == 1
    assert sum(bool(each.rings) for each in made) == 1
    assert _count(desk.database, ClaimRow) == 1


def test_keys_are_kept_for_a_day_and_then_forgotten(desk: Desk) -> None:
    key = RequestKey(owner="", route="POST /v1/claims", key="k", body_digest="d")
    submit_claim(desk.database, CLAIM, now=desk.clock(), key=key)
    desk.clock.move(24 * 3600)
    prune(desk.database, desk.clock())
    assert _count(desk.database, IdempotencyRow) == 1
    desk.clock.move(2 * 3600)
    prune(desk.database, desk.clock())
    assert _count(desk.database, IdempotencyRow) == 0
