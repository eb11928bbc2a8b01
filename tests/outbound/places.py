"""The addresses of hostile.tsv and public.tsv, and lookups that answer from a text and ask nobody."""

from __future__ import annotations

import json
from ipaddress import ip_address
from pathlib import Path

from verifier.outbound.addresses import Address
from verifier.outbound.resolving import Resolver


def rows(name: str) -> list[tuple[str, ...]]:
    """The rows of a table beside this file, the addresses in them without their escapes."""
    lines = (Path(__file__).parent / name).read_text(encoding="utf-8").splitlines()
    cells = (line.split("\t") for line in lines if not line.startswith("#"))
    return [(json.loads(f'"{url}"'), *others) for url, *others in cells]


def answering(listed: str) -> Resolver:
    """A lookup with these addresses for every name: none of them for "none", no such name for "-"."""

    def resolve(_host: str) -> tuple[Address, ...]:
        if listed == "-":
            raise OSError("no such name")
        return () if listed == "none" else tuple(map(ip_address, listed.split(",")))

    return resolve
