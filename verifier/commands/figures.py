"""``verifier figures``: looking at the store's figures, and what an editor does about them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from verifier.api.figure_schemas import (
    CorrectionSchema,
    FiguresSchema,
    RetractionSchema,
    SignedSchema,
    SupersedingSchema,
)
from verifier.api.schemas import NewFigureSchema
from verifier.clock import now
from verifier.commands.conditions import texts_of, which_figures
from verifier.commands.shared import DAY, accepted, json_text, opened_store, told_plainly
from verifier.core.documents import Document
from verifier.services.corrections import correct_figure
from verifier.services.figures import NewFigure, create_figure, list_figures, read_figure
from verifier.services.histories import figure_at, figure_history
from verifier.services.standing import restore_figure, retract_figure, supersede_figure
from verifier.store.database import Database
from verifier.store.edits import Signature
from verifier.terminal.figures import figure_text, figures_text, history_text

_as_json = click.option("--json", "as_json", is_flag=True, help="Print the answer as JSON.")
_by = click.option("--by", required=True, help="Who makes the change: your name.")
_reason = click.option("--reason", help="Why, for the history.")
_SOURCE = ("publisher", "url", "title", "published_at", "origin")


@click.group()
def figures() -> None:
    """Search the store's figures, add one, put one right, retract or supersede it."""


@figures.command("list")
@click.argument("words", nargs=-1)
@which_figures
@click.option("--limit", type=int, help="How many at once; 50 if left out.")
@click.option("--before", help="The figure after which the page before ended.")
@_as_json
def list_(words: tuple[str, ...], as_json: bool, **wanted: Any) -> None:
    """Find figures by WORDS and the options, all of which must fit; the newest first."""
    query = accepted(FiguresSchema(), q=" ".join(words) or None, **texts_of(wanted))
    _tell(lambda database: list_figures(database, query), figures_text, as_json=as_json)


@figures.command()
@click.argument("figure")
@click.option("--revision", type=int, help="As it stood at this revision of the store.")
@_as_json
def show(figure: str, revision: int | None, as_json: bool) -> None:
    """Show one FIGURE, by its id."""
    if revision is None:
        _tell(lambda database: read_figure(database, figure), figure_text, as_json=as_json)
    else:
        _tell(lambda database: figure_at(database, figure, revision), figure_text, as_json=as_json)


@figures.command()
@click.argument("statement", required=False)
@click.option("--quantity", help="Field by field: the number, such as about 600.")
@click.option("--population", help="Field by field: who or what is counted.")
@click.option("--measure", help="Field by field: what is said of them, such as destroyed.")
@click.option("--place", help="Field by field: where.")
@click.option("--as-of", type=DAY, help="Field by field: the day that the figure speaks of.")
@click.option("--publisher", help="Who published it.")
@click.option("--url", help="Where it was published.")
@click.option("--title", help="Under which headline.")
@click.option("--published-at", type=DAY, help="The day of publication; today if left out.")
@click.option("--origin", help="Who is credited, if the sentence doesn't say.")
@_as_json
def add(statement: str | None, as_json: bool, **given: Any) -> None:
    """Store one figure: a STATEMENT that states exactly one, or field by field."""
    fields = texts_of(given)
    source = _taken(fields, _SOURCE)
    new: NewFigure = accepted(NewFigureSchema(), statement=statement, source=source, **fields)
    _tell(lambda database: create_figure(database, new, now=now()).document, figure_text, as_json=as_json)


@figures.command()
@click.argument("figure")
@click.option("--statement", help="The sentence to read instead.")
@click.option("--place", help="Where.")
@click.option("--as-of", type=DAY, help="The day that the figure speaks of.")
@click.option("--publisher", help="Who published it.")
@click.option("--url", help="Where it was published.")
@click.option("--title", help="Under which headline.")
@click.option("--published-at", type=DAY, help="The day of publication.")
@click.option("--origin", help="Who is credited.")
@_by
@_reason
@_as_json
def correct(figure: str, as_json: bool, **given: Any) -> None:
    """Put a FIGURE right from the start: the corrected one takes its place, under an id of its own."""
    fields = texts_of(given)
    source = _taken(fields, _SOURCE)
    read = accepted(CorrectionSchema(), source=source or None, **fields)
    signed = _signed(read)
    _tell(
        lambda database: correct_figure(database, figure, read["correction"], signed),
        figure_text,
        as_json=as_json,
    )


@figures.command()
@click.argument("figure")
@_by
@click.option("--reason", required=True, help="Why, for the history.")
@_as_json
def retract(figure: str, as_json: bool, **given: Any) -> None:
    """Withdraw a FIGURE from the start: it is shown and never decides."""
    signed = _signed(accepted(RetractionSchema(), **given))
    _tell(lambda database: retract_figure(database, figure, signed), figure_text, as_json=as_json)


@figures.command()
@click.argument("figure")
@_by
@_reason
@_as_json
def restore(figure: str, as_json: bool, **given: Any) -> None:
    """Take the retraction or superseding of a FIGURE back."""
    signed = _signed(accepted(SignedSchema(), **given))
    _tell(lambda database: restore_figure(database, figure, signed), figure_text, as_json=as_json)


@figures.command()
@click.argument("figure")
@click.argument("newer")
@click.option("--on", "superseded_on", type=DAY, help="From which day on; the newer one's if left out.")
@_by
@_reason
@_as_json
def supersede(figure: str, newer: str, as_json: bool, **given: Any) -> None:
    """Let a NEWER figure stand in for a FIGURE from a day on."""
    read = accepted(SupersedingSchema(), superseded_by=newer, **texts_of(given))
    signed = _signed(read)
    _tell(
        lambda database: supersede_figure(database, figure, read["superseding"], signed).document,
        figure_text,
        as_json=as_json,
    )


@figures.command()
@click.argument("figure")
@_as_json
def history(figure: str, as_json: bool) -> None:
    """Tell every change to a FIGURE: by whom, when and why."""
    _tell(lambda database: figure_history(database, figure), history_text, as_json=as_json)


def _tell(answer: Callable[[Database], Document], words: Callable[[Document], str], *, as_json: bool) -> None:
    with told_plainly(), opened_store() as (database, _):
        document = answer(database)
    click.echo(json_text(document) if as_json else words(document))


def _signed(given: dict[str, Any]) -> Signature:
    return Signature(given["by"], given.get("reason"), now())


def _taken(fields: dict[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    """Some of the fields that were given, taken out of them."""
    taken = {name: fields.pop(name) for name in names}
    return {name: value for name, value in taken.items() if value is not None}
