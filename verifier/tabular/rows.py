"""What a row says: its cells checked and put in order, or what is wrong with each of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from hashlib import blake2b
from json import dumps
from typing import NamedTuple

from verifier.core.addresses import is_web_address
from verifier.days import read_days
from verifier.errors import FieldError
from verifier.moments import read_rfc_3339
from verifier.tabular.columns import FIELDS, SLOTS
from verifier.tabular.slots import FigureFields
from verifier.texts import complaint

LONGEST = {
    "statement": 1_000, "quantity": 100, "unit": 50, "population": 200, "measure": 100, "place": 200,
    "as_of": 40, "origin": 500, "publisher": 500, "url": 2_000, "title": 500, "published_at": 40,
}  # fmt: skip
"""Characters that each field may have."""

_BESIDE_STATEMENT = tuple(field for field in FIELDS if field not in SLOTS)
_A_DAY = timedelta(days=1)
_SPACE = " \t\r\n\u00a0\u202f"
_SHARED = 4_096  # cells that many rows have in common are checked once
_NO_DAYS = "It must be a year, month, quarter or day, such as 2025-05-01."
_WITHOUT_STATEMENT = "It is needed where there is no statement."
_NUMBER = re.compile(r"\d[\d.,\u00a0\u202f']*")
_GROUPED = re.compile(r"\d{1,3}(?:([.,])\d{3})(?:\1\d{3})*")
_ONE_COMMA = re.compile(r"\d+,\d+")
_ENGLISH = re.compile(r"\d{1,3}(?:,\d{2,3})*,\d{3}(?:\.\d*)?")
_THREE_DECIMALS = re.compile(r"(?<![\d.,])[1-9]\d{0,2}\.\d{3}(?![\d.,]|\s*[^\W\d]|\s*%)")
_BOTH = re.compile(r"\d{1,3}(?:\.\d{3})+,\d+")


class RowSource(NamedTuple):
    """Who published what a row says, where and when, as given."""

    publisher: str | None
    url: str | None
    title: str | None
    published_at: datetime | None


@dataclass(frozen=True, slots=True)
class Row:
    """A row that can be read: a sentence or slots, its source, and who is credited if it says so.

    ``digest`` is what makes two rows the same: 16 bytes over all that they say, as given.
    """

    said: str | FigureFields
    source: RowSource
    origin: str | None
    digest: bytes


def read_row(
    cell: Callable[[str], str | None], *, now: datetime, decimal: str | None
) -> Row | tuple[FieldError, ...]:
    """The row behind a field's cell, or what is wrong with it. ``decimal`` stands before decimals.

    ``None`` for ``decimal`` refuses a number that could be read both ways.
    """
    fields = _BESIDE_STATEMENT if (cell("statement") or "").strip(_SPACE) else FIELDS
    found = {field: text.strip(_SPACE) for field in fields if (text := cell(field))}
    found = {field: text for field, text in found.items() if text}
    wrong = [error for field, text in found.items() if (error := _complaint(field, text))]
    if not wrong:
        wrong = _missing(found)
    if wrong:
        return tuple(wrong)
    source = _source(
        found.get("publisher"), found.get("url"), found.get("title"), found.get("published_at"), now
    )
    if isinstance(source, FieldError):
        return (source,)
    said = found["statement"] if "statement" in found else _slots(found, source, now, decimal)
    if isinstance(said, FieldError):
        return (said,)
    return Row(said, source, found.get("origin"), _digest(found, said))


def check_given(given: Mapping[str, str], now: datetime) -> tuple[FieldError, ...]:
    """What is wrong with the texts that count for all rows of a file."""
    wrong = [error for field, text in given.items() if (error := _complaint(field, text))]
    if not wrong:
        source = _source(None, given.get("url"), None, given.get("published_at"), now)
        wrong = [source] if isinstance(source, FieldError) else []
    if not wrong and "as_of" in given and read_days(given["as_of"]) is None:
        wrong = [FieldError("as_of", _NO_DAYS)]
    return tuple(wrong)


def _complaint(field: str, text: str) -> FieldError | None:
    longest = LONGEST[field]
    wrong = _shared_complaint(text, longest) if len(text) <= longest else complaint(text, longest=longest)
    return None if wrong is None else FieldError(field, wrong)


@lru_cache(_SHARED)
def _shared_complaint(text: str, longest: int) -> str | None:
    return complaint(text, longest=longest)


def _missing(found: Mapping[str, str]) -> list[FieldError]:
    wrong = [] if "publisher" in found else [FieldError("publisher", "It is empty.")]
    if "statement" not in found:
        wrong += [
            FieldError(field, _WITHOUT_STATEMENT) for field in ("quantity", "measure") if field not in found
        ]
    return wrong


@lru_cache(_SHARED)
def _source(
    publisher: str | None, url: str | None, title: str | None, published_at: str | None, now: datetime
) -> RowSource | FieldError:
    if url is not None and not is_web_address(url):
        return FieldError("url", "It must be an http or https address.")
    moment = None if published_at is None else read_rfc_3339(published_at)
    if published_at is not None and moment is None:
        return FieldError(
            "published_at", "It must be a date or a time with its zone, such as 2025-04-30T09:30:00Z."
        )
    if moment is not None and moment > now + _A_DAY:
        return FieldError("published_at", "It lies more than a day ahead.")
    return RowSource(publisher, url, title, moment)


def _slots(
    found: Mapping[str, str], source: RowSource, now: datetime, decimal: str | None
) -> FigureFields | FieldError:
    unit = found.get("unit")
    quantity = plain_number(found["quantity"], decimal)
    counts = unit is None and "population" in found
    if quantity is None or (counts and decimal == "." and _THREE_DECIMALS.search(quantity)):
        return FieldError(
            "quantity",
            "Its separator may stand before thousands or decimals; say which by decimal, or leave it out.",
        )
    days = None if "as_of" not in found else read_days(found["as_of"])
    if "as_of" in found and days is None:
        return FieldError("as_of", _NO_DAYS)
    if days is not None and days.start > ((source.published_at or now) + _A_DAY).date():
        return FieldError("as_of", "It lies after the day of publication.")
    return FigureFields(
        quantity=quantity if unit is None else f"{quantity} {unit}",
        population=found.get("population"),
        measure=found["measure"],
        place=found.get("place"),
        as_of=days,
    )


def plain_number(text: str, decimal: str | None) -> str | None:
    """A quantity with its numbers in English form; None where a separator could mean both."""
    if decimal == ".":
        return text if all(_is_english(match[0]) for match in _NUMBER.finditer(text)) else None
    parts = [_english(match[0], decimal) for match in _NUMBER.finditer(text)]
    if None in parts:
        return None
    numbers = iter(parts)
    return _NUMBER.sub(lambda _: next(numbers) or "", text)


def _is_english(number: str) -> bool:
    """Whether commas stand before thousands alone: "3,5" says that they may not in "12,345" either."""
    plain = number.rstrip(".,")
    return "," not in plain or _ENGLISH.fullmatch(plain) is not None


def _english(number: str, decimal: str | None) -> str | None:
    plain = number.rstrip(".,")
    behind = number[len(plain) :]
    plain = re.sub("[\u00a0\u202f']", "", plain)
    if decimal == "," or _BOTH.fullmatch(plain):
        return plain.replace(".", "").replace(",", ".") + behind
    if _GROUPED.fullmatch(plain) and plain.count(".") + plain.count(",") == 1:
        return None
    return (plain.replace(",", ".") if _ONE_COMMA.fullmatch(plain) else plain) + behind


def _digest(found: Mapping[str, str], said: str | FigureFields) -> bytes:
    texts = dict(found)
    if isinstance(said, FigureFields):
        texts["quantity"] = said.quantity  # in one form, whatever stands before decimals
        texts.pop("unit", None)
    return content_digest(texts)


def content_digest(texts: Mapping[str, str]) -> bytes:
    """What makes two figures that were given by themselves one: 16 bytes over all that was said, as given."""
    ordered = [[field, texts[field]] for field in FIELDS if field in texts]
    return blake2b(dumps(ordered).encode(), digest_size=16).digest()
