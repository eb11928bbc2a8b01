"""A new version of the engine judges claims again, and tells what it changed in one digest."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select
from standardwebhooks import Webhook

from tests.desk import Desk
from tests.receiver import Receiver, receiver
from verifier.core.model import ClaimContext, Verdict, VerdictValue
from verifier.matching.judging import judge_claim
from verifier.services import checking
from verifier.store import watches
from verifier.store.tables import TaskRow

CLAIM = "About 320 homes were destroyed in the flood in {}"
TOLL = "About 320 homes were destroyed in the flood in {}, the interior ministry said."
COUNTRIES = ("Chile", "Peru", "Kenya", "Nepal", "Spain", "Ghana", "Japan")
CLAIMED = "2025-03-04"


@pytest.fixture
def hook() -> Iterator[Receiver]:
    with receiver() as running:
        yield running


@contextmanager
def engine(version: str, word: VerdictValue | None = None, *, stops_at: str = "nothing") -> Iterator[None]:
    """Another version of the engine, which finds one verdict for all claims that figures decide.

    It stops with an error at claims that hold a word.
    """

    def judge(text: str, figures: Any, context: ClaimContext) -> Verdict:
        if stops_at in text:
            raise ValueError("out of order")
        found = replace(judge_claim(text, figures, context), engine_version=version)
        decided = found.verdict is not VerdictValue.UNVERIFIED
        return replace(found, verdict=word) if word is not None and decided else found

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(checking, "judge_claim", judge)
        patch.setattr("verifier.services.digests.ENGINE_VERSION", version)
        patch.setattr(watches, "WORDS_VERSION", f"{version}.0")
        yield


def subscribed(desk: Desk, url: str, **wanted: Any) -> str:
    response = desk.post("/v1/webhooks", {"url": url, **wanted})
    assert response.status_code == 201, response.get_json()
    secret: str = response.get_json()["secret"]
    return secret


def told(desk: Desk, hook: Receiver, secret: str, path: str = "/in") -> list[dict[str, Any]]:
    """What has come at a path since, verified."""
    desk.send_out()
    found = [Webhook(secret).verify(got.body, got.headers) for got in hook.got if got.path == path]
    hook.got.clear()
    return found


def judged_in(desk: Desk, *countries: str, **fields: Any) -> dict[str, str]:
    """Claims that the figures bear out, by their ids."""
    claims = {}
    for country in countries:
        source = {"publisher": "Harbour Times", "published_at": "2025-03-02"}
        desk.post("/v1/figures", {"statement": TOLL.format(country), "source": source})
        claims[desk.judged(CLAIM.format(country), claimed_at=CLAIMED, **fields)["id"]] = country
    return claims


def upgraded(desk: Desk) -> list[str]:
    """Have the sweeper's rounds go by until nothing is to be done; the claims that were judged."""
    judged = []
    while found := desk.follow():
        judged += found
    desk.follow()
    return judged


def digests(desk: Desk) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = desk.get("/v1/digests").get_json()["digests"]
    return found


def of_digest(desk: Desk, path: str) -> list[dict[str, Any]]:
    """All changes of a digest, two a page."""
    found: list[dict[str, Any]] = []
    page = desk.get(path, query_string={"limit": 2}).get_json()
    while page["next"] is not None:
        found += page["changes"]
        page = desk.get(path, query_string={"limit": 2, "after": page["next"]}).get_json()
    return [*found, *page["changes"]]


# --- One digest -----------------------------------------------------------------------------------


