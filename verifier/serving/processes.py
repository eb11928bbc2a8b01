"""Child processes that are stopped in good order and never outlive the one that started them."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO

_PR_SET_PDEATHSIG = 1


def cores() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def start_process(
    command: Sequence[str | Path],
    *,
    environment: Mapping[str, str] | None = None,
    inherited_sockets: Sequence[int] = (),
    output: int | IO[bytes] | None = None,
    user: int | None = None,
) -> subprocess.Popen[bytes]:
    """Start a command in a process group of its own.

    A Ctrl-C in the terminal then reaches only the parent, which decides who stops when. On Linux
    the child gets SIGTERM when its parent dies, however that happens. ``environment`` replaces the
    parent's, ``output`` takes both streams, ``user`` is the uid to run as.
    """
    return subprocess.Popen(
        list(command),
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=output,
        pass_fds=tuple(inherited_sockets),
        user=user,
        group=user,
        extra_groups=None if user is None else (),
        start_new_session=True,
        preexec_fn=_follow(os.getpid()),
    )


def _follow(parent: int) -> Callable[[], None]:
    """What the child does before it becomes the command: ask the kernel to tie it to its parent.

    The C library is loaded beforehand, since a forked child had better load nothing.
    """
    prctl = ctypes.CDLL(None, use_errno=True).prctl if sys.platform == "linux" else None

    def tie_to_parent() -> None:
        if prctl is not None:
            prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:  # it died before the kernel was asked
            os._exit(1)

    return tie_to_parent


def stop_process(process: subprocess.Popen[bytes], grace: float) -> None:
    """End a process and all that it started: SIGTERM, ``grace`` seconds, then SIGKILL."""
    process.send_signal(signal.SIGTERM)
    with suppress(subprocess.TimeoutExpired):
        process.wait(grace)
    finish_process(process)


def finish_process(process: subprocess.Popen[bytes]) -> None:
    """Kill whatever is left of a process and its group, and collect its status."""
    with suppress(ProcessLookupError, PermissionError):  # nobody is left in the group
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
