"""A TCP proxy on loopback that harms the connections through it: what a network does on a bad day."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import struct
import threading
from types import TracebackType

HARMS = ("reset", "blackhole", "delay", "halve", "refuse")
"""What it can do: end all connections by a reset; pass nothing on in either direction; pass each piece
on a fifth of a second late; pass half of a piece on and close; take no new connections, old ones ended."""

_DELAY_SECONDS = 0.2
_PIECE = 65536
_AT_ONCE = struct.pack("ii", 1, 0)  # SO_LINGER: closing sends a reset


class Proxy:
    """Passes TCP connections on to a unix socket, in a thread of its own, as harmfully as it is told."""

    def __init__(self, upstream: str) -> None:
        self._upstream = upstream
        self._harm: str | None = None
        self._writers: set[asyncio.StreamWriter] = set()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="proxy", daemon=True)
        self.port = 0

    def __enter__(self) -> Proxy:
        self._thread.start()
        server = self._ask(asyncio.start_server(self._pass, "127.0.0.1", 0))
        self.port = server.sockets[0].getsockname()[1]
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ask(self._end_all())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()

    def harm(self, kind: str) -> None:
        """Begin to harm connections, in one of the ways of ``HARMS``, until ``heal``."""
        self._harm = kind
        if kind in ("reset", "refuse"):
            self._ask(self._end_all())

    def heal(self) -> None:
        """Pass everything on again. Connections that were held back are reset: what was sent is lost."""
        held = self._harm == "blackhole"
        self._harm = None
        if held:
            self._ask(self._end_all())

    def _ask(self, what):  # type: ignore[no-untyped-def]
        return asyncio.run_coroutine_threadsafe(what, self._loop).result(10)

    async def _end_all(self) -> None:
        for writer in list(self._writers):
            _reset(writer)

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._harm == "refuse":
            _reset(writer)
            return
        try:
            upstream_reader, upstream_writer = await asyncio.open_unix_connection(self._upstream)
        except OSError:
            _reset(writer)
            return
        self._writers |= {writer, upstream_writer}
        pumps = [
            asyncio.create_task(self._pump(reader, upstream_writer)),
            asyncio.create_task(self._pump(upstream_reader, writer)),
        ]
        try:
            await asyncio.wait(pumps, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for pump in pumps:
                pump.cancel()
            self._writers -= {writer, upstream_writer}
            for each in (writer, upstream_writer):
                each.close()

    async def _pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            while piece := await reader.read(_PIECE):
                while self._harm == "blackhole":
                    await asyncio.sleep(0.05)
                if self._harm == "delay":
                    await asyncio.sleep(_DELAY_SECONDS)
                if self._harm == "halve":
                    writer.write(piece[: len(piece) // 2])
                    await writer.drain()
                    return
                writer.write(piece)
                await writer.drain()


def _reset(writer: asyncio.StreamWriter) -> None:
    connection = writer.get_extra_info("socket")
    if connection is not None and connection.family == socket.AF_INET:
        with contextlib.suppress(OSError):
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _AT_ONCE)
    writer.transport.abort()
