"""A claim beside a text that somebody put there for it."""

from __future__ import annotations

import json
from datetime import date

import pytest

from verifier.core.documents import verdict_document
from verifier.core.model import Relation, Verdict, VerdictValue
from verifier.core.passages import AGE, DATE, RANK, RESULT, read_passage
from verifier.core.related import nearness, opposite
from verifier.evaluation.cases import read_case
from verifier.evaluation.judging import judge_case
from verifier.matching.beside.alignment import align
from verifier.matching.beside.standing import Standing

TODAY = date(2025, 6, 1)
FILM = (
    "Harbour Lights took $31.4 million at home and $52 million abroad, against a budget of $20 million. "
    "On the review site the film holds a score of 71%, based on 128 reviews."
)


def judged(claim: str, evidence: str) -> Verdict:
    return judge_case(read_case(json.dumps({"claim": claim, "evidence": evidence}), 1), TODAY).verdict


def standing(claim: str, evidence: str) -> tuple[str, str | None, Standing | None]:
    """The first number of a claim, the number of the evidence that answers it, and how they stand."""
    first = align(read_passage(claim), [read_passage(evidence, about=claim)])[0]
    return first.claim.span.text, first.evidence.span.text if first.evidence else None, first.standing


# --- Passages -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "dimensions"),
    [
        ("She died in 1987, aged 64", [DATE, AGE]),
        ("It was their third album", [RANK]),
        ("The song peaked at number 12", [RANK]),
        ("It climbed to #7 in Norway", [RANK]),
        ("They won 3–1", [RESULT]),
        ("It sold 40,000 copies", ["count"]),
        ("They saw Toy Story 2 and heard Maroon 5", []),
        ("Share Index Tops 20,000 For The First Time", ["count", RANK]),
        ("She left Twentieth Century Fox after the 66th Emmy Awards", []),
    ],
)
def test_a_passage_holds_all_that_a_number_can_say(text: str, dimensions: list[str]) -> None:
    assert [anchor.dimension for anchor in read_passage(text).anchors] == dimensions


def test_names_with_numbers_are_words() -> None:
    words = {word.lower for word in read_passage("Fans saw Toy Story 2 on Friday").words}
    assert {"toy", "story", "2"} <= words


@pytest.mark.parametrize(
    ("one", "other"),
    [("movie", "film"), ("recover", "recovery"), ("kill", "death"), ("gross", "earn"), ("victory", "win")],
)
def test_words_that_mean_the_same_are_near(one: str, other: str) -> None:
    assert nearness(one, other) == nearness(other, one) > 0.8


def test_words_that_no_list_joins_are_not_near() -> None:
    assert nearness("film", "river") == 0.0
    assert opposite("win", "lose") and opposite("lose", "win") and not opposite("win", "gain")


# --- Which number answers -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("claim", "answer", "how"),
    [
        ("Harbour Lights cost $20 million to make", "$20 million", Standing.AGREES),
        ("The film earned more than $50 million overseas", "$52 million", Standing.AGREES),
        ("The film earned $35 million at home", "$31.4 million", Standing.DIFFERS),
        ("It was reviewed by fewer than 120 critics", "128", Standing.DIFFERS),
        ("It has a rating of 71 percent", "71%", Standing.AGREES),
        ("It won three prizes", None, None),
    ],
)
def test_the_number_with_the_same_words_around_it_answers(
    claim: str, answer: str | None, how: Standing | None
) -> None:
    assert standing(claim, FILM)[1:] == (answer, how) or (
        answer is None and standing(claim, FILM)[2] is not Standing.AGREES
    )


