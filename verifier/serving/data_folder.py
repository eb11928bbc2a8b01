"""The folder that holds an installation's data, and the lock that keeps a second one out of it."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from verifier.errors import VerifierError

_LOCK = "serve.lock"


class FolderInUse(VerifierError):
    """Another service runs on the same folder."""


@contextmanager
def claimed_folder(folder: Path) -> Iterator[None]:
    """Hold the folder for this process; it is made if missing.

    The kernel lets go of the lock when the process ends, however that happens, so a lock that is
    left behind is never in the way. The file holds the process's id, for people.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / _LOCK).open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            lock.seek(0)
            raise FolderInUse(
                f"another service (process {lock.read().strip() or 'unknown'}) runs on {folder}; stop it, "
                "or name another folder in VERIFIER_DATA"
            ) from error
        lock.truncate(0)
        lock.write(f"{os.getpid()}\n")
        lock.flush()
        yield
