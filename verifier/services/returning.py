"""Figures that were exported, on their way back: taken as they were read, but nothing on trust."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from verifier.core.addresses import is_web_address
from verifier.core.model import FigureStatus, Quantity, Statement
from verifier.core.reader import read_text
from verifier.core.reporting import is_reportable
from verifier.core.wellformed import is_well_formed
from verifier.errors import FieldError
from verifier.moments import read_rfc_3339
from verifier.store.codec import decode, encode
from verifier.store.ids import SHAPE
from verifier.store.records import Record
from verifier.strict_json import NotStrictJson, parse_strictly
from verifier.texts import complaint

_DIGEST = re.compile(r"[0-9a-f]{32}")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_LONGEST_SENTENCE = 100_000
_LONGEST_LINE = 500
_LONGEST_URL = 2_000
_STATUSES = frozenset(FigureStatus)
_SENTENCE = 3  # where it stands in a reading
_ABOUT = Decimal("0.25")  # of an end, the most by which widths learned anew have moved it
_A_DAY = timedelta(days=1)


class _Wrong(Exception):
    """A column that can't be taken, and why."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.error = FieldError(field, message)


def read_record(texts: Mapping[str, str], *, now: datetime) -> Record | FieldError:
    """The figure that a row of an export is, or what is wrong with it.

    Its reading is held to its sentence: the number must stand there and say what a fresh reading
    of the sentence says.
    """
    try:
        return _record(texts, now)
    except _Wrong as wrong:
        return wrong.error


def _record(texts: Mapping[str, str], now: datetime) -> Record:
    statement = _statement(texts)
    status = _matching(texts, "status", _STATUSES.__contains__, "It must be a figure's status.")
    superseded_on = _day(texts, "superseded_on")
    superseded_by = _optional(texts, "superseded_by", _is_figure_id, "It must be the id of a figure.")
    active = status == FigureStatus.ACTIVE.value
    if active != (superseded_on is None) or (active and superseded_by is not None):
        raise _Wrong("status", "An active figure, and no other, has no superseded_on and no superseded_by.")
    figure_id = _matching(texts, "figure_id", _is_figure_id, "It must be the id of a figure.")
    if superseded_by == figure_id:
        raise _Wrong("superseded_by", "A figure can't be superseded by itself.")
    received_on = _day(texts, "received_on")
    if received_on is None or received_on > (now + _A_DAY).date():
        raise _Wrong("received_on", "It must be a day, not more than one ahead.")
    digest = _optional(texts, "digest", _DIGEST.fullmatch, "It must have 32 hexadecimal digits.")
    return Record(
        figure_id=figure_id,
        reading=encode(statement),
        origin=_line(texts, "origin_key") or _missing("origin_key"),
        origin_name=_line(texts, "origin") or _missing("origin"),
        publisher=_line(texts, "publisher"),
        url=_optional(texts, "url", _is_url, "It must be an http or https address."),
        title=_line(texts, "title"),
        published_at=_published_at(texts, now),
        received_on=received_on,
        status=status,
        superseded_by=superseded_by,
        superseded_on=superseded_on,
        digest=None if digest is None else bytes.fromhex(digest),
    )


def _statement(texts: Mapping[str, str]) -> Statement:
    sentence = texts.get("statement", "")
    wrong = complaint(sentence, longest=_LONGEST_SENTENCE)
    if wrong is not None:
        raise _Wrong("statement", wrong)
    try:
        reading: Any = parse_strictly(texts["reading"])
        reading[_SENTENCE] = sentence
        statement = decode(json.dumps(reading))
    except (NotStrictJson, ValueError, TypeError, IndexError, KeyError, AttributeError) as error:
        raise _Wrong("reading", "It isn't a reading as an export writes it.") from error
    if not is_well_formed(statement) or not is_reportable(statement):
        raise _Wrong("reading", "It isn't a reading that the engine makes of this sentence.")
    _hold_to_offsets(texts, statement)
    _hold_to_sentence(statement)
    return statement


