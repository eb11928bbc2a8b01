"""What a row is played on: a database of its own that holds figures, and claims whose verdicts are known."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from itertools import count, islice
from pathlib import Path

from bench.store.claims import claims
from bench.store.lines import figure_line, write_lines
from bench.store.stories import reports
from tests.servers import Postgres, environment_for, postgres, python, short_folder
from verifier.core.model import ClaimContext
from verifier.services.checking import judge_text
from verifier.store.database import Database
from verifier.store.migration import upgrade

FIGURES = 1000
CLAIMS = 60
_TEMPLATE = "filled"
_numbers = count(1)


@dataclass(frozen=True, slots=True)
class KnownClaim:
    """A claim, the day it was made, and the verdict and its reason when nothing disturbs the judging."""

    text: str
    made_on: date
    verdict: str
    reason: str

    @property
    def claimed_at(self) -> str:
        """The day as the API takes it."""
        return datetime.combine(self.made_on, time(12), UTC).isoformat()


@dataclass
class Ground:
    """Databases of one kind, each a copy of one that was filled once."""

    kind: str
    folder: Path
    server: Postgres | None
    known: list[KnownClaim] = field(default_factory=list)

    @contextmanager
    def fresh(self, on: Path | None = None) -> Iterator[str]:
        """The address of a database for one row; its tables lie in a folder of its own if one is named."""
        name = f"row_{next(_numbers)}"
        if self.server is None:
            file = (on or self.folder) / f"{name}.db"
            shutil.copyfile(self.folder / f"{_TEMPLATE}.db", file)
            yield f"sqlite:///{file}"
            return
        place = "pg_default"
        if on is not None:
            place = f"place_{name}"
            self.server.execute(f"CREATE TABLESPACE {place} LOCATION '{on}'")
        self.server.execute(f"CREATE DATABASE {name} TEMPLATE {_TEMPLATE} TABLESPACE {place}")
        yield self.server.url(name)
        self.server.execute(f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def prepared(kind: str, seed: int) -> Iterator[Ground]:
    """A filled database of a kind, ``sqlite`` or ``postgresql``, and what is known of it."""
    with short_folder("chaos-", Path("/tmp")) as folder:  # noqa: S108 - a private folder is made in it
        if kind == "sqlite":
            yield _filled(Ground(kind, folder, None), f"sqlite:///{folder / _TEMPLATE}.db", seed)
            return
        with postgres() as server:
            server.execute(f"CREATE DATABASE {_TEMPLATE}")
            yield _filled(Ground(kind, folder, server), server.url(_TEMPLATE), seed)


def _filled(ground: Ground, url: str, seed: int) -> Ground:
    upgrade(url)
    file = ground.folder / "figures.jsonl"
    write_lines((figure_line(report) for report in islice(reports(FIGURES, seed), FIGURES)), file)
    command = python("-m", "verifier", "import", str(file), "--json")
    subprocess.run(
        command, env=environment_for(url, "", ground.folder), check=True, stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )  # fmt: skip
    ground.known = _judged(url, seed)
    return ground


def _judged(url: str, seed: int) -> list[KnownClaim]:
    """Claims as the engine judges them when nothing disturbs it."""
    database = Database(url, pool_size=1)
    found = []
    for claim in claims(4 * CLAIMS, FIGURES, seed):
        if claim.claimed_on is None or len(found) == CLAIMS:
            continue
        context = ClaimContext(submitted_on=date.today(), claimed_on=claim.claimed_on)  # noqa: DTZ011
        verdict = judge_text(database, claim.text, context)
        found.append(KnownClaim(claim.text, claim.claimed_on, verdict.verdict.value, verdict.reason.value))
    database.dispose()
    return found
