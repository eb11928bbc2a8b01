"""``/v1/figures`` over HTTP."""

from __future__ import annotations

import pytest

from tests.desk import Desk

SENTENCE = "About 320 homes were destroyed in the flood, the interior ministry said"
SOURCE = {"publisher": "Harbour Times", "published_at": "2025-03-02", "url": "https://harbour.example/flood"}


def test_a_figure_is_read_from_its_sentence(desk: Desk) -> None:
    response = desk.post("/v1/figures", {"statement": SENTENCE, "source": SOURCE})

    assert response.status_code == 201
    figure = response.get_json()
    assert figure["quantity"]["value"] == "320"
    assert figure["source"]["publisher"] == "Harbour Times"
    assert "interior ministry" in figure["origin_name"].lower()
    assert response.headers["Location"] == f"/v1/figures/{figure['id']}"
    assert desk.get(response.headers["Location"]).get_json() == figure


def test_it_judges_claims_from_then_on(desk: Desk) -> None:
    desk.post("/v1/figures", {"statement": SENTENCE, "source": SOURCE})
    claim = desk.judged("About 320 homes were destroyed in the flood", claimed_at="2025-03-03")
    assert claim["verdict"] == "consistent"
    assert claim["result"]["store_revision"] == 1


def test_whom_the_source_credits_is_credited(desk: Desk) -> None:
    source = {**SOURCE, "origin": "Red Crescent"}
    figure = desk.post("/v1/figures", {"statement": "320 homes were destroyed", "source": source}).get_json()
    assert figure["origin_name"] == "Red Crescent"
    said = "320 homes were destroyed, according to the Red Crescent"
    assert (
        desk.post("/v1/figures", {"statement": said, "source": SOURCE}).get_json()["origin"]
        == figure["origin"]
    )


@pytest.mark.parametrize(
    "statement", ["The weather was fine", "320 homes were destroyed and 14 people were killed"]
)
def test_a_sentence_must_state_one_figure(desk: Desk, statement: str) -> None:
    response = desk.post("/v1/figures", {"statement": statement, "source": SOURCE})
    assert response.status_code == 422
    assert [error["field"] for error in response.get_json()["errors"]] == ["statement"]
    assert desk.get("/v1/figures").get_json()["figures"] == []


FIELDS = {"quantity": "at least 12", "population": "fishing boats", "measure": "damaged", "place": "Peru"}


def test_a_figure_given_in_fields_is_the_same_figure(desk: Desk) -> None:
    body = {**FIELDS, "as_of": "2025-02-27", "source": {**SOURCE, "origin": "Coast Guard"}}
    figure = desk.post("/v1/figures", body).get_json()

    said = "At least 12 fishing boats were damaged in Peru by 27 February 2025, the Coast Guard said"
    sentence = desk.post("/v1/figures", {"statement": said, "source": SOURCE}).get_json()
    for slot, key in (("population", "words"), ("measure", "key"), ("place", "key"), ("quantity", "low")):
        assert figure[slot][key] == sentence[slot][key]
    assert (figure["period"]["start"], figure["period"]["end"]) == ("2025-02-27", "2025-02-28")
    assert figure["origin_name"] == "Coast Guard"
    assert figure["quote"] == "at least 12 fishing boats damaged in Peru"
    claim = desk.judged("Three fishing boats were damaged in Peru", claimed_at="2025-03-01")
    assert claim["verdict"] == "contradicted"


@pytest.mark.parametrize(
    ("quantity", "measure", "key"),
    [("5.3 %", "unemployment rate", "unemployment_rate"), ("2.1 percent", "inflation", "inflation")],
)
def test_a_rate_is_given_without_a_population(desk: Desk, quantity: str, measure: str, key: str) -> None:
    body = {"quantity": quantity, "measure": measure, "place": "Germany", "source": SOURCE}
    figure = desk.post("/v1/figures", {**body, "as_of": "2025-01-31"}).get_json()
    assert (figure["measure"]["key"], figure["place"]["key"], figure["population"]) == (key, "DE", None)
    assert figure["quantity"]["base_unit"] == "share"
    assert figure["quote"] == f"The {measure} in Germany was {quantity}"


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({}, {"statement"}),
        ({"statement": SENTENCE, "place": "Peru"}, {"place"}),
        ({"quantity": "12"}, {"measure"}),
        ({**FIELDS, "quantity": "many"}, {"quantity"}),
        ({**FIELDS, "quantity": "12 and 14"}, {"quantity"}),
        ({**FIELDS, "measure": "the"}, {"measure"}),
        ({**FIELDS, "measure": "not damaged"}, {"measure"}),
        ({**FIELDS, "measure": "partly damaged"}, {"measure"}),
        ({**FIELDS, "population": "fishing boats and ferries"}, {"population"}),
        ({**FIELDS, "place": "Lima, Peru or Chile"}, {"place"}),
        ({**FIELDS, "quantity": "12 XY"}, {"quantity"}),
        ({**FIELDS, "as_of": "soon"}, {"as_of"}),
        ({**FIELDS, "as_of": "2025-03-04"}, {"as_of"}),
    ],
)
def test_fields_that_make_no_figure_are_named(desk: Desk, fields: dict[str, str], wrong: set[str]) -> None:
    response = desk.post("/v1/figures", {**fields, "source": SOURCE})
    assert response.status_code == 422
    assert {error["field"] for error in response.get_json()["errors"]} == wrong


def test_a_source_needs_a_publisher(desk: Desk) -> None:
    response = desk.post("/v1/figures", {"statement": SENTENCE, "source": {}})
    assert [error["field"] for error in response.get_json()["errors"]] == ["source.publisher"]


def test_pages_hold_each_figure_once(desk: Desk) -> None:
    made = [
        desk.post("/v1/figures", {"statement": f"{count} homes were destroyed", "source": SOURCE}).get_json()[
            "id"
        ]
        for count in range(201, 206)
    ]
    seen: list[str] = []
    page = desk.get("/v1/figures?limit=2").get_json()
    seen += [figure["id"] for figure in page["figures"]]
    while page["next"]:
        page = desk.get(f"/v1/figures?limit=2&before={page['next']}").get_json()
        seen += [figure["id"] for figure in page["figures"]]
    assert seen == made[::-1]


def test_the_same_key_makes_one_figure(desk: Desk) -> None:
    key = {"Idempotency-Key": "f-1"}
    body = {"statement": SENTENCE, "source": SOURCE}
    first = desk.post("/v1/figures", body, headers=key)
    second = desk.post("/v1/figures", body, headers=key)
    assert (second.status_code, second.data) == (first.status_code, first.data)
    assert len(desk.get("/v1/figures").get_json()["figures"]) == 1