def test_what_a_new_engine_changes_is_told_once_and_can_be_paged(desk: Desk, hook: Receiver) -> None:
    secret = subscribed(desk, f"{hook.url}/in", events=["verdicts.digest", "claim.verdict_changed"])
    claims = judged_in(desk, *COUNTRIES)
    unmoved = desk.judged("41 soldiers were killed in Kursk", claimed_at=CLAIMED)
    upgraded(desk)
    assert told(desk, hook, secret) == []

    with engine("2", VerdictValue.CONTRADICTED):
        assert sorted(upgraded(desk)) == sorted([*claims, unmoved["id"]])
        (event,) = told(desk, hook, secret)
        assert desk.follow() == []
        assert told(desk, hook, secret) == []

    assert (event["type"], event["version"]) == ("verdicts.digest", 1)
    digest = event["data"]["digest"]
    assert digest["engine"] == {"from": ["1"], "to": "2"}
    assert (digest["judged"], digest["failed"], digest["changed"]) == (8, 0, 7)
    changes = of_digest(desk, digest["links"]["self"])
    assert changes == event["data"]["changes"]
    assert {one["claim"]["id"]: one["claim"]["text"] for one in changes} == {
        claim_id: CLAIM.format(country) for claim_id, country in claims.items()
    }
    assert {(one["old_verdict"], one["new_verdict"]) for one in changes} == {("consistent", "contradicted")}
    (kept,) = digests(desk)
    assert kept == digest
    for claim_id in claims:
        history = desk.get(f"/v1/claims/{claim_id}/history").get_json()["history"]
        assert [one["cause"] and one["cause"]["kind"] for one in history] == [None, "engine"]


def test_a_new_engine_that_changes_nothing_tells_nobody(desk: Desk, hook: Receiver) -> None:
    secret = subscribed(desk, f"{hook.url}/in")
    claims = judged_in(desk, "Chile")
    told(desk, hook, secret)
    with engine("2"):
        assert upgraded(desk) == list(claims)
    assert told(desk, hook, secret) == []
    (kept,) = digests(desk)
    assert (kept["status"], kept["judged"], kept["changed"]) == ("closed", 1, 0)


def test_each_webhook_is_told_what_its_filter_lets_pass(desk: Desk, hook: Receiver) -> None:
    judged_in(desk, "Chile", "Peru", tags=["flood"])
    judged_in(desk, "Kenya", tags=["other"])
    every = subscribed(desk, f"{hook.url}/every", events=["verdicts.digest"])
    flood = subscribed(desk, f"{hook.url}/flood", events=["verdicts.digest"], filter={"tags": ["flood"]})
    subscribed(desk, f"{hook.url}/none", events=["verdicts.digest"], filter={"verdicts": ["consistent"]})
    subscribed(desk, f"{hook.url}/other", events=["claim.verdict_changed"])
    with engine("2", VerdictValue.CONTRADICTED):
        upgraded(desk)
    desk.send_out()
    got = {each.path: each for each in hook.got}
    assert sorted(got) == ["/every", "/flood"]
    assert len(hook.got) == 2
    all_ = Webhook(every).verify(got["/every"].body, got["/every"].headers)["data"]
    some = Webhook(flood).verify(got["/flood"].body, got["/flood"].headers)["data"]
    assert (all_["matching"], some["matching"], some["digest"]["changed"]) == (3, 2, 3)
    assert {one["claim"]["tags"][0] for one in some["changes"]} == {"flood"}


def test_a_callback_is_told_of_its_own_claim_at_once(desk: Desk, hook: Receiver) -> None:
    judged_in(desk, "Peru")
    (claim_id,) = judged_in(desk, "Chile", callback_url=f"{hook.url}/own")
    desk.send_out()
    hook.got.clear()
    with engine("2", VerdictValue.CONTRADICTED):
        upgraded(desk)
    desk.send_out()
    (got,) = hook.got
    assert b'"type":"claim.verdict_changed"' in got.body
    assert claim_id.encode() in got.body
    assert b'"kind":"engine"' in got.body


# --- What may come between ------------------------------------------------------------------------


def test_a_second_upgrade_within_the_first_goes_into_the_same_digest(desk: Desk, hook: Receiver) -> None:
    secret = subscribed(desk, f"{hook.url}/in", events=["verdicts.digest", "claim.verdict_changed"])
    first = judged_in(desk, "Chile", "Peru")
    with engine("2", VerdictValue.CONTRADICTED):
        desk.follow()  # judged, and the round not ended yet
    later = judged_in(desk, "Kenya")
    assert told(desk, hook, secret) == []
    with engine("3", VerdictValue.UNVERIFIED):
        assert sorted(upgraded(desk)) == sorted([*first, *later])
        (event,) = told(desk, hook, secret)
    assert event["data"]["digest"]["engine"] == {"from": ["1"], "to": "3"}
    assert event["data"]["digest"]["judged"] == 3
    assert {(one["old_verdict"], one["new_verdict"]) for one in event["data"]["changes"]} == {
        ("consistent", "unverified")
    }


