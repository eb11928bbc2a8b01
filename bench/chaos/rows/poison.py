"""Row 9: one claim in a hundred kills its worker each time; it fails in the end, the others don't suffer."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace

from bench.chaos.load import Load, Offer, by_api, offers
from bench.chaos.play import Play, Stage, drained
from bench.chaos.poison import MARK
from bench.chaos.properties import Claim, account, read_claims, share
from bench.chaos.report import Finding
from bench.chaos.stack import Stack, running_stack
from verifier.services.tasks import LOST
from verifier.serving.parts import sweeper_part, worker_part

_ONE_IN = 100
_SECONDS = 180.0  # five leases, one after the other, and some
_MOST = 1000
_RATE = 8.0  # claims a second: so few enough that none waits for another one as a rule


def poisoned(play: Play) -> Iterator[Finding]:
    """Row 9."""
    number = min(play.scale.claims // 2, _MOST)
    plain = offers("row9", play.ground.known, number)
    with play.stage("-without") as stage, running_stack(stage.setting, stage.journal) as stack:
        before = _p99_of_others(_judged(stage, stack, plain))
    offered = [
        _deadly(offer) if index % _ONE_IN == _ONE_IN // 2 else offer for index, offer in enumerate(plain)
    ]
    with play.stage() as stage:
        worker = worker_part(stage.setting.environment)
        command = (sys.executable, "-m", "bench.chaos.poison", *worker.command[3:])
        behind = (replace(worker, command=command), sweeper_part(stage.setting.environment))
        with running_stack(stage.setting, stage.journal, behind) as stack:
            claims = _judged(stage, stack, offered)
            found = account(offered, stage.journal.lines("answer"), stage.database)
    deadly = [claim for claim in claims if claim.key.startswith("poison")]
    given_up = [claim for claim in deadly if claim.tasks[0] == ("failed", 5, LOST) and not claim.checks]
    told = f"{len(given_up)} of {len(deadly)}, with its reason and no verdict"
    yield play.finding("poison fails after 5 attempts", told, len(given_up) == len(deadly) > 0)
    others_failed = found.failed - len(given_up)
    number = len(plain) - len(deadly)
    told = f"{found.lost} lost, {found.unfinished} unfinished, {others_failed} failed of {number}"
    wrong = found.lost or found.unfinished or others_failed or found.double_verdicts or found.half
    yield play.finding("the others are judged", told, not wrong)
    after = _p99_of_others(claims)
    told = f"{1000 * before:.0f} ms without poison, {1000 * after:.0f} ms beside it"
    yield play.timed("the others' p99 at most doubled", told, after <= 2 * before, before=before, after=after)


def _deadly(offer: Offer) -> Offer:
    text = f"At least 500 homes were destroyed in {MARK}"
    return Offer(f"poison-{offer.key}", replace(offer.claim, text=text))


def _judged(stage: Stage, stack: Stack, offered: Sequence[Offer]) -> list[Claim]:
    with Load(by_api(stack.url, stage.journal), offered, rate=_RATE) as load:
        stack.wait(load.done, len(offered) / _RATE + _SECONDS)
    drained(stage, stack)
    return read_claims(stage.database)


def _p99_of_others(claims: Sequence[Claim]) -> float:
    return share(sorted(claim.checks[0][2] - claim.submitted_at for claim in claims if claim.checks), 0.99)
