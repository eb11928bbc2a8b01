"""How fast texts are read and claims judged, on one core: ``python -m bench.speed``.

Everything is measured in one run on the same machine, so that ratios mean something where seconds
don't: reading the corpus's claims, and the same sentences by quantulum3 in its own environment
(``make bench-speed`` makes it); reading hostile text of 1,000 and 2,000 characters; judging a claim
against 50 figures that all speak to it. Times are of the processor, and the best of several rounds.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from itertools import count
from pathlib import Path

from verifier.core.model import ClaimContext, ReportedFigure, Source
from verifier.core.reader import read_article, read_text
from verifier.core.reporting import report_figures
from verifier.matching.candidates import FiguresInMemory
from verifier.matching.judging import judge_claim

CORPUS = Path(__file__).parents[1] / "tests" / "corpus" / "verdicts"
PARSE_WITH_QUANTULUM3 = Path(__file__).with_name("parse_with_quantulum3.py")
ROUNDS = 10
FIGURES = 50
HOSTILE = (
    "million ", "two hundred and ", "5 - ", "1/1/", "minus -", "about ", "5 to ", "a few ", "from 5 ",
    "1,", "1.", "$ ", "no one and ", "at least at most ", "one in every ", "of the ", "said ", "2013-",
    "(", "'", "killed ", "North ", "per ", "x10^", "A", "9",
)  # fmt: skip


def claims() -> list[str]:
    """The claims of the corpus's stories: sentences as people submit them."""
    stories = (tomllib.loads(path.read_text(encoding="utf-8")) for path in sorted(CORPUS.glob("*.toml")))
    return [claim["text"] for story in stories for claim in story["claim"]]


def seconds(work: Callable[[], object], rounds: int = ROUNDS) -> float:
    """Processor seconds of the fastest round."""
    times = []
    for _ in range(rounds):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return min(times)


def reading_seconds(sentences: Sequence[str]) -> float:
    """Processor seconds to read every sentence once."""
    return seconds(lambda: [read_text(sentence) for sentence in sentences])


def quantulum3_seconds(python: str, sentences: Sequence[str]) -> float:
    """The same by quantulum3, in the environment of its own that ``python`` belongs to."""
    with tempfile.NamedTemporaryFile("w", suffix=".json", encoding="utf-8") as file:
        json.dump(list(sentences), file)
        file.flush()
        run = subprocess.run(
            [python, str(PARSE_WITH_QUANTULUM3), file.name], check=True, capture_output=True, text=True
        )
    return float(run.stdout)


def slowest_hostile_text() -> tuple[str, float, float]:
    """The hostile text that takes longest: what it repeats, seconds at 1,000 and at 2,000 characters."""
    measured = []
    for part in HOSTILE:
        short, long = (repeated(part, length) for length in (1000, 2000))
        measured.append((part, *(seconds(lambda text=text: read_text(text)) for text in (short, long))))
    return max(measured, key=lambda each: each[1])


def repeated(part: str, length: int) -> str:
    """A text of that many characters that says one thing over and over."""
    return (part * (length // len(part) + 1))[:length]


def reports(number: int) -> Iterator[ReportedFigure]:
    """Figures of as many publishers that all speak to one claim, some days and some soldiers apart."""
    ids = count(1)
    for index in range(number):
        day = date(2025, 4, 1) + timedelta(days=index % 30)
        text = f"About {560 + index} North Korean soldiers have been killed in Kursk, officials said."
        source = Source(f"Publisher {index}", f"https://publisher-{index}.example/", None, None, day, day)
        reading = read_article(text, published_on=day)
        yield from report_figures(reading, source, lambda: f"fig_{next(ids)}")


def judging_seconds(number: int = FIGURES) -> float:
    """Processor seconds to read one claim and judge it against ``number`` figures."""
    finder = FiguresInMemory(list(reports(number)))
    context = ClaimContext(submitted_on=date(2025, 5, 1))
    claim = "1,000 North Korean soldiers were killed in Kursk."
    return seconds(lambda: [judge_claim(claim, finder, context) for _ in range(20)]) / 20


def main() -> int:
    """Measure all of it and print one line for each."""
    parser = argparse.ArgumentParser(prog="python -m bench.speed", description=__doc__)
    parser.add_argument("--quantulum3", metavar="PYTHON", help="a Python in which quantulum3 is installed")
    parser.add_argument("--sentences", type=Path, help="a file of sentences, one a line; else the corpus's")
    options = parser.parse_args()
    sentences = options.sentences.read_text(encoding="utf-8").splitlines() if options.sentences else claims()
    ours = reading_seconds(sentences)
    print(f"reading: {len(sentences) / ours:,.0f} claims a second ({len(sentences)} claims, one core)")
    if options.quantulum3:
        theirs = quantulum3_seconds(options.quantulum3, sentences)
        print(f"quantulum3: {len(sentences) / theirs:,.0f} a second, {theirs / ours:.1f} times the time")
    part, short, long = slowest_hostile_text()
    print(f"slowest hostile text, 1,000 characters of {part!r}: {short * 1000:.1f} ms")
    print(f"twice as much of it: {long * 1000:.1f} ms")
    print(f"judging one claim against {FIGURES} figures: {judging_seconds() * 1000:.2f} ms")
    return 0


if __name__ == "__main__":
    sys.exit(main())
