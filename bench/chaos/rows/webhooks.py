"""Row 4: during kills as in row 1, receivers that often fail get each delivery in the end, under one id."""

from __future__ import annotations

import json
import sys
import threading
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from random import Random

from sqlalchemy import func, select
from standardwebhooks import Webhook, WebhookVerificationError

from bench.chaos.load import LONGEST_PAUSE, Load, Offer, by_api, offers, post
from bench.chaos.plan import kills
from bench.chaos.play import Play, Stage, drained, strike_until_done, works_now
from bench.chaos.properties import account
from bench.chaos.report import Finding
from bench.chaos.rows.kills import TARGETS, kills_told
from bench.chaos.stack import Stack, running_stack
from tests.receiver import Answer, Got, receiver
from verifier.serving.parts import sender_part, sweeper_part, worker_part
from verifier.store.tables import DeliveryRow

_WEBHOOKS = 8
_MOST = 2000
_HANGS, _RESETS, _FAILS = 0.04, 0.14, 0.30  # up to which share of all requests it does each
_HANG_SECONDS = 20.0  # longer than a sender waits
_DELIVERED_SECONDS = 240.0
_TRIES = 30
_ENDED = ("delivered", "dead", "cancelled")


def delivered(play: Play) -> Iterator[Finding]:
    """Row 4: eight subscriptions by tag, one claim in eight for each."""
    number = min(play.scale.claims, _MOST)
    offered = [
        replace(offer, tags=(_tag(index),))
        for index, offer in enumerate(offers("row4", play.ground.known, number))
    ]
    with play.stage() as stage, _bad_receiver(play.seed) as bad:
        environment = {**stage.setting.environment, "WEBHOOK_ALLOWED_NETWORKS": "127.0.0.0/8"}
        setting = replace(stage.setting, environment=environment)
        sender = replace(
            sender_part(environment), command=(sys.executable, "-m", "bench.chaos.hasty", "sender")
        )
        behind = (worker_part(environment), sender, sweeper_part(environment))
        with running_stack(setting, stage.journal, behind) as stack:
            bad.secrets |= {_path(index): _subscribed(stack, bad.url, index) for index in range(_WEBHOOKS)}
            with Load(by_api(stack.url, stage.journal), offered, rate=play.scale.rate) as load:
                struck = strike_until_done(
                    stage, stack, load, kills(play.seed, TARGETS, every=play.scale.every),
                    lambda: works_now(stage, stack), at_least=min(play.scale.kills, number // 20),
                )  # fmt: skip
            drained(stage, stack)
            stack.wait(lambda: not _on_their_way(stage), _DELIVERED_SECONDS)
        found = account(offered, stage.journal.lines("answer"), stage.database)
        states = _states(stage)
    yield kills_told(play, struck)
    yield play.account(found)
    yield _delivered_told(play, offered, bad, states)
    yield _attempts_told(play, bad)


def _tag(index: int) -> str:
    return f"desk-{index % _WEBHOOKS}"


def _path(index: int) -> str:
    return f"/{_tag(index)}"


@dataclass
class _Bad:
    """A receiver that fails often: where it is, its secrets by path, and what came, one entry a request."""

    url: str = ""
    secrets: dict[str, str] = field(default_factory=dict)
    heard: list[_Heard] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Heard:
    """One request: whether its signature is right, and whether the receiver took it."""

    got: Got
    verifies: bool
    taken: bool

    @property
    def id(self) -> str:
        return self.got.headers.get("webhook-id", "")


@contextmanager
def _bad_receiver(seed: int) -> Iterator[_Bad]:
    """Answers 500, hangs or resets three requests in ten, by the seed, the delivery and how often it came."""
    tries: Counter[str] = Counter()
    turn, over = threading.Lock(), threading.Event()
    bad = _Bad()

    def answer(got: Got) -> Answer:
        name = got.headers.get("webhook-id", "")
        with turn:
            tries[name] += 1
            chance = Random(f"receiver:{seed}:{name}:{tries[name]}").random()
            bad.heard.append(_Heard(got, _verifies(got, bad.secrets[got.path]), chance >= _FAILS))
        if chance < _HANGS:
            over.wait(_HANG_SECONDS)
        return (0, {}) if chance < _RESETS else (500, {}) if chance < _FAILS else (204, {})

    with receiver() as running:
        running.answer = answer
        bad.url = running.url
        try:
            yield bad
        finally:
            over.set()


def _subscribed(stack: Stack, url: str, index: int) -> str:
    """Subscribe to the claims of one tag; the secret."""
    wanted = {"url": url + _path(index), "events": ["claim.checked"], "filter": {"tags": [_tag(index)]}}
    for _ in range(_TRIES):
        answer = post(stack.url, "/v1/webhooks", json.dumps(wanted).encode(), f"webhook-{index}")
        if answer.status == 201:
            return str(answer.document["secret"])
        stack.wait(lambda: False, min(float(answer.retry_after or 1), LONGEST_PAUSE))
    raise RuntimeError("no webhook can be made")


def _on_their_way(stage: Stage) -> int:
    with stage.database.read() as session:
        query = select(func.count()).select_from(DeliveryRow).where(DeliveryRow.status.not_in(_ENDED))
        return session.scalars(query).one()


def _states(stage: Stage) -> dict[str, str]:
    """Each delivery's state."""
    with stage.database.read() as session:
        return {row.id: row.status for row in session.scalars(select(DeliveryRow))}


def _delivered_told(play: Play, offered: list[Offer], bad: _Bad, states: Mapping[str, str]) -> Finding:
    ids: dict[str, set[str]] = defaultdict(set)
    taken: Counter[str] = Counter()
    for heard in bad.heard:
        key = json.loads(heard.got.body)["data"]["claim"]["external_id"]
        ids[key].add(heard.id)
        taken[key] += heard.taken
    through = sum(taken[offer.key] > 0 for offer in offered)
    several = sum(len(each) > 1 for each in ids.values())
    states_told = ", ".join(f"{number:,} {state}" for state, number in Counter(states.values()).items())
    again = sum(number > 1 for number in taken.values())
    told = (
        f"{through:,} of {len(offered):,} got through ({states_told}), "
        f"{several} under more than one id, {again} more than once"
    )
    holds = through == len(offered) == len(states) and not several and set(states.values()) == {"delivered"}
    return play.finding("all delivered, each under one id", told, holds, again=again)


def _attempts_told(play: Play, bad: _Bad) -> Finding:
    false = sum(not heard.verifies for heard in bad.heard)
    refused = sum(not heard.taken for heard in bad.heard)
    bodies: dict[str, set[bytes]] = defaultdict(set)
    for heard in bad.heard:
        bodies[heard.id].add(heard.got.body)
    changed = sum(len(each) > 1 for each in bodies.values())
    number = len(bad.heard)
    told = (
        f"{number - false:,} of {number:,} verified, {refused:,} of them answered 500, hung up on or never; "
        f"{changed} with another body than before"
    )
    return play.finding("each attempt is signed", told, number > 0 and not false and not changed)


def _verifies(got: Got, secret: str) -> bool:
    """Whether the reference implementation takes it, at the time at which it came."""
    try:
        Webhook(secret).verify(got.body, got.headers)
    except (WebhookVerificationError, ValueError):
        return False
    return True
