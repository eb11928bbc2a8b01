"""gunicorn's worker with threads, kept from waiting for clients that are slow, and from queueing without end.

Its threads read requests as they come: one byte and then silence holds a thread, and as many such
clients as there are threads hold the whole API. Here a request is gathered in the loop that waits for
all connections, and given to a thread once it is whole. What is too long to be gathered is read by a
thread, from few clients at a time, and no slower than at a pace.
"""

from __future__ import annotations

import errno
import re
import selectors
import socket
import sys
from collections import OrderedDict, deque
from collections.abc import Callable
from functools import partial
from time import monotonic
from typing import Any

from gunicorn import util
from gunicorn.http import get_parser
from gunicorn.workers.gthread import TConn, ThreadWorker

from verifier.serving.pressure import Pressure

GATHER_SECONDS = 10.0
"""How long a request may take to arrive whole, and how long a connection may say nothing at first."""

MOST_GATHERING = 400
"""How many connections may stand without a whole request; for one more the oldest is given up."""

_GATHERED_BYTES = 96 * 1024  # a request of most calls; whatever is longer goes to a thread as it comes
_ACCEPTED_AT_ONCE = 16  # connections, of each turn of the loop
_NO_MORE_FILES = (errno.EMFILE, errno.ENFILE)
_NOT_NOW = (*_NO_MORE_FILES, errno.EAGAIN, errno.ECONNABORTED)
_PACE = 16 * 1024  # bytes a second, for what a thread reads
_SEND_SECONDS = 30.0
_LINGER_SECONDS = 2.0
_MOST_LINGERING = 200
_LONGEST_QUEUE_SECONDS = 0.25
TOO_MUCH = "more is asked than can be answered"
_TOO_MUCH = (503, "Service Unavailable", TOO_MUCH)
_PUT_OFF = object()  # what became of a request whose client was told to come back, its connection kept
_SWITCH_SECONDS = 0.0001
_STOPPING_SECONDS = 1.0  # for what is on its way when the worker is told to stop
_CHUNK = 64 * 1024
_END = b"\r\n\r\n"
_LENGTH = re.compile(rb"\r\ncontent-length:[ \t]*(\d{1,12})[ \t]*(?=\r\n)", re.IGNORECASE)
_CLOSES = re.compile(rb"\r\nconnection[ \t]*:", re.IGNORECASE)  # who says anything of it gets the common way
_AS_IT_COMES = re.compile(rb"\r\n(?:transfer-encoding|expect)[ \t]*:", re.IGNORECASE)


class _Socket(socket.socket):
    """A client's socket: what a thread reads from it has to come in time, and what it sends to be taken."""

    read_until = float("inf")

    def setblocking(self, flag: bool) -> None:
        """Wait for it, within bounds, or not at all."""
        self.settimeout(_SEND_SECONDS if flag else 0.0)

    def recv(self, size: int, flags: int = 0) -> bytes:
        """Read; ``TimeoutError`` once the request has taken too long to come."""
        left = self.read_until - monotonic()
        if left <= 0:
            raise TimeoutError("the request took too long to arrive")
        before = self.gettimeout()
        if before:
            self.settimeout(min(before, left, GATHER_SECONDS))
        try:
            return super().recv(size, flags)
        finally:
            self.settimeout(before)


class Connection(TConn):  # type: ignore[misc]  # gunicorn has no types
    """A connection, and what has come of its next request."""

    def __init__(self, worker: GatheringWorker, sock: _Socket, client: Any, server: Any) -> None:
        super().__init__(worker.cfg, sock, client, server)
        self.worker = worker
        self.parser: Any = None
        self.received = bytearray()
        self.gather_until = 0.0
        self.queued_at = 0.0
        self.is_long = False
        self.may_stay = False

    def close(self, graceful: bool = False) -> None:
        """Close it; gracefully: once the client has, or soon."""
        if graceful:
            self.worker.linger(self.sock)
        else:
            util.close(self.sock)

    def wanted(self) -> int | None:
        """How many bytes the request has; None while that can't be told, 0 if a thread must read it."""
        head = self.received.find(_END)
        if head < 0:
            return 0 if len(self.received) > _GATHERED_BYTES else None
        length = _LENGTH.search(self.received, 0, head + 2)
        if _AS_IT_COMES.search(self.received, 0, head + 2):
            return 0
        return head + len(_END) + (int(length[1]) if length else 0)

    def stays(self, wanted: int | None) -> bool:
        """Whether what has come is one whole request whose client keeps the connection."""
        if wanted != len(self.received):
            return False
        head = self.received[: self.received.find(_END) + 2]
        return head.find(b" HTTP/1.1\r\n") > 0 and not _CLOSES.search(head)

    def hand_over(self) -> None:
        """Let a thread parse what has come."""
        self.sock.setblocking(True)
        if self.parser is None:
            self.parser = get_parser(self.cfg, self.sock, self.client)
        self.initialized = self.data_ready = True
        self.parser.unreader.unread(bytes(self.received))
        wanted = self.wanted() or 0
        self.may_stay = self.stays(wanted)
        self.sock.read_until = monotonic() + GATHER_SECONDS + wanted / _PACE
        self.is_long = wanted == 0 or wanted > len(self.received)
        self.received.clear()


