"""How Celery is used: ids only, one task for each queue, nothing kept, nothing scheduled."""

from __future__ import annotations

import pytest
from celery.exceptions import SoftTimeLimitExceeded
from sqlalchemy import CheckConstraint

import workers.tasks
from tests.desk import Desk
from verifier.services import running
from verifier.services.rings import QUEUES
from verifier.store.tables import TaskRow
from workers.app import TASK_NAMES, app, broker_address, settings


def test_every_kind_of_task_has_a_queue_a_celery_task_and_work_to_do() -> None:
    assert set(QUEUES) == {*running._WORK, "delivery"}  # which has a table and a worker of its own
    assert set(QUEUES.values()) == set(TASK_NAMES)
    registered = {name for name in workers.tasks.app.tasks if not name.startswith("celery.")}
    assert registered == set(TASK_NAMES.values())
    checks = [rule for rule in TaskRow.__table__.constraints if isinstance(rule, CheckConstraint)]
    kinds = next(rule for rule in checks if str(rule.name).endswith("kind_has_subject"))
    assert all(f"'{kind}'" in str(kinds.sqltext) for kind in running._WORK)


def test_every_task_has_its_time() -> None:
    for queue in ("claims", "imports"):  # what is sent is answered or given up within its own bounds
        task = app.tasks[TASK_NAMES[queue]]
        assert 0 < task.soft_time_limit < task.time_limit


def test_messages_are_json_and_nothing_is_kept_or_retried() -> None:
    agreed = settings("redis://127.0.0.1:1/0", socket_seconds=0.25)
    assert agreed["accept_content"] == ["json"]
    assert agreed["task_serializer"] == "json"
    assert agreed["task_ignore_result"] is True
    assert "result_backend" not in agreed
    assert {queue.name for queue in agreed["task_queues"]} == set(TASK_NAMES)
    assert agreed["task_create_missing_queues"] is False
    assert agreed["broker_transport_options"]["socket_timeout"] == 0.25


@pytest.mark.parametrize(
    ("redis_url", "address"),
    [
        ("unix:///run/broker.sock", "redis+socket:///run/broker.sock"),
        ("redis://127.0.0.1:6379/2", "redis://127.0.0.1:6379/2"),
        ("rediss://broker.example:6379/0", "rediss://broker.example:6379/0"),
    ],
)
def test_a_redis_url_is_put_in_celerys_words(redis_url: str, address: str) -> None:
    assert broker_address(redis_url) == address


def test_work_that_takes_too_long_is_given_up_by_its_worker(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cut_short(*_: object) -> None:
        raise SoftTimeLimitExceeded

    monkeypatch.setitem(running._WORK, "claim", cut_short)
    monkeypatch.setattr(workers.tasks, "database", lambda: desk.database)
    task = desk.post("/v1/claims", {"text": "600 people were rescued"}).get_json()["links"]["task"]
    workers.tasks.check_claim(task.rsplit("/", 1)[1])
    assert desk.get(task).get_json()["error"] == "it took longer than 30 s"
