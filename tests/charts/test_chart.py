"""Where things lie in a chart, and that its SVG holds words alone."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from verifier.charts.drawing import NARROWEST, USUAL, WIDEST, Chart, draw
from verifier.charts.svg import as_svg
from verifier.core.documents import Document, verdict_document
from verifier.evaluation.cases import Case, Report
from verifier.evaluation.judging import rules_verdict

_DAY = date(2025, 5, 1)
_SVG = "{http://www.w3.org/2000/svg}"


def chart_of(claim: str, *texts: str, width: int = USUAL) -> Chart:
    reports = tuple(Report(text, _DAY, "Harbour Times") for text in texts)
    verdict, _ = rules_verdict(Case("case", claim, reports, claimed_on=_DAY), _DAY)
    return draw(claim_with(claim, verdict_document(verdict)), width=width)


def claim_with(text: str, result: Document, review: Document | None = None) -> Document:
    word = review["verdict"] if review and review["verdict"] else result["verdict"]
    return {"text": text, "verdict": word, "result": result, "review": review}


def test_what_a_person_decided_stands_above_what_was_found() -> None:
    text = "1,000 homes were destroyed"
    verdict, _ = rules_verdict(Case("case", text, (), claimed_on=_DAY), _DAY)
    review = {"decision": "override", "verdict": "contradicted", "by": "Ana", "reason": "The mayor said 600."}
    chart = draw(claim_with(text, verdict_document(verdict), review))
    said = [line.text for line in chart.words]
    assert said[0] == "CONTRADICTED"
    assert "Decided by Ana: The mayor said 600. (found before: unverified)" in said
    assert "Decided by Ana" in chart.summary


def test_a_larger_number_lies_further_right_and_each_says_what_it_is() -> None:
    chart = chart_of("1,000 homes were destroyed", "About 600 homes were destroyed.")
    claimed, reported = chart.bars
    assert claimed.kind == "claim"
    assert reported.kind == "contradicts"
    assert reported.decides
    assert reported.right < claimed.left
    assert "contradicts the claim · decides" in reported.title
    assert chart.title.startswith("Contradicted: 1,000 homes")
    assert reported.title in chart.summary


def test_a_bound_has_an_arrow_and_runs_to_the_edge() -> None:
    chart = chart_of("At least 500 homes were destroyed", "600 homes were destroyed.")
    bound = chart.bars[0]
    assert bound.open_right
    assert not bound.open_left
    assert bound.right == max(axis.right for axis in chart.axes)


def test_each_statement_has_an_axis_of_its_own() -> None:
    chart = chart_of(
        "320 homes were destroyed and 25 people were killed in the flood",
        "About 320 homes were destroyed in the flood. 25 people were killed in the flood.",
    )
    assert len(chart.axes) == 2
    assert chart.axes[0].y < chart.axes[1].top


def test_without_a_figure_it_says_so_and_draws_none() -> None:
    chart = chart_of("320 homes were destroyed in the flood", "It rained.")
    assert not chart.bars
    assert any("No reported figure" in line.text for line in chart.words)


_HEDGES = ["", "about ", "at least ", "more than ", "up to ", "nearly ", "fewer than "]
_numbers = st.integers(min_value=2, max_value=10**12)


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(_HEDGES), _numbers, st.sampled_from(_HEDGES), _numbers,
    st.sampled_from([NARROWEST, 390, USUAL, WIDEST]),
)  # fmt: skip
def test_everything_lies_within_the_picture_from_top_to_bottom(
    hedge: str, claimed: int, other: str, reported: int, width: int
) -> None:
    chart = chart_of(
        f"{hedge}{claimed:,} homes were destroyed in the flood",
        f"Officials said {other}{reported:,} homes were destroyed in the flood.",
        width=width,
    )
    for bar in chart.bars:
        assert 0 <= bar.left < bar.right <= width
        assert bar.point is None or bar.left - 1 <= bar.point <= bar.right + 1
    lines = [line.y for line in chart.words]
    assert all(above < below for above, below in pairwise(lines))
    assert all(above.y + 20 < below.y for above, below in pairwise(chart.bars))
    assert all(one.x + 40 < other.x for axis in chart.axes for one, other in pairwise(axis.marks))
    assert max(lines) < chart.height


@pytest.mark.parametrize(
    "hostile",
    [
        "</text><script>alert(1)</script> 1,000 homes were destroyed",
        "\"'><image href=x onerror=alert(1)> 1,000 homes were destroyed",
        "<![CDATA[ 1,000 homes ]]> were destroyed &lt;svg onload=alert(1)&gt;",
        "{{ 7*7 }} {% raw %} 1,000 homes were destroyed",
    ],
)
def test_words_stay_words(hostile: str) -> None:
    document = etree.fromstring(as_svg(chart_of(hostile, "About 600 homes were destroyed.")).encode())
    allowed = {"svg", "title", "desc", "style", "rect", "line", "text", "g", "path", "circle"}
    assert {each.tag for each in document.iter()} <= {_SVG + name for name in allowed}
    names = {name for each in document.iter() for name in each.attrib}
    assert not any(name.startswith("on") or "href" in name for name in names)
    assert hostile in (document.findtext(f"{_SVG}title") or "")
