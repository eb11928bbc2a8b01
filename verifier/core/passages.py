"""A text as numbers and the words around them: what is compared where a text is put beside a claim.

Everything that a number can say is an anchor here, dates, ranks, ages and results too, which count
nothing and make no statement of their own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from verifier.core.grammar import AUXILIARIES, is_common, lemma, noun_phrase_end, word_class
from verifier.core.hedges import hedge_before, interval_of
from verifier.core.lexicons import load_table
from verifier.core.model import Hedge, Kind, Quantity, Reading, Span, Statement
from verifier.core.numerals.numeral import Numeral
from verifier.core.periods import DateMention
from verifier.core.places import nation_at
from verifier.core.quantities import Mention
from verifier.core.reader import read_article, read_scene
from verifier.core.records import record
from verifier.core.slots.counted import counted_phrase
from verifier.core.slots.scene import Scene
from verifier.core.text import Sentence, Token, normalise, sentences

_TABLE = load_table("beside")["words"]
_EMPTY = frozenset(_TABLE["empty"])
_PASSED_OVER = frozenset(_TABLE["before_the_noun"])
_RANKED = frozenset(_TABLE["before_a_rank"])
_TOP = frozenset(_TABLE["within_a_rank"])
_NAMED = frozenset({Kind.NAME, Kind.CODE})
_SECOND = "second"
_BETWEEN_SENTENCES = 8  # words that the end of a sentence is worth
_MOST_COUNTED = 4
_HEADLINE = 4  # words with a capital that a headline has at least

DATE, RANK, AGE, RESULT = "date", "rank", "age", "result"
_DIMENSIONS = {Kind.ORDINAL: RANK, Kind.AGE: AGE, Kind.SCORE: RESULT}


@record
class Word:
    """A word that says something. ``place`` counts tokens from the start of the text."""

    place: int
    lower: str
    lemma: str
    name: bool


@record
class Anchor:
    """A number or date of a text.

    ``dimension`` is its base unit, or one of ``DATE``, ``RANK``, ``AGE`` and ``RESULT``; ``days`` the
    half-open range of a date, ``relation`` the word before it ("since"); ``counted`` the lemmas of
    the noun that is counted, ``first`` and ``last`` its places in the text.
    ``statement`` is what the text says by it, where it counts something.
    """

    dimension: str
    span: Span
    sentence: Span
    first: int
    last: int
    quantity: Quantity | None = None
    days: tuple[date, date] | None = None
    relation: str | None = None
    counted: tuple[str, ...] = ()
    statement: Statement | None = None


@record
class Passage:
    """A text as its anchors and words, both in the order of the text."""

    anchors: tuple[Anchor, ...]
    words: tuple[Word, ...]
    reading: Reading


def read_passage(text: str, *, today: date | None = None, about: str | None = None) -> Passage:
    """The numbers, dates and words of a text. ``about`` is the claim that it was put beside."""
    reading = read_article(text, published_on=today, about=about)
    statements = {one.quantity.span.start: one for one in reading.statements}
    anchors: list[Anchor] = []
    words: list[Word] = []
    offset = 0
    for sentence in sentences(normalise(text)) if reading.supported else ():
        scene = read_scene(sentence, today)
        numbers = tuple(each for each in scene.clause.mentions if not _part_of_name(each, sentence))
        anchors += _anchors(scene, numbers, statements, offset)
        words += _words(sentence, numbers, scene.dates, offset)
        offset += len(sentence.tokens) + _BETWEEN_SENTENCES
    return Passage(tuple(sorted(anchors, key=lambda each: each.first)), tuple(words), reading)


# --- Anchors ------------------------------------------------------------------------------------


def _anchors(
    scene: Scene, numbers: Sequence[Mention], statements: dict[int, Statement], offset: int
) -> Iterator[Anchor]:
    spans = [each for each in numbers if each.quantity.base_unit == _SECOND]
    for each in scene.dates:
        if _is_name(each, scene.sentence) or any(_covers(each, span) for span in spans):
            continue
        yield Anchor(
            DATE, each.span, scene.sentence.whole, offset + each.first, offset + each.last,
            days=(each.start, each.end), relation=each.relation,
        )  # fmt: skip
    for mention in numbers:
        dimension = _dimension(mention, scene.sentence)
        if dimension is None or (dimension != _SECOND and _dated(mention, scene.dates)):
            continue
        yield Anchor(
            dimension,
            mention.quantity.span,
            scene.sentence.whole,
            offset + mention.first,
            offset + mention.last,
            quantity=_hedged(mention, scene.sentence) if dimension in (AGE, RANK) else mention.quantity,
            counted=_counted(scene, mention),
            statement=statements.get(mention.quantity.span.start),
        )


def _hedged(mention: Mention, sentence: Sentence) -> Quantity:
    """An age or rank as a plain number with the hedge before it: "younger than 20", "top 40"."""
    quantity = mention.quantity
    if quantity.value is None:
        return quantity
    before = hedge_before(sentence.tokens, mention.first, 0)
    hedge = quantity.hedge if before is None else before[0]
    if sentence.tokens[mention.first].lower in _TOP:
        hedge = Hedge.AT_MOST
    number = Numeral(quantity.value, mention.first, mention.last, Decimal(1), Decimal(1))
    interval = interval_of(hedge, number, None)
    return replace(
        quantity,
        hedge=hedge,
        interval=interval,
        base_value=quantity.value,
        base_unit="count",
        grain=Decimal(1),
    )


def _dimension(mention: Mention, sentence: Sentence) -> str | None:
    quantity = mention.quantity
    if quantity.kind.counts_something or quantity.base_unit == _SECOND:
        return quantity.base_unit  # "in five hours" says how long, whatever day that leads to
    if quantity.kind is Kind.NAME and sentence.tokens[mention.first].lower in _RANKED:
        return RANK
    return _DIMENSIONS.get(quantity.kind)


def _is_name(mention: DateMention, sentence: Sentence) -> bool:
    """Whether a date stands in a name: "Twentieth Century Fox"."""
    tokens, last = sentence.tokens, mention.last
    if last + 1 >= len(tokens) or not (tokens[last].is_word and tokens[last].capital):
        return False
    return tokens[last].lower == "century" and tokens[last + 1].is_word and tokens[last + 1].capital


def _dated(mention: Mention, dates: Sequence[DateMention]) -> bool:
    return any(_covers(each, mention) for each in dates)


def _covers(date: DateMention, mention: Mention) -> bool:
    return date.first <= mention.last and mention.first <= date.last


def _counted(scene: Scene, mention: Mention) -> tuple[str, ...]:
    """The lemmas of what a number counts, its head last; for a rank, of what is ranked."""
    phrase = counted_phrase(scene, mention)
    tokens = scene.sentence.tokens
    start, end = phrase.start, phrase.end
    if start == end:
        start = _past_small_words(tokens, mention.last + 1)
        end = noun_phrase_end(tokens, start, limit=_MOST_COUNTED, counted=True)
    found = [lemma(token.lower) for token in tokens[start:end] if token.is_word and token.lower not in _EMPTY]
    return tuple(found[-_MOST_COUNTED:])


def _past_small_words(tokens: Sequence[Token], index: int) -> int:
    while index < len(tokens) and (tokens[index].lower in _PASSED_OVER or tokens[index].text == "-"):
        index += 1
    return index


def _part_of_name(mention: Mention, sentence: Sentence) -> bool:
    """Whether a number is in a name and counts nothing: "Toy Story 2", "Maroon 5", "the 66th Emmy Awards"."""
    if _is_headline(sentence):
        return False
    if _begins_name(mention, sentence):
        return True
    if mention.quantity.kind is not Kind.COUNT or mention.first != mention.number_first:
        return False
    tokens, before, after = sentence.tokens, mention.first - 1, mention.number_last + 1
    if before < 0 or not tokens[before].is_word or not tokens[before].capital:
        return False
    if word_class(tokens[before].lower).closed or (before == 0 and is_common(tokens[before].lower)):
        return False
    return after >= len(tokens) or noun_phrase_end(tokens, after, limit=1, counted=True) == after


def _is_headline(sentence: Sentence) -> bool:
    """Whether every word that says something has a capital, so that one makes no name."""
    saying = [token for token in sentence.tokens if token.is_word and _says_something(token)]
    return len(saying) >= _HEADLINE and all(token.capital for token in saying)


def _begins_name(mention: Mention, sentence: Sentence) -> bool:
    """Whether a rank or number word stands before a name: "20th Century Fox", "One Dance was released"."""
    tokens, first, after = sentence.tokens, mention.number_first, mention.number_last + 1
    following = tokens[after : after + 2]
    if len(following) < 2 or not (following[0].is_word and following[0].capital):
        return False
    if nation_at(tokens, after) is not None:
        return False
    if mention.quantity.kind is Kind.ORDINAL:
        return following[1].is_word and following[1].capital
    bare = mention.quantity.kind is Kind.COUNT and tokens[first].is_word and tokens[first].capital
    return bare and first == mention.first and following[1].lower in AUXILIARIES


# --- Words --------------------------------------------------------------------------------------


def _words(
    sentence: Sentence, numbers: Sequence[Mention], dates: Sequence[DateMention], offset: int
) -> Iterator[Word]:
    counting = [each for each in numbers if each.quantity.kind not in _NAMED]
    spans = [(each.first, each.last) for each in counting] + [(each.first, each.last) for each in dates]
    taken = {index for first, last in spans for index in range(first, last + 1)}
    for index, token in enumerate(sentence.tokens):
        if index in taken or not _says_something(token):
            continue
        name = token.capital and (index > 0 or not is_common(token.lower))
        yield Word(offset + index, token.lower, lemma(token.lower), name)


def _says_something(token: Token) -> bool:
    if token.kind == "mark" or token.lower in _EMPTY:
        return False
    return token.kind == "number" or (len(token.text) > 1 and not word_class(token.lower).closed)
