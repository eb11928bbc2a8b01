"""What a stored figure must never bear out, though words and number are alike."""

from __future__ import annotations

import json

import pytest

from tests.desk import Desk


def _store(desk: Desk, statement: str, **source: str) -> None:
    published = {"publisher": "Harbour Times", "published_at": "2025-03-10", **source}
    assert desk.post("/v1/figures", {"statement": statement, "source": published}).status_code == 201


# --- Places -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("reported", "claimed"),
    [
        ("Tripoli, Lebanon", "Tripoli, Libya"),
        ("Tripoli, Lebanon", "Tripoli"),
        ("Tripoli (Libya)", "Tripoli in northern Lebanon"),
        ("Valencia", "Valencia, Venezuela"),
        ("Kenya", "Kenya and Uganda"),
        ("Kenya and Uganda", "Kenya"),
        ("Kenya and Uganda", "Uganda, Tanzania and Kenya"),
        ("China", "the Republic of China"),
        ("Peru", "Lima"),
    ],
)
def test_a_number_of_another_place_of_that_name(desk: Desk, reported: str, claimed: str) -> None:
    _store(desk, f"57 homes were destroyed in {reported} in 2024, police said")
    assert desk.judged(f"57 homes were destroyed in {claimed} in 2024")["verdict"] == "unverified"
    assert desk.judged(f"57 homes were destroyed in {reported} in 2024")["verdict"] == "consistent"


def test_places_said_together_are_one_in_any_order(desk: Desk) -> None:
    _store(desk, "57 homes were destroyed in Kenya and Uganda, police said")
    assert desk.judged("57 homes in Uganda and Kenya were destroyed")["verdict"] == "consistent"


def test_what_lies_outside_a_place_is_none_of_it(desk: Desk) -> None:
    _store(desk, "57 homes were destroyed in Lima, police said")
    assert desk.judged("57 homes were destroyed outside Lima")["verdict"] == "unverified"
    _store(desk, "85 homes were destroyed outside Lima, police said")
    assert desk.judged("85 homes were destroyed in Lima")["verdict"] == "contradicted"
    assert desk.judged("85 homes were destroyed outside Lima")["verdict"] == "consistent"


# --- Periods ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("period", ["in 2023 and 2024", "in 2024 or 2025", "in each of 2024 and 2025"])
def test_a_number_of_one_year_of_two(desk: Desk, period: str) -> None:
    _store(desk, "57 homes were destroyed in Kenya in 2024, police said")
    assert desk.judged(f"57 homes were destroyed in Kenya {period}")["verdict"] == "unverified"
    _store(desk, f"85 homes were destroyed in Kenya {period}, the ministry said")
    assert desk.judged("85 homes were destroyed in Kenya in 2024")["verdict"] != "consistent"
    assert desk.judged(f"85 homes were destroyed in Kenya {period}")["verdict"] == "consistent"


# --- The claim's own article ------------------------------------------------------------------------

FIRE = {"text": "The fire in Lima killed 12 people, police said on Monday.", "published_at": "2025-03-10"}
AT = "https://www.harbour.example/fire?utm_source=x"


def _burnt(desk: Desk, at: str) -> tuple[str, str]:
    claim = desk.judged("The fire in Lima killed 12 people", claim_url=at)
    return claim["verdict"], claim["result"]["reason"]


@pytest.mark.parametrize(
    "at",
    [
        "https://HARBOUR.example:443/fire#top",
        "https://harbour.example/./%66ire",
        "https://m.harbour.example/fire",
        "https://amp.harbour.example//fire/amp",
    ],
)
def test_a_claims_own_article_however_its_address_is_spelt(desk: Desk, at: str) -> None:
    desk.ingested(**FIRE, publisher="Harbour Times", url=AT)
    assert _burnt(desk, at) == ("unverified", "self_sourced")
    assert _burnt(desk, "https://harbour.example/water")[0] == "consistent"


@pytest.mark.parametrize("address", [{"url": "https://valley.example/fire"}, {}])
def test_a_claims_own_article_in_another_paper(desk: Desk, address: dict[str, str]) -> None:
    desk.ingested(**FIRE, publisher="Harbour Times", url=AT)
    desk.ingested(**FIRE, publisher="Valley Post", **address)
    assert _burnt(desk, AT) == ("unverified", "self_sourced")
    desk.ingested(
        text="It is out now.", publisher="Harbour Times", url=AT, published_at="2025-03-11"
    )  # what the article said when the other paper took it over
    assert _burnt(desk, AT) == ("unverified", "self_sourced")
    desk.ingested(
        text="Hospitals: the fire in Lima killed 12 people.", publisher="Coast", published_at="2025-03-11"
    )
    assert _burnt(desk, AT)[0] == "consistent"


# --- Files ------------------------------------------------------------------------------------------


def test_thousands_are_not_taken_for_decimals(desk: Desk) -> None:
    rows = (
        'quantity,population,measure,place,publisher\n1.234,people,killed,Chile,X\n"3,5",people,hurt,Peru,X\n'
    )
    assert desk.imported(rows)["rejected"] == 2
    assert desk.judged("One person was killed in Chile")["verdict"] == "unverified"
    assert desk.imported(rows.splitlines()[0] + "\n" + rows.splitlines()[1], decimal=",")["added"] == 1
    assert desk.judged("1,234 people were killed in Chile")["verdict"] == "consistent"


@pytest.mark.parametrize(
    ("written", "forged", "claim"),
    [
        ('["11.5","12.5",0,1]', '["0","1000000",0,1]', "900 homes were destroyed in Lima"),
        ('["11.5","12.5",0,1]', '["0",null,0,1]', "900 homes were destroyed in Lima"),
        ('[0,2],"count"', '[3,8],"count"', "12 homes were destroyed in Lima"),
    ],
)
def test_an_exports_reading_that_admits_what_its_number_does_not(
    desk: Desk, written: str, forged: str, claim: str
) -> None:
    _store(desk, "12 homes were destroyed in Lima, police said")
    line = json.loads(desk.get("/v1/figures/export?format=jsonl").get_data())
    reading = json.dumps(line["reading"], separators=(",", ":"))
    assert written in reading
    # This store has the figure itself, so that the forgery comes under an id of its own.
    changed = {"figure_id": "fig_1" + "z" * 21, "reading": json.loads(reading.replace(written, forged))}
    told = desk.imported(json.dumps({**line, **changed}) + "\n", "application/x-ndjson")
    assert (told["added"], told["rejected"]) == (0, 1)
    assert desk.judged(claim)["verdict"] == ("consistent" if claim.startswith("12 ") else "contradicted")
