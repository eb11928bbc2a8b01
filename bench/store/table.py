"""The measured figures as a table for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

STORES = ("sqlite", "postgresql")
_TIMED = (*STORES, "tantivy", "FTS5", "PostgreSQL ts_rank", "PostgreSQL pg_trgm", "rapidfuzz")
_RANKS = ("p50", "p90", "p99")
_OF_THE_TRUTH = (
    "claims", "decided", "beside_near_misses", "recall", "recall_misspelt", "same_verdict",
    "wrongly_consistent", "same_reason",
)  # fmt: skip


def table(runs: Sequence[dict[str, Any]]) -> str:
    """Everything measured, a block of lines for each number of figures."""
    return "\n".join([*(line for run in runs for line in _lines(run)), *_growth(runs)])


def _growth(runs: Sequence[dict[str, Any]]) -> Iterator[str]:
    """How much longer half of the claims take at the most figures than at the fewest."""
    if len(runs) < 2:
        return
    first, last = runs[0], runs[-1]
    for store in STORES:
        if store in first and store in last:
            times = last[store]["claim"]["p50"] / first[store]["claim"]["p50"]
            yield f"  {store}: p50 at {last['figures']:,} is {times:.2f} times that at {first['figures']:,}"


def _lines(run: dict[str, Any]) -> Iterator[str]:
    yield _line(f"{run['figures']:,} figures", (*_RANKS, "of"))
    for name in _TIMED:
        if name in run:
            timed = run[name]["claim"]
            yield _line(f"{name}, ms", [*_milliseconds(timed), timed["of"]])
        if "processor" in run.get(name, ()):
            yield _line("  of it at work", _milliseconds(run[name]["processor"]))
    stores = [store for store in STORES if store in run]
    yield _line("", stores)
    for name, said in _of_stores(*(run[store] for store in stores)):
        yield _line(name, said)
    known = [run[f"truth_{store}"] for store in stores if f"truth_{store}" in run]
    for name in _OF_THE_TRUTH if known else ():
        yield _line(name.replace("_", " "), [f"{each[name]:.4g}" for each in known])
    if "same_on_both" in run:
        yield _line("same on both", [f"{run['same_on_both']:.4g}"])


def _milliseconds(timed: dict[str, float]) -> list[str]:
    return [f"{timed[rank] * 1000:.2f}" for rank in _RANKS]


def _of_stores(*found: dict[str, Any]) -> Iterator[tuple[str, list[str]]]:
    yield "bytes a figure", [f"{each['bytes_a_figure']:.0f}" for each in found]
    yield "written a second", [f"{each['written_a_second']:.0f}" for each in found]
    yield "memory, MB", [f"{each['memory_kb']['rss'] / 1024:.0f}" for each in found]
    yield "memory shared out, MB", [f"{each['memory_kb']['pss'] / 1024:.0f}" for each in found]
    for rank in ("p50", "p99"):
        yield f"candidates, {rank}", [f"{each['candidates'][rank]:.0f}" for each in found]
    for way in ("down", "up"):
        yield f"migration {way}, s", [f"{each['migration_seconds'][way]:.1f}" for each in found]
    imported = [each["import"] for each in found if each["import"]]
    if imported:
        yield "imported", [each["added"] for each in imported]
        yield "rejected", [each["rejected"] for each in imported]
        yield "imported a second", [f"{each['added'] / each['seconds']:.0f}" for each in imported]
        yield "at most, MB", [f"{each['peak_kb'] / 1024:.0f}" for each in imported]


def _line(name: str, cells: Sequence[object]) -> str:
    return f"  {name:<24}" + "".join(f"{cell:>12}" for cell in cells)
