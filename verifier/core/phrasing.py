"""Figures and claims in words: what they count and who reported them.

Where our words would be clumsy, the report's own are quoted.

The wordings are in ``lexicon/explanations.toml``; what stands in their braces is made here.
"""

from __future__ import annotations

from datetime import date

from verifier.core.lexicons import load_table
from verifier.core.measures import measure_label
from verifier.core.model import Kind, Measure, Period, Population, Quantity, ReportedFigure, Span, Statement
from verifier.core.populations import is_person, population_name

_TABLE = load_table("explanations")
_REPORT: dict[str, str] = _TABLE["report"]
_LABELS: dict[str, str] = _TABLE["labels"]
_LABELS_BY_WORD: dict[str, dict[str, str]] = _TABLE["labels_by_word"]
_WORDING = _TABLE["wording"]
_NOT_AFTER_AT: tuple[str, ...] = tuple(_WORDING["not_after_at"])
_INSTITUTIONS = frozenset(_WORDING["institutions"])
_COMMON_NOUNS = frozenset(_WORDING["common_nouns"])
_OWNERS = frozenset(_WORDING["owners"])
_BEFORE_DATES = frozenset(_WORDING["before_dates"])
_NEED_SOMEBODY = frozenset(_WORDING["need_somebody"])
_BEFORE_PLACES = frozenset(_WORDING["before_places"])
_NO_LABEL = frozenset(_WORDING["no_label"])
_NOT_OF_PEOPLE = frozenset(_WORDING["not_of_people"])
_LONGEST_QUOTE: int = _WORDING["longest_quote"]
_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
_MILLION = 1_000_000
_STEM = 4  # letters; enough to tell that "views viewed" says one thing twice


def day_in_words(day: date) -> str:
    """A date as "30 April 2025"."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def in_quotes(words: str) -> str:
    """Words as somebody said them, on one line."""
    return f"“{' '.join(words.split())}”"


def number_words(quantity: Quantity) -> str:
    """The number's own words; "dozens of" without the "of", which leads on to what is counted."""
    return " ".join(quantity.span.text.split()).removesuffix(" of")


def plain_number(quantity: Quantity) -> str:
    """The number without its hedge, grouped in thousands; with its scale as it was written."""
    number, words = quantity.value, number_words(quantity)
    if number is None or quantity.value_to is not None:
        return words
    if quantity.kind is Kind.COUNT and abs(number) < _MILLION:
        return f"{number.normalize():,f}"
    hedge = quantity.hedge_words or ""
    return words[len(hedge) :].strip() if words.lower().startswith(hedge.lower()) else words


