"""The folder that holds an installation's data, and the lock that keeps a second one out of it."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from verifier.errors import VerifierError

_LOCK = "serve.lock"


class FolderInUse(VerifierError):
    """Another service runs on the same folder."""


class FolderUnusable(VerifierError):
    """The folder can't be made or written to."""


@contextmanager
def claimed_folder(folder: Path) -> Iterator[None]:
    """Hold the folder for this process; it is made if missing.

    The kernel lets go of the lock when the process ends, however that happens, so a lock that is
    left behind is never in the way. The file holds the process's id, for people. Raises
    ``FolderInUse`` or ``FolderUnusable``.
    """
    with _lock_file(folder) as lock:
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


def _lock_file(folder: Path) -> TextIO:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return (folder / _LOCK).open("a+")
    except OSError as error:
        raise FolderUnusable(
            f"{folder} can't be written to ({error.strerror}); name another folder in VERIFIER_DATA"
        ) from error
