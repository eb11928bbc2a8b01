"""How sure verdicts should be: ``python -m bench.calibration [--write] FILE...``.

Judges the labelled cases of the files (as ``verifier evaluate`` takes them) and of tests/corpus as the
store does, counts for each reason how many verdicts were right, and prints the bases and factors of
``lexicon/confidence.toml`` that follow; ``--write`` puts them there. A file that knows no *unverified*
says nothing of how right it is to leave a claim unverified, and one that knows only *consistent* and the
rest nothing of *contradicted* either. Of FILE=decided only the verdicts that decide are counted: so of
exercises in hedges, whose unverified ones are unlike a newsroom's. Never measure here on a set that must
not be learned from.
"""

from __future__ import annotations

import sys
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from math import prod
from pathlib import Path

from tests.core import case_table, test_verdicts_corpus
from verifier.core.confidence import weaknesses
from verifier.core.model import Reason, Verdict, VerdictValue
from verifier.evaluation.cases import Case, read_case
from verifier.evaluation.judging import rules_verdict
from verifier.evaluation.scores import auroc

TARGET = Path(__file__).parents[1] / "verifier" / "core" / "lexicon" / "confidence.toml"
TODAY = date(2026, 1, 1)
FEWEST = 20  # with fewer verdicts a number is the estimate by hand that it was
_ALL = frozenset(value.value for value in VerdictValue)
HEADER = """\
# How sure a verdict is, in [0, 1]: a base by reason, times a factor for each thing that weakens it.
# Made by bench/calibration.py from public labelled sets of headlines, of hedge logic, of entailment and of
# hard claims, and from tests/corpus; behind each number how many verdicts it was counted on, with fewer
# than {fewest} it is an estimate by hand. A base is the share that was right, made up for what weakened those
# verdicts.
# The confidence of "unverified" is the chance that a careful reader would leave the claim unverified too.
"""


@dataclass(frozen=True, slots=True)
class Judged:
    """A verdict's reason, what weakened it, and whether it was right."""

    reason: Reason
    weak: tuple[str, ...]
    confidence: float
    right: bool


@dataclass(frozen=True, slots=True)
class Counted:
    """A number of the table, and how many verdicts it was counted on."""

    value: float
    of: int


def judged_file(path: Path, *, decided: bool) -> Iterator[Judged]:
    """The verdicts on a file's cases whose label can tell whether they are right."""
    with path.open(encoding="utf-8") as lines:
        cases = [read_case(line, number) for number, line in enumerate(lines, start=1) if line.strip()]
    labels = frozenset(label for case in cases for label in case.labels)
    for case in cases:
        verdict, _ = rules_verdict(case, TODAY)
        if case.labels and ((labels == _ALL and not decided) or _tells(verdict.verdict, labels)):
            yield _judged(verdict, _is_right(verdict, case))


def _tells(value: VerdictValue, labels: frozenset[str]) -> bool:
    return value is not VerdictValue.UNVERIFIED and value.value in labels


def _is_right(verdict: Verdict, case: Case) -> bool:
    return verdict.verdict.value in case.labels


def judged_corpus() -> Iterator[Judged]:
    """The verdicts on the project's own stories and cases."""
    for name in test_verdicts_corpus.SUBJECTS:
        for claim in test_verdicts_corpus.subject(name)["claim"]:
            verdict = test_verdicts_corpus.judged(name, claim)
            yield _judged(verdict, verdict.verdict.value == claim["verdict"])
    for case in case_table.read_table():
        verdict = case_table.judged(case)
        yield _judged(verdict, verdict.verdict.value in case.verdicts)


def _judged(verdict: Verdict, right: bool) -> Judged:
    leading = next((one for one in verdict.statements if one.verdict is verdict.verdict), None)
    weak = () if leading is None else weaknesses(leading.reason, verdict.qualifiers, leading.evidence)
    return Judged(verdict.reason, tuple(dict.fromkeys(weak)), verdict.confidence, right)


def factors(found: Sequence[Judged], old: dict[str, float]) -> dict[str, Counted]:
    """Of verdicts with a weakness the share right, against those of the same reasons without it."""
    made = {}
    for name, hand in old.items():
        pairs = [_with_and_without(found, reason, name) for reason in Reason]
        counted = sum(len(those) for those, others in pairs if others)
        expected = sum(len(those) * _share(others) for those, others in pairs if others)
        right = sum(one.right for those, others in pairs if others for one in those)
        value = min(1.0, right / expected) if counted >= FEWEST and expected else hand
        made[name] = Counted(round(value, 2), counted)
    return made


def _with_and_without(
    found: Sequence[Judged], reason: Reason, name: str
) -> tuple[list[Judged], list[Judged]]:
    mine = [one for one in found if one.reason is reason]
    return [one for one in mine if name in one.weak], [one for one in mine if name not in one.weak]


def bases(found: Sequence[Judged], weak: dict[str, Counted], old: dict[str, float]) -> dict[str, Counted]:
    """For each reason the share that was right, made up for what weakened those verdicts."""
    by_reason: dict[str, list[Judged]] = defaultdict(list)
    for one in found:
        by_reason[one.reason.value].append(one)
    return {name: _base(by_reason[name], weak, hand) for name, hand in old.items()}


def _base(mine: Sequence[Judged], weak: dict[str, Counted], hand: float) -> Counted:
    if len(mine) < FEWEST:
        return Counted(hand, len(mine))
    weakened = sum(prod(weak[name].value for name in one.weak if name in weak) for one in mine) / len(mine)
    return Counted(round(min(0.99, _share(mine) / weakened), 2), len(mine))


def _share(mine: Sequence[Judged]) -> float:
    return sum(one.right for one in mine) / len(mine)


def table(base: dict[str, Counted], weak: dict[str, Counted], limits: dict[str, float]) -> Iterator[str]:
    """The lines of the table of confidence."""
    yield HEADER.format(fewest=FEWEST)
    for name, numbers in (("base", base), ("factors", weak)):
        yield f"[{name}]"
        yield from (f"{key} = {one.value:.2f}  # {one.of}" for key, one in numbers.items())
        yield ""
    yield "[limits]"
    yield from (f"{key} = {value:.2f}" for key, value in limits.items())


def summary(found: Sequence[Judged]) -> Iterable[str]:
    """How the table of now does on these verdicts."""
    error = defaultdict(list)
    for one in found:
        error[min(int(one.confidence * 10), 9)].append(one.right - one.confidence)
    off = sum(abs(sum(gaps)) for gaps in error.values()) / len(found)
    told = auroc([(one.confidence, one.right) for one in found])
    yield f"{len(found)} verdicts, {_share(found):.3f} right"
    yield f"as it is: calibration error {off:.3f}, AUROC {told if told is None else round(told, 3)}"


def main() -> None:
    """Judge, print the table, and write it if asked to."""
    arguments = [one for one in sys.argv[1:] if one != "--write"]
    found = list(judged_corpus())
    for argument in arguments:
        name, _, kept = argument.partition("=")
        found += judged_file(Path(name), decided=kept == "decided")
    old = tomllib.loads(TARGET.read_text(encoding="utf-8"))
    weak = factors(found, old["factors"])
    made = "\n".join(table(bases(found, weak, old["base"]), weak, old["limits"])) + "\n"
    print("\n".join(summary(found)), made, sep="\n\n")
    if "--write" in sys.argv[1:]:
        TARGET.write_text(made, encoding="utf-8")


if __name__ == "__main__":
    main()
