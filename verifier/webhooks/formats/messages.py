"""What people are told of an event: the same words for every receiver, before any markup."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from typing import Any

from verifier.webhooks.events import (
    ARTICLE_PROCESSED,
    DIGEST,
    FAILED,
    IMPORT_FINISHED,
    REVIEWED,
    TEST,
    VERDICT_CHANGED,
    Event,
)

_WORDS: dict[str, dict[str, Any]] = tomllib.loads(
    files(__package__).joinpath("words.toml").read_text("utf-8")
)

_UNSHOWABLE = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\ud800-\udfff]")
_URL = re.compile(r"https?://[^\s\x00-\x20\"<>\\^`{|}…]{1,2000}")
_MOST_TEXT = 2_000
"""Characters of one passage; a claim has at most 1,000, a sentence seldom 500."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A text of somebody's and what it is: ``Claim``, ``Why``."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Cited:
    """A piece of evidence, or a claim in a digest, and what is said of it.

    ``byline`` is its publisher, headline and day, or the claim's path; ``url`` None if it has no link.
    """

    says: str
    quote: str
    byline: str
    url: str | None


@dataclass(frozen=True, slots=True)
class Message:
    """What is said. ``heading`` says it without the sign; ``path`` is where all of it is, ``url`` its link.

    No text is empty, and none has characters that can't be shown. ``heading`` and labels are the
    project's own words, all other texts may hold anything.
    """

    sign: str
    heading: str
    passages: tuple[Passage, ...]
    cited: tuple[Cited, ...] = ()
    left_out: int = 0
    path: str | None = None
    url: str | None = None

    @property
    def title(self) -> str:
        """The sign and the heading."""
        return f"{self.sign} {self.heading}"

    @property
    def left_out_words(self) -> str:
        """How much evidence isn't shown."""
        return f"{self.left_out} more in full."


def message_of(event: Event) -> Message:
    """An event in words."""
    return _TELLERS.get(event.type, _of_claim)(event)


def heading_of_verdict(verdict: str) -> tuple[str, str]:
    """A verdict's sign and its word."""
    sign, word = _WORDS["verdicts"][verdict]
    return sign, word


def cut(text: str, most: int, escape: Callable[[str], str] = str) -> str:
    """A text escaped, with its end left off where that is more than ``most`` UTF-16 units long.

    ``escape`` works on each character by itself, so that no escape is cut in two.
    """
    escaped = escape(text)
    if units(escaped) <= most:
        return escaped
    kept, room = [], most - 1
    for piece in map(escape, text):
        room -= units(piece)
        if room < 0:
            break
        kept.append(piece)
    return "".join(kept).rstrip() + "…"


def units(text: str) -> int:
    """How long receivers that count UTF-16 units find a text: emoji count twice."""
    return len(text) + sum(character > "\uffff" for character in text)


def _of_claim(event: Event) -> Message:
    told, verdict = event.told, event.told["verdict"]
    sign, heading = _heading(event, verdict)
    claim = told["claim"]
    passages = [
        ("Claim", claim["text"]),
        ("Claimed by", claim["claimant"]),
        *_review(told.get("review")),
        ("Why", told["error"] if verdict is None else verdict["sentence"]),
        *_cause(told.get("cause")),
    ]
    evidence = [] if verdict is None else verdict["evidence"]
    return Message(
        sign,
        heading,
        passages_of(passages),
        tuple(_cited(each) for each in evidence),
        0 if verdict is None else verdict["evidence_left_out"],
        **_link(event, claim["links"]["self"]),
    )


def _heading(event: Event, verdict: Mapping[str, Any] | None) -> tuple[str, str]:
    if event.type == FAILED or verdict is None:
        return _own(FAILED)
    sign, word = heading_of_verdict(verdict["verdict"])
    if event.type == REVIEWED:
        return _reviewed(event.told["review"], sign, word)
    if event.type != VERDICT_CHANGED:
        return sign, word
    return sign, _change(event.told)


def _change(told: Mapping[str, Any]) -> str:
    before, now = (heading_of_verdict(told[f"{which}_verdict"])[1].lower() for which in ("old", "new"))
    return f"Now {now}, was {before}"


def _reviewed(review: Mapping[str, Any], sign: str, word: str) -> tuple[str, str]:
    """A person's verdict comes before the engine's."""
    if review["undone"] is not None:
        return sign, f"Review undone: {word.lower()}"
    if review["figure_id"] is not None:
        return sign, "Reviewed: a figure was rejected"
    if review["verdict"] is None:
        return sign, f"Approved: {word.lower()}"
    own_sign, own = heading_of_verdict(review["verdict"])
    return own_sign, f"Overridden: {own.lower()}, the engine says {word.lower()}"


def _review(review: Mapping[str, Any] | None) -> Iterator[tuple[str, str | None]]:
    """Who has decided, and why."""
    if review is not None:
        told = review["undone"] or review
        yield "Reviewed by", told["by"]
        yield "Their reason", told["reason"]


