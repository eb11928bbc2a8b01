"""Ending a worker within bounds: what it is still working on then is given back, and costs no attempt."""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Callable

from verifier.clock import now
from verifier.errors import StoreUnavailable
from verifier.services.tasks import give_back_all
from verifier.store.database import Database

_SECONDS = 4.0  # for work in hand to end by itself
_GIVING_BACK_SECONDS = 1.0
_log = logging.getLogger(__name__)


def holder_of(worker: int) -> str:
    """How the leases begin that the processes of a worker hold; ``worker`` is its process id."""
    return f"{os.uname().nodename}:{worker}:"


def end_soon(database: Callable[[], Database], leave: Callable[[], None]) -> None:
    """Let this worker end by itself for some seconds; then give back what it holds, and end it.

    ``leave`` says that it leaves in good order.
    """

    def give_back() -> None:
        try:
            given_back = give_back_all(database(), holder_of(os.getpid()), now())
            _log.warning("%d tasks that had not ended are given back", given_back)
            leave()
        except StoreUnavailable:
            _log.warning("the database is away; what had not ended is taken again once its lease runs out")

    def end() -> None:
        time.sleep(_SECONDS)
        giving_back = threading.Thread(target=give_back, daemon=True)
        giving_back.start()
        giving_back.join(_GIVING_BACK_SECONDS)
        os._exit(0)  # the kernel ends its children with it

    threading.Thread(target=end, name="stop", daemon=True).start()
