"""Deliveries to receivers that fail three times in ten, in every way: ``python -m bench.deliveries``.

The service's own sender and sweeper, a real broker, a real database. The sender is that of
``bench.chaos.hasty``: its table of pauses is replaced by one of seconds (no setting does that; the
documented one takes days), all else is as in service. Every request is verified by the reference
implementation of Standard Webhooks when it comes. Then the same deliveries go to good receivers, alone and
beside one that never answers. The status is 1 where one is missing, or comes under another id or body.
"""

from __future__ import annotations

import json
import socket
import struct
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from random import Random

import click
from sqlalchemy import func, select
from standardwebhooks import Webhook, WebhookVerificationError

from bench.chaos.stack import Stack
from bench.living.ground import KINDS, Ground, fresh, load, opened, service
from tests.desk import SECRET_KEY
from verifier.clock import now
from verifier.services.events import tell_one
from verifier.services.rings import Ring
from verifier.services.sweeping import ring_out
from verifier.serving.parts import Part, sender_part, sweeper_part
from verifier.store.database import Database
from verifier.store.tables import DeliveryRow, WebhookRow
from verifier.store.webhooks import new_webhook
from verifier.webhooks.events import TEST
from verifier.webhooks.sealing import Vault
from verifier.webhooks.signing import new_secret
from workers.app import CeleryBell

WAYS = ("500", "404", "redirect", "reset", "closed", "half", "drip", "hang")
"""In which a receiver fails: by an answer, by the connection, by time."""

_SLOW = 0.05  # of the failures: the last two, which take all of the sender's patience
_FAILS = 0.3
_HANGS = 25.0  # seconds, longer than a sender waits
_WEBHOOKS = 8
_AT_ONCE = 250
_ENDED = ("delivered", "dead", "cancelled")
_MOST_SECONDS = 2400.0


@dataclass
class Heard:
    """What came at a receiver: requests by id, which of them it took, bodies, and what didn't verify."""

    requests: Counter[str] = field(default_factory=Counter)
    taken: Counter[str] = field(default_factory=Counter)
    ways: Counter[str] = field(default_factory=Counter)
    bodies: dict[str, set[bytes]] = field(default_factory=dict)
    false: int = 0


@dataclass
class Bad:
    """A receiver: how it treats a request, by its path, id and how often that came; secrets by path."""

    way: Callable[[str, str, int], str]
    url: str = ""
    secrets: dict[str, str] = field(default_factory=dict)
    heard: Heard = field(default_factory=Heard)
    turn: threading.Lock = field(default_factory=threading.Lock)
    over: threading.Event = field(default_factory=threading.Event)

    def hear(self, path: str, headers: dict[str, str], body: bytes) -> str:
        """Note a request, and say how it is to be treated."""
        name, heard = headers.get("webhook-id", ""), self.heard
        verifies = _verifies(self.secrets.get(path, ""), body, headers)
        with self.turn:
            heard.requests[name] += 1
            heard.false += not verifies
            heard.bodies.setdefault(name, set()).add(body)
            way = self.way(path, name, heard.requests[name])
            heard.ways[way] += 1
            heard.taken[name] += way == "taken"
        return way


def _verifies(secret: str, body: bytes, headers: dict[str, str]) -> bool:
    try:
        Webhook(secret).verify(body, headers)
    except (WebhookVerificationError, ValueError, RuntimeError):
        return False
    return True


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        bad: Bad = self.server.bad  # type: ignore[attr-defined]
        body = self.rfile.read(int(self.headers.get("content-length", "0")))
        headers = {name.lower(): value for name, value in self.headers.items()}
        way = bad.hear(self.path, headers, body)
        self.close_connection = True
        with suppress(OSError):  # the sender has gone
            self._treat(way, bad)

    def _treat(self, way: str, bad: Bad) -> None:
        if way == "reset":
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.connection.close()
        elif way == "half":
            self.wfile.write(b"HTTP/1.1 200 OK\r\nconte")
        elif way == "drip":
            for byte in b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n":
                if bad.over.wait(1.0):
                    return
                self.wfile.write(bytes([byte]))
        elif way == "hang":
            bad.over.wait(_HANGS)
        elif way != "closed":
            self._answer({"taken": 204, "redirect": 302}.get(way) or int(way))

    def _answer(self, status: int) -> None:
        self.send_response(status)
        if status == 302:
            self.send_header("location", "/elsewhere")
        self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@contextmanager
