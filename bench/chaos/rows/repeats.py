"""Row 6: many at once with one key make one claim and hear the same, before and after a restart."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

from bench.chaos.load import LONGEST_PAUSE, Answer, Offer, offers, post
from bench.chaos.play import Play
from bench.chaos.properties import read_claims
from bench.chaos.report import Finding
from bench.chaos.stack import Stack, running_stack

_AT_ONCE = 50
_TRIES = 20


def repeated(play: Play) -> Iterator[Finding]:
    """Row 6."""
    offered = offers("row6", play.ground.known, play.scale.repeats)
    heard: dict[str, set[str]] = {}
    with (
        play.stage() as stage,
        running_stack(stage.setting, stage.journal) as stack,
        ThreadPoolExecutor(_AT_ONCE) as pool,
    ):
        for offer in offered:
            asked = [pool.submit(_accepted, stack.url, offer) for _ in range(_AT_ONCE)]
            heard[offer.key] = {each.result() for each in asked}
            stack.keep_up()
        refused = [_other_body(stack.url, offer) for offer in offered]
        _restart(stack)
        afterwards = {offer.key: _accepted(stack.url, offer) for offer in offered}
        there = [claim.key for claim in read_claims(stage.database)]
    once = sum(there.count(offer.key) == 1 for offer in offered)
    alike = sum(len(answers) == 1 for answers in heard.values())
    kept = sum(heard[key] == {answer} for key, answer in afterwards.items())
    number = len(offered)
    told = f"{once} of {number} times {_AT_ONCE} at once made one; {alike} times all heard the same"
    yield play.finding("one key, one claim", told, once == alike == number == len(there), times=number)
    yield play.finding(
        "another body is refused", f"{refused.count(422)} of {number} with 422", refused.count(422) == number
    )
    yield play.finding(
        "keys survive a restart", f"{kept} of {number} answers are the same after it", kept == number
    )


def _accepted(url: str, offer: Offer) -> str:
    """What is answered in the end; 409 and what breaks off is asked again."""
    answer: Answer | None = None
    for _ in range(_TRIES):
        answer = post(url, "/v1/claims", offer.body, offer.key)
        if answer.status == 202:
            break
        time.sleep(min(float(answer.retry_after or 0), LONGEST_PAUSE))
    return "" if answer is None else f"{answer.status} {json.dumps(answer.document, sort_keys=True)}"


def _other_body(url: str, offer: Offer) -> int:
    return post(url, "/v1/claims", offer.body.replace(b"row6-", b"other-"), offer.key).status


def _restart(stack: Stack) -> None:
    """Kill API and worker, and wait until the API answers again."""
    for name in ("api", "worker"):
        stack.hold_down(name)
        stack.let_up(name)
    stack.wait(stack.ready, 60)
