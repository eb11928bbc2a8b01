"""What is read from pages of many kinds, and what isn't."""

from __future__ import annotations

import pytest

from tests.pages.samples import AHEAD, NEWS, SAMPLES, TODAY, Sample
from verifier.errors import UnreadablePage
from verifier.pages.extraction import read_page


@pytest.mark.parametrize("sample", [pytest.param(each, id=name) for name, each in SAMPLES.items()])
def test_the_article_is_read_and_nothing_around_it(sample: Sample) -> None:
    page = read_page(sample.html, url=None, today=TODAY)

    lines = page.text.split("\n")
    assert [line for line in sample.said if line not in lines] == []
    assert [words for words in sample.unsaid if words in page.text] == []


@pytest.mark.parametrize(
    "sample", [pytest.param(each, id=name) for name, each in SAMPLES.items() if name not in ("blog",)]
)
def test_what_a_page_says_of_itself_is_taken_and_nothing_is_guessed(sample: Sample) -> None:
    page = read_page(sample.html, url=None, today=TODAY)

    assert (page.publisher, page.url, page.published_on, page.language) == (
        sample.publisher,
        sample.url,
        sample.published_on,
        sample.language,
    )
    assert sample.title in (None, page.title)


def test_headings_and_paragraphs_stand_apart() -> None:
    text = read_page(NEWS.html, url=None, today=TODAY).text
    assert "\n\nRescue\n\nSome 80 people were rescued by helicopter.\n\nAnother 200 were" in text
    assert "the ministry said.\nNine are missing." in text


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Win 10,000 dollars today!", "Win 20,000 euros tomorrow!"),
        ("12 comments", "13 comments"),
        ("I heard that 900 people", "I heard that 800 people"),
        ("</head>", "<script>var rendered = 1741167600;</script></head>"),
        ("Quake kills 66 in Chile", "Storm kills 5 in Cuba"),
    ],
)
def test_the_same_page_fetched_twice_is_the_same_text(one: str, other: str) -> None:
    assert one in NEWS.html
    first, again = (
        read_page(html, url=None, today=TODAY) for html in (NEWS.html, NEWS.html.replace(one, other))
    )
    assert first == again


def test_a_day_ahead_is_believed_from_the_day_before_on() -> None:
    assert read_page(AHEAD.html, url=None, today=AHEAD_DAY).published_on is not None


AHEAD_DAY = TODAY.replace(month=3, day=31)


@pytest.mark.parametrize(
    "html",
    [
        "",
        " ",
        "<html></html>",
        "<html><head><title>Nothing</title></head><body></body></html>",
        "<html><body><nav><ul><li><a href='/'>Home</a></li></ul></nav></body></html>",
        "<html><body><script>alert(1)</script></body></html>",
        "<html><body><div>" * 20_000 + "12 people died.",
        "<!-- 12 people died -->",
        "<" * 100_000,
        "\0\0\0",
    ],
)
def test_a_page_without_an_article_is_refused_in_a_sentence(html: str) -> None:
    with pytest.raises(UnreadablePage) as refused:
        read_page(html, url=None, today=TODAY)
    assert refused.value.detail.endswith(".")


def test_entities_of_a_pages_own_are_not_expanded() -> None:
    levels = "".join(f'<!ENTITY e{n + 1} "{f"&e{n};" * 10}">' for n in range(9))
    html = (
        f'<!DOCTYPE html [<!ENTITY e0 "aaaaaaaaaa">{levels}]><html><body><p>&e9;</p>{NEWS.html}</body></html>'
    )
    assert len(read_page(html, url=None, today=TODAY).text) < 2000


def test_no_character_that_texts_may_not_have_comes_out_of_a_page() -> None:
    html = NEWS.html.replace("Nine are missing", "Nine\u202e are\x07 missing\ufdd0").replace(
        "Flood", "Fl\x9bood"
    )
    page = read_page(html, url=None, today=TODAY)
    assert "Nine are missing." in page.text
    assert page.title == "Flood destroys 320 homes in Lima"
