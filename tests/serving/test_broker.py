"""The embedded broker is a real server that only its owner can reach."""

from __future__ import annotations

import stat
from pathlib import Path

import redis

from tests.servers import valkey
from verifier.serving.broker import EmbeddedBroker


def test_answers_a_client_at_its_url(broker: EmbeddedBroker) -> None:
    with redis.from_url(broker.url) as client:
        assert client.ping()


def test_only_its_owner_can_reach_it(broker: EmbeddedBroker) -> None:
    assert stat.S_IMODE(broker.folder.stat().st_mode) == 0o700
    assert stat.S_IMODE(broker.socket_path.stat().st_mode) == 0o700


def test_does_not_answer_before_it_runs(tmp_path: Path) -> None:
    broker = EmbeddedBroker.prepare(log=tmp_path / "log")
    assert not broker.answers()
    broker.remove()


def test_leaves_nothing_behind() -> None:
    with valkey() as server:
        assert server.answers()
    assert not server.answers()
    assert not server.folder.exists()
