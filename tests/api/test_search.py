"""Searching figures over HTTP: each condition, alone and with others; pages under inserts."""

from __future__ import annotations

import pytest

from tests.desk import Desk

NOW_AND_THEN = [
    ("About 600 North Korean soldiers were killed in Kursk by 20 April 2025, the NIS said",
     "Harbour Times", "2025-04-30"),
    ("Some 350 miners were trapped underground in Chile on 5 May 2025, the mining ministry said",
     "Reuters", "2025-05-06"),
    ("At least 12 fishing boats were damaged in Lima by 27 February 2025", "reuters ", "2025-03-01"),
    ("3,000 civilians were evacuated in Arica, Chile, on 2 May 2025, police said", "El Faro", "2025-05-03"),
    ("14 people were killed or wounded in Peru in May 2025, police said", "El Faro", "2025-05-31"),
]  # fmt: skip
KURSK, MINERS, BOATS, ARICA, PERU = range(5)


@pytest.fixture
def stored(desk: Desk) -> list[str]:
    """The ids of the figures above, in their order."""
    ids = []
    for sentence, publisher, day in NOW_AND_THEN:
        slug = publisher.strip().lower().replace(" ", "-")
        source = {"publisher": publisher, "published_at": day, "url": f"https://www.{slug}.example/{day}/"}
        response = desk.post("/v1/figures", {"statement": sentence, "source": source})
        assert response.status_code == 201, response.get_json()
        ids.append(response.get_json()["id"])
    return ids


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"q": "soldiers"}, {KURSK}),
        ({"q": "troops"}, {KURSK}),
        ({"q": "DPRK troops killed"}, {KURSK}),
        ({"q": "the troops of North Korea"}, {KURSK}),
        ({"q": "soldeirs"}, {KURSK}),
        ({"q": "police"}, {ARICA, PERU}),
        ({"q": "police killed"}, set()),
        ({"q": "Lima"}, {BOATS}),
        ({"q": "Peru"}, {BOATS, PERU}),
        ({"q": "boats destroyed"}, set()),
        ({"q": "sandwiches"}, set()),
        ({"q": "the of"}, set()),
        ({"population": "North Korean soldiers"}, {KURSK}),
        ({"population": "North Koreans"}, {KURSK}),
        ({"population": "South Korean soldiers"}, set()),
        ({"population": "police"}, set()),
        ({"measure": "killed"}, {KURSK}),
        ({"measure": "died"}, {KURSK}),
        ({"measure": "killed or wounded"}, {PERU}),
        ({"measure": "kiled"}, {KURSK}),
        ({"place": "Chile"}, {MINERS, ARICA}),
        ({"place": "Arica"}, {ARICA}),
        ({"place": "Peru"}, {BOATS, PERU}),
        ({"place": "Bolivia"}, set()),
        ({"origin": "NIS"}, {KURSK}),
        ({"origin": "mining ministry"}, {MINERS}),
        ({"origin": "ministry"}, {MINERS}),
        ({"publisher": "REUTERS"}, {MINERS, BOATS}),
        ({"publisher": "Reut"}, set()),
        ({"url": "http://el-faro.example/2025-05-03?utm_source=x"}, {ARICA}),
        ({"url": "https://el-faro.example/2025-05-04"}, set()),
        ({"article": "art_1"}, set()),
        ({"status": "active"}, {KURSK, MINERS, BOATS, ARICA, PERU}),
        ({"status": "retracted"}, set()),
        ({"as_of_from": "2025-05-02", "as_of_to": "2025-05-05"}, {MINERS, ARICA}),
        ({"as_of_from": "2025-05-02"}, {MINERS, ARICA, PERU}),
        ({"as_of_to": "2025-02-27"}, {BOATS}),
        ({"published_from": "2025-05-03", "published_to": "2025-05-06"}, {MINERS, ARICA}),
        ({"published_to": "2025-03-01"}, {BOATS}),
        ({"q": "killed", "place": "Kursk", "origin": "NIS", "publisher": "harbour times",
          "population": "soldiers", "measure": "killed", "status": "active", "as_of_from": "2025-04-01",
          "published_to": "2025-04-30", "url": "https://harbour-times.example/2025-04-30"}, {KURSK}),
        ({"place": "Chile", "publisher": "El Faro"}, {ARICA}),
        ({"place": "Chile", "publisher": "El Faro", "measure": "killed"}, set()),
    ],
    ids=str,
)  # fmt: skip
def test_a_search_finds_what_meets_all_conditions(
    desk: Desk, stored: list[str], query: dict[str, str], found: set[int]
) -> None:
    page = desk.get("/v1/figures", query_string=query).get_json()
    assert [figure["id"] for figure in page["figures"]] == [stored[each] for each in sorted(found)[::-1]]
    assert page["next"] is None


def test_the_figures_of_an_article_are_found_by_it(desk: Desk) -> None:
    article = desk.ingested(text="Some 350 miners were trapped underground in Chile, police said.")
    page = desk.get("/v1/figures", query_string={"article": article["id"]}).get_json()
    assert [figure["id"] for figure in page["figures"]] == [figure["id"] for figure in article["figures"]]


@pytest.mark.parametrize(
    ("query", "wrong"),
    [
        ({"words": "soldiers"}, "words"),
        ({"q": ""}, "q"),
        ({"q": "\u202e"}, "q"),
        ({"status": "gone"}, "status"),
        ({"as_of_from": "yesterday"}, "as_of_from"),
        ({"as_of_from": "2025-05-01T00:00:00Z"}, "as_of_from"),
        ({"as_of_from": "2025-05-02", "as_of_to": "2025-05-01"}, "as_of_to"),
        ({"published_from": "2025-05-02", "published_to": "2025-05-01"}, "published_to"),
        ({"url": "harbour"}, "url"),
        ({"article": "fig_1"}, "article"),
        ({"limit": "0"}, "limit"),
        ({"before": "fig_00000000000000000000zz"}, "before"),
    ],
)
def test_what_cannot_be_searched_for_is_refused_and_named(
    desk: Desk, query: dict[str, str], wrong: str
) -> None:
    response = desk.get("/v1/figures", query_string=query)
    assert response.status_code == 422
    assert [error["field"] for error in response.get_json()["errors"]] == [wrong]


def test_pages_stay_in_order_while_figures_come_in(desk: Desk) -> None:
    def store(count: int) -> str:
        body = {"statement": f"{count} homes were destroyed", "source": {"publisher": "Harbour Times"}}
        made: str = desk.post("/v1/figures", body).get_json()["id"]
        return made

    made = [store(count) for count in range(201, 208)]
    seen: list[str] = []
    query = {"population": "houses", "limit": "2"}
    page = desk.get("/v1/figures", query_string=query).get_json()
    seen += [figure["id"] for figure in page["figures"]]
    while page["next"]:
        store(300 + len(seen))
        page = desk.get("/v1/figures", query_string={**query, "before": page["next"]}).get_json()
        seen += [figure["id"] for figure in page["figures"]]
    assert seen == made[::-1]
