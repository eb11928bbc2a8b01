"""An installation for tests: its database, its app, and a clock that a test may move."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from config import Config
from verifier.app import create_app
from verifier.services.health import beat
from verifier.services.running import run_task
from verifier.services.tasks import next_part
from verifier.store.database import Database

PARTS_THAT_BEAT = ("worker", "reader", "sweeper")


@dataclass
class Clock:
    """The time, until a test moves it."""

    moment: datetime = field(default_factory=lambda: datetime.now(UTC))

    def __call__(self) -> datetime:
        return self.moment

    def move(self, seconds: float) -> None:
        self.moment += timedelta(seconds=seconds)


@dataclass
class Desk:
    """What a test of the API works with. Tasks run when the test says so, in its own process."""

    client: FlaskClient
    database: Database
    clock: Clock

    def get(self, path: str, **options: Any) -> TestResponse:
        return self.client.get(path, **options)

    def post(self, path: str, document: Any, **options: Any) -> TestResponse:
        return self.client.post(path, json=document, **options)

    def patch(self, path: str, document: Any, **options: Any) -> TestResponse:
        return self.client.patch(path, json=document, **options)

    def delete(self, path: str, **options: Any) -> TestResponse:
        return self.client.delete(path, **options)

    def beat(self, *parts: str) -> None:
        """Let these parts say that they are alive; all of them if none is named."""
        for part in parts or PARTS_THAT_BEAT:
            beat(self.database, f"{part}:here:1", self.clock())

    def run(self, task_path: str) -> None:
        """Do a task as a worker would."""
        run_task(self.database, task_path.rsplit("/", 1)[1], self.clock)

    def judged(self, text: str, **fields: Any) -> dict[str, Any]:
        """The claim with this text, once it has been judged."""
        made = self.post("/v1/claims", {"text": text, **fields}).get_json()
        self.run(made["links"]["task"])
        claim: dict[str, Any] = self.get(made["links"]["self"]).get_json()
        return claim

    def ingested(self, **fields: Any) -> dict[str, Any]:
        """The article with these fields, once its figures have been read."""
        made = self.post("/v1/articles", fields).get_json()
        self.run(made["links"]["task"])
        article: dict[str, Any] = self.get(made["links"]["self"]).get_json()
        return article

    def send(self, content: bytes | str, media_type: str = "text/csv", **query: Any) -> TestResponse:
        """Send a file of figures to be imported."""
        path = "/v1/figures/import"
        return self.client.post(path, data=content, content_type=media_type, query_string=query)

    def work_off(self, task_path: str) -> None:
        """Do all parts of a task and then what is left of it, as workers would."""
        task_id = task_path.rsplit("/", 1)[1]
        while (part := next_part(self.database, task_id, self.clock())) is not None:
            run_task(self.database, part, self.clock)
        run_task(self.database, task_id, self.clock)

    def imported(self, content: bytes | str, media_type: str = "text/csv", **query: Any) -> dict[str, Any]:
        """The import of a file, once it has been worked off."""
        response = self.send(content, media_type, **query)
        assert response.status_code == 202, response.get_json()
        made = response.get_json()
        self.work_off(made["links"]["task"])
        found: dict[str, Any] = self.get(made["links"]["self"]).get_json()
        return found


def make_desk(
    database_url: str, redis_url: str, environment: Mapping[str, str] = MappingProxyType({}), **options: Any
) -> Desk:
    """An installation on a database and a broker, with further settings in its environment."""
    config = Config.from_env({"DATABASE_URL": database_url, "REDIS_URL": redis_url, **environment})
    clock = Clock()
    app = create_app(config, clock=clock, **options)
    return Desk(app.test_client(), app.extensions["verifier"].database, clock)
