"""``verifier evaluate``: labelled cases judged, and the scores."""

from __future__ import annotations

from typing import TextIO

import click

from verifier.commands.shared import json_text, today
from verifier.evaluation.cases import BadCase, read_case
from verifier.evaluation.judging import Outcome, judge_by_rules, judge_case, outcome_document
from verifier.evaluation.report import error_report
from verifier.evaluation.scores import scores_text


@click.command()
@click.argument("file", type=click.File("r", encoding="utf-8", errors="replace"))
@click.option(
    "--out", type=click.File("w", encoding="utf-8", lazy=False), help="Write one line per case here."
)
@click.option(
    "--report",
    type=click.File("w", encoding="utf-8", lazy=False),
    help="Write the mistakes, grouped by cause, here as Markdown; - is the terminal.",
)
@click.option(
    "--examples",
    type=click.IntRange(min=0),
    default=3,
    show_default=True,
    help="How many cases of each cause the report shows.",
)
@click.option("--by-rules", is_flag=True, help="Judge as the service does, whose store holds many texts.")
def evaluate(file: TextIO, out: TextIO | None, report: TextIO | None, examples: int, by_rules: bool) -> None:
    """Judge the labelled cases in FILE (JSON Lines), each by its own evidence, and print the scores."""
    judge = judge_by_rules if by_rules else judge_case
    outcomes: list[Outcome] = []
    bad = 0
    for number, line in enumerate(file, start=1):
        if not line.strip():
            continue
        try:
            case = read_case(line, number)
        except BadCase as error:
            click.echo(f"{error}; left out", err=True)
            bad += 1
            continue
        outcome = judge(case, today())
        outcomes.append(outcome)
        if out is not None:
            out.write(json_text(outcome_document(outcome)) + "\n")
    if not outcomes:
        raise click.ClickException(f"{file.name} holds no case that can be read")
    click.echo(scores_text(outcomes))
    if report is not None:
        report.write(error_report(outcomes, examples))
    if bad:
        click.echo(f"{bad} {'line was' if bad == 1 else 'lines were'} left out", err=True)
