"""What was asked, answered and done, as lines of JSON, each written before the next thing happens."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any


class Journal:
    """A file of JSON lines that several threads write to. ``at`` is seconds since the epoch."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file = path.open("a", encoding="utf-8")
        self._lock = threading.Lock()

    def note(self, what: str, **told: Any) -> None:
        """Add a line: what it is, the moment, and what there is to tell."""
        line = json.dumps({"at": round(time.time(), 4), "what": what, **told}, ensure_ascii=False)
        with self._lock:
            self._file.write(line + "\n")
            self._file.flush()

    def lines(self, what: str) -> Iterator[dict[str, Any]]:
        """All lines of one sort so far, the oldest first."""
        with self.path.open(encoding="utf-8") as file:
            for line in file:
                told = json.loads(line)
                if told["what"] == what:
                    yield told

    def __enter__(self) -> Journal:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()
