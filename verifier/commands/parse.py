"""``verifier parse``: how a text is read."""

from __future__ import annotations

import json
import sys
from typing import BinaryIO

import click

from verifier.api.schemas import LONGEST_PARSE
from verifier.commands.shared import accept, json_text, today
from verifier.core.documents import reading_document
from verifier.core.reader import read_text
from verifier.terminal.readings import reading_text


@click.command()
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
    accept(text, longest=LONGEST_PARSE)
    reading = read_text(text, today=today())
    click.echo(json_text(reading_document(reading)) if as_json else reading_text(reading))


def _parse_lines(lines: BinaryIO) -> None:
    day = today()
    for line in lines:
        text = _line_text(line.decode("utf-8", "replace").rstrip("\r\n"))
        click.echo(json_text(reading_document(read_text(text, today=day))))


def _line_text(line: str) -> str:
    """A line as the text that it is, or as the JSON string that it holds."""
    if not line.startswith('"'):
        return line
    try:
        text = json.loads(line)
    except ValueError:
        return line
    return text if isinstance(text, str) else line
