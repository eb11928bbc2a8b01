"""What editors do about figures: retract, restore, supersede; and the history of all that."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.api.edits import (
    CLAIM,
    SENTENCE,
    SIGNED,
    SOURCE,
    corrected,
    history,
    path,
    retracted,
    stored,
    verdict,
)
from tests.desk import Desk


@pytest.fixture
def figure(desk: Desk) -> dict[str, Any]:
    """A figure of 320 homes."""
    return stored(desk, SENTENCE)


def test_the_history_of_a_correction_tells_what_was_put_right(desk: Desk, figure: dict[str, Any]) -> None:
    right = corrected(desk, figure, place="Peru", source={"publisher": "El Faro"})
    change = history(desk, figure)[-1]
    assert change["put_right"] == [
        {"field": "place", "before": "CL", "after": "PE"},
        {"field": "publisher", "before": "Harbour Times", "after": "El Faro"},
    ]
    assert change["revision"] == history(desk, right)[0]["revision"] == 2


# --- What is there already ------------------------------------------------------------------------


def test_the_same_content_is_one_figure(desk: Desk, figure: dict[str, Any]) -> None:
    again = desk.post("/v1/figures", {"statement": SENTENCE, "source": SOURCE})
    assert (again.status_code, again.get_json()) == (200, figure)
    assert again.headers["Location"] == path(figure)
    other = desk.post("/v1/figures", {"statement": SENTENCE, "source": {**SOURCE, "publisher": "El Faro"}})
    assert other.status_code == 201
    assert len(desk.get("/v1/figures").get_json()["figures"]) == 2


def test_the_same_content_at_the_same_moment_is_one_figure(desk: Desk) -> None:
    body = {"statement": SENTENCE, "source": SOURCE}
    with ThreadPoolExecutor(8) as pool:
        clients = [desk.client.application.test_client() for _ in range(8)]
        answers = list(pool.map(lambda client: client.post("/v1/figures", json=body), clients))
    assert sorted(answer.status_code for answer in answers) == [200] * 7 + [201]
    assert len({answer.get_json()["id"] for answer in answers}) == 1


def test_what_was_retracted_does_not_come_back_by_being_sent_again(
    desk: Desk, figure: dict[str, Any]
) -> None:
    retracted(desk, figure)
    again = desk.post("/v1/figures", {"statement": SENTENCE, "source": SOURCE})
    assert (again.status_code, again.get_json()["status"]) == (200, "retracted")


# --- Retracting -----------------------------------------------------------------------------------


def test_a_retracted_figure_is_shown_and_never_decides(desk: Desk, figure: dict[str, Any]) -> None:
    before = desk.judged(CLAIM, claimed_at="2025-03-03")
    assert before["verdict"] == "consistent"

    gone = retracted(desk, figure)
    assert gone.status_code == 200
    assert gone.get_json() == desk.get(path(figure)).get_json()
    assert gone.get_json()["status"] == "retracted"

    after = desk.judged(CLAIM, claimed_at="2025-03-03")
    assert (after["verdict"], after["result"]["reason"]) == ("unverified", "source_withdrawn")
    assert [one["figure"]["status"] for one in after["result"]["evidence"]] == ["retracted"]
    assert after["result"]["store_revision"] > before["result"]["store_revision"]


def test_retracting_twice_changes_nothing_more(desk: Desk, figure: dict[str, Any]) -> None:
    first = retracted(desk, figure)
    desk.clock.move(90_000)
    assert retracted(desk, figure).get_json() == first.get_json()
    assert [change["kind"] for change in history(desk, figure)] == ["created", "retracted"]


def test_a_retraction_can_be_taken_back(desk: Desk, figure: dict[str, Any]) -> None:
    retracted(desk, figure)
    back = desk.post(path(figure, "restore"), {"by": "Ben"})
    assert back.get_json() == figure
    assert verdict(desk)[0] == "consistent"
    assert desk.post(path(figure, "restore"), {"by": "Ben"}).get_json() == figure
    assert [change["kind"] for change in history(desk, figure)] == ["created", "retracted", "restored"]


@pytest.mark.parametrize("missing", ["by", "reason"])
def test_a_retraction_is_signed_and_says_why(desk: Desk, figure: dict[str, Any], missing: str) -> None:
    said = {name: value for name, value in SIGNED.items() if name != missing}
    response = desk.delete(path(figure), query_string=said)
    assert response.status_code == 422
    assert [error["field"] for error in response.get_json()["errors"]] == [missing]


# --- Superseding ----------------------------------------------------------------------------------


def test_an_update_stands_in_from_its_day_on(desk: Desk, figure: dict[str, Any]) -> None:
    newer = stored(desk, SENTENCE.replace("320", "450"), published_at="2025-03-10")
    response = desk.post(path(figure, "supersede"), {"superseded_by": newer["id"], **SIGNED})
    assert response.status_code == 200
    old = response.get_json()
    assert (old["status"], old["superseded_by"], old["superseded_on"]) == (
        "superseded",
        newer["id"],
        "2025-03-10",
    )
    assert verdict(desk, "2025-03-03")[0] == "consistent"
    assert verdict(desk, "2025-03-11")[0] == "contradicted"
    assert desk.get(path(newer, "history")).get_json()["stands_in_for"] == [figure["id"]]


def test_the_update_may_be_new_and_its_day_be_said(desk: Desk, figure: dict[str, Any]) -> None:
    newer = {"statement": SENTENCE.replace("320", "450"), "source": {**SOURCE, "published_at": "2025-03-10"}}
    body = {"figure": newer, "superseded_on": "2025-03-08", **SIGNED}
    key = {"Idempotency-Key": "s-1"}
    old = desk.post(path(figure, "supersede"), body, headers=key).get_json()
    assert old["superseded_on"] == "2025-03-08"
    made = desk.get(f"/v1/figures/{old['superseded_by']}").get_json()
    assert (made["quantity"]["value"], made["status"]) == ("450", "active")
    assert desk.post(path(figure, "supersede"), body, headers=key).get_json() == old
    assert [change["kind"] for change in history(desk, figure)] == ["created", "superseded"]


def test_a_superseding_can_be_taken_back(desk: Desk, figure: dict[str, Any]) -> None:
    newer = stored(desk, SENTENCE.replace("320", "450"))
    desk.post(path(figure, "supersede"), {"superseded_by": newer["id"], **SIGNED})
    assert desk.post(path(figure, "restore"), {"by": "Ben"}).get_json() == figure


def test_what_was_superseded_before_its_retraction_is_so_after_it(desk: Desk, figure: dict[str, Any]) -> None:
    newer = stored(desk, SENTENCE.replace("320", "450"))
    old = desk.post(path(figure, "supersede"), {"superseded_by": newer["id"], **SIGNED}).get_json()
    retracted(desk, figure)
    assert desk.post(path(figure, "restore"), {"by": "Ben"}).get_json() == old


def test_figures_do_not_stand_in_for_each_other_in_a_ring(desk: Desk) -> None:
    first, second, third = (stored(desk, SENTENCE.replace("320", str(count))) for count in (310, 330, 350))
    for old, new in ((first, second), (second, third)):
        done = desk.post(path(old, "supersede"), {"superseded_by": new["id"], **SIGNED})
        assert done.status_code == 200
    for old, new in ((second, first), (third, first), (third, third)):
        response = desk.post(path(old, "supersede"), {"superseded_by": new["id"], **SIGNED})
        assert response.status_code == 422, (old, new)
        assert [error["field"] for error in response.get_json()["errors"]] == ["superseded_by"]


def test_two_at_the_same_moment_make_no_ring(desk: Desk) -> None:
    one, other = (stored(desk, SENTENCE.replace("320", str(count))) for count in (310, 330))
    asked = [(one, other), (other, one)]
    clients = [desk.client.application.test_client() for _ in asked]
    with ThreadPoolExecutor(2) as pool:
        answers = pool.map(
            lambda client, pair: client.post(
                path(pair[0], "supersede"), json={"superseded_by": pair[1]["id"], **SIGNED}
            ),
            clients,
            asked,
        )
        assert sorted(answer.status_code for answer in answers) == [200, 422]


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        ({"superseded_by": "fig_0000000000000000000000"}, "superseded_by"),
        ({"superseded_by": "art_1"}, "superseded_by"),
        ({}, "superseded_by"),
        ({"figure": {"statement": "Nothing", "source": SOURCE}}, "figure.statement"),
        ({"superseded_by": "fig_1", "superseded_on": "soon"}, "superseded_on"),
    ],
)
def test_what_cannot_stand_in_is_refused(
    desk: Desk, figure: dict[str, Any], body: dict[str, Any], wrong: str
) -> None:
    response = desk.post(path(figure, "supersede"), {**body, **SIGNED})
    assert response.status_code == 422
    assert [error["field"] for error in response.get_json()["errors"]] == [wrong]
    assert desk.get(path(figure)).get_json() == figure
    assert len(desk.get("/v1/figures").get_json()["figures"]) == 1


def test_what_was_withdrawn_stands_in_for_nothing(desk: Desk, figure: dict[str, Any]) -> None:
    newer = stored(desk, SENTENCE.replace("320", "450"))
    retracted(desk, newer)
    body = {"superseded_by": newer["id"], **SIGNED}
    assert desk.post(path(figure, "supersede"), body).status_code == 422
    assert desk.post(path(newer, "supersede"), {"superseded_by": figure["id"], **SIGNED}).status_code == 409


# --- Two editors ----------------------------------------------------------------------------------


def test_an_editor_changes_only_what_they_have_seen(desk: Desk, figure: dict[str, Any]) -> None:
    tag = desk.get(path(figure)).headers["ETag"]
    assert desk.get(path(figure), headers={"If-None-Match": tag}).status_code == 304
    newer = stored(desk, SENTENCE.replace("320", "450"))
    desk.post(path(figure, "supersede"), {"superseded_by": newer["id"], **SIGNED})

    late = {"If-Match": tag}
    for response in (
        desk.patch(path(figure), {"place": "Peru", **SIGNED}, headers=late),
        retracted(desk, figure, headers=late),
        desk.post(path(figure, "restore"), {"by": "Ben"}, headers=late),
    ):
        assert response.status_code == 412
    fresh = {"If-Match": desk.get(path(figure)).headers["ETag"]}
    assert retracted(desk, figure, headers=fresh).status_code == 200


def test_of_two_editors_at_the_same_moment_one_is_told(desk: Desk, figure: dict[str, Any]) -> None:
    tag = {"If-Match": desk.get(path(figure)).headers["ETag"]}
    bodies = [{"place": place, **SIGNED} for place in ("Peru", "Bolivia", "Ecuador", "Brazil")]
    clients = [desk.client.application.test_client() for _ in bodies]
    with ThreadPoolExecutor(4) as pool:
        answers = list(
            pool.map(lambda client, body: client.patch(path(figure), json=body, headers=tag), clients, bodies)
        )
    assert sorted(answer.status_code for answer in answers) == [200, 412, 412, 412]
    active = desk.get("/v1/figures?status=active").get_json()["figures"]
    assert [one["id"] for one in active] == [
        answer.get_json()["id"] for answer in answers if answer.status_code == 200
    ]


# --- History --------------------------------------------------------------------------------------


def test_the_history_tells_who_did_what_when_and_why(desk: Desk, figure: dict[str, Any]) -> None:
    desk.clock.move(3600)
    retracted(desk, figure)
    created, change = history(desk, figure)
    assert (created["kind"], created["by"], created["revision"]) == ("created", None, 1)
    assert (change["kind"], change["by"], change["reason"], change["revision"]) == (
        "retracted",
        "Ana",
        "Misheard",
        2,
    )
    assert change["at"] == desk.clock().isoformat().replace("+00:00", "Z")
    assert (change["before"]["status"], change["after"]["status"]) == ("active", "retracted")


def test_a_figure_can_be_seen_as_verdicts_saw_it(desk: Desk, figure: dict[str, Any]) -> None:
    before = desk.judged(CLAIM, claimed_at="2025-03-03")["result"]
    retracted(desk, figure)
    after = desk.judged(CLAIM, claimed_at="2025-03-03")["result"]
    for judged in (before, after):
        (evidence,) = judged["evidence"]
        seen = desk.get(path(figure), query_string={"revision": judged["store_revision"]})
        assert seen.get_json() == evidence["figure"]
    assert desk.get(path(figure), query_string={"revision": 0}).status_code == 404
    assert desk.get(path(figure), query_string={"revision": 9}).status_code == 422


def test_what_is_not_there_is_not_edited(desk: Desk) -> None:
    nobody = {"id": "fig_0000000000000000000000"}
    assert desk.get(path(nobody, "history")).status_code == 404
    assert retracted(desk, nobody).status_code == 404
    assert desk.patch(path(nobody), {"place": "Peru", **SIGNED}).status_code == 404
    assert desk.post(path(nobody, "restore"), {"by": "Ana"}).status_code == 404
    body = {"superseded_by": nobody["id"], **SIGNED}
    assert desk.post(path(nobody, "supersede"), body).status_code == 404
