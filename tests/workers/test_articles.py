"""Real workers over a real broker read articles with very many figures: whole ones, and through kill -9."""

from __future__ import annotations

import os
import signal
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

from sqlalchemy import func, select, update

from tests.desk import Desk
from tests.servers import descendants, running_worker, wait_until
from verifier.services.articles import LONGEST_ARTICLE
from verifier.store.tables import FigureRow, IncomingChangeRow, IncomingVersionRow, TaskRow
from workers.app import CeleryBell
from workers.sweeper import Sweeper

_SECONDS = 120
_FIGURES = 2_400
_URL = "https://harbour.example/dense"
_PROSE = "The river had risen all night and nobody in the old town had slept, the baker said. " * 8


def _text(first: int, filler: str = "") -> str:
    """Many figures of different numbers, most of them in another order of size from version to version."""
    return "".join(
        f"About {count} homes were destroyed in Lima. {filler}" for count in range(first, first + _FIGURES)
    )


def _submit(desk: Desk, text: str) -> dict[str, Any]:
    made: dict[str, Any] = desk.post("/v1/articles", {"text": text, "url": _URL}).get_json()
    return made


def _task(desk: Desk, made: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = desk.get(made["links"]["task"]).get_json()
    return found


def _count(desk: Desk, row: type[Any], *conditions: Any) -> int:
    with desk.database.read() as session:
        return session.scalars(select(func.count()).select_from(row).where(*conditions)).one()


def _is_whole(desk: Desk, made: dict[str, Any], *, versions: int) -> None:
    """Each figure of each version once, those of the newest standing, and nothing left to do."""
    article = desk.get(made["links"]["self"]).get_json()
    assert (article["figure_count"], article["version"]) == (_FIGURES, versions)
    assert _count(desk, FigureRow) == versions * _FIGURES
    assert _count(desk, FigureRow, FigureRow.status == "active") == _FIGURES
    assert _count(desk, FigureRow, FigureRow.revision == 0) == 0
    assert _count(desk, IncomingVersionRow) == _count(desk, IncomingChangeRow) == 0
    with desk.database.read() as session:
        places = session.scalars(
            select(FigureRow.quote_start).where(FigureRow.article_version == versions).distinct()
        )
        assert len(places.all()) == _FIGURES


def test_an_article_of_a_megabyte_is_read_and_replaced(
    desk: Desk, service_environment: dict[str, str], tmp_path: Path
) -> None:
    room = LONGEST_ARTICLE // _FIGURES - len("About 1000 homes were destroyed in Lima.  ")
    text = _text(1_000, _PROSE[: room - 2] + ". ")
    assert LONGEST_ARTICLE * 0.98 < len(text) <= LONGEST_ARTICLE
    with running_worker(service_environment, tmp_path / "reader.log", "reader"):
        for version, words in enumerate((text, _text(5_000)), start=1):
            made = _submit(desk, words)
            wait_until(
                lambda made=made: _task(desk, made)["status"] == "succeeded",  # type: ignore[misc]
                _SECONDS,
                "the article to be read",
            )
            _is_whole(desk, made, versions=version)
    assert _task(desk, made)["progress"]["total"] == 2 * _FIGURES


def _reads(desk: Desk) -> bool:
    return _count(desk, TaskRow, TaskRow.status == "running") == 1


def _writes(desk: Desk) -> bool:
    return _count(desk, FigureRow, FigureRow.revision == 0) > 0


def _stands(desk: Desk) -> bool:
    return _count(desk, IncomingVersionRow, IncomingVersionRow.revision > 0) > 0


def test_a_reader_that_is_killed_leaves_each_figure_once(
    desk: Desk, redis_url: str, service_environment: dict[str, str], tmp_path: Path
) -> None:
    minutes = count(1)

    def ring() -> None:
        """As the sweeper does once the lease of the dead has run out."""
        with desk.database.write() as session:
            left = update(TaskRow).where(TaskRow.status == "running")
            session.execute(left.values(lease_until=datetime.now(UTC)))
        later = datetime.now(UTC) + timedelta(minutes=next(minutes))
        Sweeper(desk.database, CeleryBell(redis_url), lambda: later).step()

    for version, moments in ((1, (_reads, _writes)), (2, (_writes, _stands))):
        made = _submit(desk, _text(1_000 * version))
        for number, moment in enumerate(moments):
            log = tmp_path / f"reader{version}{number}.log"
            with running_worker(service_environment, log, "reader") as reader:
                ring()
                wait_until(lambda moment=moment: moment(desk), _SECONDS, "the moment of the kill")  # type: ignore[misc]
                for process in (reader.pid, *descendants(reader.pid)):
                    os.kill(process, signal.SIGKILL)
            assert _task(desk, made)["status"] == "running"
        with running_worker(service_environment, tmp_path / f"last{version}.log", "reader"):
            ring()
            wait_until(
                lambda made=made: _task(desk, made)["status"] == "succeeded",  # type: ignore[misc]
                _SECONDS,
                "the article to be read",
            )
        _is_whole(desk, made, versions=version)