def _hold_to_offsets(texts: Mapping[str, str], statement: Statement) -> None:
    quote = statement.sentence
    if quote.end - quote.start != len(quote.text):
        raise _Wrong("reading", "Its offsets aren't those of the sentence.")
    for name, offset in (("quote_start", quote.start), ("quote_end", quote.end)):
        if texts.get(name, str(offset)) != str(offset):
            raise _Wrong(name, "It isn't the offset in the reading.")


def _hold_to_sentence(statement: Statement) -> None:
    """Refuse a reading whose number isn't what a fresh reading finds at its place.

    What it admits may differ a little, as widths are learned anew; and a number that only the
    sentences before it make one is found by no fresh reading of this one, but among things that are counted.
    """
    fresh = read_text(statement.sentence.text)
    said = statement.quantity
    start = said.span.start - statement.sentence.start
    for quantity in (*(each.quantity for each in fresh.statements), *fresh.other_numbers):
        if quantity.span.start < start + len(said.span.text) and start < quantity.span.end:
            if _says_the_same(quantity, said):
                return
            raise _Wrong("reading", f"The sentence says {quantity.span.text!r} there.")
    alone = read_text(f"{said.span.text} people were killed")
    if not any(each.quantity.value == said.value for each in alone.statements):
        raise _Wrong("reading", f"There is no such number in {said.span.text!r}.")


def _says_the_same(fresh: Quantity, said: Quantity) -> bool:
    if fresh.span.text != said.span.text or (fresh.value, fresh.value_to) != (said.value, said.value_to):
        return False
    if fresh.base_unit != said.base_unit:
        return True
    same = (fresh.base_value, fresh.base_value_to) == (said.base_value, said.base_value_to)
    return same and _admits_alike(fresh, said)


def _admits_alike(fresh: Quantity, said: Quantity) -> bool:
    """Whether a reading admits about what a fresh one does: "12" never a million, nor without end."""
    ends = ((fresh.interval.low, said.interval.low), (fresh.interval.high, said.interval.high))
    return all(
        one == other
        or (one is not None and other is not None and abs(one - other) <= _ABOUT * max(abs(one), abs(other)))
        for one, other in ends
    )


def _is_figure_id(text: str) -> bool:
    return text.startswith("fig_") and SHAPE.fullmatch(text) is not None


def _is_url(text: str) -> bool:
    return len(text) <= _LONGEST_URL and is_web_address(text)


def _published_at(texts: Mapping[str, str], now: datetime) -> datetime | None:
    text = texts.get("published_at")
    if text is None:
        return None
    moment = read_rfc_3339(text)
    if moment is None or moment > now + _A_DAY:
        raise _Wrong("published_at", "It must be a date or a time with its zone, not more than a day ahead.")
    return moment


def _day(texts: Mapping[str, str], name: str) -> date | None:
    text = texts.get(name)
    if text is None:
        return None
    moment = read_rfc_3339(text) if _DAY.fullmatch(text) else None
    if moment is None:
        raise _Wrong(name, "It must be a day, such as 2025-05-01.")
    return moment.date()


def _line(texts: Mapping[str, str], name: str) -> str | None:
    text = texts.get(name)
    wrong = None if text is None else complaint(text, longest=_LONGEST_LINE)
    if wrong is not None:
        raise _Wrong(name, wrong)
    return text


def _missing(name: str) -> str:
    raise _Wrong(name, "It is needed beside a reading.")


def _matching(texts: Mapping[str, str], name: str, fits: Callable[[str], object], message: str) -> str:
    return _optional(texts, name, fits, message) or _missing(name)


def _optional(texts: Mapping[str, str], name: str, fits: Callable[[str], object], message: str) -> str | None:
    text = texts.get(name)
    if text is not None and not fits(text):
        raise _Wrong(name, message)
    return text
