"""The command line: ``verifier check``, ``parse``, ``ingest``, ``evaluate``, ``serve`` and ``db``."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from datetime import date, datetime
from pathlib import Path
from typing import Any, BinaryIO, TextIO

import click
import marshmallow as ma

from config import Config, ConfigError
from verifier import __version__
from verifier.api.schemas import (
    LONGEST_ARTICLE,
    LONGEST_CLAIM,
    LONGEST_PARSE,
    NewArticleSchema,
    NewClaimSchema,
)
from verifier.api.texts import complaint
from verifier.clock import now
from verifier.core.documents import reading_document, verdict_document
from verifier.core.model import ClaimContext
from verifier.core.reader import read_text
from verifier.errors import VerifierError
from verifier.evaluation.cases import BadCase, read_case
from verifier.evaluation.judging import Outcome, judge_by_rules, judge_case, outcome_document
from verifier.evaluation.report import error_report
from verifier.evaluation.scores import scores_text
from verifier.services.articles import NewArticle, read_article, submit_article
from verifier.services.checking import judge_text
from verifier.services.claims import NewClaim
from verifier.services.running import run_task
from verifier.store.database import Database, place_of
from verifier.store.migration import newest_revision
from verifier.store.migration import upgrade as migrate
from verifier.terminal import article_text, reading_text, verdict_text

_STANDARD_INPUT = Path("-")
_DATE = click.DateTime(["%Y-%m-%d"])
_OPTIONS = {"claim_url": "--url"}  # the options that aren't called as the fields are


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="verifier")
def main() -> None:
    """The fact-checker's number desk: does a number agree with what has been reported?"""


@main.command()
@click.argument("text")
@click.option("--claimed-at", type=_DATE, help="The day the claim was made (2025-05-10).")
@click.option("--url", help="Where the claim was published: an article there never verifies it.")
@click.option("--json", "as_json", is_flag=True, help="Print the verdict as JSON.")
def check(text: str, claimed_at: datetime | None, url: str | None, as_json: bool) -> None:
    """Judge the claim TEXT against the figures in the store; "-" reads the claim from standard input."""
    text = _text_from(sys.stdin.buffer, "standard input").strip() if text == "-" else text
    _accept(text, longest=LONGEST_CLAIM)
    claim: NewClaim = _accepted(NewClaimSchema(), text=text, claimed_at=_day(claimed_at), claim_url=url)
    context = ClaimContext(
        submitted_on=_today(),
        claimed_on=None if claim.claimed_at is None else claim.claimed_at.date(),
        claim_url=claim.claim_url,
    )
    with _told_plainly(), _store() as (database, place):
        verdict = judge_text(database, text, context)
    if not verdict.store_revision:
        click.echo(f"Note: there are no figures in the store yet, which is {place}", err=True)
    click.echo(_json(verdict_document(verdict)) if as_json else verdict_text(verdict))


@main.command()
@click.argument("text")
@click.option("--json", "as_json", is_flag=True, help="Print what was read as JSON.")
def parse(text: str, as_json: bool) -> None:
    """Print how TEXT is read.

    With "-" it reads one text a line from standard input, plain or as a JSON string, and writes
    one line of JSON for each.
    """
    if text == "-":
        _parse_lines(sys.stdin.buffer)
        return
    _accept(text, longest=LONGEST_PARSE)
    reading = read_text(text, today=_today())
    click.echo(_json(reading_document(reading)) if as_json else reading_text(reading))


@main.command()
@click.argument(
    "files",
    nargs=-1,
    required=True,
    type=click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path),
)
@click.option("--publisher", help="Who published the articles.")
@click.option("--url", help="Where the article was published (with one file only).")
@click.option("--title", help="The article's headline (with one file only).")
@click.option("--published-at", type=_DATE, help="The day of publication; the day of receipt if left out.")
@click.option("--json", "as_json", is_flag=True, help="Print each article with its figures as JSON.")
def ingest(
    files: tuple[Path, ...],
    publisher: str | None,
    url: str | None,
    title: str | None,
    published_at: datetime | None,
    as_json: bool,
) -> None:
    """Read articles from FILES ("-": standard input) into reported figures and keep them in the store."""
    if len(files) > 1 and (url or title):
        raise click.UsageError("--url and --title are those of one article; name one file")
    about = {"title": title, "publisher": publisher, "url": url, "published_at": _day(published_at)}
    with _told_plainly(), _store() as (database, place):
        for path in files:
            article: NewArticle = _accepted(NewArticleSchema(), text=_text_of(path), **about)
            document = _ingested(database, article)
            click.echo(_json(document) if as_json else article_text(_name_of(path), document))
        click.echo(f"Kept in {place}", err=True)


