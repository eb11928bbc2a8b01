"""The socket that the API answers on, opened before anything else is started."""

from __future__ import annotations

import errno
import socket
from ipaddress import ip_address

from verifier.errors import VerifierError

_BACKLOG = 1024


class CannotListen(VerifierError):
    """The address can't be listened on; the message says why and what to do."""


def listen(host: str, port: int) -> socket.socket:
    """A listening TCP socket; port 0 takes any free one.

    It is opened here and handed on, so that a busy port is told before anything runs, and callers
    wait instead of being refused while the API is started again.
    """
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        return socket.create_server((host, port), family=family, backlog=_BACKLOG)
    except (OSError, OverflowError) as error:
        raise CannotListen(_why(host, port, error)) from error


def url_of(listener: socket.socket) -> str:
    """The address of a listening socket as a URL that works on this machine."""
    host, port = listener.getsockname()[:2]
    if ip_address(host).is_unspecified:  # it listens on all addresses; this one is always there
        host = "127.0.0.1"
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _why(host: str, port: int, error: OSError | OverflowError) -> str:
    if isinstance(error, OverflowError):
        return f"{port} is no port; choose one from 0 to 65535 with --port"
    if error.errno == errno.EADDRINUSE:
        return f"port {port} on {host} is taken by another program; choose one with --port (0: any free one)"
    if error.errno == errno.EACCES:
        return f"port {port} is reserved for the system; choose one from 1024 upwards with --port"
    return f"{host}:{port} can't be listened on: {error.strerror or error}"
