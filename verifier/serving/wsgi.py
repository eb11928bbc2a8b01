"""What gunicorn loads: the application, wired from the environment."""

from __future__ import annotations

import signal
from types import FrameType

from config import Config
from verifier.app import create_app, stop_waiting

app = create_app(Config.from_env())

_stop = signal.getsignal(signal.SIGTERM)  # gunicorn's own: it has set its handlers by now


def _stop_without_waiting(number: int, frame: FrameType | None) -> None:
    stop_waiting(app)
    if callable(_stop):
        _stop(number, frame)


if callable(_stop):
    signal.signal(signal.SIGTERM, _stop_without_waiting)
