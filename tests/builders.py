"""Statements, figures and matches made by hand, for tests of what is decided from them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from verifier.core.grammar import lemma
from verifier.core.hedges import interval_of
from verifier.core.interval import Interval
from verifier.core.model import (
    Agreement,
    Attribution,
    ClaimContext,
    Direction,
    FigureMatch,
    FigureStatus,
    Hedge,
    Kind,
    Measure,
    Modality,
    Period,
    PeriodKind,
    Population,
    Quantity,
    Reading,
    Reason,
    ReportedFigure,
    SlotMatch,
    Source,
    Span,
    Statement,
    StatementVerdict,
    VerdictValue,
)
from verifier.core.numerals.numeral import Numeral
from verifier.core.populations import canonical_head
from verifier.core.verdict import judge_statement

TODAY = date(2025, 5, 10)
REPORTED = date(2025, 4, 30)


def words(text: str, start: int = 0) -> Span:
    """Words that stand at ``start``."""
    return Span(text, start, start + len(text))


def number(
    hedge: Hedge,
    value: int | str,
    value_to: int | str | None = None,
    *,
    kind: Kind = Kind.COUNT,
    unit: str = "count",
    direction: Direction | None = None,
    surface: str | None = None,
) -> Quantity:
    """A quantity with the interval that its wording admits."""
    said = Decimal(value)
    said_to = None if value_to is None else Decimal(value_to)
    numeral = _numeral(said if said_to is None else said_to)
    vague = hedge is Hedge.VAGUE
    return Quantity(
        span=words(surface or _worded(hedge, said, said_to)),
        kind=kind,
        hedge=hedge,
        value=None if vague else said,
        value_to=None if vague else said_to,
        unit=unit,
        base_value=None if vague else said,
        base_value_to=None if vague else said_to,
        base_unit=unit,
        interval=interval_of(hedge, numeral, None) if said_to is None else Interval(said, said_to),
        grain=numeral.grain,
        direction=direction,
    )


def _worded(hedge: Hedge, said: Decimal, said_to: Decimal | None) -> str:
    """ "about 4,700"; "4,700" where the number is bare."""
    hedged = "" if hedge is Hedge.BARE else f"{hedge.value.replace('_', ' ')} "
    return f"{hedged}{said:,}" + ("" if said_to is None else f" to {said_to:,}")


def _numeral(said: Decimal) -> Numeral:
    """The number as digits alone."""
    place = Decimal(1).scaleb(min(int(said.as_tuple().exponent), 0))
    grain = Decimal(1).scaleb(int(said.normalize().as_tuple().exponent))
    return Numeral(said, 0, 0, place, grain, decimals=place < 1)


def statement(
    quantity: Quantity,
    *,
    population: str = "North Korean soldiers",
    measure: str = "killed",
    period: Period | None = None,
    said_by: str | None = None,
    modality: Modality = Modality.REPORTED,
) -> Statement:
    """A statement that so many of a population are what the measure says."""
    head = canonical_head(lemma(population.rsplit(maxsplit=1)[-1].lower()))
    return Statement(
        quantity=quantity,
        sentence=words(f"{quantity.span.text} {population} {measure}"),
        population=Population(words(population), head),
        measure=Measure(words(measure), measure, in_lexicon=True),
        period=period,
        attribution=None if said_by is None else Attribution(words(said_by), said_by.lower(), said_by),
        modality=modality,
    )


def figure(
    said: Statement,
    *,
    origin: str = "NIS",
    publisher: str = "Example News",
    on: date | None = REPORTED,
    url: str | None = None,
    status: FigureStatus = FigureStatus.ACTIVE,
    superseded_on: date | None = None,
    blocked: bool = False,
    rejected: bool = False,
    id: str | None = None,
) -> ReportedFigure:
    """A statement as it was reported."""
    source = Source(publisher, url, None, None, on, on or REPORTED, blocked)
    return ReportedFigure(
        id=id or f"fig_{origin}_{publisher}_{on}_{said.quantity.span.text}",
        statement=said,
        source=source,
        origin=origin.lower(),
        origin_name=origin,
        quote=said.sentence,
        status=status,
        superseded_on=superseded_on,
        rejected=rejected,
    )


def match(reported: ReportedFigure, score: float = 1.0, **agreements: Agreement) -> FigureMatch:
    """A figure that agrees in every slot but those named."""
    slots = {"population": Agreement.SAME, "measure": Agreement.SAME, "unit": Agreement.SAME, **agreements}
    compared = tuple(
        SlotMatch(name, agreement, 1.0, f"{name}: {agreement}") for name, agreement in slots.items()
    )
    return FigureMatch(reported, compared, score)


def so_far(start: date, end: date | None = None) -> Period:
    """A cumulative count as of one day, or of some day until before ``end``."""
    return Period(PeriodKind.CUMULATIVE, start, end or date.fromordinal(start.toordinal() + 1))


def claimed(on: date | None = None, *, submitted: date = TODAY, url: str | None = None) -> ClaimContext:
    """What is known of a claim besides its words."""
    return ClaimContext(submitted, on, url)


# --- Verdicts --------------------------------------------------------------------------------------

UNDATED = claimed()


def killed(value: int, hedge: Hedge = Hedge.BARE, **more: object) -> FigureMatch:
    """A figure of so many killed."""
    agreements = {name: how for name, how in more.items() if isinstance(how, Agreement)}
    source = {name: value for name, value in more.items() if name not in agreements}
    return match(figure(statement(number(hedge, value)), **source), **agreements)  # type: ignore[arg-type]


def judged(
    claim: Quantity, *matches: FigureMatch, context: ClaimContext = UNDATED, **slots: object
) -> StatementVerdict:
    """The verdict on a claim of so many killed, beside these matches."""
    return judge_statement(statement(claim, **slots), matches, context)  # type: ignore[arg-type]


def outcome(verdict: StatementVerdict) -> tuple[VerdictValue, Reason]:
    """The verdict and its reason, without the rest."""
    return verdict.verdict, verdict.reason


def reading(*said: StatementVerdict, others: Sequence[Quantity] = (), supported: bool = True) -> Reading:
    """A reading of these statements."""
    return Reading("a text", tuple(one.statement for one in said), tuple(others), "en", supported)
