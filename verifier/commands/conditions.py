"""The options that say which figures a command is about."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import reduce
from typing import Any, TypeVar

import click

from verifier.commands.shared import DAY, day_of

_Command = TypeVar("_Command", bound=Callable[..., Any])

_OPTIONS = (
    click.option("--population", help="Who or what is counted."),
    click.option("--measure", help="What is said of them, such as killed."),
    click.option("--place", help="Where; a country finds the places within it."),
    click.option("--origin", help="Who is credited."),
    click.option("--publisher", help="Who published it."),
    click.option("--url", help="Where it was published."),
    click.option("--article", help="The article that it was read from, by its id."),
    click.option("--status", help="active, superseded, corrected or retracted."),
    click.option("--as-of-from", type=DAY, help="Of this day or later."),
    click.option("--as-of-to", type=DAY, help="Of this day or earlier."),
    click.option("--published-from", type=DAY, help="Published on this day or later."),
    click.option("--published-to", type=DAY, help="Published on this day or earlier."),
)


def which_figures(command: _Command) -> _Command:
    """Give a command the options by which figures are chosen, all of which must fit."""
    return reduce(lambda decorated, option: option(decorated), reversed(_OPTIONS), command)


def texts_of(given: Mapping[str, Any]) -> dict[str, Any]:
    """What options gave, as a call's fields take it."""
    return {name: day_of(value) if isinstance(value, datetime) else value for name, value in given.items()}
