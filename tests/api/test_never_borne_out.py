"""What a stored figure must never bear out, though words and number are alike."""

from __future__ import annotations

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
    ],
)
def test_a_number_of_another_place_of_that_name(desk: Desk, reported: str, claimed: str) -> None:
    _store(desk, f"57 homes were destroyed in {reported} in 2024, police said")
    assert desk.judged(f"57 homes were destroyed in {claimed} in 2024")["verdict"] == "unverified"
    assert desk.judged(f"57 homes were destroyed in {reported} in 2024")["verdict"] == "consistent"


def test_places_said_together_are_one_in_any_order(desk: Desk) -> None:
    _store(desk, "57 homes were destroyed in Kenya and Uganda, police said")
    assert desk.judged("57 homes in Uganda and Kenya were destroyed")["verdict"] == "consistent"
