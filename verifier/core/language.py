"""Whether a text is in a language that the engine reads. So far that is English."""

from __future__ import annotations

import re
from collections import Counter

from verifier.core.lexicons import load_table
from verifier.core.records import record

_WORD = re.compile(r"[^\W\d_]+")
_FUNCTION_WORDS: dict[str, str] = load_table("languages")["function_words"]
_LANGUAGES_OF = {
    word: tuple(code for code, known in _FUNCTION_WORDS.items() if word in known.split())
    for word in " ".join(_FUNCTION_WORDS.values()).split()
}
_ENGLISH = frozenset(_FUNCTION_WORDS["en"].split())
_SAMPLE = 4000
_READ = ("en", "eng")


@record
class Language:
    """An ISO 639-1 code, None where the text is too short to tell, and whether it is read."""

    code: str | None
    read: bool


def language_of(text: str, given: str | None) -> Language:
    """What a text is in. Its submitter may say so, but can't have a text read that looks like another."""
    return detect(text) if given is None or given in _READ else Language(given, False)


def detect(text: str) -> Language:
    """The language whose function words a text uses most. Other scripts than Latin are not read."""
    words = [word.lower() for word in _WORD.findall(text[:_SAMPLE])]
    if not words:
        return Language(None, True)
    if not text.isascii() and not _is_latin(words):
        return Language(None, False)
    known = _LANGUAGES_OF.keys() & words  # each once: "men … men" is no Swedish
    if len(known) < 2 or known <= _ENGLISH:
        return Language("en", True)
    counts = Counter(code for word in known for code in _LANGUAGES_OF[word])
    most = max(counts.values())
    if most < 2 or most < 2 * counts["en"] or most == counts["en"]:
        return Language("en", True)
    return Language(next(code for code in _FUNCTION_WORDS if counts[code] == most), False)


def _is_latin(words: list[str]) -> bool:
    """Whether half of the words or more are in Latin letters."""
    latin = sum(word[0] < "\u0250" or word[0] in "\u1e00\u1eff" for word in words)
    return latin * 2 >= len(words)
