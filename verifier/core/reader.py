"""Text to statements: each number with what it counts, what is said of it, where, when and by whom."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from verifier.core.attributions import find_attribution
from verifier.core.inheritance import Context
from verifier.core.language import detect
from verifier.core.model import Quantity, Reading, Statement
from verifier.core.periods import find_dates
from verifier.core.places import find_places
from verifier.core.predicates import Clause
from verifier.core.quantities import find_mentions
from verifier.core.slots import Scene, read_statement
from verifier.core.text import Sentence, normalise, sentences


def read_text(text: str, *, today: date | None = None) -> Reading:
    """Read a claim. ``today`` is the day that relative dates ("last year") count from."""
    return _read(text, title=None, today=today)


def read_article(text: str, *, title: str | None = None, published_on: date | None = None) -> Reading:
    """Read an article. What a sentence leaves out it takes from the nearest one before it or the title."""
    return _read(text, title=title, today=published_on)


def _read(text: str, *, title: str | None, today: date | None) -> Reading:
    source = normalise(text)
    language = detect(source.text)
    if not language.read:
        return Reading(text, (), (), language.code, supported=False)
    context = Context()
    for sentence in sentences(normalise(title or "")):
        context = context.entering(sentence, find_places(sentence), find_attribution(sentence))
    statements: list[Statement] = []
    others: list[Quantity] = []
    for sentence in sentences(source):
        scene = _scene(sentence, today)
        context = context.entering(sentence, scene.places, scene.credit)
        for statement in _statements(scene, context):
            statements.append(statement)
            context = context.after(statement)
        others += [each.quantity for each in scene.clause.mentions if not each.quantity.kind.counts_something]
    return Reading(text, tuple(statements), tuple(others), language.code)


def _scene(sentence: Sentence, today: date | None) -> Scene:
    return Scene(
        sentence=sentence,
        clause=Clause.of(sentence, find_mentions(sentence)),
        places=find_places(sentence),
        dates=find_dates(sentence, today),
        credit=find_attribution(sentence),
    )


def _statements(scene: Scene, context: Context) -> Iterator[Statement]:
    said: tuple[Statement, ...] = ()
    for mention in scene.clause.mentions:
        if mention.quantity.kind.counts_something:
            statement = read_statement(scene, mention, context, said)
            said = (*said, statement)
            yield statement
