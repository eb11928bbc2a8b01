"""An installation for tests: its database, its app, and a clock that a test may move."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address, ip_network
from types import MappingProxyType
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from config import Config
from verifier.app import create_app
from verifier.outbound.addresses import Policy
from verifier.outbound.resolving import check_url
from verifier.services.delivering import Sender, deliver
from verifier.services.following import follow
from verifier.services.health import beat
from verifier.services.rings import QUEUES
from verifier.services.running import run_task
from verifier.services.tasks import next_part
from verifier.store.database import Database
from verifier.store.tables import DeliveryRow, TaskRow
from verifier.webhooks.retrying import STANDARD
from verifier.webhooks.sealing import Vault
from workers.sending import posting

PARTS_THAT_BEAT = ("worker", "reader", "sender", "sweeper")
SECRET_KEY = "of-the-tests-alone-0123456789-abcdef"
_LOOPBACK = Policy((ip_network("127.0.0.0/8"),))
_SOMEWHERE_PUBLIC = ip_address("93.184.216.34")


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

    def send_out(self) -> list[str]:
        """Send what is due, as a sender would, until nothing more is; the ids in their order."""
        sent = []
        while due := self._due_deliveries():
            for delivery_id in due:
                deliver(self.sender, delivery_id)
                sent.append(delivery_id)
        return sent

    def _due_deliveries(self) -> list[str]:
        with self.database.read() as session:
            query = select(DeliveryRow.id).where(
                DeliveryRow.status == "pending", DeliveryRow.due_at <= self.clock()
            )
            return list(session.scalars(query.order_by(DeliveryRow.id)))

    @property
    def sender(self) -> Sender:
        """What sends its deliveries: over real connections, to loopback alone; chance is in the middle."""
        return Sender(self.database, posting(_LOOPBACK), Vault(SECRET_KEY), STANDARD, self.clock, lambda: 0.5)

    def follow(self) -> list[str]:
        """Judge what figures have moved, as sweeper and workers would; the claims' ids in their order."""
        judged = []
        rings = follow(self.database, self.clock())
        waiting = [ring.task_id for ring in rings if ring.queue == QUEUES["claim"]]
        while waiting:
            task_id = waiting.pop(0)
            with self.database.read() as session:
                judged.append(str(session.get_one(TaskRow, task_id).claim_id))
            rings = run_task(self.database, task_id, self.clock)
            waiting += [ring.task_id for ring in rings if ring.queue == QUEUES["claim"]]
        return judged

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


def _target_checked(url: str) -> object:
    """Where a webhook may lead, by the real rules, but that nothing is asked of any name server."""
    return check_url(url, _LOOPBACK, lambda host: (_SOMEWHERE_PUBLIC,))


def make_desk(
    database_url: str, redis_url: str, environment: Mapping[str, str] = MappingProxyType({}), **options: Any
) -> Desk:
    """An installation on a database and a broker, with further settings in its environment."""
    config = Config.from_env(
        {
            "DATABASE_URL": database_url,
            "REDIS_URL": redis_url,
            "SECRET_KEY": SECRET_KEY,
            "WEBHOOK_ALLOWED_NETWORKS": "127.0.0.0/8",
            **environment,
        }
    )
    clock = Clock()
    options.setdefault("check_target", _target_checked)
    app = create_app(config, clock=clock, **options)
    return Desk(app.test_client(), app.extensions["verifier"].database, clock)
