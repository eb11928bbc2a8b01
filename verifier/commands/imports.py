"""``verifier import``: files of figures into the store, on all cores, and on again after a stop."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from pathlib import Path
from subprocess import Popen
from typing import Any, BinaryIO

import click
import marshmallow as ma

from verifier.api.bodies import in_our_words
from verifier.api.import_schemas import ImportQuerySchema
from verifier.clock import now
from verifier.commands.shared import json_text, name_of, opened_store, told_plainly
from verifier.errors import UnusableFile
from verifier.services.imports import Format, NewImport, read_import, receive_import, report_rows
from verifier.services.sweeping import prune_uploads
from verifier.serving.processes import cores, start_process, stop_process
from verifier.store.database import Database
from verifier.tabular.writing import report_lines
from workers.parts import work_off

_STANDARD_INPUT = Path("-")
_JSON_LINES = frozenset({".jsonl", ".ndjson", ".json"})
_POLL_SECONDS = 0.2
_GRACE_SECONDS = 20.0
_SHOWN = 5
_FEW = 1_000  # rows that are read sooner than processes are started
_OPTIONS = {"map": "--map", "delimiter": "--delimiter", "decimal": "--decimal"}


@click.command("import")
@click.argument(
    "files",
    nargs=-1,
    required=True,
    type=click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path),
)
@click.option("--map", "mapped", multiple=True, help="Which column gives a field: place=Country.")
@click.option("--set", "given", multiple=True, help="What counts for all rows: measure=destroyed.")
@click.option("--publisher", help="Who published the figures, for rows that don't say.")
@click.option("--published-at", help="When, for rows that don't say (2025-05-01).")
@click.option("--delimiter", help="What stands between cells: comma, semicolon, tab or pipe.")
@click.option("--decimal", type=click.Choice([".", ","]), help="What stands before decimals.")
@click.option("--format", "form", type=click.Choice(["csv", "jsonl"]), help="By the file's name if left out.")
@click.option(
    "--report", type=click.File("w", encoding="utf-8", lazy=True), help="Write the bad rows here, as CSV."
)
@click.option("--json", "as_json", is_flag=True, help="Print what became of each file as JSON.")
def import_figures(
    files: tuple[Path, ...],
    mapped: tuple[str, ...],
    given: tuple[str, ...],
    publisher: str | None,
    published_at: str | None,
    delimiter: str | None,
    decimal: str | None,
    form: Format | None,
    report: Any,
    as_json: bool,
) -> None:
    """Import FILES of figures, CSV or JSON Lines ("-": standard input); no service has to run.

    Stopped in the middle, the same command again goes on; no figure comes twice.
    """
    if report is not None and len(files) > 1:
        raise click.UsageError("--report is that of one file; name one file")
    said = dict(_pair(each) for each in given)
    said |= {name: text for name, text in (("publisher", publisher), ("published_at", published_at)) if text}
    query = _checked({**said, "map": list(mapped), "delimiter": delimiter, "decimal": decimal})
    # A shell's background job is started deaf to it, and would not end by SIGINT at all.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    with told_plainly(), opened_store() as (database, place):
        lost = 0
        for path in files:
            document = _imported(database, path, NewImport(form or _format_of(path), **query))
            lost += document["lost"]
            click.echo(json_text(document) if as_json else _summary(path, document))
            if report is None:
                _show_bad_rows(database, document)
            else:
                report.writelines(report_lines(report_rows(database, document["id"])))
        prune_uploads(database, now())
        click.echo(f"Kept in {place}", err=True)
    if lost:
        sys.exit(1)


def _pair(text: str) -> tuple[str, str]:
    name, sign, value = text.partition("=")
    if not sign:
        raise click.UsageError(f"--set {text}: it must be field=text")
    return name, value


def _checked(query: dict[str, Any]) -> dict[str, Any]:
    try:
        found: dict[str, Any] = ImportQuerySchema().load(
            {name: value for name, value in query.items() if value is not None}
        )
    except ma.ValidationError as error:
        name, wrong = next(iter(error.messages_dict.items()))
        option = _OPTIONS.get(name, f"--set {name}")
        raise click.UsageError(f"{option}: {in_our_words(_first(wrong))}") from error
    return found


def _first(wrong: Any) -> str:
    while isinstance(wrong, (dict, list)):
        wrong = next(iter(wrong.values() if isinstance(wrong, dict) else wrong))
    return str(wrong)


def _format_of(path: Path) -> Format:
    return "jsonl" if path.suffix.lower() in _JSON_LINES else "csv"


def _imported(database: Database, path: Path, new: NewImport) -> dict[str, Any]:
    """A file in the store: received, and worked off on all cores. Told plainly when it is stopped."""
    name = name_of(path)
    try:
        made = _received(database, path, new)
    except UnusableFile as error:
        raise UnusableFile(f"{name}: {error.detail}") from error
    except KeyboardInterrupt:
        raise _Stopped(f"stopped: {name} was not taken in; nothing of it is imported") from None
    try:
        _work_off(database, made, name)
    except KeyboardInterrupt:
        done = _progress(database, made)
        told = f"stopped: {done['done']:,} of {done['total']:,} rows of {name} are done"
        raise _Stopped(f"{told}; the same command again goes on") from None
    return read_import(database, made["id"])


class _Stopped(click.ClickException):
    """Ctrl-C, told in a sentence."""

    exit_code = 130


def _received(database: Database, path: Path, new: NewImport) -> dict[str, Any]:
    if path == _STANDARD_INPUT:
        return receive_import(database, new, sys.stdin.buffer.read, clock=now).document
    size = path.stat().st_size
    with (
        path.open("rb") as file,
        click.progressbar(length=size, label=f"Taking in {path}", file=sys.stderr) as bar,
    ):
        return receive_import(database, new, _counted(file, bar.update), clock=now).document


def _counted(file: BinaryIO, count: Callable[[int], None]) -> Callable[[int], bytes]:
    def read(most: int) -> bytes:
        some = file.read(most)
        count(len(some))
        return some

    return read


def _work_off(database: Database, made: dict[str, Any], name: str) -> None:
    """Do the parts of an import in this process and in others, one for each further core."""
    task_id = made["links"]["task"].rsplit("/", 1)[1]
    progress = _progress(database, made)
    left = progress["total"] - progress["done"]
    stop = threading.Event()
    with (
        ThreadPoolExecutor(1) as here,
        _helpers(task_id, 0 if left <= _FEW else cores() - 1) as helpers,
        click.progressbar(length=progress["total"], label=f"Reading {name}", file=sys.stderr) as bar,
    ):
        working = here.submit(work_off, database, task_id, stop)
        try:
            _show_progress(database, made, working, helpers, bar)
        finally:
            stop.set()
    working.result()


def _show_progress(
    database: Database,
    made: dict[str, Any],
    working: Future[None],
    helpers: list[Popen[bytes]],
    bar: Any,
) -> None:
    """Move the bar until the work is done; a helper that dies is started anew."""
    task_id = made["links"]["task"].rsplit("/", 1)[1]
    shown = 0
    while True:
        ended = wait([working], timeout=_POLL_SECONDS).done
        done = _progress(database, made)["done"]
        bar.update(done - shown)
        shown = done
        if ended:
            return
        _start_again(helpers, task_id)


def _progress(database: Database, made: dict[str, Any]) -> dict[str, int]:
    found: dict[str, int] = read_import(database, made["id"])["progress"]
    return found


@contextmanager
def _helpers(task_id: str, count: int) -> Iterator[list[Popen[bytes]]]:
    """Processes that do parts of a task; stopped, each behind the part that it is at, with the block."""
    helpers = [_helper(task_id, number) for number in range(1, count + 1)]
    try:
        yield helpers
    finally:
        for helper in helpers:
            helper.terminate()
        for helper in helpers:
            stop_process(helper, _GRACE_SECONDS)


def _helper(task_id: str, number: int) -> Popen[bytes]:
    return start_process([sys.executable, "-m", "workers.parts", task_id, str(number)])


def _start_again(helpers: list[Popen[bytes]], task_id: str) -> None:
    """A helper that has died is started anew: its part is taken again when its lease has run out."""
    for index, helper in enumerate(helpers):
        if helper.poll() is not None:
            helpers[index] = _helper(task_id, index + 1)


def _summary(path: Path, document: dict[str, Any]) -> str:
    told = [
        f"{document['added']:,} new figure{'' if document['added'] == 1 else 's'}",
        f"{document['unchanged']:,} there already",
        f"{document['rejected']:,} bad",
    ]
    if document["lost"]:
        told.append(f"{document['lost']:,} given up")
    guessed = [f"{name} from {document['columns'][name]!r}" for name in document["guessed"]]
    how = f"\n  Guessed: {', '.join(guessed)}" if guessed else ""
    rows = f"{document['rows']:,} row{'' if document['rows'] == 1 else 's'}"
    return f"{name_of(path)}: {rows}: {', '.join(told)}{how}"


def _show_bad_rows(database: Database, document: dict[str, Any]) -> None:
    for number, row in enumerate(report_rows(database, document["id"])):
        if number == _SHOWN:
            click.echo("  … --report FILE writes all of them", err=True)
            return
        line, column, message, value = row
        where = f"line {line}" + (f", {column}" if column else "")
        click.echo(f"  {where}: {message}" + (f" ({value[:60]!r})" if value else ""), err=True)
