"""A real worker judges, a real sender tells a real receiver, over a real broker; through kill -9."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import signal
import threading
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlencode

from sqlalchemy import update
from standardwebhooks import Webhook

from tests.desk import SECRET_KEY, Desk, make_desk
from tests.receiver import Answer, Got, receiver
from tests.servers import running_worker, wait_until
from verifier.clock import now
from verifier.store.tables import DeliveryRow
from workers.app import CeleryBell
from workers.sweeper import Sweeper

_SECONDS = 60
_CLAIM = {"text": "About 320 homes were destroyed in the flood in Chile"}


def _told(environment: dict[str, str]) -> dict[str, str]:
    return {**environment, "SECRET_KEY": SECRET_KEY, "WEBHOOK_ALLOWED_NETWORKS": "127.0.0.0/8"}


def test_a_verdict_is_told_by_the_time_that_it_is_there(
    desk: Desk, service_environment: dict[str, str], tmp_path: Path
) -> None:
    environment = _told(service_environment)
    with (
        receiver() as hook,
        running_worker(environment, tmp_path / "worker.log", "worker"),
        running_worker(environment, tmp_path / "sender.log", "sender"),
    ):
        secret = desk.post("/v1/webhooks", {"url": f"{hook.url}/in"}).get_json()["secret"]
        claim = desk.post("/v1/claims", _CLAIM).get_json()["id"]
        wait_until(lambda: bool(hook.got), _SECONDS, "the verdict to be told")
        told = Webhook(secret).verify(hook.got[0].body, hook.got[0].headers)
    assert told["type"] == "claim.checked"
    assert told["data"]["claim"]["id"] == claim


def test_a_signed_command_of_slack_gets_its_verdict_at_its_response_url(
    database_url: str, redis_url: str, service_environment: dict[str, str], tmp_path: Path
) -> None:
    secret = "of-slack-in-the-tests"
    desk = make_desk(database_url, redis_url, {"VERIFIER_SLACK_SIGNING_SECRET": secret})
    environment = _told(service_environment)
    with (
        receiver() as slack,
        running_worker(environment, tmp_path / "worker.log", "worker"),
        running_worker(environment, tmp_path / "sender.log", "sender"),
    ):
        place = f"{slack.url}/commands/T1/2/aSecretPlace"
        command = {"command": "/check", "text": _CLAIM["text"], "trigger_id": "1.2.a", "response_url": place}
        body, stamp = urlencode(command).encode(), str(int(desk.clock().timestamp()))
        mac = hmac.new(secret.encode(), f"v0:{stamp}:".encode() + body, hashlib.sha256)
        answer = desk.client.post(
            "/v1/inbound/slack",
            data=body,
            content_type="application/x-www-form-urlencoded",
            headers={"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": f"v0={mac.hexdigest()}"},
        )
        assert answer.get_json()["response_type"] == "ephemeral"
        wait_until(lambda: bool(slack.got), _SECONDS, "the verdict to be told")
    (got,) = slack.got
    assert got.path == "/commands/T1/2/aSecretPlace"
    assert json.loads(got.body)["text"].startswith("❔ Unverified: About 320 homes")
    for log in ("worker.log", "sender.log"):
        assert "aSecretPlace" not in (tmp_path / log).read_text("utf-8")
    desk.database.dispose()


def test_what_a_killed_sender_had_in_hand_is_sent_by_the_next(
    desk: Desk, redis_url: str, service_environment: dict[str, str], tmp_path: Path
) -> None:
    environment = _told(service_environment)
    let_go = threading.Event()

    def hangs(got: Got) -> Answer:
        let_go.wait(_SECONDS)
        return 204, {}

    with receiver() as hook:
        desk.post("/v1/webhooks", {"url": f"{hook.url}/in"})
        for _ in range(3):
            desk.run(desk.post("/v1/claims", _CLAIM).get_json()["links"]["task"])
        hook.answer = hangs
        sweeper = Sweeper(desk.database, CeleryBell(redis_url), now)
        _let_the_sweeper_ring(desk)
        with running_worker(environment, tmp_path / "first.log", "sender") as sender:
            sweeper.step()
            wait_until(lambda: bool(hook.got), _SECONDS, "a delivery to be on its way")
            os.kill(sender.pid, signal.SIGKILL)
        let_go.set()
        _let_the_sweeper_ring(desk)
        with running_worker(environment, tmp_path / "second.log", "sender"):
            deliveries = desk.get("/v1/webhooks").get_json()["webhooks"][0]["links"]["deliveries"]

            def all_are_known_as_delivered() -> bool:
                sweeper.step()
                page = desk.get(deliveries).get_json()["deliveries"]
                return {each["status"] for each in page} == {"delivered"}

            wait_until(all_are_known_as_delivered, _SECONDS, "all to be known as delivered")
        assert len(set(hook.ids)) == 3 < len(hook.ids)  # what was in hand came twice, under its id


def _let_the_sweeper_ring(desk: Desk) -> None:
    """Have what would be so in half a minute be so now: leases of the dead run out, rings are late."""
    past = now() - timedelta(seconds=1)
    with desk.database.write() as session:
        late = update(DeliveryRow).where(DeliveryRow.ended_at.is_(None))
        session.execute(late.values(ring_at=past))
        session.execute(late.where(DeliveryRow.status == "sending").values(lease_until=past))
