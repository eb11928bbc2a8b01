"""Row 10: ``verifier serve`` stopped by SIGTERM under load, again and again."""

from __future__ import annotations

import re
import signal
import subprocess
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass

from bench.chaos.load import Answer, Offer, offers, post
from bench.chaos.play import Play, Stage, drained
from bench.chaos.properties import account
from bench.chaos.report import Finding
from bench.chaos.stack import running_stack
from tests.servers import descendants, python, running, runs

_GONE_SECONDS = 15.0
_LOAD_SECONDS = 2.0
_CALLERS = 8
_READY = re.compile(r"ready at (http://\S+)")


@dataclass(frozen=True, slots=True)
class _Stop:
    """One stop: requests in flight when it was asked for, those that failed, and how it ended."""

    in_flight: int
    failed: int
    seconds: float
    left_over: int
    status: int


def stopped(play: Play) -> Iterator[Finding]:
    """Row 10."""
    with play.stage() as stage:
        offered: list[Offer] = []
        stops = []
        for number in range(play.scale.stops):
            made = offers(f"row10-{number}", play.ground.known, 1000)
            offered += made
            stops.append(_stopped_once(stage, made))
        with running_stack(stage.setting, stage.journal) as stack:
            drained(stage, stack)
        found = account(offered, stage.journal.lines("answer"), stage.database)
    in_flight, failed = sum(stop.in_flight for stop in stops), sum(stop.failed for stop in stops)
    yield play.finding(
        "requests in flight are answered", f"{failed} failed of {in_flight} in flight at {len(stops)} stops",
        failed == 0 and in_flight > 0, in_flight=in_flight, failed=failed,
    )  # fmt: skip
    slowest = max(stop.seconds for stop in stops)
    left, unclean = sum(stop.left_over for stop in stops), sum(stop.status != 0 for stop in stops)
    yield play.timed(
        "gone in time", f"within {slowest:.1f} s, {left} processes left over, {unclean} times with an error",
        slowest <= _GONE_SECONDS and not left and not unclean, slowest=slowest,
    )  # fmt: skip
    told = f"{found.lost} lost of {found.accepted:,}, {found.unfinished} unfinished, {found.half} half"
    holds = not (found.lost or found.unfinished or found.half or found.double_verdicts or found.failed)
    yield play.finding("nothing lost", told, holds)


def _stopped_once(stage: Stage, offered: list[Offer]) -> _Stop:
    log = stage.setting.logs / "serve.log"
    log.write_bytes(b"")
    command = python("-m", "verifier", "serve", "--port", "0")
    environment = {name: value for name, value in stage.setting.environment.items() if name != "REDIS_URL"}
    ready = lambda: _READY.search(log.read_text())  # noqa: E731
    with running(command, ready, log=log, environment=environment, seconds=60, grace=20) as service:
        (url,) = _READY.findall(log.read_text())
        callers = _Callers(url, offered, stage)
        callers.begin()
        time.sleep(_LOAD_SECONDS)
        family = descendants(service.pid)
        asked_at = time.time()
        service.send_signal(signal.SIGTERM)
        status = _status_in_time(service)
        seconds = time.time() - asked_at
        answers = callers.end()
        left = sum(map(runs, family))
    at_once = [answer for answer in answers if answer.sent_at < asked_at < answer.sent_at + answer.seconds]
    failed = sum(answer.status not in (200, 202) and not _put_off(answer) for answer in at_once)
    stage.journal.note("stopped", in_flight=len(at_once), failed=failed, seconds=seconds, status=status)
    return _Stop(len(at_once), failed, seconds, left, status)


def _put_off(answer: Answer) -> bool:
    """Whether it was told to come back: more was asked just then than could be answered."""
    return answer.status in (429, 503) and answer.retry_after is not None


def _status_in_time(service: subprocess.Popen[bytes]) -> int:
    try:
        return service.wait(2 * _GONE_SECONDS)
    except subprocess.TimeoutExpired:
        return -1


class _Callers:
    """Callers without a pause: some submit, others wait for the verdict as well, until nobody answers."""

    def __init__(self, url: str, offered: list[Offer], stage: Stage) -> None:
        self._url = url
        self._left = iter(offered)
        self._stage = stage
        self._lock = threading.Lock()
        self._answers: list[Answer] = []
        self._stop = threading.Event()
        self._threads = [
            threading.Thread(target=self._call, args=(number % 4 == 0,), daemon=True)
            for number in range(_CALLERS)
        ]

    def begin(self) -> None:
        """Start to call."""
        for thread in self._threads:
            thread.start()

    def end(self) -> list[Answer]:
        """Stop calling; all that was answered."""
        self._stop.set()
        for thread in self._threads:
            thread.join()
        return self._answers

    def _call(self, waits: bool) -> None:
        headers = {"Prefer": "wait=10"} if waits else {}
        while not self._stop.is_set():
            with self._lock:
                offer = next(self._left, None)
            if offer is None:
                return
            answer = post(self._url, "/v1/claims", offer.body, offer.key, headers=headers)
            with self._lock:
                self._answers.append(answer)
            self._stage.journal.note(
                "answer", key=offer.key, status=answer.status, claim=answer.document.get("id"),
                sent_at=answer.sent_at, seconds=answer.seconds, error=answer.document.get("error"),
            )  # fmt: skip
            if answer.status == 0:
                return
