"""What requests about figures and sources may hold, once a figure is there."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import marshmallow as ma
from marshmallow.validate import OneOf, Range

from verifier.api.bodies import Body
from verifier.api.fields import Day, Moment, Text, WebAddress, Word
from verifier.api.schemas import LONGEST_CLAIM, NewFigureSchema, limit_of_page
from verifier.core.model import FigureStatus
from verifier.services.corrections import Correction
from verifier.services.standing import Superseding
from verifier.store.named_sources import SourcesWanted
from verifier.store.searching import FiguresWanted

_RELIABILITIES = ["trusted", "unrated", "blocked"]


def _by() -> Text:
    return Text(required=True, longest=200, metadata={"description": "Who makes the change: your name."})


def _reason(**more: Any) -> Text:
    return Text(longest=1000, metadata={"description": "Why, for the history."}, **more)


class SignedSchema(Body):
    """A change, signed."""

    by = _by()
    reason = _reason(allow_none=True)


class CorrectedSourceSchema(ma.Schema):
    """What is put right about who published a figure, where and when; null takes away."""

    publisher = Text()
    url = WebAddress(allow_none=True)
    title = Text(allow_none=True)
    published_at = Moment(allow_none=True)
    origin = Text(
        allow_none=True,
        metadata={"description": "Who is credited; null: whom the words credit, or else the publisher."},
    )


class CorrectionSchema(SignedSchema):
    """What is put right about a figure. What isn't sent was right; null takes away."""

    statement = Text(
        longest=LONGEST_CLAIM,
        metadata={"description": "The sentence to read instead; what it leaves out of where and when stays."},
    )
    place = Text(longest=200, allow_none=True)
    as_of = Moment(allow_none=True, metadata={"description": "The day that the figure speaks of."})
    source = ma.fields.Nested(CorrectedSourceSchema)

    @ma.validates_schema(skip_on_field_errors=True)
    def _changes_something(self, values: dict[str, Any], **_: object) -> None:
        if not values.keys() - {"by", "reason", "source"} and not values.get("source"):
            raise ma.ValidationError(
                {"statement": ["It is needed, or another field that is to be put right."]}
            )

    @ma.post_load
    def _make(self, values: dict[str, Any], **_: object) -> dict[str, Any]:
        signed = {"by": values.pop("by"), "reason": values.pop("reason", None)}
        if isinstance(values.get("as_of"), datetime):
            values["as_of"] = values["as_of"].date()
        return {**signed, "correction": Correction(**values.pop("source", {}), **values)}


def figure_id(**more: Any) -> Word:
    """A figure's id in a body or a query."""
    return Word("fig_[0-9a-z]{1,40}", error="It must be the id of a figure.", **more)


class RetractionSchema(ma.Schema):
    """Who withdraws a figure, and why."""

    by = _by()
    reason = _reason(required=True)


class SupersedingSchema(SignedSchema):
    """What stands in for a figure, and from which day on."""

    superseded_by = figure_id(metadata={"description": "The figure that stands in for it."})
    figure = ma.fields.Nested(NewFigureSchema, metadata={"description": "Or a new one, to be stored."})
    superseded_on = Day(
        allow_none=True,
        metadata={
            "description": "From which day on; if absent, from that on which the new one was reported."
        },
    )

    @ma.validates_schema(skip_on_field_errors=True)
    def _names_one(self, values: dict[str, Any], **_: object) -> None:
        if ("superseded_by" in values) == ("figure" in values):
            raise ma.ValidationError({"superseded_by": ["Either it is needed or figure, a new one."]})

    @ma.post_load
    def _make(self, values: dict[str, Any], **_: object) -> dict[str, Any]:
        day = values.pop("superseded_on", None)
        signed = {"by": values.pop("by"), "reason": values.pop("reason", None)}
        return {**signed, "superseding": Superseding(**values, on=day)}


class FiguresSchema(ma.Schema):
    """Which figures. Each condition alone narrows them down; all that are given must be met."""

    q = Text(
        longest=200,
        metadata={"description": "Words, looked for in all slots: troops finds soldiers, DPRK North Korea."},
    )
    population = Text(longest=200, metadata={"description": "Who or what is counted."})
    measure = Text(longest=100, metadata={"description": "What is said of them, such as killed."})
    place = Text(longest=200, metadata={"description": "Where; a country finds the places within it."})
    origin = Text(metadata={"description": "Who is credited."})
    publisher = Text(metadata={"description": "Who published it; letter case doesn't matter."})
    url = WebAddress(metadata={"description": "Where it was published, in any spelling of the address."})
    article = Word("art_[0-9a-z]{1,40}", error="It must be the id of an article.")
    status = ma.fields.String(validate=OneOf([status.value for status in FigureStatus]))
    as_of_from = Day(metadata={"description": "Of this day or later."})
    as_of_to = Day(metadata={"description": "Of this day or earlier."})
    published_from = Day(metadata={"description": "Published on this day or later."})
    published_to = Day(metadata={"description": "Published on this day or earlier."})
    limit = limit_of_page(200, usual=50)
    before = figure_id(metadata={"description": "The `next` of the page before."})

    @ma.post_load
    def _make(self, values: dict[str, Any], **_: object) -> FiguresWanted:
        return FiguresWanted(words=values.pop("q", None), **values)

    @ma.validates_schema(skip_on_field_errors=True)
    def _begins_before_it_ends(self, values: dict[str, Any], **_: object) -> None:
        for days in ("as_of", "published"):
            first, last = values.get(f"{days}_from"), values.get(f"{days}_to")
            if first is not None and last is not None and first > last:
                raise ma.ValidationError({f"{days}_to": [f"It lies before {days}_from."]})


class RevisionSchema(ma.Schema):
    """At which point of the store's history."""

    revision = ma.fields.Integer(
        load_default=None,
        validate=Range(0, 2**62, error="It must be a revision of the store."),
        metadata={"description": "The figure as it stood at this revision of the store."},
    )


class SourcesSchema(ma.Schema):
    """Which sources."""

    q = Text(longest=200, metadata={"description": "Words of the name."})
    kind = ma.fields.String(validate=OneOf(["origin", "publisher"]))
    reliability = ma.fields.String(validate=OneOf(_RELIABILITIES))
    limit = limit_of_page(200, usual=50)
    after = Word(
        r"src_\d{10}",
        error="It must be the `next` of an earlier page.",
        metadata={"description": "The `next` of the page before."},
    )

    @ma.post_load
    def _make(self, values: dict[str, Any], **_: object) -> SourcesWanted:
        return SourcesWanted(words=values.pop("q", None), **values)


class RatingSchema(Body):
    """What an editor thinks of a source."""

    reliability = ma.fields.String(required=True, validate=OneOf(_RELIABILITIES))
    note = Text(longest=1000, allow_none=True, metadata={"description": "Why, for whoever looks at it."})
    by = _by()
