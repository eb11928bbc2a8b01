"""A sender that tries again after a second or two: ``python -m bench.chaos.hasty sender``.

It is the service's own sender but for the table of its pauses, which would take days, and the number
of attempts, so that no delivery of many thousand has all of its attempts killed or refused by chance.
"""

from __future__ import annotations

from verifier.webhooks.retrying import Schedule
from workers import sending
from workers.__main__ import main

_PAUSES = [0.0, 0.5, 1.0, *[2.0] * 17]

if __name__ == "__main__":
    sending.STANDARD = Schedule.of(_PAUSES, sending.STANDARD.jitter)
    main(prog_name="python -m workers")
