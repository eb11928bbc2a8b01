"""Where everything in a chart lies, in pixels: only positions and words, no SVG.

A chart is drawn from top to bottom: the verdict in words, then for each statement its numbers, one under
the other over a common axis. The number lines themselves are laid out by ``core.number_line``.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from verifier.core.documents import Document
from verifier.core.number_line import Bar, NumberLine, Tick, number_line

NARROWEST, USUAL, WIDEST = 280, 720, 1600
"""How wide a chart may be, in pixels."""

_MARGIN = 20
_LETTER = 7.6  # pixels that a letter takes at most, on the average of a line
_LINE = 19
_BAR = 18  # from a number's words down to the middle of its bar
_BELOW = 16  # from there to the next number's words
_AXIS = 44
_GAP = 18
_TICK_ROOM = 64  # pixels that a mark's words want
_SMALLEST_BAR = 2.0
_RELATIONS = {
    "supports": "supports the claim",
    "contradicts": "contradicts the claim",
    "bound": "only a bound",
    "close": "close",
    "open": "leaves it open",
}


@dataclass(frozen=True, slots=True)
class Words:
    """A line of words; ``y`` is its baseline, ``kind`` says how it is set."""

    x: float
    y: float
    text: str
    kind: str


@dataclass(frozen=True, slots=True)
class DrawnBar:
    """A number: its interval from ``left`` to ``right`` around ``y``, and the number said at ``point``.

    A side without an end is ``open_left`` or ``open_right`` and drawn as an arrow. ``kind`` is ``claim`` or
    the relation to it; ``title`` is what to tell who points at it.
    """

    left: float
    right: float
    y: float
    point: float | None
    open_left: bool
    open_right: bool
    kind: str
    decides: bool
    title: str


@dataclass(frozen=True, slots=True)
class Axis:
    """A line with its marks, and how high the lines above the marks go."""

    left: float
    right: float
    y: float
    top: float
    marks: tuple[Words, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """All of a chart; ``summary`` tells it to who can't see it."""

    width: int
    height: int
    title: str
    summary: str
    words: tuple[Words, ...]
    bars: tuple[DrawnBar, ...]
    axes: tuple[Axis, ...]


def draw(claim: Document, *, width: int = USUAL) -> Chart:
    """The chart of a judged claim's document, ``width`` pixels wide; a person's decision comes first."""
    verdict, word = claim["result"], claim["verdict"]
    pen = _Pen(width)
    pen.write(word.upper(), word)
    pen.write_wrapped(f"“{claim['text']}”", "claimed")
    decision = _decision(claim["review"], verdict)
    pen.write_wrapped(decision, "decision")
    statements = verdict["statements"]
    if not statements:
        pen.write_wrapped(verdict["sentence"], "sentence")
    for judged in statements:
        beginning = f"{judged['verdict'].capitalize()}: " if len(statements) > 1 else ""
        _draw_statement(pen, judged, beginning + judged["sentence"])
    told = [decision, verdict["sentence"], *(f"{bar.title}." for bar in pen.bars)]
    return Chart(
        width=width,
        height=round(pen.y + _MARGIN / 2),
        title=f"{word.capitalize()}: {claim['text']}",
        summary=" ".join(part for part in told if part),
        words=tuple(pen.words),
        bars=tuple(pen.bars),
        axes=tuple(pen.axes),
    )


def _decision(review: Document | None, verdict: Document) -> str:
    """What a person has decided, if anybody has; what the engine found stays told."""
    if review is None:
        return ""
    if review["decision"] == "approve":
        return f"Approved by {review['by']}."
    return f"Decided by {review['by']}: {review['reason']} (found before: {verdict['verdict']})"


class _Pen:
    """Writes and draws downwards from ``y``."""

    def __init__(self, width: int) -> None:
        self.left, self.right = float(_MARGIN), float(width - _MARGIN)
        self.y = float(_MARGIN)
        self.words: list[Words] = []
        self.bars: list[DrawnBar] = []
        self.axes: list[Axis] = []

    def write(self, text: str, kind: str) -> None:
        """A line of words."""
        self.y += _LINE
        self.words.append(Words(self.left, self.y, text, kind))

    def write_wrapped(self, text: str, kind: str) -> None:
        """Words in as many lines as they take."""
        for line in textwrap.wrap(text, self.letters()):
            self.write(line, kind)

    def letters(self) -> int:
        """How many letters a line holds."""
        return int((self.right - self.left) / _LETTER)

    def at(self, position: float) -> float:
        """Where a position from 0 to 1 lies."""
        return round(self.left + position * (self.right - self.left), 2)


def _draw_statement(pen: _Pen, judged: Document, sentence: str) -> None:
    pen.write_wrapped(sentence, "sentence")
    pen.y += _GAP
    line = number_line(judged)
    if line is None:
        pen.write("No reported figure to draw beside it.", "source")
        return
    top = pen.y + _BAR
    for number, bar in enumerate(line.bars):
        _draw_bar(pen, number, bar)
    _draw_axis(pen, line, top)


def _draw_bar(pen: _Pen, number: int, bar: Bar) -> None:
    name = f"Claim: {bar.label}" if bar.relation is None else f"{number}. {bar.label}"
    told = " · ".join(_told(bar))
    for text, kind in ((name, "label"), (told, "source")):
        if text:
            pen.write(textwrap.shorten(text, pen.letters(), placeholder=" …"), kind)
    left, right = _at_least_wide(pen.at(bar.start), pen.at(bar.end), pen)
    pen.y += _BAR
    pen.bars.append(
        DrawnBar(
            left=left,
            right=right,
            y=pen.y,
            point=None if bar.point is None else pen.at(bar.point),
            open_left=bar.open_start,
            open_right=bar.open_end,
            kind=bar.relation or "claim",
            decides=bar.decides,
            title=f"{name}: {told}" if told else name,
        )
    )
    pen.y += _BELOW


def _told(bar: Bar) -> Iterator[str]:
    """What is said of a bar in words, so that its colour says nothing alone; what matters most first."""
    if bar.relation is None:
        return
    yield _RELATIONS[bar.relation]
    if bar.decides:
        yield "decides"
    yield bar.source


def _at_least_wide(left: float, right: float, pen: _Pen) -> tuple[float, float]:
    """A bar's ends, so far apart that it is seen."""
    missing = _SMALLEST_BAR - (right - left)
    if missing <= 0:
        return left, right
    left = max(pen.left, left - missing / 2)
    return left, min(pen.right, left + _SMALLEST_BAR)


def _draw_axis(pen: _Pen, line: NumberLine, top: float) -> None:
    y = pen.y + 6
    marks = tuple(
        Words(pen.at(tick.position), y + _LINE, tick.label, "mark") for tick in _with_room(line.ticks, pen)
    )
    pen.axes.append(Axis(pen.left, pen.right, y, top, marks))
    scale = ", logarithmic scale" if line.logarithmic else ""
    pen.y = y + _AXIS
    unit = (line.unit + scale).removeprefix(", ")
    if unit:
        shortened = textwrap.shorten(unit, pen.letters(), placeholder=" …")
        pen.words.append(Words(pen.left, pen.y, shortened, "unit"))
    pen.y += _GAP


def _with_room(ticks: Sequence[Tick], pen: _Pen) -> Iterator[Tick]:
    """The marks whose words don't run into one another."""
    last = float("-inf")
    for tick in ticks:
        if pen.at(tick.position) - last >= _TICK_ROOM:
            last = pen.at(tick.position)
            yield tick
