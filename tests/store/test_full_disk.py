"""When there is no room left: 503, nothing half, and on again once there is."""

from __future__ import annotations

import pytest
from sqlalchemy import event, func, select, text

from tests.desk import Desk
from verifier.store.tables import ClaimRow, TaskRow

CLAIM = {"text": "600 people were rescued", "claimant": "x" * 200}
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def _room(desk: Desk, pages: int) -> None:
    """Give the database's file room for so many pages, on this connection and on every new one."""

    def bound(connection: object, *_: object) -> None:
        connection.execute(f"PRAGMA max_page_count = {pages}")  # type: ignore[attr-defined]

    desk.database.engine.dispose()
    event.listen(desk.database.engine, "connect", bound)


def test_a_full_disk_is_told_and_costs_nothing_that_was_accepted(desk: Desk) -> None:
    desk.post("/v1/claims", CLAIM)
    with desk.database.read() as session:
        pages = session.scalar(text("PRAGMA page_count"))
    _room(desk, pages + 8)
    answers = [desk.post("/v1/claims", CLAIM) for _ in range(200)]
    assert {answer.status_code for answer in answers} == {202, 503}
    refused = [answer for answer in answers if answer.status_code == 503]
    assert all("Retry-After" in answer.headers for answer in refused)
    assert "full" in refused[0].get_json()["detail"]

    _room(desk, pages + 10_000)
    accepted = 1 + len(answers) - len(refused)
    with desk.database.read() as session:
        assert session.scalar(text("PRAGMA integrity_check")) == "ok"
        for kind in (ClaimRow, TaskRow):
            assert session.scalar(select(func.count()).select_from(kind)) == accepted
    assert desk.judged("600 people were rescued")["status"] == "succeeded"
