"""Which language a text is in, as far as it has to be known."""

from __future__ import annotations

import pytest

from tests.builders import claimed
from verifier.core.language import detect
from verifier.core.reader import read_article
from verifier.core.reporting import is_reportable
from verifier.matching.candidates import FiguresInMemory
from verifier.matching.judging import judge_claim


@pytest.mark.parametrize(
    "text",
    ["12 men died, 5 men missing", "600 killed", "Over 40 die in La Paz", "De Niro's 90 films", "", "600"],
)
def test_english_and_what_is_too_short_to_tell_is_read(text: str) -> None:
    assert detect(text).read


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Al menos 600 soldados murieron en la región de Kursk según el servicio de inteligencia", "es"),
        ("Au moins 600 soldats sont morts dans la région de Koursk selon les services", "fr"),
        ("Mindestens 600 Soldaten wurden in der Region getötet, wie der Dienst mit Sitz in Seoul sagt", "de"),
        ("Около 600 солдат погибли в Курской области", None),
    ],
)
def test_another_language_is_told(text: str, code: str | None) -> None:
    found = detect(text)
    assert not found.read
    assert found.code == code
    verdict = judge_claim(text, FiguresInMemory(()), claimed())
    assert verdict.reason == "unsupported_language"


def test_a_question_reports_nothing() -> None:
    asked, told = read_article("Did 500 people die in Lima? Then 40 people died.").statements
    assert not is_reportable(asked)
    assert is_reportable(told)