def _cause(cause: Mapping[str, Any] | None) -> Iterator[tuple[str, str | None]]:
    """The figure that moved a verdict, where it was one."""
    figure = (cause or {}).get("figure")
    if isinstance(figure, Mapping) and figure.get("quote"):
        byline = _byline(figure.get("source") or {})
        yield "What changed", f"“{figure['quote']}”" + (f" ({byline})" if byline else "")


def _of_article(event: Event) -> Message:
    article = event.told["article"]
    failed = article["error"] is not None
    sign, heading = _own("article.failed" if failed else ARTICLE_PROCESSED)
    count = article["figure_count"]
    passages = [
        ("Article", article["title"] or article["url"] or article["id"]),
        (
            "Published",
            _byline({**article, "title": None, "published_on": (article["published_at"] or "")[:10]}),
        ),
        ("Why", _words_of(article["error"])),
        ("Figures", None if failed else f"{count:,} {'figure' if count == 1 else 'figures'} read"),
    ]
    return Message(sign, heading, passages_of(passages), **_link(event, article["links"]["self"]))


def _of_import(event: Event) -> Message:
    done = event.told["import"]
    failed = done["error"] is not None
    sign, heading = _own("import.failed" if failed else IMPORT_FINISHED)
    counts = [
        f"{done[name] or 0:,} {words}"
        for name, words in (
            ("added", "added"),
            ("unchanged", "there already"),
            ("rejected", "bad"),
            ("lost", "lost"),
        )
        if done[name] or name == "added"
    ]
    passages = [("Import", done["id"]), ("Rows", ", ".join(counts)), ("Why", _words_of(done["error"]))]
    return Message(sign, heading, passages_of(passages), **_link(event, done["links"]["self"]))


def _of_digest(event: Event) -> Message:
    told, digest = event.told, event.told["digest"]
    engine = digest["engine"]
    failed = f", {digest['failed']:,} could not be judged" if digest["failed"] else ""
    matching, changed = told["matching"], digest["changed"]
    asked_for = "" if matching == changed else f" ({matching:,} of them as asked for)"
    passages = [
        ("Engine", f"{', '.join(engine['from'])} → {engine['to']}"),
        ("Judged again", f"{digest['judged']:,} {'claim' if digest['judged'] == 1 else 'claims'}{failed}"),
        ("Changed", f"{changed:,}{asked_for}"),
    ]
    return Message(
        *_own(DIGEST),
        passages_of(passages),
        tuple(_changed_claim(event, each) for each in told["changes"]),
        told["changes_left_out"],
        **_link(event, digest["links"]["self"]),
    )


def _changed_claim(event: Event, change: Mapping[str, Any]) -> Cited:
    claim = change["claim"]
    link = _link(event, claim["links"]["self"])
    sign = heading_of_verdict(change["new_verdict"])[0]
    return Cited(f"{sign} {_change(change)}", _shown(claim["text"]) or "–", link["path"], link["url"])


def _of_test(event: Event) -> Message:
    return Message(*_own(TEST), passages_of([("Webhook", event.told["webhook"]["id"])]))


_TELLERS: dict[str, Callable[[Event], Message]] = {
    ARTICLE_PROCESSED: _of_article,
    IMPORT_FINISHED: _of_import,
    DIGEST: _of_digest,
    TEST: _of_test,
}


def _own(name: str) -> tuple[str, str]:
    sign, words = _WORDS["events"][name]
    return sign, words


def passages_of(told: Iterable[tuple[str, Any]]) -> tuple[Passage, ...]:
    """Labelled texts as they can be shown, without those that are empty."""
    shown = [(label, _shown(_words_of(text))) for label, text in told]
    return tuple(Passage(label, text) for label, text in shown if text)


def _cited(evidence: Mapping[str, Any]) -> Cited:
    figure, relation = evidence["figure"], evidence["relation"]
    words = _WORDS["relations"].get(relation, relation)
    decides = ", decides" if evidence["decides"] else ""
    source = figure["source"]
    return Cited(
        _shown(f"{words}{decides}: {evidence['sentence']}"),
        _shown(figure["quote"]) or "–",
        _shown(_byline(source)) or _shown(figure["origin_name"]) or "source unknown",
        web_address(source["url"]),
    )


def _byline(source: Mapping[str, Any]) -> str:
    parts = (source.get("publisher"), source.get("title"), _day(source.get("published_on")))
    return " · ".join(part for part in parts if part)


def _day(published_on: str | None) -> str | None:
    if not published_on:
        return None
    try:
        return f"{date.fromisoformat(published_on):%-d %B %Y}"
    except ValueError:
        return published_on


def web_address(url: str | None) -> str | None:
    """A link that may be offered: http or https, whole, and without what would end it early."""
    return url if url is not None and _URL.fullmatch(url) else None


def _link(event: Event, path: str) -> dict[str, Any]:
    return {"path": path, "url": f"{event.home}{path}" if event.home else None}


def _words_of(text: Any) -> str:
    """An error may be told as words or as a document with ``detail``."""
    if isinstance(text, Mapping):
        return str(text.get("detail") or text.get("title") or "")
    return "" if text is None else str(text)


def _shown(text: str | None) -> str:
    return cut(_UNSHOWABLE.sub(" ", text or "").strip(), _MOST_TEXT)