def receiver(way: Callable[[str, str, int], str]) -> Iterator[Bad]:
    """A receiver that runs for as long as it is entered."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.daemon_threads = True
    server.socket.listen(128)
    bad = Bad(way, f"http://127.0.0.1:{server.server_port}")
    server.bad = bad  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield bad
    finally:
        bad.over.set()
        server.shutdown()
        server.server_close()
        thread.join()


def failing(seed: int) -> Callable[[str, str, int], str]:
    """Fails three requests in ten, by the seed, the delivery and how often it came."""

    def way(path: str, name: str, tries: int) -> str:
        chance = Random(f"receiver:{seed}:{name}:{tries}")
        if chance.random() >= _FAILS:
            return "taken"
        return chance.choice(WAYS[-2:] if chance.random() < _SLOW else WAYS[:-2])

    return way


# --- What is sent -----------------------------------------------------------------------------------


def subscribe(database: Database, bad: Bad, paths: Sequence[str]) -> list[str]:
    """A webhook for each path of a receiver; their ids."""
    vault = Vault(SECRET_KEY)
    found = []
    with database.write() as session:
        for path in paths:
            bad.secrets[path] = new_secret()
            row = new_webhook(
                bad.url + path, kind="subscription", format_="standard",
                secret=vault.seal(bad.secrets[path]), now=now(),
            )  # fmt: skip
            session.add(row)
            found.append(row.id)
    return found


def queue(database: Database, webhooks: Sequence[str], number: int) -> list[str]:
    """So many deliveries, in turn to each webhook; their ids."""
    found: list[str] = []
    for start in range(0, number, _AT_ONCE):
        with database.write() as session:
            rows = [session.get_one(WebhookRow, each) for each in webhooks]
            for index in range(start, min(number, start + _AT_ONCE)):
                row = rows[index % len(rows)]
                told = {"webhook": {"id": row.id, "url": row.url}, "number": index}
                found.append(tell_one(session, row, TEST, told, now()).id)
    return found


def drained(database: Database, stack: Stack, ids: Sequence[str]) -> float:
    """Ring for deliveries and wait until all have ended; the seconds that it took."""
    begun = time.perf_counter()
    bell = CeleryBell(stack.kept["sender"].part.environment["REDIS_URL"])
    ring_out(database, bell, [Ring.for_task("delivery", each) for each in ids], now())
    first, last = min(ids), max(ids)

    def waiting() -> int:
        with database.read() as session:
            query = select(func.count()).where(DeliveryRow.id.between(first, last))
            return session.scalars(query.where(DeliveryRow.status.not_in(_ENDED))).one()

    looked = [0.0]

    def over() -> bool:
        if time.perf_counter() - looked[0] < 0.2:
            return False
        looked[0] = time.perf_counter()
        return not waiting()

    if not stack.wait(over, _MOST_SECONDS):
        raise RuntimeError(f"{waiting():,} deliveries are still on their way")
    return time.perf_counter() - begun


def _hasty(environment: dict[str, str]) -> Part:
    part = sender_part(environment)
    return replace(part, command=(sys.executable, "-m", "bench.chaos.hasty", "sender"))


@contextmanager
def sending(ground: Ground, sender: Callable[[dict[str, str]], Part]) -> Iterator[Stack]:
    """A sender and a sweeper that may send to loopback."""

    def allowed(make: Callable[[dict[str, str]], Part]) -> Callable[[dict[str, str]], Part]:
        extra = {"SECRET_KEY": SECRET_KEY, "WEBHOOK_ALLOWED_NETWORKS": "127.0.0.0/8"}
        return lambda environment: make(environment | extra)

    with service(ground, (allowed(sender), allowed(sweeper_part))) as stack:
        log = stack.kept["sender"].log
        if not stack.wait(lambda: b" ready." in log.read_bytes(), 120):
            raise RuntimeError("the sender isn't ready")
        yield stack


# --- What is found ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Arrived:
    """What came of deliveries to a receiver that fails."""

    number: int
    arrived: int
    states: dict[str, int]
    heard: Heard
    seconds: float

    @property
    def holds(self) -> bool:
        """Whether all arrived, each verified and the same in all attempts, and none is known otherwise."""
        same = all(len(each) == 1 for each in self.heard.bodies.values())
        delivered = self.states == {"delivered": self.number}
        return (
            self.arrived == self.number == len(self.heard.requests)
            and delivered
            and same
            and not self.heard.false
        )

    def told(self) -> str:
        """In words."""
        tries = self.heard.requests.total()
        ways = ", ".join(f"{way} {self.heard.ways[way]:,}" for way in WAYS)
        return (
            f"{self.arrived:,} of {self.number:,} arrived ({json.dumps(self.states)}) in {tries:,} attempts, "
            f"{tries - self.heard.false:,} verified, {len(self.heard.requests):,} ids; failures: {ways}; "
            f"most attempts {max(self.heard.requests.values())}; {self.seconds:.0f} s, {load()}"
        )


def arriving(ground: Ground, number: int, seed: int) -> Arrived:
    """Send to receivers that fail three times in ten."""
    with opened(ground) as database, receiver(failing(seed)) as bad, sending(ground, _hasty) as stack:
        webhooks = subscribe(database, bad, [f"/{index}" for index in range(_WEBHOOKS)])
        ids = queue(database, webhooks, number)
        seconds = drained(database, stack, ids)
        with database.read() as session:
            query = select(DeliveryRow.status, func.count()).group_by(DeliveryRow.status)
            states = {str(row.status): int(row[1]) for row in session.execute(query)}
    arrived = sum(bad.heard.taken[each] > 0 for each in ids)
    return Arrived(number, arrived, states, bad.heard, seconds)


def beside_one_that_hangs(ground: Ground, number: int) -> tuple[float, float]:
    """Seconds until good receivers have their deliveries: alone, and beside one that never answers."""

    def way(path: str, name: str, tries: int) -> str:
        return "hang" if path == "/hangs" else "taken"

    with opened(ground) as database, receiver(way) as bad, sending(ground, sender_part) as stack:
        good = subscribe(database, bad, [f"/{index}" for index in range(_WEBHOOKS)])
        (silent,) = subscribe(database, bad, ["/hangs"])
        drained(database, stack, queue(database, good, _WEBHOOKS * 4))  # warm
        alone = drained(database, stack, queue(database, good, number))
        hanging = queue(database, [silent], number // _WEBHOOKS)
        bell = CeleryBell(stack.kept["sender"].part.environment["REDIS_URL"])
        ring_out(database, bell, [Ring.for_task("delivery", each) for each in hanging], now())
        return alone, drained(database, stack, queue(database, good, number))


@click.command()
@click.option("--deliveries", "number", default=10_000, show_default=True)
@click.option("--database", "kinds", multiple=True, type=click.Choice(KINDS), default=KINDS)
@click.option("--seed", default=1, show_default=True)
def main(number: int, kinds: tuple[str, ...], seed: int) -> None:
    """Print what came of them."""
    holds = True
    for kind in kinds:
        with fresh(kind) as ground:
            found = arriving(ground, number, seed)
        click.echo(f"{'ok ' if found.holds else 'BAD'} {kind}: {found.told()}")
        with fresh(kind) as ground:
            alone, beside = beside_one_that_hangs(ground, max(_WEBHOOKS, number // 10))
        slower = beside / alone
        told = f"{alone:.1f} s alone, {beside:.1f} s beside one that hangs (times {slower:.2f}); {load()}"
        click.echo(f"{'ok ' if slower <= 2 else 'BAD'} {kind}: good receivers have theirs after {told}")
        holds = holds and found.holds and slower <= 2
    sys.exit(0 if holds else 1)


if __name__ == "__main__":
    main(prog_name="python -m bench.deliveries")
