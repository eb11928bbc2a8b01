"""Fields of requests, stricter than marshmallow's own, and what they say of themselves in OpenAPI."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from marshmallow import ValidationError, fields
from marshmallow.validate import Length, Regexp

from verifier.clock import now
from verifier.core.addresses import is_web_address
from verifier.moments import RFC_3339, read_rfc_3339
from verifier.texts import complaint

_LONGEST_LINE = 500
_LONGEST_URL = 2000


class Text(fields.String):
    """A text that people wrote, within the rules for texts. ``longest`` counts characters."""

    default_error_messages = {  # noqa: RUF012 - marshmallow declares it so
        "invalid": "It must be a string.",
        "null": "It must be a string.",
    }

    def __init__(self, *, longest: int = _LONGEST_LINE, **rest: Any) -> None:
        super().__init__(validate=Length(min=1, max=longest, error=_length_error(longest)), **rest)
        self._longest = longest

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **rest: Any) -> str:
        text: str = super()._deserialize(value, attr, data, **rest)
        wrong = complaint(text, longest=self._longest) if 0 < len(text) <= self._longest else None
        if wrong is not None:
            raise ValidationError(wrong)
        return text


class Markup(fields.String):
    """HTML, which may hold any character: what is found in it is what the rules for texts are for."""

    default_error_messages = {  # noqa: RUF012 - marshmallow declares it so
        "invalid": "It must be a string.",
        "null": "It must be a string.",
    }

    def __init__(self, *, longest: int, **rest: Any) -> None:
        super().__init__(validate=Length(min=1, max=longest, error=_length_error(longest)), **rest)


def _length_error(longest: int) -> str:
    return f"It must have between 1 and {longest:,} characters."


class Word(fields.String):
    """A string that matches a pattern from end to end. ``error`` says what it must be."""

    def __init__(self, pattern: str, *, error: str, **rest: Any) -> None:
        whole = Regexp(rf"(?:{pattern})\Z", error=error)
        # OpenAPI's patterns know no \Z, and Python's $ lets a line break follow.
        super().__init__(validate=whole, **_described(rest, pattern=f"^(?:{pattern})$"))


class WebAddress(Text):
    """An http or https address. It is kept, never fetched."""

    def __init__(self, **rest: Any) -> None:
        super().__init__(
            longest=_LONGEST_URL, **_described(rest, format="uri", pattern="^[Hh][Tt][Tt][Pp][Ss]?://")
        )

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **rest: Any) -> str:
        text = super()._deserialize(value, attr, data, **rest)
        if not is_web_address(text):
            raise ValidationError("It must be an http or https address.")
        return text


class Moment(fields.String):
    """A date, or a time with its zone, as RFC 3339; not more than a day ahead.

    A date alone is its midnight, UTC.
    """

    def __init__(self, **rest: Any) -> None:
        super().__init__(
            **_described(
                rest, examples=["2025-04-30", "2025-04-30T09:30:00Z"], pattern=f"^(?:{RFC_3339.pattern})$"
            )
        )

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **rest: Any) -> Any:
        text: str = super()._deserialize(value, attr, data, **rest)
        moment = read_rfc_3339(text)
        if moment is None:
            raise ValidationError("It must be a date or a time with its zone, such as 2025-04-30T09:30:00Z.")
        if moment > now() + timedelta(days=1):
            raise ValidationError("It lies more than a day ahead.")
        return moment


class Day(fields.String):
    """A date as ISO 8601: 2025-04-30."""

    def __init__(self, **rest: Any) -> None:
        super().__init__(**_described(rest, format="date", examples=["2025-04-30"]))

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **rest: Any) -> Any:
        text: str = super()._deserialize(value, attr, data, **rest)
        moment = read_rfc_3339(text)
        if moment is None or len(text) != len("2025-04-30"):
            raise ValidationError("It must be a date, such as 2025-04-30.")
        return moment.date()


class Truth(fields.Boolean):
    """``true`` or ``false``, and nothing that only looks like it."""

    default_error_messages = {  # noqa: RUF012 - marshmallow declares it so
        "invalid": "It must be true or false."
    }

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **rest: Any) -> bool:
        if not isinstance(value, bool):
            raise self.make_error("invalid", input=value)
        return value


def _described(options: dict[str, Any], **metadata: Any) -> dict[str, Any]:
    return {**options, "metadata": {**metadata, **options.get("metadata", {})}}
