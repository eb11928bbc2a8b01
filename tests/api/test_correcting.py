"""Figures that editors put right, those of articles that come again included."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.edits import (
    CLAIM,
    SENTENCE,
    SIGNED,
    corrected,
    history,
    path,
    retracted,
    stored,
    verdict,
)
from tests.desk import Desk

FLOOD = "About 320 homes were destroyed in the flood in Chile, police said. Twelve boats were damaged."


@pytest.fixture
def figure(desk: Desk) -> dict[str, Any]:
    """A figure of 320 homes."""
    return stored(desk, SENTENCE)


def test_a_corrected_figure_gives_its_place_to_the_right_one_from_the_start(
    desk: Desk, figure: dict[str, Any]
) -> None:
    assert verdict(desk) == ("consistent", "matches_reported_figure")
    right = corrected(desk, figure, statement=SENTENCE.replace("320", "230"))

    assert right["id"] != figure["id"]
    assert (right["status"], right["quantity"]["value"]) == ("active", "230")
    old = desk.get(path(figure)).get_json()
    assert (old["status"], old["superseded_by"]) == ("corrected", right["id"])
    assert old["quantity"] == figure["quantity"]

    judged = desk.judged(CLAIM, claimed_at="2025-03-03")
    assert judged["verdict"] == "contradicted"
    cited = {one["figure"]["id"]: one["decides"] for one in judged["result"]["evidence"]}
    assert cited == {right["id"]: True, figure["id"]: False}


@pytest.mark.parametrize(
    ("changes", "slot", "expected"),
    [
        ({"place": "Peru"}, ("place", "key"), "PE"),
        ({"as_of": "2025-03-01"}, ("period", "start"), "2025-03-01"),
        ({"source": {"publisher": "El Faro"}}, ("source", "publisher"), "El Faro"),
        ({"source": {"url": None}}, ("source", "url"), None),
        ({"source": {"title": "Flood"}}, ("source", "title"), "Flood"),
        ({"source": {"published_at": "2025-03-01"}}, ("source", "published_on"), "2025-03-01"),
        ({"source": {"origin": "Red Crescent"}}, ("origin_name",), "Red Crescent"),
    ],
)
def test_only_what_is_sent_is_put_right(
    desk: Desk, figure: dict[str, Any], changes: dict[str, Any], slot: tuple[str, ...], expected: object
) -> None:
    right = corrected(desk, figure, **changes)
    changed: Any = right
    for name in slot:
        changed = changed[name]
    assert changed == expected
    for name in ("quantity", "population", "measure"):
        assert right[name] == figure[name]
    if slot[0] != "place":
        assert right["place"] == figure["place"]


def test_who_was_credited_stays_credited_unless_it_is_put_right(desk: Desk) -> None:
    said = "320 homes were destroyed"
    named = stored(desk, said, origin="Red Crescent")
    assert corrected(desk, named, source={"publisher": "El Faro"})["origin_name"] == "Red Crescent"
    unnamed = stored(desk, said)
    assert corrected(desk, unnamed, source={"publisher": "El Faro"})["origin_name"] == "El Faro"
    other = stored(desk, said.replace("320", "321"), origin="Red Crescent")
    assert corrected(desk, other, source={"origin": None})["origin_name"] == "Harbour Times"


def test_a_relative_date_is_read_anew_from_the_right_day(desk: Desk) -> None:
    figure = stored(desk, "320 homes were destroyed in Chile on Saturday")
    assert figure["period"]["start"] == "2025-03-01"
    right = corrected(desk, figure, source={"published_at": "2025-03-10"})
    assert right["period"]["start"] == "2025-03-08"


def test_a_new_sentence_keeps_what_it_leaves_out(desk: Desk) -> None:
    figure = stored(desk, "320 homes were destroyed in Chile by 27 February 2025")
    right = corrected(desk, figure, statement="230 homes were destroyed")
    assert right["place"]["key"] == "CL"
    assert right["period"]["start"] == figure["period"]["start"]
    assert right["quote"] == "230 homes were destroyed"


def test_putting_right_what_was_right_changes_nothing(desk: Desk, figure: dict[str, Any]) -> None:
    assert corrected(desk, figure, source={"publisher": "Harbour Times"}) == figure
    assert [change["kind"] for change in history(desk, figure)] == ["created"]


def test_a_figure_of_an_article_keeps_its_place_in_it(desk: Desk) -> None:
    article = desk.ingested(
        text="Some 350 miners were trapped underground, police said.", publisher="El Faro"
    )
    (figure,) = article["figures"]
    right = corrected(desk, figure, place="Chile")
    assert (right["start"], right["end"], right["source"]) == (
        figure["start"],
        figure["end"],
        figure["source"],
    )
    restated = corrected(desk, right, statement="Some 35 miners were trapped underground, police said")
    assert restated["source"]["article_id"] is None
    assert restated["place"]["key"] == "CL"


def test_the_source_of_an_article_is_put_right_with_the_article(desk: Desk) -> None:
    article = desk.ingested(text="Some 350 miners were trapped underground, police said.")
    (figure,) = article["figures"]
    response = desk.patch(path(figure), {"source": {"publisher": "El Faro"}, **SIGNED})
    assert response.status_code == 422
    (error,) = response.get_json()["errors"]
    assert error["field"] == "source"
    assert article["id"] in error["message"]


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        ({**SIGNED}, "statement"),
        ({"place": "Peru"}, "by"),
        ({"place": "somewhere", **SIGNED}, "place"),
        ({"statement": "The weather was fine", **SIGNED}, "statement"),
        ({"statement": None, **SIGNED}, "statement"),
        ({"source": {"publisher": None}, **SIGNED}, "source.publisher"),
        ({"source": {}, **SIGNED}, "statement"),
        ({"status": "active", **SIGNED}, "status"),
    ],
)
def test_a_correction_that_cannot_be_made_is_refused_and_named(
    desk: Desk, figure: dict[str, Any], body: dict[str, Any], wrong: str
) -> None:
    response = desk.patch(path(figure), body)
    assert response.status_code == 422
    assert [error["field"] for error in response.get_json()["errors"]] == [wrong]


def test_what_was_corrected_leads_to_what_stands(desk: Desk, figure: dict[str, Any]) -> None:
    right = corrected(desk, figure, place="Peru")
    newer = stored(desk, SENTENCE.replace("320", "450"))
    for response in (
        desk.patch(path(figure), {"place": "Bolivia", **SIGNED}),
        retracted(desk, figure),
        desk.post(path(figure, "restore"), {"by": "Ana"}),
        desk.post(path(figure, "supersede"), {"superseded_by": newer["id"], **SIGNED}),
    ):
        assert response.status_code == 409
        assert right["id"] in response.get_json()["detail"]


def test_a_retracted_figure_is_not_put_right(desk: Desk, figure: dict[str, Any]) -> None:
    retracted(desk, figure)
    assert desk.patch(path(figure), {"place": "Peru", **SIGNED}).status_code == 409


def test_a_superseded_figure_is_put_right_where_it_stands(desk: Desk, figure: dict[str, Any]) -> None:
    newer = stored(desk, SENTENCE.replace("320", "450"), published_at="2025-03-10")
    desk.post(path(figure, "supersede"), {"superseded_by": newer["id"], **SIGNED})
    right = corrected(desk, figure, statement=SENTENCE.replace("320", "230"))
    assert (right["status"], right["superseded_by"], right["superseded_on"]) == (
        "superseded",
        newer["id"],
        "2025-03-10",
    )
    claim = desk.judged(CLAIM.replace("320", "230"), claimed_at="2025-03-03")
    assert claim["verdict"] == "consistent"


# --- Articles that come again -----------------------------------------------------------------------


def versions(desk: Desk, *texts: str, **more: str) -> list[dict[str, Any]]:
    """An article's versions, one after the other at one address, each once its figures have been read."""
    url = "https://harbour.example/flood"
    return [desk.ingested(text=text, url=url, published_at="2025-03-02", **more) for text in texts]


