"""A labelled case, and how it is read from a line of JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from verifier.core.model import VerdictValue
from verifier.moments import read_iso

LABELS = tuple(value.value for value in VerdictValue)


class BadCase(ValueError):
    """A line that is no case; the message says which and why."""


@dataclass(frozen=True, slots=True)
class Report:
    """One text of a case's evidence. ``published_on`` is None where the case doesn't say."""

    text: str
    published_on: date | None = None
    publisher: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """A claim, the evidence to judge it by, and the verdicts that are right; none when unlabelled."""

    id: str
    claim: str
    evidence: tuple[Report, ...]
    labels: tuple[str, ...] = ()
    claimed_on: date | None = None


def read_case(line: str, number: int) -> Case:
    """The case on a line of JSON; ``BadCase`` names the line and what is wrong with it."""
    try:
        fields = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise BadCase(f"line {number}: not JSON: {error}") from error
    if not isinstance(fields, dict):
        raise BadCase(f"line {number}: not a JSON object")
    try:
        return _case(fields, number)
    except ValueError as error:
        raise BadCase(f"line {number}: {error}") from error


def _case(fields: dict[str, Any], number: int) -> Case:
    claim = fields.get("claim")
    if not isinstance(claim, str) or not claim.strip():
        raise ValueError("'claim' must be a text")
    return Case(
        id=str(fields.get("id") or number),
        claim=claim,
        evidence=tuple(_reports(fields.get("evidence"))),
        labels=_labels(fields.get("label")),
        claimed_on=_day(fields.get("claimed_at"), "claimed_at"),
    )


def _reports(evidence: Any) -> Iterator[Report]:
    if evidence is None:
        raise ValueError("'evidence' is missing")
    for one in evidence if isinstance(evidence, list) else [evidence]:
        yield _report(one)


def _report(one: Any) -> Report:
    if isinstance(one, str):
        return Report(one)
    if not isinstance(one, dict) or not isinstance(one.get("text"), str):
        raise ValueError("each 'evidence' must be a text, or an object with a 'text'")
    for name in ("publisher", "url"):
        if not isinstance(one.get(name), str | None):
            raise ValueError(f"'{name}' of an 'evidence' must be a text")
    published_on = _day(one.get("published_at"), "published_at")
    return Report(one["text"], published_on, one.get("publisher"), one.get("url"))


def _labels(label: Any) -> tuple[str, ...]:
    if label is None:
        return ()
    labels = label if isinstance(label, list) else [label]
    unknown = [one for one in labels if one not in LABELS]
    if unknown or not labels:
        raise ValueError(f"'label' must be of {', '.join(LABELS)}, not {unknown!r}")
    return tuple(labels)


def _day(value: Any, name: str) -> date | None:
    if value is None:
        return None
    moment = read_iso(value.strip()) if isinstance(value, str) else None
    if moment is None:
        raise ValueError(f"'{name}' must be a date such as 2025-04-30, not {str(value)[:40]!r}")
    return moment.date()
