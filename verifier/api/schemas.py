"""What requests may hold."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, ClassVar

import marshmallow as ma
from marshmallow.validate import Length, OneOf, Range

from verifier.api.answer_fields import STATUSES
from verifier.api.bodies import KIB, Body
from verifier.api.fields import Day, Markup, Moment, Text, Truth, WebAddress, Word
from verifier.api.waiting import LONGEST_WAIT
from verifier.charts.drawing import NARROWEST, USUAL, WIDEST
from verifier.days import one_day
from verifier.pages.reading import LONGEST_PAGE
from verifier.services.articles import FIGURES_AT_ONCE, LONGEST_ARTICLE, NewArticle
from verifier.services.claims import NewClaim
from verifier.services.figures import NewFigure
from verifier.services.pages import NewPage
from verifier.services.wording import FigureFields
from verifier.store.listing import ArticlesWanted

LONGEST_CLAIM = 1_000
LONGEST_PARSE = 10_000
_NEEDED = ("quantity", "measure")
_SLOTS = (*_NEEDED, "population", "place", "as_of")
_MOST_TAGS = 20
_A_DAY = timedelta(days=1)  # a date alone is its midnight, and a day begins elsewhere earlier
_ARTICLE_BYTES = 4 * KIB * KIB  # a million characters, most of them of three bytes or escaped


def _language() -> Word:
    return Word(
        "[a-z]{2,3}",
        error="It must be an ISO 639 code, such as en.",
        allow_none=True,
        metadata={"description": "The language of the text; only en is read. Found out if absent."},
    )


def _given(values: dict[str, Any]) -> dict[str, Any]:
    """What a request says; a null is as good as nothing."""
    return {name: value for name, value in values.items() if value is not None}


class NewClaimSchema(Body):
    """A claim to judge."""

    text = Text(required=True, longest=LONGEST_CLAIM, metadata={"description": "The claim, as it was made."})
    claimed_at = Moment(allow_none=True, metadata={"description": "When it was made."})
    claimant = Text(allow_none=True, metadata={"description": "Who made it."})
    claim_url = WebAddress(allow_none=True, metadata={"description": "Where; never its own evidence."})
    language = _language()
    external_id = Text(allow_none=True, longest=200, metadata={"description": "Your own id for it."})
    tags = ma.fields.List(
        Text(longest=64), validate=Length(max=_MOST_TAGS, error=f"At most {_MOST_TAGS} tags are allowed.")
    )
    callback_url = Text(
        longest=2000,
        allow_none=True,
        metadata={"description": "Where what becomes of this claim is posted to, as to a webhook."},
    )
    watch = Truth(
        metadata={"description": "Whether to judge it again when figures change; yes unless told otherwise."}
    )

    @ma.post_load
    def _make(self, values: dict[str, Any], **_: object) -> NewClaim:
        given = _given(values)
        return NewClaim(**{**given, "tags": tuple(given.get("tags", ()))})


class WaitSchema(ma.Schema):
    """How long an answer may be held."""

    wait = ma.fields.Integer(
        validate=Range(0, LONGEST_WAIT, error=f"It must be between 0 and {LONGEST_WAIT}."),
        metadata={"description": "Hold the answer until the claim has ended, at most so many seconds."},
    )


class ChartQuerySchema(ma.Schema):
    """How wide a picture is to be."""

    width = ma.fields.Integer(
        load_default=USUAL,
        validate=Range(NARROWEST, WIDEST, error=f"It must be between {NARROWEST} and {WIDEST}."),
        metadata={"description": "So many pixels wide; its height follows from what there is to show."},
    )


class SourceSchema(ma.Schema):
    """Who published a figure, where and when."""

    publisher = Text(required=True)
    url = WebAddress(allow_none=True)
    title = Text(allow_none=True)
    published_at = Moment(allow_none=True)
    origin = Text(
        allow_none=True,
        metadata={"description": "Who is credited with it; read from the sentence if absent."},
    )


class NewFigureSchema(Body):
    """A reported figure: as a `statement`, one sentence that states exactly one, or field by field."""

    statement = Text(longest=LONGEST_CLAIM, metadata={"description": "The sentence; then no other slot."})
    quantity = Text(longest=100, metadata={"description": "In words or digits, such as about 600 or €4.5bn."})
    population = Text(
        longest=200,
        allow_none=True,
        metadata={"description": "Who or what is counted; none for a rate or a level."},
    )
    measure = Text(longest=100, metadata={"description": "What is said of them, such as destroyed."})
    place = Text(longest=200, allow_none=True)
    as_of = Moment(allow_none=True, metadata={"description": "The day that the figure speaks of."})
    source = ma.fields.Nested(SourceSchema, required=True)

    @ma.validates_schema(skip_on_field_errors=True)
    def _is_one_of_both(self, values: dict[str, Any], **_: object) -> None:
        given = _given(values)
        if "statement" in given:
            wrong = {name: ["It can't stand beside a statement."] for name in _SLOTS if name in given}
        elif any(name in given for name in _SLOTS):
            wrong = {
                name: ["It is needed where there is no statement."] for name in _NEEDED if name not in given
            }
        else:
            wrong = {"statement": ["It is needed, or quantity and measure in its place."]}
        if wrong:
            raise ma.ValidationError(wrong)

    @ma.validates_schema(skip_on_field_errors=True)
    def _was_over_when_published(self, values: dict[str, Any], **_: object) -> None:
        as_of, published_at = values.get("as_of"), values["source"].get("published_at")
        if as_of is not None and published_at is not None and as_of > published_at + _A_DAY:
            raise ma.ValidationError({"as_of": ["It lies after the day of publication."]})

    @ma.post_load
    def _make(self, values: dict[str, Any], **_: object) -> NewFigure:
        source = _given(values.pop("source"))
        if "statement" in values:
            return NewFigure(values["statement"], **source)
        slots = _given(values)
        if "as_of" in slots:
            slots["as_of"] = one_day(slots["as_of"].date())
        return NewFigure(FigureFields(**slots), **source)


class NewArticleSchema(Body):
    """An article whose figures are to be read, as `text` or as the `html` of its page.

    Offsets will point into `text` as sent, or as it was found in the page.
    """

    most_bytes = _ARTICLE_BYTES
    whole_bodies: ClassVar = {"text/plain": "text", "text/html": "html"}

    text = Text(longest=LONGEST_ARTICLE)
    html = Markup(
        longest=LONGEST_PAGE,
        metadata={
            "description": "A web page: its article is read, and title, publisher, date, language and url "
            "are taken from it where they aren't given here."
        },
    )
    title = Text(allow_none=True)
    publisher = Text(allow_none=True)
    url = WebAddress(allow_none=True)
    published_at = Moment(
        allow_none=True, metadata={"description": "If absent, the day of receipt counts, marked as assumed."}
    )
    language = _language()

    @ma.validates_schema(skip_on_field_errors=True)
    def _is_one_of_both(self, values: dict[str, Any], **_: object) -> None:
        if ("text" in values) == ("html" in values):
            wrong = (
                "It is needed, or html in its place."
                if "text" not in values
                else "Send text or html, not both."
            )
            raise ma.ValidationError({"text": [wrong]})

    @ma.post_load
    def _make(self, values: dict[str, Any], **_: object) -> NewArticle | NewPage:
        given = _given(values)
        return NewPage(**given) if "html" in given else NewArticle(**given)


class ParseSchema(Body):
    """A text to be read."""

    most_bytes = 64 * KIB

    text = Text(required=True, longest=LONGEST_PARSE)
    claimed_at = Moment(allow_none=True, metadata={"description": "What relative dates are read from."})


def limit_of_page(most: int, *, usual: int) -> ma.fields.Integer:
    """How many a page may hold."""
    return ma.fields.Integer(
        load_default=usual, validate=Range(1, most, error=f"It must be between 1 and {most}.")
    )


def _next_of_a_page() -> Word:
    return Word(
        "fig_[0-9a-z]{1,40}",
        error="It must be the `next` of an earlier page.",
        load_default=None,
        metadata={"description": "The `next` of the page before."},
    )


class ArticlesSchema(ma.Schema):
    """Which articles. Each condition alone narrows them down; all that are given must be met."""

    q = Text(
        longest=200, metadata={"description": "Words of the title, the publisher's name or the address."}
    )
    publisher = Text(metadata={"description": "Who published it; letter case doesn't matter."})
    url = WebAddress(metadata={"description": "Where it was published, in any spelling of the address."})
    language = _language()
    status = ma.fields.String(validate=OneOf(STATUSES))
    published_from = Day(metadata={"description": "Published on this day or later."})
    published_to = Day(metadata={"description": "Published on this day or earlier."})
    received_from = Day(metadata={"description": "Received on this day or later."})
    received_to = Day(metadata={"description": "Received on this day or earlier."})
    limit = limit_of_page(200, usual=50)
    before = Word(
        "art_[0-9a-z]{1,40}",
        error="It must be the `next` of an earlier page.",
        metadata={"description": "The `next` of the page before."},
    )

    @ma.post_load
    def _make(self, values: dict[str, Any], **_: object) -> dict[str, Any]:
        limit = values.pop("limit")
        return {"limit": limit, "wanted": ArticlesWanted(words=values.pop("q", None), **values)}


class FiguresOfArticleSchema(ma.Schema):
    """Which of an article's figures."""

    limit = limit_of_page(FIGURES_AT_ONCE, usual=FIGURES_AT_ONCE)
    after = _next_of_a_page()
