"""``/v1/claims/batch``: many claims at once, each a claim as any other afterwards."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import func, select

from tests.desk import Desk, make_desk
from verifier.services import batches
from verifier.services.running import run_task
from verifier.services.tasks import CLAIMS_AT_ONCE, LEASE, take_task
from verifier.store.tables import CheckRow, TaskRow

TOLL = {
    "statement": "About 320 homes were destroyed in the flood in Chile, the interior ministry said.",
    "source": {"publisher": "Harbour Times", "published_at": "2025-03-02"},
}


def claim(number: int, **fields: Any) -> dict[str, Any]:
    return {"key": f"row-{number}", "text": f"{300 + number} homes were destroyed in Chile", **fields}


def sent(desk: Desk, *claims: Any, **headers: str) -> dict[str, Any]:
    response = desk.post("/v1/claims/batch", {"claims": list(claims)}, headers=headers)
    assert response.status_code == 202, response.get_json()
    made: dict[str, Any] = response.get_json()
    assert response.headers["Location"] == made["links"]["self"]
    return made


def items(desk: Desk, made: dict[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = desk.get(made["links"]["self"]).get_json()["items"]
    return found


def checks(desk: Desk) -> list[str]:
    """The claims that have been judged, as often as they were."""
    with desk.database.read() as session:
        return list(session.scalars(select(CheckRow.claim_id)))


def part_of(desk: Desk, made: dict[str, Any], number: int) -> str:
    with desk.database.read() as session:
        query = select(TaskRow.id).where(TaskRow.parent_id == made["id"], TaskRow.part == number)
        return session.scalars(query).one()


# --- Sending ------------------------------------------------------------------------------------------


def test_claims_that_come_together_are_claims_as_any_other(desk: Desk) -> None:
    desk.post("/v1/webhooks", {"url": "https://127.0.0.1:9/in", "events": ["claim.checked"]})
    desk.post("/v1/figures", TOLL)
    fields = {"tags": ["flood"], "external_id": "cms-7", "claimed_at": "2025-03-04"}
    made = sent(desk, *(claim(number, **fields) for number in range(45)))
    assert (made["accepted"], made["rejected"], made["status"]) == (45, 0, "queued")
    task = desk.get(made["links"]["task"]).get_json()
    assert (task["kind"], task["status"], task["progress"]) == ("batch", "queued", {"done": 0, "total": 45})
    assert task["result_url"] is None
    desk.run(f"/v1/tasks/{part_of(desk, made, 0)}")
    halfway = desk.get(made["links"]["task"]).get_json()
    assert (halfway["status"], halfway["progress"]["done"]) == ("running", CLAIMS_AT_ONCE)
    desk.work_off(made["links"]["task"])
    task = desk.get(made["links"]["task"]).get_json()
    assert (task["status"], task["progress"]) == ("succeeded", {"done": 45, "total": 45})
    assert task["result_url"] == made["links"]["self"]

    found = items(desk, made)
    assert [one["key"] for one in found] == [f"row-{number}" for number in range(45)]
    assert {one["status"] for one in found} == {"succeeded"}
    assert sorted(checks(desk)) == sorted(one["claim_id"] for one in found)
    alone = desk.judged(claim(20)["text"], **fields)
    together = desk.get(found[20]["link"]).get_json()
    own = ("id", "links", "submitted_at", "changed_at", "checked_at")
    assert {name: together[name] for name in together if name not in own} == {
        name: alone[name] for name in alone if name not in own
    }
    assert together["verdict"] == found[20]["verdict"] == "consistent"
    assert desk.get(together["links"]["task"]).get_json()["result"]["verdict"] == "consistent"
    assert len(desk.send_out()) == 46
    desk.post("/v1/figures", {**TOLL, "statement": str(TOLL["statement"]).replace("320", "900")})
    assert len(desk.follow()) == 46
    listed = desk.get("/v1/claims", query_string={"tag": "flood", "limit": 200}).get_json()["claims"]
    assert len(listed) == 46


def test_a_bad_claim_costs_no_other(desk: Desk) -> None:
    made = sent(
        desk,
        claim(0),
        {"key": "empty", "text": " "},
        {"text": "Some 40 homes were destroyed"},
        claim(1, colour="red", tags=["a", 3]),
        "no object",
        claim(2),
        claim(2),
        claim(3, callback_url="https://10.0.0.1/in"),
        {"key": 7, "text": "Some 40 homes were destroyed"},
        claim(4),
    )
    assert (made["accepted"], made["rejected"]) == (2, 8)
    desk.work_off(made["links"]["task"])
    found = items(desk, made)
    assert [one["status"] for one in found] == ["succeeded", *["rejected"] * 8, "succeeded"]
    assert [sorted(wrong["field"] for wrong in one["errors"]) for one in found] == [
        [], ["text"], ["key"], ["colour", "tags.1"], ["body"], ["key"], ["key"], ["callback_url"], ["key"],
        [],
    ]  # fmt: skip
    assert [one["key"] for one in found] == [
        "row-0", "empty", None, "row-1", None, "row-2", "row-2", "row-3", None, "row-4",
    ]  # fmt: skip
    assert desk.get(made["links"]["task"]).get_json()["progress"] == {"done": 10, "total": 10}


def test_a_batch_of_bad_claims_alone_ends_too(desk: Desk) -> None:
    made = sent(desk, {"key": "a"}, {"key": "b", "text": ""})
    desk.run(made["links"]["task"])
    assert desk.get(made["links"]["task"]).get_json()["status"] == "succeeded"
    assert [one["status"] for one in items(desk, made)] == ["rejected", "rejected"]


def test_a_batch_has_its_limits(desk: Desk) -> None:
    for wrong in ([], [claim(number) for number in range(1_001)], {"a": 1}, None):
        response = desk.post("/v1/claims/batch", {"claims": wrong})
        assert response.status_code == 422
        assert [each["field"] for each in response.get_json()["errors"]] == ["claims"]
    large = b'{"claims": [' + b" " * (10 * 1024 * 1024) + b"]}"
    response = desk.client.post("/v1/claims/batch", data=large, content_type="application/json")
    assert response.status_code == 413
    assert desk.get("/v1/claims").get_json()["claims"] == []
    assert desk.get("/v1/claims/batch/tsk_0").status_code == 404
    alone = desk.post("/v1/claims", {"text": "7 homes were destroyed"}).get_json()
    assert desk.get(f"/v1/claims/batch/{alone['links']['task'].rsplit('/', 1)[1]}").status_code == 404


def test_the_same_batch_with_the_same_key_is_one(desk: Desk) -> None:
    first = sent(desk, claim(0), claim(1), **{"Idempotency-Key": "one"})
    again = sent(desk, claim(0), claim(1), **{"Idempotency-Key": "one"})
    assert first == again
    other = desk.post("/v1/claims/batch", {"claims": [claim(2)]}, headers={"Idempotency-Key": "one"})
    assert other.status_code == 422
    assert len(desk.get("/v1/claims").get_json()["claims"]) == 2


def test_the_claims_of_a_batch_are_counted_as_waiting(database_url: str, redis_url: str) -> None:
    desk = make_desk(database_url, redis_url, {"VERIFIER_BACKLOG": "10"})
    sent(desk, *(claim(number) for number in range(12)))
    for body, path in (({"text": "600 rescued"}, "/v1/claims"), ({"claims": [claim(1)]}, "/v1/claims/batch")):
        refused = desk.post(path, body)
        assert (refused.status_code, refused.get_json()["type"].split(":")[-1]) == (503, "backlog-full")
    desk.database.dispose()


# --- Judging ------------------------------------------------------------------------------------------


def test_a_part_whose_lease_got_lost_lets_its_claims_be_judged_singly(desk: Desk) -> None:
    made = sent(desk, *(claim(number) for number in range(3)))
    part = part_of(desk, made, 0)
    assert take_task(desk.database, part, desk.clock()) is not None  # by a worker that dies
    desk.clock.move(LEASE.total_seconds() + 1)
    rings = run_task(desk.database, part, desk.clock)
    assert len(rings) == 3
    assert checks(desk) == []
    for ring in rings:
        (*told, last) = run_task(desk.database, ring.task_id, desk.clock) or [None]
        assert not told and (last is None or last.task_id == made["id"])
    desk.run(made["links"]["task"])
    assert desk.get(made["links"]["task"]).get_json()["status"] == "succeeded"
    assert sorted(checks(desk)) == sorted(one["claim_id"] for one in items(desk, made))


def test_a_worker_that_comes_back_late_writes_nothing(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    made = sent(desk, *(claim(number) for number in range(3)))
    part = part_of(desk, made, 0)
    judge = batches.judge_stored

    def slowly(*given: Any) -> Any:
        monkeypatch.setattr(batches, "judge_stored", judge)
        desk.clock.move(LEASE.total_seconds() + 1)
        for ring in run_task(desk.database, part, desk.clock):
            run_task(desk.database, ring.task_id, desk.clock)
        return judge(*given)

    monkeypatch.setattr(batches, "judge_stored", slowly)
    assert run_task(desk.database, part, desk.clock) == ()
    assert sorted(checks(desk)) == sorted(one["claim_id"] for one in items(desk, made))


def test_a_claim_that_is_judged_alone_meanwhile_is_left_to_that(desk: Desk) -> None:
    made = sent(desk, *(claim(number) for number in range(3)))
    first = desk.get(items(desk, made)[0]["link"]).get_json()
    again = desk.post(f"{first['links']['self']}/recheck", {}).get_json()
    assert again["links"] == first["links"]
    desk.run(first["links"]["task"])
    desk.work_off(made["links"]["task"])
    assert len(checks(desk)) == 3
    assert desk.get(made["links"]["task"]).get_json()["status"] == "succeeded"


def test_a_batch_ends_though_a_claim_of_it_is_deleted(desk: Desk) -> None:
    made = sent(desk, *(claim(number) for number in range(2)))
    first, second = items(desk, made)
    assert desk.delete(first["link"]).status_code == 204
    desk.run(f"/v1/tasks/{part_of(desk, made, 0)}")
    assert desk.delete(second["link"]).status_code == 204
    desk.run(made["links"]["task"])
    task = desk.get(made["links"]["task"]).get_json()
    assert (task["status"], task["progress"]) == ("succeeded", {"done": 2, "total": 2})
    assert [one["status"] for one in items(desk, made)] == ["deleted", "deleted"]


def test_a_claim_that_cannot_be_judged_fails_alone(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    from verifier.services import checking

    desk.post("/v1/webhooks", {"url": "https://127.0.0.1:9/in", "events": ["claim.failed"]})
    judge = checking.judge_claim

    def stumble(text: str, *given: Any) -> Any:
        if text.startswith("301"):
            raise ArithmeticError("of this test")
        return judge(text, *given)

    monkeypatch.setattr(checking, "judge_claim", stumble)
    made = sent(desk, *(claim(number) for number in range(3)))
    for _ in range(8):
        desk.clock.move(60)
        desk.work_off(made["links"]["task"])
    assert desk.get(made["links"]["task"]).get_json()["status"] == "succeeded"
    found = items(desk, made)
    assert [one["status"] for one in found] == ["succeeded", "failed", "succeeded"]
    failed = desk.get(found[1]["link"]).get_json()
    assert "ArithmeticError" in failed["error"]
    assert len(desk.send_out()) == 1
    with desk.database.read() as session:
        left = session.scalars(select(func.count()).select_from(TaskRow).where(TaskRow.kind == "batch_part"))
        assert left.one() == 0
