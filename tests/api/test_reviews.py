"""``POST /v1/claims/{id}/review``: what people decide, kept, told and heeded."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from standardwebhooks import Webhook

from tests.desk import Desk
from tests.receiver import Receiver, receiver
from verifier.services import checking
from verifier.services.reviewing import REJECT_FIGURE, Decision, review_claim
from verifier.services.running import run_task
from verifier.store.edits import Signature

CLAIM = "About 320 homes were destroyed in the flood in Chile"
CLAIMED = "2025-03-04"
WHY = "It counts the region, not the country"


@pytest.fixture
def hook() -> Iterator[Receiver]:
    with receiver() as running:
        yield running


def figure(desk: Desk, number: int, origin: str = "the interior ministry") -> str:
    statement = f"About {number} homes were destroyed in the flood in Chile, {origin} said."
    source = {"publisher": "Harbour Times", "published_at": "2025-03-02"}
    made = desk.post("/v1/figures", {"statement": statement, "source": source})
    assert made.status_code == 201, made.get_json()
    figure_id: str = made.get_json()["id"]
    return figure_id


def reviewed(desk: Desk, claim: dict[str, Any], decision: str, **fields: Any) -> dict[str, Any]:
    body = {"decision": decision, "by": "Ana", "reason": WHY, **fields}
    response = desk.post(f"{claim['links']['self']}/review", body)
    assert response.status_code == 200, response.get_json()
    found: dict[str, Any] = response.get_json()
    return found


def now(desk: Desk, claim: dict[str, Any]) -> dict[str, Any]:
    """The claim once what is queued for it has been done."""
    claim = desk.get(claim["links"]["self"]).get_json()
    desk.run(claim["links"]["task"])
    found: dict[str, Any] = desk.get(claim["links"]["self"]).get_json()
    return found


def history(desk: Desk, claim: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = desk.get(f"{claim['links']['self']}/history").get_json()
    return found


# --- Approving and overriding -------------------------------------------------------------------------


def test_an_override_stands_beside_the_engines_verdict_and_tells_when_figures_have_moved(desk: Desk) -> None:
    figure(desk, 320)
    claim = desk.judged(CLAIM, claimed_at=CLAIMED)
    assert (claim["verdict"], claim["review"]) == ("consistent", None)
    shown = reviewed(desk, claim, "override", verdict="unverified")
    assert shown["verdict"] == "consistent"
    assert shown["status"] == "succeeded"
    review = shown["review"]
    assert (review["decision"], review["verdict"], review["by"]) == ("override", "unverified", "Ana")
    assert (review["reason"], review["check_number"], review["moved_since"]) == (WHY, 1, False)
    figure(desk, 900, "the police")
    assert desk.follow() == [claim["id"]]
    moved = desk.get(claim["links"]["self"]).get_json()
    assert moved["verdict"] == "unverified"
    assert moved["review"] == {**review, "moved_since": True}
    approved = reviewed(desk, claim, "approve", reason=None)
    assert (approved["review"]["decision"], approved["review"]["moved_since"]) == ("approve", False)
    assert [one["decision"] for one in history(desk, claim)["reviews"]] == ["override", "approve"]


def test_a_review_is_undone_and_stays_in_the_history(desk: Desk) -> None:
    claim = desk.judged(CLAIM)
    first = reviewed(desk, claim, "approve")["review"]
    second = reviewed(desk, claim, "override", verdict="contradicted")["review"]
    path = f"{claim['links']['self']}/review/{second['id']}"
    assert desk.delete(path, query_string={"by": "Ben"}).status_code == 422
    undone = desk.delete(path, query_string={"by": "Ben", "reason": "Too early"})
    assert undone.status_code == 200
    assert undone.get_json()["review"] == first
    assert desk.delete(path, query_string={"by": "Ben", "reason": "Again"}).status_code == 409
    kept = history(desk, claim)["reviews"][1]
    assert (kept["undone"]["by"], kept["undone"]["reason"]) == ("Ben", "Too early")
    wrong = desk.delete(f"{claim['links']['self']}/review/rev_0", query_string={"by": "B", "reason": "-"})
    assert wrong.status_code == 404


def test_of_two_reviewers_who_saw_the_same_the_second_is_told(desk: Desk) -> None:
    claim = desk.judged(CLAIM)
    path = f"{claim['links']['self']}/review"
    tag = desk.get(claim["links"]["self"]).headers["ETag"]
    body = {"decision": "approve", "by": "Ana"}
    first = desk.post(path, body, headers={"If-Match": tag})
    assert first.status_code == 200
    assert desk.post(path, {**body, "by": "Ben"}, headers={"If-Match": tag}).status_code == 412
    again = desk.post(path, {**body, "by": "Ben"}, headers={"If-Match": first.headers["ETag"]})
    assert again.get_json()["review"]["by"] == "Ben"
    assert again.headers["ETag"] == desk.get(claim["links"]["self"]).headers["ETag"]


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({"decision": "approve"}, ["by"]),
        ({"decision": "maybe", "by": "Ana"}, ["decision"]),
        ({"decision": "approve", "by": "Ana", "verdict": "consistent"}, ["verdict"]),
        ({"decision": "override", "by": "Ana", "verdict": "consistent"}, ["reason"]),
        ({"decision": "override", "by": "Ana", "reason": WHY}, ["verdict"]),
        ({"decision": "override", "by": "Ana", "reason": WHY, "verdict": "true"}, ["verdict"]),
        ({"decision": "reject_figure", "by": "Ana", "reason": WHY}, ["figure_id"]),
        ({"decision": "reject_figure", "by": "Ana", "reason": WHY, "figure_id": "fig_0"}, ["figure_id"]),
    ],
)
def test_a_decision_says_what_it_needs_to(desk: Desk, body: dict[str, Any], fields: list[str]) -> None:
    claim = desk.judged(CLAIM)
    response = desk.post(f"{claim['links']['self']}/review", body)
    assert response.status_code == 422
    assert [each["field"] for each in response.get_json()["errors"]] == fields
    assert history(desk, claim)["reviews"] == []


def test_only_a_judged_claim_is_reviewed(desk: Desk) -> None:
    queued = desk.post("/v1/claims", {"text": CLAIM}).get_json()
    body = {"decision": "approve", "by": "Ana"}
    assert desk.post(f"{queued['links']['self']}/review", body).status_code == 409
    assert desk.post("/v1/claims/clm_0/review", body).status_code == 404


# --- Rejecting a figure -------------------------------------------------------------------------------


def test_a_rejected_figure_is_shown_and_decides_no_more_until_that_is_undone(desk: Desk) -> None:
    wrong = figure(desk, 320)
    claim = desk.judged(CLAIM, claimed_at=CLAIMED)
    assert claim["verdict"] == "consistent"
    other = desk.judged("320 homes were destroyed in the flood in Chile", claimed_at=CLAIMED)
    queued = reviewed(desk, claim, "reject_figure", figure_id=wrong)
    assert queued["status"] == "queued"
    assert [one["figure_id"] for one in queued["rejected_figures"]] == [wrong]
    after = now(desk, claim)
    assert after["verdict"] == "unverified"
    (shown,) = after["result"]["evidence"]
    assert (shown["figure"]["id"], shown["figure"]["rejected"], shown["decides"]) == (wrong, True, False)
    assert history(desk, claim)["history"][-1]["cause"]["kind"] == "reviewed"
    assert history(desk, claim)["history"][-1]["cause"]["figure_id"] == wrong
    assert desk.get(other["links"]["self"]).get_json()["verdict"] == "consistent"

    figure(desk, 900, "the police")  # a later check heeds it
    assert sorted(desk.follow()) == sorted([claim["id"], other["id"]])
    later = desk.get(claim["links"]["self"]).get_json()
    assert later["verdict"] == "contradicted"
    assert {one["figure"]["id"]: one["decides"] for one in later["result"]["evidence"]}[wrong] is False
    assert desk.get(other["links"]["self"]).get_json()["verdict"] == "unverified"

    body = {"decision": "reject_figure", "by": "Ben", "reason": WHY, "figure_id": wrong}
    assert desk.post(f"{claim['links']['self']}/review", body).status_code == 409
    (rejected,) = later["rejected_figures"]
    path = f"{claim['links']['self']}/review/{rejected['review']}"
    desk.clock.move(1)
    assert desk.delete(path, query_string={"by": "Ben", "reason": "It was right"}).status_code == 200
    back = now(desk, claim)
    assert (back["verdict"], back["rejected_figures"]) == ("unverified", [])
    assert back["result"]["reason"] == "sources_disagree"
    assert history(desk, claim)["history"][-1]["cause"]["kind"] == "reviewed"


def test_a_figure_that_is_rejected_while_its_claim_is_judged_does_not_decide(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = figure(desk, 320)
    claim = desk.judged(CLAIM, claimed_at=CLAIMED)
    task = desk.post(f"{claim['links']['self']}/recheck", {}).get_json()["links"]["task"]
    judge = checking.judge_claim

    def meanwhile(*given: Any) -> Any:
        monkeypatch.setattr(checking, "judge_claim", judge)
        found = judge(*given)
        signed = Signature("Ana", WHY, desk.clock())
        review_claim(desk.database, claim["id"], Decision(REJECT_FIGURE, figure_id=wrong), signed)
        return found

    monkeypatch.setattr(checking, "judge_claim", meanwhile)
    run_task(desk.database, task.rsplit("/", 1)[1], desk.clock)
    after = desk.get(claim["links"]["self"]).get_json()
    assert (after["status"], after["verdict"]) == ("succeeded", "unverified")
    assert [one["decides"] for one in after["result"]["evidence"]] == [False]


# --- Telling ------------------------------------------------------------------------------------------


def test_reviews_are_told_and_what_follows_from_them(desk: Desk, hook: Receiver) -> None:
    wanted = {"url": f"{hook.url}/in", "events": ["claim.reviewed", "claim.verdict_changed"]}
    secret = desk.post("/v1/webhooks", wanted).get_json()["secret"]
    wrong = figure(desk, 320)
    claim = desk.judged(CLAIM, claimed_at=CLAIMED)
    review = reviewed(desk, claim, "override", verdict="unverified")["review"]
    desk.delete(f"{claim['links']['self']}/review/{review['id']}", query_string={"by": "Ben", "reason": "-"})
    reviewed(desk, claim, "reject_figure", figure_id=wrong)
    now(desk, claim)
    desk.send_out()
    told = [Webhook(secret).verify(got.body, got.headers) for got in hook.got]
    told.sort(key=lambda one: one["id"])
    assert [one["type"] for one in told] == [*["claim.reviewed"] * 3, "claim.verdict_changed"]
    first, undone, third, changed = (one["data"] for one in told)
    assert (first["review"]["verdict"], first["verdict"]["verdict"]) == ("unverified", "consistent")
    assert (first["review"]["undone"], undone["review"]["undone"]["by"]) == (None, "Ben")
    assert third["review"]["figure_id"] == wrong
    assert (changed["new_verdict"], changed["cause"]["kind"]) == ("unverified", "reviewed")