@pytest.mark.parametrize(
    ("claim", "evidence", "how"),
    [
        ("He was born in the 19th century", "Born in 1869, he studied law.", Standing.AGREES),
        ("The club was founded in 1904", "The club was founded in 1910.", Standing.DIFFERS),
        ("It opened on 4 May 1911", "It opened in May 1911.", Standing.OPEN),
        ("It opened before 1950", "It opened in 1948.", Standing.AGREES),
        ("The album was her third", "It is her third album.", Standing.AGREES),
        ("The single reached number 5", "The single peaked at number 9.", Standing.DIFFERS),
        ("The single was a top 10 hit", "The single peaked at number 9.", Standing.AGREES),
        ("The single reached number 9", "The single was a top 10 hit.", Standing.OPEN),
        ("He died at 64", "He died at the age of 65.", Standing.DIFFERS),
        ("She was younger than 20", "She was 19 years old.", Standing.AGREES),
        ("They won 3–1", "They lost 1–3 at home.", Standing.AGREES),
        ("It scored 80%", "It has a score of 80 out of 100.", Standing.AGREES),
        ("The video has over 45 million views", "The video has over 50 million views.", Standing.AGREES),
        ("The video has over 52 million views", "The video has over 50 million views.", Standing.OPEN),
        ("The video has under 60 million views", "The video has over 50 million views.", Standing.AGREES),
        ("The video has under 40 million views", "The video has over 50 million views.", Standing.DIFFERS),
    ],
)
def test_how_numbers_of_each_kind_stand(claim: str, evidence: str, how: Standing) -> None:
    assert standing(claim, evidence)[2] is how


# --- Verdicts -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        ("More than 120 reviews of Harbour Lights were counted", VerdictValue.CONSISTENT),
        ("Harbour Lights holds a score of 64%, based on 128 reviews", VerdictValue.CONTRADICTED),
        ("Harbour Lights was shown in 31 countries", VerdictValue.UNVERIFIED),
    ],
)
def test_a_claim_is_judged_beside_its_text(claim: str, verdict: VerdictValue) -> None:
    assert judged(claim, FILM).verdict is verdict


@pytest.mark.parametrize(
    ("claim", "evidence"),
    [
        (
            "48 people were killed when a ferry sank off Peru",
            "48 people were killed when a ferry sank off Chile.",
        ),
        ("48 people were killed when the ferry sank", "48 people were rescued when the ferry sank."),
        ("48 people were killed in the storm", "Up to 48 people could be killed in the storm."),
        ("600 North Korean soldiers were killed", "600 South Korean soldiers were killed."),
        ("The park has no lions", "The park has many animals."),
    ],
)
def test_a_known_conflict_is_never_made_good_by_words(claim: str, evidence: str) -> None:
    assert judged(claim, evidence).verdict is VerdictValue.UNVERIFIED


@pytest.mark.parametrize(
    "claim",
    ["It took $52 million abroad", "The film took $90 million abroad", "It took $31.4 million at home"],
)
def test_a_decision_cites_the_number_that_made_it(claim: str) -> None:
    verdict = judged(claim, FILM)
    assert verdict.verdict is not VerdictValue.UNVERIFIED
    deciding = [one for one in verdict.statements[0].evidence if one.decides]
    assert deciding and deciding[0].relation in (Relation.SUPPORTS, Relation.CONTRADICTS)
    assert deciding[0].match.figure.quote.text in FILM
    assert json.dumps(verdict_document(verdict))


def test_the_same_claim_and_text_give_the_same_verdict() -> None:
    assert judged("It took over $50 million abroad", FILM) == judged("It took over $50 million abroad", FILM)


def test_a_text_in_another_language_decides_nothing() -> None:
    text = "Der Film spielte im Ausland 52 Millionen Dollar ein und kostete zwanzig Millionen Dollar."
    assert judged("The film took $52 million abroad", text).verdict is VerdictValue.UNVERIFIED


@pytest.mark.parametrize(
    ("claim", "evidence"),
    [
        ("Ann shells a sack of peas in 7 hours", "Ann shells a sack of peas in 9 hours."),
        ("He scored 71, 64 and 88 points", "He scored 55, 64 and 88 points."),
        (
            "The bus goes at 40 km an hour, then at 60 km an hour",
            "The bus goes at 50 km an hour, then at 60 km an hour.",
        ),
    ],
)
def test_each_number_is_held_against_its_own(claim: str, evidence: str) -> None:
    assert judged(claim, evidence).verdict is VerdictValue.CONTRADICTED


@pytest.mark.parametrize(
    ("claim", "evidence"),
    [
        ("He scored 71, 64 and 88 points", "He scored more than 55, 64 and 88 points."),
        ("The plant lost 40 of its 90 jobs", "The plant lost more than 20 of its 90 jobs."),
    ],
)
def test_a_bound_settles_nothing_whatever_other_numbers_say(claim: str, evidence: str) -> None:
    assert judged(claim, evidence).verdict is VerdictValue.UNVERIFIED
