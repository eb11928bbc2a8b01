"""Fills a store with figures that were read, a thousand in a transaction, and says how long it took."""

from __future__ import annotations

import time
from collections.abc import Sequence

from sqlalchemy.orm import Session

from bench.store.shelf import RECEIVED, Pair, Shelf
from verifier.store import figures as rows
from verifier.store.database import Database
from verifier.store.sources import new_source
from verifier.store.tables import SourceRow

AT_ONCE = 1000


def load(url: str, shelf: Shelf) -> tuple[int, float]:
    """Write a shelf's figures into a store; how many there were, and the seconds that it took."""
    start = time.perf_counter()
    written = 0
    database = Database(url, pool_size=1)
    for part in shelf.parts:
        pairs = shelf.figures(part)
        for first in range(0, len(pairs), AT_ONCE):
            with database.write() as session:
                _add(session, pairs[first : first + AT_ONCE])
        written += len(pairs)
    database.dispose()
    return written, time.perf_counter() - start


def _add(session: Session, pairs: Sequence[Pair]) -> None:
    sources: dict[str | None, SourceRow] = {}
    for publication, _ in pairs:
        if publication.url not in sources:
            sources[publication.url] = new_source(publication, RECEIVED)
    session.add_all(sources.values())
    session.flush()
    revision = rows.next_revision(session)
    prepared = [
        rows.figure_row(figure, source_id=sources[publication.url].id, article_version=None)
        for publication, figure in pairs
    ]
    rows.add_rows(session, prepared, now=RECEIVED, revision=revision)
