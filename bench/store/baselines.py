"""What else one would find figures with, over the same statements: how long each query takes, no verdict.

rapidfuzz over all statements, SQLite's FTS5, PostgreSQL's full text and trigrams, tantivy.
"""

from __future__ import annotations

import json
import re
import sqlite3
import subprocess
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import psycopg
from rapidfuzz import fuzz, process

from bench.store.stories import reports

BEST = 100
LONGEST_QUERY = 30
"""Seconds after which PostgreSQL gives a query up; it then counts as that long."""

_TANTIVY = Path(__file__).with_name("search_with_tantivy.py")


@dataclass(frozen=True, slots=True)
class Taken:
    """The seconds that a query took, and those of them that this process worked."""

    seconds: float
    processor: float


def statements(figures: int, seed: int) -> Iterator[str]:
    """The sentences of the generated figures."""
    return (report.statement for report in reports(figures, seed))


def with_rapidfuzz(figures: int, seed: int, queries: Sequence[str]) -> list[Taken]:
    """``process.extract`` with token_set_ratio over all statements."""
    choices = list(statements(figures, seed))
    return _timed(
        queries, lambda query: process.extract(query, choices, scorer=fuzz.token_set_ratio, limit=BEST)
    )


def with_fts5(figures: int, seed: int, queries: Sequence[str], file: Path) -> list[Taken]:
    """SQLite's FTS5: any of the words, the best by bm25."""
    with sqlite3.connect(file) as connection:
        connection.execute("CREATE VIRTUAL TABLE found USING fts5 (statement, tokenize = 'porter unicode61')")
        rows = ((statement,) for statement in statements(figures, seed))
        connection.executemany("INSERT INTO found VALUES (?)", rows)
    search = "SELECT rowid, statement FROM found WHERE found MATCH ? ORDER BY bm25(found) LIMIT ?"
    connection.execute(search, ("warm", BEST)).fetchall()
    taken = _timed(
        queries, lambda query: connection.execute(search, (_any_of(query, " OR "), BEST)).fetchall()
    )
    connection.close()
    return taken


def with_postgres(figures: int, seed: int, queries: Sequence[str], url: str) -> dict[str, list[Taken]]:
    """PostgreSQL's full text by ts_rank, and its trigrams by similarity, each with a GIN index."""
    with psycopg.connect(url, autocommit=True) as connection:
        _fill_postgres(connection, statements(figures, seed))
        connection.execute(f"SET statement_timeout = '{LONGEST_QUERY}s'")
        full_text = (
            "SELECT number FROM found, to_tsquery('english', %s) AS query WHERE words @@ query"
            " ORDER BY ts_rank(words, query) DESC LIMIT %s"
        )
        alike = (
            "SELECT number FROM found WHERE statement %% %s ORDER BY similarity(statement, %s) DESC LIMIT %s"
        )
        return {
            "PostgreSQL ts_rank": _timed(
                queries, lambda query: _ask(connection, full_text, (_any_of(query, " | "), BEST))
            ),
            "PostgreSQL pg_trgm": _timed(
                queries, lambda query: _ask(connection, alike, (query, query, BEST))
            ),
        }


def _fill_postgres(connection: psycopg.Connection, sentences: Iterable[str]) -> None:
    connection.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    connection.execute(
        "CREATE TABLE found (number serial PRIMARY KEY, statement text NOT NULL, words tsvector"
        " GENERATED ALWAYS AS (to_tsvector('english', statement)) STORED)"
    )
    with connection.cursor() as cursor, cursor.copy("COPY found (statement) FROM STDIN") as copy:
        for sentence in sentences:
            copy.write_row((sentence,))
    connection.execute("CREATE INDEX found_words ON found USING gin (words)")
    connection.execute("CREATE INDEX found_trigrams ON found USING gin (statement gin_trgm_ops)")
    connection.execute("ANALYZE found")


def _ask(connection: psycopg.Connection, query: str, values: tuple[object, ...]) -> None:
    try:
        connection.execute(query.encode(), values).fetchall()
    except psycopg.errors.QueryCanceled:
        return


def with_tantivy(python: str, figures: int, seed: int, queries: Sequence[str], folder: Path) -> list[Taken]:
    """tantivy's hundred best by BM25, timed inside a process of its own environment."""
    folder.mkdir(parents=True)
    given, asked = folder / "statements.jsonl", folder / "queries.jsonl"
    _write_lines(given, statements(figures, seed))
    _write_lines(asked, queries)
    command = [python, str(_TANTIVY), str(given), str(asked), str(folder / "index")]
    run = subprocess.run(command, check=True, capture_output=True, text=True)
    return [Taken(*each) for each in json.loads(run.stdout)]


def _write_lines(path: Path, texts: Iterable[str]) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(text) + "\n" for text in texts)


def _any_of(query: str, operator: str) -> str:
    words = dict.fromkeys(re.findall(r"\w+", query.lower()))
    return operator.join(f'"{word}"' if operator == " OR " else word for word in words)


def _timed(queries: Sequence[str], ask: Callable[[str], object]) -> list[Taken]:
    taken = []
    for query in queries:
        start, worked = time.perf_counter(), time.process_time()
        ask(query)
        taken.append(Taken(time.perf_counter() - start, time.process_time() - worked))
    return taken
