"""The sweeper: a plain loop that rings for what nobody has taken and ends what can't be done.

Run as ``python -m workers.sweeper``. Two at once do no harm.
"""

from __future__ import annotations

import logging
import signal
import sys
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from config import Config, ConfigError
from verifier.clock import now
from verifier.errors import StoreUnavailable
from verifier.logs import log_plainly
from verifier.services.following import follow, has_moved
from verifier.services.health import beat, stop_beating
from verifier.services.rings import Bell
from verifier.services.sweeping import prune, ring_out, sweep
from verifier.store.database import ANSWER_SECONDS, Database
from workers.app import CeleryBell
from workers.heart import heart_of

_LOOK_SECONDS = 0.2
_LOOKS = 5  # to a round
_BEAT_EVERY = timedelta(seconds=5)
_PRUNE_EVERY = timedelta(minutes=10)
_LONG_AGO = datetime.min.replace(tzinfo=UTC)
_log = logging.getLogger(__name__)


class Sweeper:
    """Sweeps once a second, looks for moved figures in between, says that it is alive, and prunes."""

    def __init__(self, database: Database, bell: Bell, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._bell = bell
        self._clock = clock
        self._name = heart_of("sweeper")
        self._beat_at = self._pruned_at = _LONG_AGO

    def step(self) -> None:
        """One round. The database may be away: the next round tries again."""
        now = self._clock()
        try:
            if now - self._beat_at >= _BEAT_EVERY:
                beat(self._database, self._name, now)
                self._beat_at = now
            if now - self._pruned_at >= _PRUNE_EVERY:
                prune(self._database, now)
                self._pruned_at = now
            ring_out(self._database, self._bell, sweep(self._database, now, self._bell.room()), now)
            ring_out(self._database, self._bell, follow(self._database, now), now)
        except StoreUnavailable:
            _log.warning("the database can't be reached; trying again")

    def look(self) -> None:
        """Between rounds: what figures have just moved doesn't wait for the next one."""
        try:
            if has_moved(self._database):
                now = self._clock()
                ring_out(self._database, self._bell, follow(self._database, now), now)
        except StoreUnavailable:
            _log.warning("the database can't be reached; trying again")

    def leave(self) -> None:
        """Say that it has ended in good order."""
        try:
            stop_beating(self._database, self._name)
        except StoreUnavailable:
            _log.warning("the database is away; the last heartbeat stays")


def main() -> None:
    """Sweep until SIGTERM or SIGINT."""
    log_plainly("sweeper")
    try:
        config = Config.from_env()
        bell = CeleryBell(config.broker_url())
    except ConfigError as error:
        sys.exit(f"Error: {error}")
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    database = Database(
        config.database_url, pool_size=1, answer_seconds=ANSWER_SECONDS, home=config.public_url
    )
    sweeper = Sweeper(database, bell, now)
    _log.info("sweeping")
    while not stop.is_set():
        sweeper.step()
        for _ in range(_LOOKS):
            if stop.wait(_LOOK_SECONDS):
                break
            sweeper.look()
    sweeper.leave()
    database.dispose()


if __name__ == "__main__":
    main()
