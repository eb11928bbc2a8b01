"""Text to sentences of tokens, with offsets that point into the text as submitted.

Every pattern here is linear in the length of the text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import field
from itertools import chain, pairwise, repeat
from typing import NamedTuple

from verifier.core.lexicons import load_words
from verifier.core.model import Span
from verifier.core.records import record

_IGNORED = frozenset("\u200b\u200e\u200f\u061c\u200c\u200d\u2060\ufeff\u00ad\u2066\u2067\u2068\u2069")
_PLAIN = {
    "\u2018": "'",
    "\u2019": "'",
    "\u02bc": "'",
    "\u201c": '"',
    "\u201d": '"',
    "\u2010": "-",
    "\u2011": "-",
    "\u2212": "-",
    "\u2012": "–",
    "\r": "\n",
    "\u2028": "\n",
    "\u2029": "\n",
    "\u066c": ",",
    "\u066b": ".",
}
_LONE_SURROGATES = dict.fromkeys(range(0xD800, 0xE000), 0xFFFD)  # they are no characters
_MAY_CHANGE = re.compile(r"[^\x00-\x0c\x0e-\x7f]")  # all that isn't ASCII, and "\r"
_KEPT_COMPATIBILITY = ("<super>", "<sub>", "<fraction>")


class Token(NamedTuple):
    """A word, number or mark; ``start`` and ``end`` are offsets in the normalised text.

    ``kind`` is "word", "number" or "mark", ``is_word`` whether it is made of letters, ``capital``
    whether it begins with a capital letter.
    """

    text: str
    lower: str
    start: int
    end: int
    kind: str
    is_word: bool
    capital: bool


@record
class NormalText:
    """A text in the form that the engine reads, and the way back to what was submitted."""

    submitted: str
    text: str
    origins: tuple[int, ...] | None  # normalised offset -> submitted offset; None: the same

    def span(self, start: int, end: int) -> Span:
        """The submitted words behind normalised offsets."""
        if self.origins is not None:
            start, end = self.origins[start], self.origins[end]
        return Span(self.submitted[start:end], start, end)


@record
class Sentence:
    """One sentence: its tokens, in order, and the text that they stand in.

    ``words`` are its lower-cased tokens: what has none of the words that begin something needn't look for it.
    """

    source: NormalText
    start: int
    end: int
    tokens: tuple[Token, ...]
    words: frozenset[str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "words", frozenset([token.lower for token in self.tokens]))

    def span(self, first: int, last: int) -> Span:
        """The submitted words from token ``first`` to token ``last``, both included."""
        return self.source.span(self.tokens[first].start, self.tokens[last].end)

    @property
    def whole(self) -> Span:
        """The sentence as submitted."""
        return self.source.span(self.start, self.end)


Reach = tuple[int, int]
"""First and last token, both included."""


def word_at(tokens: Sequence[Token], index: int) -> str:
    """The lower-cased token, "" outside the sentence."""
    return tokens[index].lower if 0 <= index < len(tokens) else ""


def touching(tokens: Sequence[Token], left: int) -> bool:
    """Whether nothing stands between token ``left`` and the next one."""
    return left + 1 < len(tokens) and tokens[left].end == tokens[left + 1].start


def past_hyphen(tokens: Sequence[Token], last: int) -> int:
    """The index of the next word, over a hyphen that touches both."""
    after = last + 1
    if word_at(tokens, after) == "-" and touching(tokens, last) and touching(tokens, after):
        return after + 1
    return after


def in_title_case(tokens: Sequence[Token]) -> bool:
    """Whether a headline writes almost every longer word with a capital, so that one tells nothing."""
    long_words = [token for token in tokens if token.is_word and len(token.text) > 3]
    return len(long_words) >= 2 and sum(token.capital for token in long_words) * 10 >= len(long_words) * 7


def normalise(text: str) -> NormalText:
    """NFKC, straight quotes and plain hyphens; zero-width characters dropped.

    Superscripts, subscripts and vulgar fractions are left as they are: "10½" is not 101/2 and
    "km²" is not km2. Offsets into the submitted text are kept. Decimal digits of any script
    become the ASCII digits that they are.
    """
    characters = set(_MAY_CHANGE.findall(text))
    if not characters:
        return NormalText(text, text, None)
    if any(map(unicodedata.combining, characters)):
        return _normalised_by_clusters(text)
    changed = {
        ord(each): plain for each in characters if (plain := _plain(each).translate(_LONE_SURROGATES)) != each
    }
    origins = None
    if any(len(plain) != 1 for plain in changed.values()):
        starts = (repeat(at, len(changed.get(ord(each), each))) for at, each in enumerate(text))
        origins = (*chain.from_iterable(starts), len(text))
    return NormalText(text, text.translate(changed), origins)


def _normalised_by_clusters(text: str) -> NormalText:
    """The same for a text with combining marks, each of which goes with the letter before it."""
    pieces: list[str] = []
    origins: list[int] = []
    for start, cluster in _clusters(text):
        plain = _plain(cluster)
        pieces.append(plain)
        origins.extend([start] * len(plain))
    origins.append(len(text))
    return NormalText(text, "".join(pieces).translate(_LONE_SURROGATES), tuple(origins))


def _clusters(text: str) -> Iterator[tuple[int, str]]:
    start = 0
    for index in range(1, len(text) + 1):
        if index == len(text) or not unicodedata.combining(text[index]):
            yield start, text[start:index]
            start = index


def _plain(cluster: str) -> str:
    if cluster in _PLAIN:
        return _PLAIN[cluster]
    if cluster in _IGNORED:
        return ""
    if cluster.isascii():
        return cluster
    if len(cluster) == 1:
        if unicodedata.decomposition(cluster).startswith(_KEPT_COMPATIBILITY):
            return cluster
        digit = unicodedata.decimal(cluster, None)
        if digit is not None:
            return str(digit)
    return unicodedata.normalize("NFKC", cluster)


_TOKEN = re.compile(
    r"(?P<number>\d+(?:[.,'](?=\d)\d+)*(?:e[+-]?\d{1,3}(?![\w.]))?)"
    r"|(?P<word>(?:[A-Za-z]\.){2,}|[^\W\d_]+(?:'(?!s\b)(?=[^\W\d_])[^\W\d_]+)?|'s\b)"
    r"|(?P<mark>[^\w\s]|_|[^\s\w])"
    r"|(?P<other>\w)",
    re.IGNORECASE,
)


def _tokens(text: str, start: int, end: int) -> tuple[Token, ...]:
    found = []
    for match in _TOKEN.finditer(text, start, end):
        kind = match.lastgroup or "mark"
        if kind == "other":
            kind = "mark"
        words = match.group()
        first, last = match.span()
        parts = (words, words.lower(), first, last, kind, kind == "word", words[0].isupper())
        found.append(tuple.__new__(Token, parts))  # in half the time that Token(…) takes
    return tuple(found)


_LONGEST_QUOTED = 6  # tokens


def _unquoted(tokens: tuple[Token, ...]) -> tuple[Token, ...]:
    """The tokens without the quotation marks around a few words with a number: 'At least 52' dead."""
    marks = [index for index, token in enumerate(tokens) if token.text in "\"'"]
    if len(marks) < 2:
        return tokens
    dropped: set[int] = set()
    for opening, closing in pairwise(marks):
        inside = tokens[opening + 1 : closing]
        if opening in dropped or not 2 <= len(inside) <= _LONGEST_QUOTED:
            continue
        counts = any(token.kind == "number" for token in inside)
        if counts and tokens[opening].text == tokens[closing].text and _encloses(tokens, opening, closing):
            dropped |= {opening, closing}
    return tuple(token for index, token in enumerate(tokens) if index not in dropped)


def _encloses(tokens: tuple[Token, ...], opening: int, closing: int) -> bool:
    """Whether two marks open and close a quotation, and are no feet, inches or apostrophes."""
    opens = touching(tokens, opening) and not (opening and touching(tokens, opening - 1))
    ends = not touching(tokens, closing) or tokens[closing + 1].kind == "mark"
    return opens and touching(tokens, closing - 1) and ends


_END = re.compile(r"[.!?]+[\"')\]]*(?=\s|$)|\n")
# Tokens. Nobody writes longer sentences; what has more is a table or an attack, read in parts, so that
# the time to read a text grows with its length and no faster.
_LONGEST_SENTENCE = 200
_ABBREVIATIONS = load_words("abbreviations")
_CARRIES_ON = load_words("carries_on")


def sentences(source: NormalText) -> tuple[Sentence, ...]:
    """The sentences of a text. A full stop ends one, but not "Mr." or "U.S."; so does a line break.

    A break that only wraps a long line ends none: agencies and text files break lines inside sentences.
    """
    text = source.text
    found: list[Sentence] = []
    start = 0
    for match in _END.finditer(text):
        newline = match.group() == "\n"
        if _wraps(text, match.start()) if newline else not _closes(text, match):
            continue
        found.extend(_sentence(source, start, match.start() if newline else match.end()))
        start = match.end()
    found.extend(_sentence(source, start, len(text)))
    return tuple(found)


_LIST_MARK = re.compile(r"[-*•–—+]\s|\(?\w{1,3}[.)]\s")
_WRAPPED_AT = 50  # characters of a line that may have been broken before a capital or a number
_FEWEST_WRAPPED = 3  # words of a line that is more than a cell of a table


def _wraps(text: str, at: int) -> bool:
    """Whether the line break at ``at`` stands inside a sentence.

    Not after a full stop, a blank line or a cell of a table, nor before a list's mark. A short line goes on
    after a small word or in small letters; a long one in any, but the first may be a heading.
    """
    first = text.rfind("\n", 0, at) + 1
    line, rest = text[first:at].strip(), text[at + 1 : at + 41].lstrip(" \t")
    if not line or not rest or rest[0] == "\n" or line[-1] in ".!?:;|" or _LIST_MARK.match(rest):
        return False
    words = line.split()
    if line[-1] == "," or words[-1].lower() in _CARRIES_ON:
        return True
    if len(words) < _FEWEST_WRAPPED or (line[-1].isdigit() and rest[0].isdigit()):
        return False
    beginning = rest.lstrip("\"'([“‘$€£")[:1]
    if beginning.islower():
        return True
    long = len(line) >= _WRAPPED_AT
    return long and (beginning.isdigit() or first > 0)


def _closes(text: str, match: re.Match[str]) -> bool:
    mark = match.group()
    if mark[0] in "!?":
        return True
    following = text[match.end() : match.end() + 40].lstrip()
    if following[:1].islower() or (following[:1] in ",;:)%" and following[:1]):
        return False
    before = text[max(0, match.start() - 24) : match.start()].rsplit(maxsplit=1)
    word = before[-1].lstrip("(\"'") if before else ""
    if len(word) == 1 and word.isalpha() and word.isupper():
        return not following[:1].isupper()
    return f"{word}.".lower() not in _ABBREVIATIONS


def _sentence(source: NormalText, start: int, end: int) -> Iterator[Sentence]:
    text = source.text
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start == end:
        return
    tokens = _tokens(text, start, end)
    if text.find("'", start, end) >= 0 or text.find('"', start, end) >= 0:
        tokens = _unquoted(tokens)
    for first in range(0, len(tokens), _LONGEST_SENTENCE):
        part = tokens[first : first + _LONGEST_SENTENCE]
        yield Sentence(source, part[0].start, part[-1].end, part)
