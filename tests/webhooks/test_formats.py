"""What each format makes of each event, and of whatever texts people write."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft6Validator

from tests.webhooks.golden import FOLDER, golden_files
from tests.webhooks.samples import HOME, change, claim, digest, event, samples
from verifier.webhooks.events import CHECKED, DIGEST, EVENTS, TEST, claim_told
from verifier.webhooks.formats import FORMATS
from verifier.webhooks.formats.messages import cut, message_of, units, web_address

_CARD = Draft6Validator(
    json.loads((Path(__file__).parent / "schemas" / "adaptive-card-1.5.json").read_text("utf-8"))
)
_TYPES = sorted({*EVENTS, TEST})
_HOSTILE = (
    "<!channel>", "<!here|x>", "<@U012AB3CD>", "<#C012AB3CD>", "<https://evil.example|x>",
    "[x](http://evil.example)", "[x]: http://evil.example", "<at>everyone</at>", "&lt;!here&gt;", "${x}",
    "@channel", "{{DATE(2020-01-01T00:00:00Z)}}", "{{{TIME(", "<script>alert(1)</script>",
    "javascript:alert(1)", "\\", '"',
    '"><a href="http://evil.example">x</a>', "http://evil.example/", "*_~`", "```", ":x:", "\n> x\n",
    "👩\u200d👩\u200d👧", "🇰🇵", "e\u0301\u0301", "שלום", "\u2067مرحبا\u2069",
)  # fmt: skip
_texts = st.one_of(
    st.text(max_size=1_000),
    st.lists(st.one_of(st.sampled_from(_HOSTILE), st.text(max_size=20)), max_size=40).map("".join),
    st.tuples(st.sampled_from([*_HOSTILE, "𝟙", "&", "\x00", "\u2028"]), st.integers(1, 1_000)).map(
        lambda told: (told[0] * told[1])[:1_000]
    ),
)


def written(name: str, type_: str) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(FORMATS[name].write(samples()[type_]))
    return document


def test_the_golden_files_are_what_the_formats_write() -> None:
    kept = {file.name: file.read_text("utf-8") for file in FOLDER.glob("*.json")}
    assert kept == golden_files()


def test_there_is_a_sample_of_every_type() -> None:
    assert sorted(samples()) == _TYPES


# --- Whatever people write ------------------------------------------------------------------------


@st.composite
def claims(draw: st.DrawFn) -> dict[str, Any]:
    """A claim with such texts in every place that somebody outside can fill."""
    told = claim(
        text=draw(_texts), claimant=draw(st.none() | _texts), tags=draw(st.lists(_texts, max_size=2))
    )
    for evidence in told["result"]["evidence"]:
        evidence["sentence"], evidence["figure"]["quote"] = draw(_texts), draw(_texts)
        evidence["figure"]["source"].update(
            publisher=draw(st.none() | _texts), title=draw(st.none() | _texts), url=draw(st.none() | _texts)
        )
    told["result"]["sentence"] = draw(_texts)
    told["result"]["evidence"] *= draw(st.integers(0, 4))
    return told


_many = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))


@_many
@given(claims(), st.sampled_from(["", HOME]))
def test_slack_gets_blocks_within_its_limits_and_no_markup_of_others(told: dict[str, Any], home: str) -> None:
    document = json.loads(FORMATS["slack"].write(event(CHECKED, claim_told(told), home)))
    assert 1 <= len(document["blocks"]) <= 50
    assert {block["type"] for block in document["blocks"]} <= {"header", "rich_text"}
    assert document["blocks"][0]["text"]["text"] == "❌ Contradicted"
    assert "<" not in document["text"]
    assert ">" not in document["text"]
    assert units(document["text"]) <= 3_000
    for element in _leaves(document["blocks"][1:]):
        assert element["type"] in ("text", "link")  # no broadcast, user, channel or emoji
        assert 1 <= units(element["text"]) <= 3_000
    _only_offered(told, home, [each["url"] for each in _leaves(document["blocks"]) if each["type"] == "link"])


@_many
@given(claims(), st.sampled_from(["", HOME]))
def test_teams_gets_a_card_of_its_schema_under_28_kb(told: dict[str, Any], home: str) -> None:
    body = FORMATS["teams"].write(event(CHECKED, claim_told(told), home))
    assert len(body) <= 28_000
    assert 2 * units(body.decode()) <= 28_000
    card = _card(json.loads(body))
    (title,) = (each for each in _nested(card) if each.get("type") == "TextBlock")
    assert title["text"] == "❌ Contradicted" == card["fallbackText"]  # markdown is read there alone
    runs = [each for each in _nested(card) if each.get("type") == "TextRun"]
    assert not any("{{" in run["text"] for run in runs)
    _only_offered(told, home, [each["url"] for each in _nested(card) if each.get("type") == "Action.OpenUrl"])


@_many
@given(claims(), st.sampled_from(["", HOME]))
def test_superdesk_gets_an_item_with_no_elements_of_others(told: dict[str, Any], home: str) -> None:
    document = json.loads(FORMATS["superdesk"].write(event(CHECKED, claim_told(told), home)))
    seen = _Elements()
    seen.feed(document["body_html"])
    assert {name for name, _ in seen.elements} <= {"p", "b", "blockquote", "a", "br"}
    assert {name for _, names in seen.elements for name in names} <= {"href", "rel"}
    _only_offered(told, home, [names["href"] for name, names in seen.elements if name == "a"])
    assert len(document["headline"]) <= 200
    assert not {"<", ">"} & set(document["headline"] + "".join(document["keywords"]))


def _only_offered(told: dict[str, Any], home: str, links: list[str]) -> None:
    """Links lead to the claim and to the sources of its evidence, nowhere that a text names."""
    sources = {each["figure"]["source"]["url"] for each in told["result"]["evidence"]}
    assert set(links) <= {*sources, f"{home}{told['links']['self']}"}
    assert all(link.startswith(("http://", "https://")) for link in links)
    assert (f"{home}{told['links']['self']}" in links) == bool(home)


@given(_texts, st.integers(2, 60))
def test_a_text_is_cut_between_characters_and_escapes(text: str, most: int) -> None:
    escapes = {"&": "&amp;", "<": "&lt;"}
    told = cut(text, most, lambda part: "".join(escapes.get(each, each) for each in part))
    assert units(told) <= most
    read = told.replace("&lt;", "<").replace("&amp;", "&")
    assert read == text or text.startswith(read.removesuffix("…"))
    told.encode("utf-8")


# --- What is said ---------------------------------------------------------------------------------


@pytest.mark.parametrize("type_", _TYPES)
def test_every_card_is_of_the_published_schema(type_: str) -> None:
    _card(written("teams", type_))


def test_the_schema_refuses_what_is_no_card() -> None:
    card = written("teams", CHECKED)["attachments"][0]["content"]
    card["body"].append({"type": "RichTextBlock", "inlines": [{"type": "TextRun"}]})
    assert not _CARD.is_valid(card)


@pytest.mark.parametrize("text", ["{" * 3_000, "語" * 3_000, "👩" * 1_500, '"\\' * 1_500, "&<" * 1_500])
def test_the_longest_texts_in_every_place_fit(text: str) -> None:
    told = samples()["claim.verdict_changed"].told
    told["claim"].update(text=text[:1_000], claimant=text)
    told["verdict"].update(sentence=text, evidence=told["verdict"]["evidence"] * 3)
    told["cause"]["figure"]["quote"] = text
    for evidence in told["verdict"]["evidence"]:
        evidence.update(sentence=text[:600])
        evidence["figure"].update(quote=text[:600])
    body = FORMATS["teams"].write(event("claim.verdict_changed", told))
    assert max(len(body), 2 * units(body.decode())) <= 28_000
    shown = [each["text"] for each in _nested(_card(json.loads(body))) if each.get("type") == "TextRun"]
    assert any("more in full" in each for each in shown)
    blocks = json.loads(FORMATS["slack"].write(event("claim.verdict_changed", told)))["blocks"]
    assert max(units(each["text"]) for each in _leaves(blocks)) <= 3_000


@pytest.mark.parametrize(
    "text", ["{" * 1_000, "語" * 1_000, "👩" * 1_000, '"\\' * 500, "&<" * 500, "x" * 1_000]
)
def test_a_digest_of_the_longest_claims_fits(text: str) -> None:
    changes = [change("consistent", "contradicted", text=text, external_id="k" * 200, tags=["t" * 50] * 20)]
    sent = event(DIGEST, digest(changes * 40, matching=4_000))
    body = FORMATS["standard"].write(sent)
    told = json.loads(body)["data"]
    assert len(body) < 20_000
    assert 5 <= len(told["changes"]) <= 25
    assert len(told["changes"]) + told["changes_left_out"] == told["matching"] == 4_000
    card = FORMATS["teams"].write(sent)
    assert max(len(card), 2 * units(card.decode())) <= 28_000
    assert "more in full" in json.dumps(_card(json.loads(card)))
    blocks = json.loads(FORMATS["slack"].write(sent))["blocks"]
    assert len(blocks) < 50
    assert "more in full" in json.dumps(blocks)


def test_a_digest_links_to_each_claim_and_to_all_changes() -> None:
    sample = samples()[DIGEST]
    message = message_of(sample)
    assert [each.says for each in message.cited] == [
        "❌ Now contradicted, was consistent", "✅ Now consistent, was unverified",
    ]  # fmt: skip
    assert message.url == f"{HOME}{sample.told['digest']['links']['self']}"
    assert {each.url for each in message.cited} == {f"{HOME}{claim()['links']['self']}"}
    assert ("Changed", "40 (7 of them as asked for)") in [(one.label, one.text) for one in message.passages]


@pytest.mark.parametrize("name", ["slack", "teams", "superdesk"])
def test_a_verdict_is_told_with_its_evidence(name: str) -> None:
    text = json.dumps(written(name, CHECKED), ensure_ascii=False)
    told = samples()[CHECKED].told
    assert "Contradicted" in text
    assert told["verdict"]["sentence"] in text
    assert "Around 600 North Korean soldiers have been killed" in text
    assert "The Morning Ledger" in text
    assert "30 April 2025" in text
    assert "https://ledger.example/losses?a=1&" in text
    assert f"{HOME}{told['claim']['links']['self']}" in text


@pytest.mark.parametrize("name", ["slack", "teams", "superdesk"])
def test_without_an_address_of_its_own_the_path_is_told_and_nothing_linked(name: str) -> None:
    sample = samples()[CHECKED]
    text = FORMATS[name].write(event(CHECKED, sample.told, home="")).decode()
    assert sample.told["claim"]["links"]["self"] in text
    assert f'"{sample.told["claim"]["links"]["self"]}' not in text.replace('"text":"/v1', "")
    assert HOME not in text


def test_a_changed_verdict_names_both_and_the_figure() -> None:
    message = message_of(samples()["claim.verdict_changed"])
    assert message.title == "❌ Now contradicted, was unverified"
    told = {each.label: each.text for each in message.passages}
    assert told["What changed"].startswith("“Around 600 North Korean")


def test_a_verdict_that_changed_without_a_figure_is_told_all_the_same() -> None:
    told = {**samples()["claim.verdict_changed"].told, "cause": {"kind": "engine", "figure": None}}
    message = message_of(event("claim.verdict_changed", told))
    assert "What changed" not in {each.label for each in message.passages}


def test_a_failed_article_and_import_say_why() -> None:
    for type_, name in (("article.processed", "article"), ("import.finished", "import")):
        told = samples()[type_].told
        told[name]["error"] = "the disk is full"
        message = message_of(event(type_, told))
        assert message.sign == "⚠️"
        assert ("Why", "the disk is full") in [(each.label, each.text) for each in message.passages]


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "https://a.example/x y", "https://a.example/" + "x" * 580 + "…", "ftp://a.example/",
     "", 'https://a.example/"', "https://a.example/<b>", "//a.example/", None],
)  # fmt: skip
def test_what_is_no_whole_web_address_is_no_link(url: str | None) -> None:
    assert web_address(url) is None


def test_superdesk_checks_its_signature_as_it_checks_its_own() -> None:
    secret, body = "whsec_c2VjcmV0", FORMATS["superdesk"].write(samples()[CHECKED])
    signature = FORMATS["superdesk"].headers(body, secret)["x-superdesk-signature"]
    mac = hmac.new(secret.encode(), body, hashlib.sha1)  # as Newshub does with its PUSH_KEY
    assert hmac.compare_digest(signature, f"sha1={mac.hexdigest()}")


def test_a_later_verdict_is_a_newer_version_of_the_same_item() -> None:
    first, later = written("superdesk", CHECKED), written("superdesk", "claim.verdict_changed")
    assert first["guid"] == later["guid"]
    assert {"guid", "type", "version", "versioncreated", "headline", "body_html"} <= set(first)
    assert first["subject"] == [
        {"code": "contradicted", "name": "Contradicted", "scheme": "verifier_verdict"}
    ]


# --- Taking documents apart -----------------------------------------------------------------------


def _card(document: dict[str, Any]) -> dict[str, Any]:
    assert document["type"] == "message"
    (attachment,) = document["attachments"]
    assert attachment["contentType"] == "application/vnd.microsoft.card.adaptive"
    card: dict[str, Any] = attachment["content"]
    _CARD.validate(card)
    return card


def _nested(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
        value = list(value.values())
    if isinstance(value, list):
        for each in value:
            yield from _nested(each)


def _leaves(blocks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [each for each in _nested(blocks) if "elements" not in each and each.get("type") in _LEAVES]


_LEAVES = ("text", "link", "user", "usergroup", "broadcast", "channel", "emoji", "date", "color")


class _Elements(HTMLParser):
    """The elements of a page with their attributes, as a browser sees them."""

    def __init__(self) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, Any]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