class GatheringWorker(ThreadWorker):  # type: ignore[misc]
    """A worker whose threads are given whole requests, and none that has waited for long in a long queue."""

    waiting: Callable[[], int] = staticmethod(lambda: 0)
    """How many of the requests that have a thread wait for something else than their turn."""

    refusal = b""
    """The answer to a request that can't be answered soon, its connection kept."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._gathering: OrderedDict[Connection, None] = OrderedDict()
        self._lingering: deque[tuple[float, socket.socket]] = deque()
        self._long_waiting: deque[Connection] = deque()
        self._long_running = 0
        self._under_way = 0
        self._pressure = Pressure(2 * self.cfg.threads)

    def init_process(self) -> None:
        """Run the loop: it gets its turn among its threads quickly, since all others wait for it."""
        sys.setswitchinterval(_SWITCH_SECONDS)
        super().init_process()

    # --- Gathering ----------------------------------------------------------------------------------

    def accept(self, listener: socket.socket) -> None:
        """Take connections that wait, a few at a time, and begin to gather the first request of each."""
        for _ in range(_ACCEPTED_AT_ONCE):
            if self.nr_conns >= self.worker_connections or not self._accepts(listener):
                return

    def _accepts(self, listener: socket.socket) -> bool:
        """Take the connection that has waited longest, if there is one; mostly its request has come too."""
        try:
            client, address = listener.accept()
        except OSError as error:
            if error.errno in _NO_MORE_FILES and self._gathering:
                self._drop(next(iter(self._gathering)))
            elif error.errno not in _NOT_NOW:
                raise
            return False
        sock = _Socket(fileno=client.detach())
        self.nr_conns += 1
        connection = Connection(self, sock, address, listener.getsockname())
        self._gather(connection)
        self._on_bytes(connection, sock)
        return True

    def _gather(self, connection: Connection) -> None:
        if len(self._gathering) >= MOST_GATHERING:
            self._drop(next(iter(self._gathering)))
        connection.gather_until = monotonic() + GATHER_SECONDS
        connection.sock.setblocking(False)
        self._gathering[connection] = None
        self.poller.register(connection.sock, selectors.EVENT_READ, partial(self._on_bytes, connection))

    def _on_bytes(self, connection: Connection, _sock: object) -> None:
        if connection not in self._gathering:  # given up since the loop was told of its bytes
            return
        try:
            some = connection.sock.recv(_CHUNK)
        except BlockingIOError:
            return
        except OSError:
            self._drop(connection)
            return
        connection.received += some
        self._go_on(connection, ended=not some)

    def _go_on(self, connection: Connection, *, ended: bool = False) -> None:
        """Give a request to a thread if it is whole, or as whole as it will be."""
        wanted = connection.wanted()
        if ended and wanted is None:
            self._drop(connection)
        elif ended or (wanted is not None and not len(connection.received) < wanted <= _GATHERED_BYTES):
            if not ended and connection.stays(wanted) and not self._admits():
                self._put_off(connection)
                return
            self._forget(connection)
            connection.hand_over()
            self._give(connection)

    def _admits(self) -> bool:
        return self._pressure.admits(self._at_work(), monotonic())

    def _put_off(self, connection: Connection) -> None:
        """Tell a client to come back, and keep its connection: to take another costs more than to refuse."""
        try:
            connection.sock.send(self.refusal)
        except OSError:
            self._drop(connection)
            return
        connection.received.clear()
        connection.gather_until = monotonic() + GATHER_SECONDS
        self._gathering.move_to_end(connection)

    def _forget(self, connection: Connection) -> None:
        del self._gathering[connection]
        self.poller.unregister(connection.sock)

    def _drop(self, connection: Connection) -> None:
        self._forget(connection)
        self.nr_conns -= 1
        connection.close()

    def on_client_socket_readable(self, connection: Connection, client: socket.socket) -> None:
        """Gather another request of a connection that was kept."""
        self.poller.unregister(client)
        self.keepalived_conns.remove(connection)
        self._gather(connection)

    # --- Threads ------------------------------------------------------------------------------------

    def _give(self, connection: Connection) -> None:
        if not connection.is_long:
            self._queue(connection)
        elif self._long_running >= self.cfg.threads // 2:
            self._long_waiting.append(connection)
        else:
            self._long_running += 1
            self._queue(connection)

    def _queue(self, connection: Connection) -> None:
        if not self._admits():
            self._refuse(connection)
            return
        connection.queued_at = now = monotonic()
        self._under_way += 1
        self._pressure.changed(self._at_work(), now)
        super().enqueue_req(connection)

    def _at_work(self) -> int:
        return self._under_way - self._long_running - self.waiting()

    def enqueue_req(self, conn: Connection) -> None:
        """Gather another request, some of which came with the one before it."""
        conn.received += conn.parser.unreader.take_buffered()
        self._gather(conn)
        self._go_on(conn)

    def _refuse(self, connection: Connection) -> None:
        """Tell a client to come back, without a thread."""
        self._long_running -= connection.is_long
        self.nr_conns -= 1
        util.write_error(connection.sock, *_TOO_MUCH)
        connection.close(graceful=True)

    def handle(self, conn: Connection) -> Any:
        """Answer a request, unless it has waited for long and others wait as well."""
        waited = monotonic() - conn.queued_at
        if waited <= _LONGEST_QUEUE_SECONDS or self._under_way <= self.cfg.threads:
            return super().handle(conn)
        if conn.may_stay:
            conn.sock.sendall(self.refusal)
            return _PUT_OFF
        util.write_error(conn.sock, *_TOO_MUCH)
        return False

    def finish_request(self, conn: Connection, fs: Any) -> None:
        """Go on with a connection whose request has been answered."""
        self._under_way -= 1
        self._pressure.finished(self._at_work(), monotonic())
        if conn.is_long:
            conn.is_long = False
            self._long_running -= 1
            while self._long_waiting and self._long_running < self.cfg.threads // 2:
                self._long_running += 1
                self._queue(self._long_waiting.popleft())
        if not fs.cancelled() and fs.exception() is None and fs.result() is _PUT_OFF:
            conn.parser = None  # with the request that was put off
            self._gather(conn)
            return
        super().finish_request(conn, fs)

    # --- Ends ---------------------------------------------------------------------------------------

    def murder_pending(self) -> None:
        """Give up what is too slow, and close what lingers."""
        now = monotonic()
        latest = now if self.alive else now + GATHER_SECONDS - _STOPPING_SECONDS
        while self._gathering and next(iter(self._gathering)).gather_until <= latest:
            self._drop(next(iter(self._gathering)))
        while self._lingering and (self._lingering[0][0] <= now or len(self._lingering) > _MOST_LINGERING):
            self._let_go(self._lingering[0])

    def linger(self, sock: socket.socket) -> None:
        """Close a connection for writing, and wholly once its client has: what was sent isn't cut short."""
        try:
            sock.shutdown(socket.SHUT_WR)
        except OSError:
            util.close(sock)
            return
        sock.setblocking(False)
        entry = (monotonic() + _LINGER_SECONDS, sock)
        self._lingering.append(entry)
        self.poller.register(sock, selectors.EVENT_READ, partial(self._on_last_bytes, entry))

    def _on_last_bytes(self, entry: tuple[float, socket.socket], sock: socket.socket) -> None:
        try:
            some = socket.socket.recv(sock, _CHUNK)
        except OSError:
            some = b""
        if not some:
            self._let_go(entry)

    def _let_go(self, entry: tuple[float, socket.socket]) -> None:
        self._lingering.remove(entry)
        self.poller.unregister(entry[1])
        util.close(entry[1])

    def set_accept_enabled(self, enabled: bool) -> None:
        """Accept connections or not. Who stops takes those that stand already, and lets no more come."""
        if not self.alive and self._accepting:
            until = monotonic() + _STOPPING_SECONDS
            for listener in self.sockets:
                while monotonic() < until and self._accepts(listener):
                    pass
        super().set_accept_enabled(enabled)
        if not self.alive:
            for listener in self.sockets:
                listener.close()
