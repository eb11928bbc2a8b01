"""``python -m bench.accuracy FOLDER``: the figures of every labelled file in a folder, as Markdown tables.

Files of JSON Lines are looked for in the folder and below it. Those with ``quantities`` are scored as
readings, those with ``claim`` as verdicts; what is neither is named and left out.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, TextIO

import click

from bench.accuracy.extraction import Score, extraction_scores, is_extraction
from bench.accuracy.pairs import Judge, PairScores, pair_scores
from verifier.evaluation.judging import judge_by_rules, judge_case

_PAIRS = (
    "set", "cases", "accuracy", "macro-F1", "P consistent", "P contradicted",
    "two labels: accuracy", "macro-F1", "ECE", "AUROC", "naive: accuracy", "macro-F1",
)  # fmt: skip
_EXTRACTION = ("set", "what", "gold", "precision", "recall", "F1 or share")


@click.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--json", "out", type=click.File("w", encoding="utf-8", lazy=False), help="Write all figures here."
)
@click.option(
    "--today",
    type=click.DateTime(["%Y-%m-%d"]),
    default=datetime.now(UTC).date().isoformat(),
    help="The day that claims without a date are judged on; today where it isn't given.",
)
@click.option("--by-rules", is_flag=True, help="Judge as the service does, whose store holds many texts.")
def main(folder: Path, out: TextIO | None, today: datetime, by_rules: bool) -> None:
    """Measure the engine on every labelled file (JSON Lines) in FOLDER and below it."""
    files = sorted(folder.rglob("*.jsonl"))
    texts = [path for path in files if _is_of_texts(path)]
    judge = judge_by_rules if by_rules else judge_case
    judged = list(_judged([path for path in files if path not in texts], today.date(), judge))
    read = list(_read(texts))
    if not judged and not read:
        raise click.ClickException(f"{folder} holds no labelled file")
    if out is not None:
        documents: dict[str, Any] = {
            "pairs": [one.document() for one in judged],
            "extraction": [_document(one) for one in read],
        }
        out.write(json.dumps(documents, ensure_ascii=False, indent=1) + "\n")


def _is_of_texts(path: Path) -> bool:
    try:
        return is_extraction(path)
    except (ValueError, AttributeError):
        return False  # its first line is no JSON object: named with the pairs


def _judged(files: Sequence[Path], today: date, judge: Judge) -> Iterator[PairScores]:
    """The scores of each file of pairs, its row printed as soon as it is there."""
    if files:
        _print_head(_PAIRS)
    for path in files:
        scores = pair_scores(path, today, judge)
        if scores is None:
            click.echo(f"{path}: no labelled case; left out", err=True)
            continue
        click.echo(_row(_pair_cells(scores)))
        if scores.left_out:
            click.echo(f"{path}: {scores.left_out} lines are no labelled cases; left out", err=True)
        yield scores


def _read(files: Sequence[Path]) -> Iterator[Score]:
    if files:
        _print_head(_EXTRACTION)
    for path in files:
        for one in extraction_scores(path):
            precision = None if one.read is None else one.precision
            cells = (one.dataset, one.what, str(one.of), _share(precision), _share(one.recall))
            click.echo(_row((*cells, _share(one.figure))))
            yield one


def _pair_cells(scores: PairScores) -> Iterator[str]:
    three, two = scores.three, scores.two_labels
    naive = scores.baseline_two_labels or scores.baseline
    yield scores.dataset
    yield str(three.cases)
    yield from map(_share, (three.accuracy, three.macro_f1))
    yield from (_share(three.precision.get(name)) for name in ("consistent", "contradicted"))
    yield from map(_share, (two.accuracy, two.macro_f1) if two else (None, None))
    yield f"{three.calibration_error:.3f}"
    yield "–" if three.auroc is None else f"{three.auroc:.3f}"
    yield from map(_share, (naive.accuracy, naive.macro_f1))


def _document(one: Score) -> dict[str, Any]:
    return {**asdict(one), "figure": one.figure}


def _print_head(names: tuple[str, ...]) -> None:
    click.echo()
    click.echo(_row(names))
    click.echo(_row(["---", *("--:" for _ in names[1:])]))


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _share(value: float | None) -> str:
    return "–" if value is None else f"{100 * value:.1f}"


if __name__ == "__main__":
    main(prog_name="python -m bench.accuracy")