def words_around(quantity: Quantity, sentence: Span) -> str:
    """The sentence that a number stands in, or of a long one the words around the number."""
    words, number = " ".join(sentence.text.split()), quantity.span.text
    if len(words) <= _LONGEST_QUOTE:
        return words.rstrip(".")
    at = max(words.find(number), 0)
    start = max(0, min(at - _LONGEST_QUOTE // 3, len(words) - _LONGEST_QUOTE))
    end = start + _LONGEST_QUOTE
    kept = words[start:end].split()[1 if start else 0 : -1 if end < len(words) else None]
    return f"{'… ' if start else ''}{' '.join(kept).rstrip('.')}{' …' if end < len(words) else ''}"


# --- What is counted ------------------------------------------------------------------------------


def topic(statement: Statement) -> str | None:
    """What a statement counts, to go after "the number of": "North Korean soldiers killed".

    None where that would be clumsy: without a population, or of a measure that no list knows.
    """
    population, measure = statement.population, statement.measure
    if statement.quantity.kind is not Kind.COUNT or population is None:
        return None
    if measure is None or not measure.in_lexicon or measure.key in _NO_LABEL:
        return None
    if measure.key in _NOT_OF_PEOPLE and is_person(population.head):
        return None
    name = population_name(population)
    return f"{name} {_label(measure, population)}" if _adds_something(name, measure) else name


def looked_for(statement: Statement) -> str | None:
    """What a claim is about, with its place and time: "the number of people killed in Peru in 2024"."""
    counted = topic(statement)
    if counted is None:
        return None
    place = statement.place
    told = place is None or not place.span.text or place.span.text.lower() in counted.lower()
    where = "" if told or place is None else _where(place.span, statement.sentence)
    parts = (f"the number of {counted}", where, _when(statement.period))
    return " ".join(part for part in parts if part)


def counted_as(statement: Statement) -> str | None:
    """What a number counts, in as few words as will do: "killed or wounded", "people on board"."""
    measure, population, counted = statement.measure, statement.population, topic(statement)
    if measure is None or population is None or counted is None:
        return None
    label = _label(measure, population)
    alone = is_person(population.head) and label.split()[0] not in _NEED_SOMEBODY
    return label if alone else counted


def _label(measure: Measure, population: Population) -> str:
    by_word = _LABELS_BY_WORD.get(measure.key, {})
    for word in measure.span.text.lower().split():
        if word in by_word:
            return by_word[word]
    keys = (f"{measure.key} {population.head}", measure.key)
    return next((_LABELS[key] for key in keys if key in _LABELS), measure_label(measure))


def _adds_something(name: str, measure: Measure) -> bool:
    """Whether the measure goes well behind the population: "soldiers killed", not "cases cases"."""
    said = name.lower().split()
    stems = [word[:_STEM] for word in measure_label(measure).lower().split()]
    return not any(word.startswith(stem) for word in said for stem in stems)


def _where(place: Span, sentence: Span) -> str:
    """A place with the word that the sentence puts before it: "to Chad"."""
    before = sentence.text[: max(0, place.start - sentence.start)].split()
    word = before[-1].lower() if before else ""
    return f"{word if word in _BEFORE_PLACES else 'in'} {place.text}"


def _when(period: Period | None) -> str:
    if period is None or period.span is None or not period.span.text:
        return ""
    first, _, rest = period.span.text.rstrip(" .,;").partition(" ")
    return f"{first.lower()} {rest}" if first.lower() in _BEFORE_DATES and rest else ""


# --- Who reported what ----------------------------------------------------------------------------


def report(figure: ReportedFigure) -> str:
    """One figure in a clause: who put it at what, and where and when that was published.

    Who isn't named in the sentence itself, but in one before it, is not said to have put it at that.
    """
    counted = topic(figure.statement)
    if counted is None or _says_none(figure) or _speaker_inherited(figure):
        return _quoted(figure)
    return _credited(figure, counted)


def _speaker_inherited(figure: ReportedFigure) -> bool:
    attribution = figure.statement.attribution
    return attribution is not None and attribution.inherited


def _says_none(figure: ReportedFigure) -> bool:
    """Whether the number is a word for zero, which can be "put at" nothing: "no deaths"."""
    quantity = figure.statement.quantity
    return quantity.value == 0 and not any(map(str.isdigit, quantity.span.text))


def figure_words(figure: ReportedFigure) -> str:
    """A figure's number as it was worded, ready to stand inside a sentence."""
    words = number_words(figure.statement.quantity)
    words = words[:1].lower() + words[1:] if words[1:2].islower() else words
    clumsy = next((start for start in _NOT_AFTER_AT if words.startswith(f"{start} ")), "")
    return words[len(clumsy) :].strip()


def _credited(figure: ReportedFigure, counted: str) -> str:
    attribution = figure.statement.attribution
    via = attribution.via if attribution is not None else None
    words = figure_words(figure)
    form = "passed_on" if via else "credited"
    told = _REPORT[f"{form}_as" if words.startswith("at ") else form].format(
        origin=_origin_name(figure), via=via, topic=counted, figure=words
    )
    return f"{told} ({_published(figure)})"


def _quoted(figure: ReportedFigure) -> str:
    source, told = figure.source, figure.quote.text
    publisher = _publisher(figure) or figure.origin_name
    named = figure.origin_name in (publisher, "") or figure.origin_name.lower() in told.lower()
    form = "quoted" if named or _speaker_inherited(figure) else "quoted_from"
    return _REPORT[form if source.published_on else f"{form}_received"].format(
        publisher=with_article(publisher),
        origin=_origin_name(figure),
        day=day_in_words(figure.reported_on),
        quote=in_quotes(words_around(figure.statement.quantity, figure.quote)),
    )


def _origin_name(figure: ReportedFigure) -> str:
    return with_article(figure.origin_name or figure.source.publisher or "an unnamed source")


def with_article(name: str) -> str:
    """The name of who said it, ready to stand inside a sentence: "the National Intelligence Service"."""
    first, last = name.split(maxsplit=1)[0], name.rsplit(maxsplit=1)[-1]
    if first.lower() in _COMMON_NOUNS:
        return name[:1].lower() + name[1:]
    owner = _owner(name)
    if owner is not None:
        return f"the {name}" if owner.lower() in _OWNERS and first.lower() != "the" else name
    if first != last and first[:1].isupper() and first != "The" and last.lower() in _INSTITUTIONS:
        return f"the {name}"
    return name


def _owner(name: str) -> str | None:
    """Whose a name says it is, by their last word: "Korea" of "South Korea's army"; None for nobody's."""
    for word in name.split()[:-1]:
        for ending in ("'s", "’s", "'", "’"):
            if word.endswith(ending):
                return word.removesuffix(ending)
    return None


def _publisher(figure: ReportedFigure) -> str | None:
    source = figure.source
    named = (" ".join((name or "").split()) for name in (source.publisher, source.title, source.url))
    return next(filter(None, named), None)


def _published(figure: ReportedFigure) -> str:
    day, publisher = day_in_words(figure.reported_on), _publisher(figure)
    form = "received" if figure.source.published_on is None else "published"
    if publisher is None or publisher == figure.origin_name:
        return day if figure.source.published_on else f"undated, received {day}"
    return _REPORT[form].format(publisher=publisher, day=day)
