"""When two addresses of articles are the same."""

from __future__ import annotations

from urllib.parse import SplitResult, urlsplit, urlunsplit

_DEFAULT_PORTS = {"http": 80, "https": 443}


def canonical_address(url: str) -> str:
    """A web address without what doesn't change the page, for comparing and not for showing.

    That is the scheme, "www.", the host's letter case, a default port, a last slash, a fragment.
    """
    parts = urlsplit(url)
    return urlunsplit(("https", _host(parts), parts.path.rstrip("/") or "/", parts.query, ""))


def _host(parts: SplitResult) -> str:
    host = (parts.hostname or "").rstrip(".").removeprefix("www.")
    if ":" in host:
        host = f"[{host}]"
    if parts.port is None or parts.port == _DEFAULT_PORTS.get(parts.scheme.lower()):
        return host
    return f"{host}:{parts.port}"
