"""``python -m bench.living [PART …]``: prints what it finds; the status is 1 where something doesn't hold."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import click

from bench.living import burst, kills, recall, speed
from bench.living.ground import KINDS, fresh, load, opened
from bench.living.stock import fill
from bench.store.claims import claims
from verifier.services.warming import warm_up


@dataclass(frozen=True, slots=True)
class Scale:
    """How much is measured: claims, and how many figures or kills."""

    speed: tuple[int, int]
    recall: tuple[int, int]
    burst: tuple[int, int]
    noted: tuple[int, int]
    """Claims, and kills among their notes."""
    upgraded: tuple[int, int]


FULL = Scale(
    speed=(100_000, 20), recall=(3_000, 1_000), burst=(3_000, 10_000), noted=(4_800, 12), upgraded=(600, 12)
)
SHORT = Scale(speed=(400, 2), recall=(150, 60), burst=(60, 200), noted=(750, 3), upgraded=(100, 3))

Told = Iterator[tuple[str, bool]]


def by_speed(kind: str, scale: Scale, seed: int) -> Told:
    """Found and judged again how soon; and none missed of the claims that are known by how they were made."""
    number, figures = scale.speed
    with fresh(kind) as ground:
        speed.prepare(ground, number)
        with opened(ground) as database:
            found = recall.of_subjects(database, number, min(1_000, number // 20))
        yield from ((f"{number:,} claims: {line}", not found.missed) for line in found.told())
        yield from (
            (f"{number:,} claims, {line}", True) for line in speed.measure(ground, number, figures).told()
        )


def by_recall(kind: str, scale: Scale, seed: int) -> Told:
    """None missed that judging all claims changes."""
    number, figures = scale.recall
    asked = list(claims(number, figures, seed))
    with fresh(kind) as ground, opened(ground) as database:
        fill(database, recall.said(asked))
        read = recall.read_figures(figures, seed)
        found = recall.exhaustive(database, asked, read, recall.changes(asked, read))
    holds = not found.missed and 2 * found.effective >= found.figures
    yield from ((f"{number:,} claims, each beside each: {line}", holds) for line in found.told())


def by_burst(kind: str, scale: Scale, seed: int) -> Told:
    """Each claim judged again once after an import."""
    number, rows = scale.burst
    with fresh(kind) as ground:
        found = burst.measure(ground, rows, number, seed)
    yield from ((line, found.holds) for line in found.told())


def by_kills(kind: str, scale: Scale, seed: int) -> Told:
    """Nothing missed and nothing told twice through kills."""
    for name, killed, often in (
        ("noting", kills.noting, scale.noted),
        ("a new engine", kills.upgrading, scale.upgraded),
    ):
        with fresh(kind) as ground:
            found = killed(ground, *often, seed)
        yield f"{name}: {found.words()}", found.holds


PARTS: dict[str, Callable[[str, Scale, int], Told]] = {
    "speed": by_speed,
    "recall": by_recall,
    "burst": by_burst,
    "kills": by_kills,
}


@click.command()
@click.argument("parts", nargs=-1, type=click.Choice(list(PARTS)))
@click.option("--database", "kinds", multiple=True, type=click.Choice(KINDS), default=KINDS)
@click.option("--seed", default=1, show_default=True)
@click.option("--short", is_flag=True, help="As short as the tests have it.")
def main(parts: tuple[str, ...], kinds: tuple[str, ...], seed: int, short: bool) -> None:
    """Measure living verdicts: all PARTS if none is named."""
    warm_up()
    holds = True
    for kind in kinds:
        for part in parts or PARTS:
            for line, well in PARTS[part](kind, SHORT if short else FULL, seed):
                click.echo(f"{'ok ' if well else 'BAD'} {part} {kind}: {line}")
                holds = holds and well
    click.echo(load())
    sys.exit(0 if holds else 1)


if __name__ == "__main__":
    main(prog_name="python -m bench.living")
