"""Articles from files, folders and standard input, one after the other."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from verifier.commands.shared import name_of
from verifier.pages.encodings import decode_page
from verifier.strict_json import NotStrictJson, parse_strictly

Fields = dict[str, Any]

_STANDARD_INPUT = Path("-")
_PAGES = frozenset({".html", ".htm", ".xhtml"})
_LINES = frozenset({".jsonl", ".ndjson"})
_IN_FOLDERS = frozenset({".txt", ".md", ".html", ".htm"})
_MOST_BYTES = 4 << 20
_PAGE_BEGINS = (b"<!doctype html", b"<html", b"<head", b"<?xml")
_TOO_LONG = f"It has more than {_MOST_BYTES:,} bytes."


@dataclass(frozen=True, slots=True)
class Found:
    """An article that was found, or why what is there is none. ``name`` says where."""

    name: str
    fields: Fields | None = None
    wrong: str = ""


def files_in(paths: Sequence[Path]) -> list[Path]:
    """The files to read: those that are named, and all texts and pages in the folders that are."""
    return [file for path in paths for file in (_inside(path) if path.is_dir() else [path])]


def _inside(folder: Path) -> list[Path]:
    return sorted(file for file in folder.rglob("*") if file.suffix.lower() in _IN_FOLDERS and file.is_file())


def articles_in(path: Path) -> Iterator[Found]:
    """The articles in a file, or on standard input: one, or one a line where they are JSON Lines."""
    try:
        with nullcontext(sys.stdin.buffer) if path == _STANDARD_INPUT else path.open("rb") as file:
            yield from _articles(file, path)
    except OSError as error:
        yield Found(name_of(path), wrong=f"It can't be read: {error.strerror}.")


def _articles(file: BinaryIO, path: Path) -> Iterator[Found]:
    name, kind = name_of(path), path.suffix.lower()
    first = file.readline(_MOST_BYTES + 1)
    begins = first.removeprefix(b"\xef\xbb\xbf").lstrip()[:20].lower()
    if kind in _LINES or (path == _STANDARD_INPUT and begins.startswith(b"{")):
        yield from _lines(file, first, name)
        return
    raw = first + file.read(max(0, _MOST_BYTES + 1 - len(first)))
    if len(raw) > _MOST_BYTES:
        yield Found(name, wrong=_TOO_LONG)
    elif kind in _PAGES or (path == _STANDARD_INPUT and begins.startswith(_PAGE_BEGINS)):
        yield Found(name, {"html": decode_page(raw)})
    else:
        yield _text(raw, name)


def _text(raw: bytes, name: str) -> Found:
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return Found(name, wrong=f"It is not a UTF-8 text: {error}.")
    return Found(name, {"text": text.replace("\r\n", "\n").replace("\r", "\n")})


def _lines(file: BinaryIO, first: bytes, name: str) -> Iterator[Found]:
    line, number = first.removeprefix(b"\xef\xbb\xbf"), 1
    while line:
        where = f"{name}, line {number}"
        if len(line) > _MOST_BYTES:
            while line and not line.endswith(b"\n"):
                line = file.readline(_MOST_BYTES)
            yield Found(where, wrong=_TOO_LONG)
        elif line.strip():
            yield _line(line, where)
        line, number = file.readline(_MOST_BYTES + 1), number + 1


def _line(line: bytes, where: str) -> Found:
    try:
        fields = parse_strictly(line.decode())
    except UnicodeDecodeError as error:
        return Found(where, wrong=f"It isn't UTF-8: {error}.")
    except NotStrictJson as error:
        return Found(where, wrong=f"It isn't JSON: {error}.")
    if not isinstance(fields, dict):
        return Found(where, wrong="It must be a JSON object, with the fields of an article.")
    return Found(where, fields)
