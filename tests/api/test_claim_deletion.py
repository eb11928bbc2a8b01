"""``GET /v1/claims/{id}`` for who has it already, and ``DELETE``: a claim goes with all that is its own."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import func, inspect, select, text

from tests.desk import Desk
from verifier.errors import LeaseLost
from verifier.services import checking
from verifier.services.checking import check_claim
from verifier.services.claims import remove_claim
from verifier.services.tasks import take_task
from verifier.store.database import Database
from verifier.store.tables import Base, DeletedClaimRow, DeliveryRow

CLAIM = "About 320 homes were destroyed in the flood in Chile"
TOLL = {
    "statement": "About 320 homes were destroyed in the flood in Chile, the interior ministry said.",
    "source": {"publisher": "Harbour Times", "published_at": "2025-03-02"},
}
_OF_CLAIMS = (
    "claims checks tasks events event_bodies deliveries delivery_attempts watches claim_slots claim_news"
    " claim_terms"
)


def rows_of_claims(database: Database) -> dict[str, int]:
    """How many rows each table has that goes with claims."""
    names = set(_OF_CLAIMS.split())
    with database.read() as session:
        assert names <= set(inspect(session.connection()).get_table_names())
        counts = {name: select(func.count()).select_from(Base.metadata.tables[name]) for name in names}
        return {name: session.scalars(query).one() for name, query in counts.items()}


# --- Reading ------------------------------------------------------------------------------------------


def test_a_claim_is_sent_again_only_when_it_has_changed(desk: Desk) -> None:
    claim = desk.post("/v1/claims", {"text": CLAIM}).get_json()
    path = claim["links"]["self"]
    queued = desk.get(path)
    tag = queued.headers["ETag"]
    for query in ({}, {"wait": "1"}):
        again = desk.get(path, headers={"If-None-Match": tag}, query_string=query)
        assert (again.status_code, again.data) == (304, b"")
        assert again.headers["ETag"] == tag
    desk.run(claim["links"]["task"])
    judged = desk.get(path, headers={"If-None-Match": tag}, query_string={"wait": "1"})
    assert judged.status_code == 200
    assert judged.get_json()["status"] == "succeeded"
    assert judged.headers["ETag"] != tag
    assert desk.get(path, headers={"If-None-Match": judged.headers["ETag"]}).status_code == 304
    desk.post("/v1/figures", TOLL)
    desk.follow()
    moved = desk.get(path, headers={"If-None-Match": judged.headers["ETag"]})
    assert (moved.status_code, moved.get_json()["verdict"]) == (200, "consistent")


# --- Deleting -----------------------------------------------------------------------------------------


def test_a_claim_goes_with_all_that_belongs_to_it(desk: Desk) -> None:
    nothing = rows_of_claims(desk.database)
    other = desk.judged("Some 41 soldiers were wounded in Kursk")
    desk.post("/v1/webhooks", {"url": "https://127.0.0.1:9/in"})
    before = rows_of_claims(desk.database)
    claim = desk.judged(CLAIM, tags=["flood"], claimant="A post", callback_url="https://127.0.0.1:9/claims")
    desk.post("/v1/figures", TOLL)
    desk.follow()
    desk.send_out()  # refused: it will be tried again
    with_it = rows_of_claims(desk.database)
    assert with_it["deliveries"] >= 2 and with_it["delivery_attempts"] >= 1
    assert all(with_it[name] > before[name] for name in before if name != "claim_news")
    assert before != nothing

    path = claim["links"]["self"]
    gone = desk.delete(path)
    assert (gone.status_code, gone.data) == (204, b"")
    assert rows_of_claims(desk.database) == before
    for answer in (
        desk.delete(path),
        desk.get(path),
        desk.get(f"{path}/history"),
        desk.post(f"{path}/recheck", {}),
    ):
        assert answer.status_code == 404
    assert desk.get(claim["links"]["task"]).status_code == 404
    assert desk.get("/v1/claims").get_json()["claims"][0]["id"] == other["id"]
    with desk.database.read() as session:
        (kept,) = session.scalars(select(DeletedClaimRow)).all()
        assert (kept.id, kept.deleted_at) == (claim["id"], desk.clock())
    desk.clock.move(60)
    desk.post("/v1/figures", {**TOLL, "statement": TOLL["statement"].replace("320", "900")})  # type: ignore[attr-defined]
    assert desk.follow() == []
    desk.send_out()


def test_who_follows_changes_hears_that_a_claim_is_gone(desk: Desk) -> None:
    first, second, third = (
        desk.post("/v1/claims", {"text": f"{number} homes were destroyed"}).get_json()["id"]
        for number in (1, 2, 3)
    )
    follow = desk.get("/v1/claims").get_json()["follow"]
    start = desk.clock()
    for each in (third, first):
        assert desk.delete(f"/v1/claims/{each}").status_code == 204
    made = desk.post("/v1/claims", {"text": "4 homes were destroyed"}).get_json()["id"]
    told: list[str] = []
    since = follow
    for _ in range(4):
        page: dict[str, Any] = desk.get(
            "/v1/claims", query_string={"changed_since": since, "limit": 1, "text": "destroyed"}
        ).get_json()
        told += [one["id"] for one in (*page["deleted"], *page["claims"])]
        since = page["follow"]
    assert told == [third, first, made]
    query = {"changed_since": start.isoformat()}
    page = desk.get("/v1/claims", query_string=query).get_json()
    assert [one["id"] for one in page["deleted"]] == [third, first]
    assert [one["id"] for one in page["claims"]] == [second, made]


def test_who_judges_a_claim_that_is_deleted_writes_nothing(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.post("/v1/figures", TOLL)
    judge = checking.judge_claim

    def judge_what_goes(*given: Any) -> Any:
        verdict = judge(*given)
        remove_claim(desk.database, claim["id"], now=desk.clock())
        return verdict

    claim = desk.post("/v1/claims", {"text": CLAIM}).get_json()
    taken = take_task(desk.database, claim["links"]["task"].rsplit("/", 1)[1], desk.clock())
    assert taken is not None
    monkeypatch.setattr(checking, "judge_claim", judge_what_goes)
    with pytest.raises(LeaseLost):
        check_claim(desk.database, taken, desk.clock)
    with pytest.raises(LeaseLost):
        check_claim(desk.database, taken, desk.clock)  # gone before it began
    assert set(rows_of_claims(desk.database).values()) == {0}


def test_what_is_to_be_told_of_a_deleted_claim_is_told_to_nobody(desk: Desk) -> None:
    desk.post("/v1/webhooks", {"url": "https://127.0.0.1:9/in"})
    claim = desk.judged(CLAIM)
    with desk.database.read() as session:
        (waiting,) = session.scalars(select(DeliveryRow.id).where(DeliveryRow.status == "pending")).all()
    assert desk.delete(claim["links"]["self"]).status_code == 204
    assert desk.send_out() == []
    assert desk.get(f"/v1/deliveries/{waiting}").status_code == 404


def test_news_of_a_deleted_claim_goes_too(desk: Desk) -> None:
    claim = desk.judged(CLAIM)
    desk.post("/v1/figures", TOLL)
    desk.follow()
    with desk.database.write() as session:
        session.execute(
            text(
                "INSERT INTO claim_news (claim_id, kind, revision, noted_at, handed_out)"
                " SELECT id, 'added', 99, changed_at, false FROM claims"
            )
        )
    assert desk.delete(claim["links"]["self"]).status_code == 204
    assert rows_of_claims(desk.database)["claim_news"] == 0
    assert desk.follow() == []
