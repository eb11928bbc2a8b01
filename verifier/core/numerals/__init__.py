"""Numbers as written, in digits and in words, to exact decimals.

``read_numeral`` reads one number that begins at a token: "4,700", "4 700", "1.2m", "4.5 billion",
"two hundred and fifty-three thousand", "half a million", "2 1/2", "a dozen", "three quarters".
Nothing here knows of units, hedges or dates.
"""

from __future__ import annotations

from collections.abc import Sequence

from verifier.core.numerals.digits import from_digits
from verifier.core.numerals.fractions import fraction
from verifier.core.numerals.lexicon import ARTICLES, NUMBER_WORDS, SCALES, VULGAR
from verifier.core.numerals.numeral import Numeral
from verifier.core.numerals.scales import with_scale
from verifier.core.numerals.words import from_words
from verifier.core.text import Token


def read_numeral(tokens: Sequence[Token], first: int) -> Numeral | None:
    """The number that begins at token ``first``, or None."""
    token = tokens[first]
    if token.kind == "number":
        return from_digits(tokens, first)
    if token.lower in ARTICLES or token.lower in NUMBER_WORDS or token.lower in SCALES:
        return from_words(tokens, first)
    if token.lower in VULGAR:
        return with_scale(tokens, fraction(*VULGAR[token.lower], first, first))
    return None