def test_a_new_version_of_an_article_is_in_the_history_of_its_figures(desk: Desk) -> None:
    before, after = versions(desk, FLOOD, FLOOD.replace("320", "450"))
    old, new = before["figures"][0], after["figures"][0]
    created, change = history(desk, old)
    assert (change["kind"], change["by"]) == ("superseded", f"version 2 of {before['id']}")
    assert (created["revision"], change["revision"]) == (1, 2)
    assert change["after"]["superseded_by"] == new["id"]
    assert desk.get(path(old), query_string={"revision": 1}).get_json()["status"] == "active"


def test_what_an_editor_retracted_stays_so_in_the_next_versions(desk: Desk) -> None:
    (article,) = versions(desk, FLOOD)
    homes = article["figures"][0]
    retracted(desk, homes)
    for more in (" It rained.", " It rained again."):
        (article,) = versions(desk, FLOOD + more)
        homes, boats = article["figures"]
        assert (homes["status"], boats["status"]) == ("retracted", "active")
        assert history(desk, homes)[-1]["by"] == "Ana"
    (article,) = versions(desk, FLOOD.replace("320", "450"))
    assert {figure["status"] for figure in article["figures"]} == {"active"}


def test_what_an_editor_put_right_stays_right_in_the_next_versions(desk: Desk) -> None:
    (article,) = versions(desk, FLOOD)
    right = corrected(desk, article["figures"][0], place="Peru")
    for more in (" It rained.", " It rained again."):
        (article,) = versions(desk, FLOOD + more)
        homes, boats = article["figures"]
        assert (homes["status"], homes["superseded_by"]) == ("corrected", right["id"])
        assert boats["status"] == "active"
        assert desk.get(path(right)).get_json() == right


def test_a_publication_put_right_after_the_reading_was_corrects_all_but_what_an_editor_did(
    desk: Desk,
) -> None:
    (article,) = versions(desk, FLOOD)
    homes, boats = article["figures"]
    retracted(desk, homes)
    (article,) = versions(desk, FLOOD, publisher="El Faro")
    assert [figure["status"] for figure in article["figures"]] == ["retracted", "active"]
    assert desk.get(path(boats)).get_json()["status"] == "corrected"
