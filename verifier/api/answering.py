"""How answers are written as JSON."""

from __future__ import annotations

from typing import Any

from flask.json.provider import DefaultJSONProvider


class ReadableJSON(DefaultJSONProvider):
    """JSON with its letters as they are, "“40”", not "\\u201c40\\u201d": people read answers.

    What tells of a text that no UTF-8 can hold (half of a surrogate pair) is written in ASCII.
    """

    ensure_ascii = False
    sort_keys = False  # documents keep the order they were made in

    def dumps(self, obj: Any, **kwargs: Any) -> str:
        """A document as JSON."""
        text = super().dumps(obj, **kwargs)
        try:
            text.encode("utf-8")
        except UnicodeEncodeError:
            return super().dumps(obj, **{**kwargs, "ensure_ascii": True})
        return text
