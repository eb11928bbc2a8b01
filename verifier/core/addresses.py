"""When two addresses of articles are the same. Text only: nothing is looked up."""

from __future__ import annotations

import posixpath
import re
from functools import lru_cache
from urllib.parse import SplitResult, parse_qsl, unquote, urlencode, urlsplit, urlunsplit

_FOR_PHONES = ("m.", "mobile.", "amp.")
_DEFAULT_PORTS = {"http": 80, "https": 443}
_WEB_ADDRESS = re.compile(r"https?://[^\s\\<>\"{}|^`\x00-\x20]+", re.IGNORECASE)
_TRACKING = frozenset(
    {"fbclid", "gclid", "dclid", "msclkid", "twclid", "yclid", "igshid", "mc_cid", "mc_eid", "ocid", "cmpid"}
)


def is_web_address(text: str) -> bool:
    """Whether a text is an http or https address with a host."""
    if not _WEB_ADDRESS.fullmatch(text):
        return False
    try:
        parts = urlsplit(text)
        return bool(parts.hostname) and (parts.port is None or parts.port >= 0)
    except ValueError:
        return False


def same_address(one: str | None, other: str | None) -> bool:
    """Whether two web addresses are of one page; an address that is none is only like itself."""
    if not one or not other:
        return False
    try:
        return page_address(one) == page_address(other)
    except ValueError:
        return one == other


@lru_cache(maxsize=4096)
def page_address(url: str) -> str:
    """What the spellings of a page's address share, those for phones included. ``ValueError`` for none.

    More is left out than in ``canonical_address``, which tells articles apart: escapes that needn't be, "."
    and "..", empty steps, "m." and "amp." before the host and "amp" behind the path.
    """
    parts = urlsplit(canonical_address(url))
    host = parts.netloc
    for prefix in _FOR_PHONES:
        host = host.removeprefix(prefix)
    steps = [step for step in posixpath.normpath(unquote(parts.path)).split("/") if step]
    if steps and steps[-1].lower() == "amp":
        steps.pop()
    query = [each for each in parse_qsl(parts.query, keep_blank_values=True) if each[0].lower() != "amp"]
    return urlunsplit(("https", _in_ascii(host), "/".join(["", *steps]), urlencode(query), ""))


def _in_ascii(host: str) -> str:
    try:
        return host.encode("idna").decode()
    except UnicodeError:
        return host


def canonical_address(url: str) -> str:
    """A web address without what doesn't change the page, for comparing and not for showing.

    That is the scheme, "www.", the host's letter case, a default port, who logs in, a last slash, a
    fragment, and the parameters that only tell where a reader came from. ``ValueError`` for text
    that can't be an address.
    """
    url = url.strip()
    parts = urlsplit(url if "://" in url.partition("?")[0] else f"https://{url}")
    return urlunsplit(("https", _host(parts), parts.path.rstrip("/") or "/", _query(parts.query), ""))


def _host(parts: SplitResult) -> str:
    host = (parts.hostname or "").rstrip(".").removeprefix("www.")
    if ":" in host:
        host = f"[{host}]"
    if parts.port is None or parts.port == _DEFAULT_PORTS.get(parts.scheme.lower()):
        return host
    return f"{host}:{parts.port}"


def _query(query: str) -> str:
    # The order of the parameters changes no page; what an unknown one changes, nobody knows.
    kept = [
        (name, value)
        for name, value in parse_qsl(query, keep_blank_values=True)
        if name.lower() not in _TRACKING and not name.lower().startswith("utm_")
    ]
    return urlencode(sorted(kept))