def test_what_a_second_upgrade_takes_back_is_no_change(desk: Desk, hook: Receiver) -> None:
    secret = subscribed(desk, f"{hook.url}/in", events=["verdicts.digest", "claim.verdict_changed"])
    (claim_id,) = judged_in(desk, "Chile")
    with engine("2", VerdictValue.CONTRADICTED):
        desk.follow()
    assert desk.get(f"/v1/claims/{claim_id}").get_json()["verdict"] == "contradicted"
    with engine("3"):
        upgraded(desk)
    assert told(desk, hook, secret) == []
    (kept,) = digests(desk)
    assert (kept["judged"], kept["changed"]) == (1, 0)


def test_what_is_told_by_itself_meanwhile_is_not_told_again(desk: Desk, hook: Receiver) -> None:
    secret = subscribed(desk, f"{hook.url}/in", events=["verdicts.digest", "claim.verdict_changed"])
    claims = {country: claim_id for claim_id, country in judged_in(desk, "Peru", "Chile").items()}
    (figure,) = desk.get("/v1/figures", query_string={"place": "Chile"}).get_json()["figures"]
    with engine("2", VerdictValue.CONTRADICTED):
        desk.follow()
        desk.delete(f"/v1/figures/{figure['id']}", query_string={"by": "Ana", "reason": "wrong"})
        asked = desk.post(f"/v1/claims/{claims['Chile']}/recheck", {}).get_json()
        desk.run(asked["links"]["task"])
        upgraded(desk)
        events = told(desk, hook, secret)
    assert [one["type"] for one in events] == ["claim.verdict_changed", "verdicts.digest"]
    assert (events[0]["data"]["old_verdict"], events[0]["data"]["new_verdict"]) == (
        "contradicted", "unverified",
    )  # fmt: skip
    assert [one["claim"]["id"] for one in events[1]["data"]["changes"]] == [claims["Peru"]]


def test_claims_that_fail_hold_no_digest_up(desk: Desk, hook: Receiver) -> None:
    secret = subscribed(desk, f"{hook.url}/in", events=["verdicts.digest", "claim.failed"])
    claims = judged_in(desk, "Chile", "Peru")
    bad = next(claim_id for claim_id, country in claims.items() if country == "Peru")
    with engine("2", VerdictValue.CONTRADICTED, stops_at="Peru"):
        for _ in range(5):
            desk.follow()
            _run_what_waits(desk)
            desk.clock.move(20)
        desk.follow()
    assert [(one["status"], one["failed"]) for one in digests(desk)] == [("closed", 1)]
    (event,) = told(desk, hook, secret)
    digest = event["data"]["digest"]
    assert (digest["judged"], digest["failed"], digest["changed"]) == (1, 1, 1)
    kept = desk.get(f"/v1/claims/{bad}").get_json()
    assert (kept["status"], kept["verdict"]) == ("succeeded", "consistent")


def _run_what_waits(desk: Desk) -> None:
    with desk.database.read() as session:
        waiting = list(session.scalars(select(TaskRow.id).where(TaskRow.finished_at.is_(None))))
    for task_id in waiting:
        desk.run(f"/v1/tasks/{task_id}")


def test_an_unknown_digest_and_a_strange_place_are_refused(desk: Desk) -> None:
    assert desk.get("/v1/digests/dig_0").status_code == 404
    assert digests(desk) == []
    judged_in(desk, "Chile")
    with engine("2", VerdictValue.CONTRADICTED):
        upgraded(desk)
    (kept,) = digests(desk)
    assert desk.get(kept["links"]["self"], query_string={"after": "x"}).status_code == 422
