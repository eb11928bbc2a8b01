"""Writes the lexicon of related words from WordNet: ``python bench/lexicon/make_related.py FOLDER``.

FOLDER holds WordNet's database files (``data.noun``, ``index.verb``, …), version 3.0 or 3.1, as its
packages install them. Only words that WordNet found in its tagged texts are kept, with their few
most common senses: rare senses would make everything akin to everything.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

TARGET = Path(__file__).parents[2] / "verifier" / "core" / "lexicon" / "related.txt"
HEADER = """\
# Words that share a meaning ("="), a root ("+") or are opposites ("!"), one group a line, lemmas only.
# Made by bench/lexicon/make_related.py from WordNet's most common senses.
# WordNet Release 3.0, Copyright 2006 by Princeton University, all rights reserved; used under its
# licence, which asks for this notice. The software and database are provided "as is", without any warranty.
"""
SENSES = 3
PARTS = {"noun": "n", "verb": "v", "adj": "a", "adv": "r"}
Sense = tuple[str, str]


@dataclass(frozen=True)
class Group:
    """The words of one meaning, and its pointers: sign, the other meaning, whose word, to which word."""

    words: tuple[str, ...]
    pointers: tuple[tuple[str, Sense, int, int], ...]


def groups(folder: Path) -> dict[Sense, Group]:
    """Every meaning of the database."""
    return {sense: group for part, letter in PARTS.items() for sense, group in _groups(folder, part, letter)}


def _groups(folder: Path, part: str, letter: str) -> Iterator[tuple[Sense, Group]]:
    for fields in _lines(folder / f"data.{part}"):
        words_end = 4 + 2 * int(fields[3], 16)
        words = tuple(word.lower().split("(")[0] for word in fields[4:words_end:2])
        start = words_end + 1
        pointers = []
        for index in range(start, start + 4 * int(fields[words_end]), 4):
            sign, offset, pos, ends = fields[index : index + 4]
            sense = ("a" if pos == "s" else pos, offset)
            pointers.append((sign, sense, int(ends[:2], 16), int(ends[2:], 16)))
        yield (letter, fields[0]), Group(words, tuple(pointers))


def common_senses(folder: Path) -> dict[Sense, set[str]]:
    """Which words have a meaning among their most common ones; words that no tagged text has are left out."""
    found: dict[Sense, set[str]] = defaultdict(set)
    for part, letter in PARTS.items():
        for fields in _lines(folder / f"index.{part}"):
            tagged = int(fields[5 + int(fields[3])])
            for offset in fields[6 + int(fields[3]) :][: min(SENSES, tagged)]:
                found[letter, offset].add(fields[0])
    return found


def _lines(path: Path) -> Iterator[list[str]]:
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
        if not line.startswith("  "):
            yield line.split("|")[0].split()


def related(folder: Path) -> Iterator[tuple[str, ...]]:
    """Each group of related words, its sign first."""
    known, senses = groups(folder), common_senses(folder)
    attested = {word for words in senses.values() for word in words}
    for sense, group in known.items():
        words = sorted({word for word in group.words if _plain(word) and word in attested})
        if len(words) > 1 and senses[sense] & set(words):
            yield "=", *words
        for sign, other, source, target in group.pointers:
            if sign not in ("+", "!") or not source:
                continue
            pair = sorted((group.words[source - 1], known[other].words[target - 1]))
            common = (
                group.words[source - 1] in senses[sense] or known[other].words[target - 1] in senses[other]
            )
            if common and pair[0] != pair[1] and all(_plain(word) and word in attested for word in pair):
                yield sign, *pair


def _plain(word: str) -> bool:
    return word.isascii() and word.isalpha() and len(word) > 2


def main() -> None:
    """Write one line a group."""
    lines = sorted({" ".join(group) for group in related(Path(sys.argv[1]))})
    TARGET.write_text(HEADER + "\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
