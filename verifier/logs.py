"""One plain line per event, in every process alike: the time, the part, the words."""

from __future__ import annotations

import logging.config
from typing import Any

_TIME = "%H:%M:%S"
_CHATTY = ("alembic.runtime.migration",)  # names its own parts at every start


def log_settings(part: str, *, access: str | None = None, errors: str | None = None) -> dict[str, Any]:
    """The logging settings of a part; ``access`` and ``errors`` name loggers that don't propagate."""
    own = {"level": "INFO", "handlers": ["console"], "propagate": False}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"plain": {"format": f"%(asctime)s {part:<8}%(message)s", "datefmt": _TIME}},
        "handlers": {
            "console": {"class": "logging.StreamHandler", "formatter": "plain", "stream": "ext://sys.stdout"}
        },
        "root": {"level": "INFO", "handlers": ["console"]},
        "loggers": {name: own for name in (access, errors) if name is not None}
        | {name: {"level": "WARNING"} for name in _CHATTY},
    }


def log_plainly(part: str) -> None:
    """Let this process's log go to standard output, one plain line per event."""
    logging.config.dictConfig(log_settings(part))
