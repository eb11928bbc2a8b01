"""What a long-running process does before its first work."""

from __future__ import annotations

import gc
from contextlib import suppress

from verifier.clock import now
from verifier.core.model import ClaimContext
from verifier.core.reader import read_text
from verifier.errors import StoreUnavailable
from verifier.services.checking import judge_text
from verifier.store.candidates import put_into_words
from verifier.store.database import Database

_COLLECTED_AT = (50000, 20, 50)
"""After how many new objects the garbage collector looks for rings: a claim makes tens of thousands, and
hardly a ring, so that the interpreter's 700 costs a fifth of its time."""

_A_SENTENCE = "Police said about 320 homes were destroyed in Lima by 2 May 2025."


def warm_up() -> None:
    """Load what the reader loads when it is first asked, and let the garbage collector leave that alone.

    The lexicons are hundreds of thousands of objects. To look through them now and then would hold
    a claim up for a tenth of a second and more; after a fork it would copy their pages into each child.
    """
    read_text(_A_SENTENCE)
    gc.collect()
    gc.freeze()
    gc.set_threshold(*_COLLECTED_AT)


def warm_judging(database: Database) -> None:
    """Connect, and put the queries into words, before the first claim waits for that: a tenth of a second.

    While the database is away the first claim waits.
    """
    put_into_words(database.engine.dialect.name)
    with suppress(StoreUnavailable):
        judge_text(database, _A_SENTENCE, ClaimContext(submitted_on=now().date()))
