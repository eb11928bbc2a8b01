"""What the commands share: the store, the settings, texts from files, and telling errors plainly."""

from __future__ import annotations

import getpass
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from datetime import date, datetime
from pathlib import Path
from typing import Any, BinaryIO

import click
import marshmallow as ma

from config import Config, ConfigError
from verifier.api.bodies import in_our_words
from verifier.clock import now
from verifier.errors import VerifierError
from verifier.services.authorship import Author, act_as
from verifier.store.database import Database, place_of
from verifier.store.migration import upgrade as migrate
from verifier.texts import complaint

DAY = click.DateTime(["%Y-%m-%d"])
"""An option that takes a day, such as 2025-05-10."""

_STANDARD_INPUT = Path("-")
# The options and arguments that aren't called as the fields are.
_OPTIONS = {"claim_url": "--url", "q": "WORDS", "superseded_by": "NEWER"}


@contextmanager
def told_plainly() -> Iterator[None]:
    """Errors that a person can be told in a sentence are told so, and end the command with 1."""
    try:
        yield
    except ConfigError as error:
        raise click.ClickException(str(error)) from error
    except VerifierError as error:
        raise click.ClickException(error.detail) from error


def settings() -> Config:
    """The settings that the environment gives."""
    return Config.from_env()


@contextmanager
def opened_store() -> Iterator[tuple[Database, str]]:
    """The store, brought to the newest form of its tables first, and where it is."""
    config = settings()
    migrate(config.database_url)
    act_as(Author(by=person(), action=click.get_current_context().command_path, at=now()))
    database = Database(config.database_url, pool_size=1, home=config.public_url)
    try:
        yield database, place_of(config.database_url)
    finally:
        act_as(None)
        database.dispose()


def person() -> str:
    """Who runs the command, as this machine calls them."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a user of a number alone, as in many containers
        return "somebody"


def today() -> date:
    """The current day, in UTC."""
    return now().date()


def day_of(moment: datetime | None) -> str | None:
    """The day that an option gave, as a call's field takes it."""
    return None if moment is None else moment.date().isoformat()


def json_text(document: dict[str, Any]) -> str:
    """JSON that is legible and can always be written: a lone surrogate stays as its escape."""
    return json.dumps(document, ensure_ascii=False).encode("utf-8", "backslashreplace").decode()


# --- What was given -----------------------------------------------------------------------------


def accept(text: str, *, longest: int) -> None:
    """Refuse a text that can't be read, as every call does; ``longest`` in characters."""
    wrong = complaint(text, longest=longest)
    if wrong is not None:
        raise click.UsageError(f"This text cannot be read. {wrong}")


def accepted(schema: ma.Schema, **given: object) -> Any:
    """What a command was given, by the rules of the call that takes the same fields."""
    try:
        return schema.load({name: value for name, value in given.items() if value is not None})
    except ma.ValidationError as error:
        name, wrong = _first_wrong(error.messages_dict)
        option = _OPTIONS.get(name, f"--{name.replace('_', '-')}")
        raise click.UsageError(f"{option}: {in_our_words(wrong)}") from error


def _first_wrong(messages: dict[Any, Any]) -> tuple[str, str]:
    """The first field that is wrong, the innermost where fields hold others, and why."""
    name, wrong = next(iter(messages.items()))
    if not isinstance(wrong, dict):
        return name, wrong[0]
    inner, why = _first_wrong(wrong)
    return (inner, why) if isinstance(inner, str) else (name, why)  # of a list it is a number


def text_of(path: Path, *, longest: int) -> str:
    """The text in a file (``-``: on standard input); refused like any other, with the file's name."""
    with nullcontext(sys.stdin.buffer) if path == _STANDARD_INPUT else path.open("rb") as file:
        text = text_from(file, name_of(path))
    wrong = complaint(text, longest=longest)
    if wrong is not None:
        raise click.ClickException(f"{name_of(path)} cannot be read. {wrong}")
    return text


def name_of(path: Path) -> str:
    """What a file is called when talking of it."""
    return "standard input" if path == _STANDARD_INPUT else str(path)


def text_from(file: BinaryIO, name: str) -> str:
    """A UTF-8 text, without the mark that some programs put before it."""
    try:
        text = file.read().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise click.ClickException(f"{name} is not a UTF-8 text: {error}") from error
    return text.replace("\r\n", "\n").replace("\r", "\n")
