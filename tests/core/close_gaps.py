"""``python -m tests.core.close_gaps`` brings the marks of the table up to what the engine does by now.

A case that is right loses its mark, and one that is no longer decided wrongly, but left unverified, is
marked as a gap. It never marks a case that had no mark: what was right and no longer is has to be
looked at by a person.
"""

from __future__ import annotations

from tests.core.case_table import TABLE, TableCase, judged, read_table
from verifier.core.model import VerdictValue


def mark_by_now(case: TableCase) -> str | None:
    """The mark that a marked case should have: None when it is right."""
    verdict = judged(case)
    if case.is_met_by(verdict):
        return None
    return "gap" if verdict.verdict is VerdictValue.UNVERIFIED else case.mark


def main() -> None:
    """Write the table with its marks brought up to date, and name the lines."""
    lines = TABLE.read_text(encoding="utf-8").split("\n")
    for case in read_table():
        mark = mark_by_now(case) if case.mark else None
        if mark == case.mark:
            continue
        words = lines[case.line - 1].rpartition("\t")[0]
        lines[case.line - 1] = f"{words}\t{mark}" if mark else words
        print(f"line {case.line}, {case.mark} to {mark or 'right'}: {case.claim}")
    TABLE.write_text("\n".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
