"""A disk of a few megabytes for one folder, seen by this process and its children alone.

It takes a mount namespace: as root ``unshare --mount``, otherwise with a user namespace, which some
systems don't allow.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

MEGABYTES = 20
_LEFT = 128 * 1024
_MARK = "CHAOS_PRIVATE_MOUNTS"


def is_private() -> bool:
    """Whether this process was started by ``privately``."""
    return os.environ.get(_MARK) == "yes"


def privately(command: Sequence[str]) -> list[str] | None:
    """The command that runs another with mounts of its own; None where that isn't allowed."""
    ways = ["unshare", "--mount"], ["unshare", "--mount", "--user", "--map-root-user"]
    for way in ways:
        try:
            tried = subprocess.run([*way, "true"], capture_output=True, check=False)
        except FileNotFoundError:
            return None
        if tried.returncode == 0:
            return [*way, "env", f"{_MARK}=yes", *command]
    return None


def mount_small(folder: Path) -> None:
    """Lay a disk of ``MEGABYTES`` in memory over a folder; it goes with the last process that sees it."""
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={MEGABYTES}m", "tmpfs", str(folder)], check=True)


def fill(folder: Path) -> Path:
    """Take up all but a little of a disk; the file that does."""
    ballast = folder / "ballast"
    with ballast.open("wb") as file:
        left = shutil.disk_usage(folder).free
        for _ in range(max(0, left - _LEFT) // 4096):
            file.write(b"\0" * 4096)
    return ballast
