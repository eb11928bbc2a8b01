"""Countries by their names and demonyms, and the places of a sentence."""

from __future__ import annotations

import pytest

from verifier.core.joint_places import places_of
from verifier.core.places import nation_at
from verifier.core.text import normalise, sentences


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("American", "US"),
        ("Americans", "US"),
        ("the United States", "US"),
        ("French", "FR"),
        ("Chinese", "CN"),
        ("Britons", "GB"),
        ("Philippines", "PH"),
        ("Filipinos", "PH"),
        ("North Koreans", "KP"),
        ("DPRK", "KP"),
        ("South Korea", "KR"),
        ("Democratic Republic of the Congo", "CD"),
        ("Republic of Congo", "CG"),
        ("the Republic of China", "TW"),
        ("China", "CN"),
        ("Ivory Coast", "CI"),
        ("Côte d'Ivoire", "CI"),
        ("Swiss", "CH"),
        ("Poles", "PL"),
        ("Turkey", "TR"),
        ("Türkiye", "TR"),
        ("Norwegians", "NO"),
        ("Indians", "IN"),
        ("Australians", "AU"),
        ("Spaniards", "ES"),
        ("Danes", "DK"),
    ],
)
def test_a_country_by_any_of_its_names(words: str, code: str) -> None:
    tokens = sentences(normalise(words))[0].tokens
    found = nation_at(tokens, 1 if tokens[0].lower == "the" else 0)
    assert found is not None
    assert found.code == code


@pytest.mark.parametrize(
    "words", ["poles apart", "turkey sandwiches", "polish the floor", "British Columbia"]
)
def test_what_only_looks_like_a_country(words: str) -> None:
    assert nation_at(sentences(normalise(words))[0].tokens, 0) is None


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("A blast in Karachi, Pakistan, on Monday", [("karachi", ("PK",))]),
        ("floods in the southern Turkish city of Hatay", [("hatay", ("TR",))]),
        ("in Russia's Kursk region", [("kursk", ("RU",))]),
        ("the ongoing war in Ukraine", []),
        ("the Turkish earthquake", [("TR", ())]),
        ("homes burnt in Tripoli, Lebanon in 2025", [("tripoli", ("LB",))]),
        ("homes burnt in Tripoli (Lebanon) in 2025", [("tripoli", ("LB",))]),
        ("homes burnt in Tripoli in northern Lebanon", [("tripoli", ("northern LB", "LB"))]),
        ("homes burnt in Tripoli in 2025", [("tripoli", ("LY",))]),
        ("In Geneva, Russia said on Monday", [("geneva", ())]),
        ("homes burnt in Kenya and Uganda in 2025", [("KE and UG", ())]),
        ("homes burnt in Uganda, Tanzania and Kenya", [("KE and TZ and UG", ())]),
        ("homes burnt in Kursk & Belgorod.", [("belgorod and kursk", ("RU",))]),
        ("5 burnt in Kenya and 20 in Uganda", [("KE", ()), ("UG", ())]),
        ("homes burnt in Kenya and Uganda said so", [("KE", ())]),
        ("homes burnt in Bosnia and Herzegovina", [("BA", ())]),
        ("struck the Arequipa region of southern Peru", [("arequipa", ("southern PE", "PE"))]),
        ("in April on Monday", []),
    ],
)
def test_the_places_of_a_sentence(text: str, keys: list[tuple[str, tuple[str, ...]]]) -> None:
    found = places_of(sentences(normalise(text))[0])
    assert [(each.place.key, each.place.within) for each in found] == keys
