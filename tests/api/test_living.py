"""Verdicts that live: figures come, change and go, and the claims that they move are judged again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from standardwebhooks import Webhook

from tests.desk import Desk
from tests.receiver import Receiver, receiver
from verifier.core.model import Verdict
from verifier.services import checking

CLAIM = "About 320 homes were destroyed in the flood in Chile"
TOLL = "About 320 homes were destroyed in the flood in Chile, the interior ministry said."
CORRECTED = "About 900 homes were destroyed in the flood in Chile, the interior ministry said."
ARTICLE = {
    "publisher": "Harbour Times",
    "url": "https://harbour.example/flood",
    "published_at": "2025-03-02T08:00:00Z",
}
CLAIMED = "2025-03-04"


@pytest.fixture
def hook() -> Iterator[Receiver]:
    with receiver() as running:
        yield running


def subscribed(desk: Desk, hook: Receiver, *events: str) -> str:
    wanted = {"url": f"{hook.url}/in", "events": list(events) or None}
    response = desk.post("/v1/webhooks", wanted)
    assert response.status_code == 201, response.get_json()
    secret: str = response.get_json()["secret"]
    return secret


def told(desk: Desk, hook: Receiver, secret: str) -> list[dict[str, Any]]:
    """What has come since, verified."""
    desk.send_out()
    found = [Webhook(secret).verify(got.body, got.headers) for got in hook.got]
    hook.got.clear()
    return found


def history(desk: Desk, claim_id: str) -> list[dict[str, Any]]:
    response = desk.get(f"/v1/claims/{claim_id}/history")
    assert response.status_code == 200
    found: list[dict[str, Any]] = response.get_json()["history"]
    return found


def figure(desk: Desk, statement: str, **fields: Any) -> dict[str, Any]:
    source = {"publisher": "Harbour Times", "published_at": "2025-03-02"}
    response = desk.post("/v1/figures", {"statement": statement, "source": source, **fields})
    assert response.status_code in (200, 201), response.get_json()
    found: dict[str, Any] = response.get_json()
    return found


# --- The whole story ------------------------------------------------------------------------------


def test_an_article_and_its_correction_change_a_verdict_and_each_is_told_once(
    desk: Desk, hook: Receiver
) -> None:
    secret = subscribed(desk, hook, "claim.verdict_changed")
    claim = desk.judged(CLAIM, claimed_at=CLAIMED, external_id="cms-7")
    assert claim["verdict"] == "unverified"
    assert told(desk, hook, secret) == []

    article = desk.ingested(text=TOLL, **ARTICLE)
    assert desk.follow() == [claim["id"]]
    (event,) = told(desk, hook, secret)
    (read,) = article["figures"]
    assert event["type"] == "claim.verdict_changed"
    assert event["data"]["claim"]["id"] == claim["id"]
    assert (event["data"]["old_verdict"], event["data"]["new_verdict"]) == ("unverified", "consistent")
    assert event["data"]["verdict"]["verdict"] == "consistent"
    assert event["data"]["cause"]["kind"] == "added"
    assert event["data"]["cause"]["figure"]["id"] == read["id"]
    assert event["data"]["cause"]["figure"]["source"]["publisher"] == "Harbour Times"

    again = desk.ingested(text=CORRECTED, **ARTICLE)
    assert again["version"] == 2
    assert desk.follow() == [claim["id"]]
    (event,) = told(desk, hook, secret)
    assert (event["data"]["old_verdict"], event["data"]["new_verdict"]) == ("consistent", "contradicted")
    assert event["data"]["cause"]["figure"]["id"] == again["figures"][0]["id"]

    desk.ingested(text=TOLL, **ARTICLE)
    assert desk.follow() == [claim["id"]]
    (event,) = told(desk, hook, secret)
    assert (event["data"]["old_verdict"], event["data"]["new_verdict"]) == ("contradicted", "consistent")
    assert desk.follow() == []
    assert told(desk, hook, secret) == []

    past = history(desk, claim["id"])
    assert [one["verdict"] for one in past] == ["unverified", "consistent", "contradicted", "consistent"]
    assert [one["number"] for one in past] == [1, 2, 3, 4]
    assert past[0]["cause"] is None
    assert past[1]["cause"]["figure_id"] == read["id"]
    now = desk.get(f"/v1/claims/{claim['id']}").get_json()
    assert (now["status"], now["verdict"], now["error"]) == ("succeeded", "consistent", None)


def test_whatever_becomes_of_a_figure_moves_its_claims(desk: Desk, hook: Receiver) -> None:
    secret = subscribed(desk, hook, "claim.verdict_changed")
    claim = desk.judged(CLAIM, claimed_at=CLAIMED)
    found = figure(desk, TOLL)
    path = f"/v1/figures/{found['id']}"
    seen = []

    def moved() -> None:
        assert desk.follow() == [claim["id"]]
        (event,) = told(desk, hook, secret)
        cause = event["data"]["cause"]
        assert cause["figure"]["id"] == found["id"]
        seen.append((event["data"]["old_verdict"], event["data"]["new_verdict"], cause["kind"]))

    moved()
    assert desk.delete(path, query_string={"by": "Ana", "reason": "wrong"}).status_code == 200
    moved()
    desk.post(f"{path}/restore", {"by": "Ben"})
    moved()
    sources = desk.get("/v1/sources").get_json()["sources"]
    (publisher,) = [one for one in sources if one["kind"] == "publisher"]
    for reliability in ("blocked", "trusted"):
        rating = {"reliability": reliability, "by": "Ana"}
        changed = desk.patch(f"/v1/sources/{publisher['id']}", rating)
        assert changed.status_code == 200, changed.get_json()
        moved()
    assert seen == [
        ("unverified", "consistent", "added"),
        ("consistent", "unverified", "retracted"),
        ("unverified", "consistent", "restored"),
        ("consistent", "unverified", "source_rated"),
        ("unverified", "consistent", "source_rated"),
    ]


# --- What is left alone ---------------------------------------------------------------------------


def test_a_claim_that_is_not_watched_is_left_alone(desk: Desk, hook: Receiver) -> None:
    secret = subscribed(desk, hook, "claim.verdict_changed")
    claim = desk.judged(CLAIM, claimed_at=CLAIMED, watch=False)
    figure(desk, TOLL)
    assert desk.follow() == []
    assert told(desk, hook, secret) == []
    assert desk.get(f"/v1/claims/{claim['id']}").get_json()["verdict"] == "unverified"


def test_figures_of_something_else_move_nothing(desk: Desk) -> None:
    desk.judged(CLAIM, claimed_at=CLAIMED)
    figure(desk, "41 soldiers were killed in Kursk.")
    figure(desk, "About 320 homes were destroyed in the flood in Peru.")
    assert desk.follow() == []


def test_a_look_that_finds_nothing_new_leaves_no_trace(desk: Desk, hook: Receiver) -> None:
    figure(desk, TOLL)
    claim = desk.judged(CLAIM, claimed_at=CLAIMED)
    secret = subscribed(desk, hook)
    figure(desk, "12 homes were destroyed in a fire in Chile in January 2019.")
    assert desk.follow() == [claim["id"]]
    assert told(desk, hook, secret) == []
    assert len(history(desk, claim["id"])) == 1
    assert desk.get(f"/v1/claims/{claim['id']}").get_json() == claim


# --- Bursts ---------------------------------------------------------------------------------------


def test_a_file_of_figures_moves_each_claim_once(desk: Desk, hook: Receiver) -> None:
    secret = subscribed(desk, hook, "claim.verdict_changed")
    towns = ["Valparaiso", "Temuco", "Talca"]
    claims = {
        town: desk.judged(f"About 320 homes were destroyed in {town}, Chile", claimed_at=CLAIMED)
        for town in towns
    }
    rows = [
        f'"{number} homes were destroyed in {town}, Chile, {office} said.",Harbour Times,2025-03-02'
        for town in towns
        for number, office in ((310, "the mayor"), (320, "the ministry"), (320, "the police"))
    ]
    sent = desk.send("\n".join(["statement,publisher,published_at", *rows]))
    assert sent.status_code == 202, sent.get_json()
    task = sent.get_json()["links"]["task"]
    assert desk.follow() == []
    desk.work_off(task)
    assert sorted(desk.follow()) == sorted(claim["id"] for claim in claims.values())
    assert desk.follow() == []
    assert len(told(desk, hook, secret)) == len(towns)


def test_a_claim_waits_for_a_file_that_is_being_taken_in_but_not_for_ever(desk: Desk) -> None:
    claim = desk.judged(CLAIM, claimed_at=CLAIMED)
    desk.send(f'statement,publisher,published_at\n"{TOLL}",Harbour Times,2025-03-02')
    figure(desk, CORRECTED)
    assert desk.follow() == []
    desk.clock.move(660)
    assert desk.follow() == [claim["id"]]


# --- Asked for ------------------------------------------------------------------------------------


def test_a_claim_is_judged_again_when_somebody_asks(desk: Desk, hook: Receiver) -> None:
    secret = subscribed(desk, hook)
    claim = desk.judged(CLAIM, claimed_at=CLAIMED, watch=False)
    found = figure(desk, TOLL)
    response = desk.post(f"/v1/claims/{claim['id']}/recheck", {})
    assert response.status_code == 202
    made = response.get_json()
    assert made["status"] == "queued"
    waiting = desk.get(f"/v1/claims/{claim['id']}").get_json()
    assert (waiting["status"], waiting["verdict"]) == ("queued", "unverified")
    assert desk.post(f"/v1/claims/{claim['id']}/recheck", {}).get_json()["links"] == made["links"]
    desk.run(made["links"]["task"])
    assert desk.get(made["links"]["task"]).get_json()["result"]["verdict"] == "consistent"
    assert [one["type"] for one in told(desk, hook, secret)] == [
        "claim.checked", "claim.checked", "claim.verdict_changed",
    ]  # fmt: skip
    assert [one["cause"] and one["cause"]["figure_id"] for one in history(desk, claim["id"])] == [
        None,
        found["id"],
    ]
    assert desk.post("/v1/claims/clm_0/recheck", {}).status_code == 404
    assert desk.get("/v1/claims/clm_0/history").status_code == 404


def test_what_happens_to_a_figure_after_it_was_looked_at_is_not_told_as_the_cause(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    claim = desk.judged(CLAIM, claimed_at=CLAIMED)
    toll = figure(desk, TOLL)
    judge = checking.judge_claim

    def judge_and_be_overtaken(*seen: Any) -> Verdict:
        verdict = judge(*seen)
        desk.delete(f"/v1/figures/{toll['id']}?by=Ana&reason=A+typing+error")
        return verdict

    with monkeypatch.context() as patched:
        patched.setattr(checking, "judge_claim", judge_and_be_overtaken)
        desk.follow()
    desk.follow()
    told = [(each["verdict"], each["cause"] and each["cause"]["kind"]) for each in history(desk, claim["id"])]
    assert told == [("unverified", None), ("consistent", "added"), ("unverified", "retracted")]
