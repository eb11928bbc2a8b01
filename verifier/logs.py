"""One plain line per event, in every process alike: the time, the part, the words."""

from __future__ import annotations

import logging
import logging.config
from typing import Any

_TIME = "%H:%M:%S"
_PROBES = ("GET /livez ", "GET /readyz ")
_CHATTY = ("alembic",)  # names its own parts at every start


class WithoutProbes(logging.Filter):
    """Leaves out the requests that ask every few seconds whether the API is alive."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether the line is kept."""
        return not record.getMessage().startswith(_PROBES)


def log_settings(part: str, *, access: str | None = None, errors: str | None = None) -> dict[str, Any]:
    """The logging settings of a part; ``access`` and ``errors`` name loggers that don't propagate."""
    own = {"level": "INFO", "handlers": ["console"], "propagate": False, "filters": ["without_probes"]}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"without_probes": {"()": WithoutProbes}},
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
