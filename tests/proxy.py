"""A proxy in between that can be told to cut connections, or to swallow whatever is sent."""

from __future__ import annotations

import selectors
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


class Proxy:
    """Passes bytes between a TCP port on loopback and a unix socket."""

    def __init__(self, target: Path) -> None:
        self._target = str(target)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._pairs: set[tuple[socket.socket, socket.socket]] = set()
        self._passing = threading.Event()
        self._passing.set()
        self._turn = threading.Lock()
        self.port: int = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self) -> int:
        """Cut all connections that stand; how many there were."""
        with self._turn:
            pairs, self._pairs = self._pairs, set()
        for pair in pairs:
            for end in pair:
                with suppress(OSError):
                    end.shutdown(socket.SHUT_RDWR)
        return len(pairs)

    @contextmanager
    def swallowing(self) -> Iterator[None]:
        """Keep all connections open, take new ones, and let nothing through."""
        self._passing.clear()
        try:
            yield
        finally:
            self._passing.set()

    def close(self) -> None:
        """Take no more connections, and cut those that stand."""
        self._listener.close()
        self.cut()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        with client, socket.socket(socket.AF_UNIX) as server, suppress(OSError):
            self._passing.wait()
            server.connect(self._target)
            with self._turn:
                self._pairs.add((client, server))
            with selectors.DefaultSelector() as selector:
                selector.register(client, selectors.EVENT_READ, server)
                selector.register(server, selectors.EVENT_READ, client)
                while self._pass_on(selector):
                    pass

    def _pass_on(self, selector: selectors.BaseSelector) -> bool:
        for key, _ in selector.select():
            sent = key.fileobj.recv(65536)  # type: ignore[union-attr]
            self._passing.wait()
            if not sent:
                return False
            key.data.sendall(sent)
        return True


@contextmanager
def proxy_to(target: Path) -> Iterator[Proxy]:
    """A proxy for the length of a block."""
    proxy = Proxy(target)
    try:
        yield proxy
    finally:
        proxy.close()