@main.command()
@click.argument("file", type=click.File("r", encoding="utf-8", errors="replace"))
@click.option(
    "--out", type=click.File("w", encoding="utf-8", lazy=False), help="Write one line per case here."
)
@click.option(
    "--report",
    type=click.File("w", encoding="utf-8", lazy=False),
    help="Write the mistakes, grouped by cause, here as Markdown; - is the terminal.",
)
@click.option(
    "--examples",
    type=click.IntRange(min=0),
    default=3,
    show_default=True,
    help="How many cases of each cause the report shows.",
)
@click.option("--by-rules", is_flag=True, help="Judge as the service does, whose store holds many texts.")
def evaluate(file: TextIO, out: TextIO | None, report: TextIO | None, examples: int, by_rules: bool) -> None:
    """Judge the labelled cases in FILE (JSON Lines), each by its own evidence, and print the scores."""
    judge = judge_by_rules if by_rules else judge_case
    outcomes: list[Outcome] = []
    bad = 0
    for number, line in enumerate(file, start=1):
        if not line.strip():
            continue
        try:
            case = read_case(line, number)
        except BadCase as error:
            click.echo(f"{error}; left out", err=True)
            bad += 1
            continue
        outcome = judge(case, _today())
        outcomes.append(outcome)
        if out is not None:
            out.write(_json(outcome_document(outcome)) + "\n")
    if not outcomes:
        raise click.ClickException(f"{file.name} holds no case that can be read")
    click.echo(scores_text(outcomes))
    if report is not None:
        report.write(error_report(outcomes, examples))
    if bad:
        click.echo(f"{bad} {'line was' if bad == 1 else 'lines were'} left out", err=True)


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", default=8000, show_default=True, help="The port to listen on.")
def serve(host: str, port: int) -> None:
    """Run API, worker, sweeper and broker as one service, until Ctrl-C."""
    from verifier.serving.supervisor import serve as run_service

    with _told_plainly():
        run_service(_config(), host, port)


@main.group()
def db() -> None:
    """Look after the database."""


@db.command()
def upgrade() -> None:
    """Bring the database to the newest form of its tables."""
    with _told_plainly():
        config = _config()
        migrate(config.database_url)
    click.echo(f"the database is at revision {newest_revision()}")


# --- What the commands share --------------------------------------------------------------------


@contextmanager
def _told_plainly() -> Iterator[None]:
    """Errors that a person can be told in a sentence are told so, and end the command with 1."""
    try:
        yield
    except ConfigError as error:
        raise click.ClickException(str(error)) from error
    except VerifierError as error:
        raise click.ClickException(error.detail) from error


def _config() -> Config:
    return Config.from_env()


@contextmanager
def _store() -> Iterator[tuple[Database, str]]:
    """The store, brought to the newest form of its tables first, and where it is."""
    config = _config()
    migrate(config.database_url)
    database = Database(config.database_url, pool_size=1)
    try:
        yield database, place_of(config.database_url)
    finally:
        database.dispose()


def _ingested(database: Database, article: NewArticle) -> dict[str, Any]:
    """An article in the store with its figures read: here and now, whether or not a service runs."""
    submitted = submit_article(database, article, now=now()).document
    run_task(database, submitted["links"]["task"].rsplit("/", 1)[-1], now)
    document = read_article(database, submitted["id"])
    if document["status"] != "succeeded":
        raise click.ClickException(
            f"{document['id']} is {document['status']}: {document['error'] or 'try later'}"
        )
    return document


def _text_of(path: Path) -> str:
    with nullcontext(sys.stdin.buffer) if path == _STANDARD_INPUT else path.open("rb") as file:
        text = _text_from(file, _name_of(path))
    wrong = complaint(text, longest=LONGEST_ARTICLE)
    if wrong is not None:
        raise click.ClickException(f"{_name_of(path)} cannot be read. {wrong}")
    return text


def _name_of(path: Path) -> str:
    return "standard input" if path == _STANDARD_INPUT else str(path)


def _text_from(file: BinaryIO, name: str) -> str:
    """A UTF-8 text, without the mark that some programs put before it."""
    try:
        text = file.read().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise click.ClickException(f"{name} is not a UTF-8 text: {error}") from error
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _today() -> date:
    return now().date()


def _json(document: dict[str, Any]) -> str:
    """JSON that is legible and can always be written: a lone surrogate stays as its escape."""
    return json.dumps(document, ensure_ascii=False).encode("utf-8", "backslashreplace").decode()


def _accept(text: str, *, longest: int) -> None:
    wrong = complaint(text, longest=longest)
    if wrong is not None:
        raise click.UsageError(f"This text cannot be read. {wrong}")


def _accepted(schema: ma.Schema, **given: str | None) -> Any:
    """What a command was given, by the rules of the call that takes the same fields."""
    try:
        return schema.load({name: value for name, value in given.items() if value is not None})
    except ma.ValidationError as error:
        name, wrong = next(iter(error.messages_dict.items()))
        option = _OPTIONS.get(name, f"--{name.replace('_', '-')}")
        raise click.UsageError(f"{option}: {wrong[0]}") from error


def _day(moment: datetime | None) -> str | None:
    return None if moment is None else moment.date().isoformat()


def _parse_lines(lines: BinaryIO) -> None:
    today = _today()
    for line in lines:
        text = _line_text(line.decode("utf-8", "replace").rstrip("\r\n"))
        click.echo(_json(reading_document(read_text(text, today=today))))


def _line_text(line: str) -> str:
    """A line as the text that it is, or as the JSON string that it holds."""
    if not line.startswith('"'):
        return line
    try:
        text = json.loads(line)
    except ValueError:
        return line
    return text if isinstance(text, str) else line
