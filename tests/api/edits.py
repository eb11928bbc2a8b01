"""What the tests of editing share: a figure, and what editors do to it."""

from __future__ import annotations

from typing import Any

from werkzeug.test import TestResponse

from tests.desk import Desk

SENTENCE = "About 320 homes were destroyed in the flood in Chile, the interior ministry said"
SOURCE = {"publisher": "Harbour Times", "published_at": "2025-03-02", "url": "https://harbour.example/flood"}
CLAIM = "About 320 homes were destroyed in the flood in Chile"
SIGNED = {"by": "Ana", "reason": "Misheard"}


def stored(desk: Desk, sentence: str, **source: str) -> dict[str, Any]:
    response = desk.post("/v1/figures", {"statement": sentence, "source": {**SOURCE, **source}})
    assert response.status_code == 201, response.get_json()
    made: dict[str, Any] = response.get_json()
    return made


def path(figure: dict[str, Any], *more: str) -> str:
    return "/".join(("/v1/figures", figure["id"], *more))


def retracted(desk: Desk, figure: dict[str, Any], **options: Any) -> TestResponse:
    return desk.delete(path(figure), query_string=SIGNED, **options)


def verdict(desk: Desk, day: str = "2025-03-03") -> tuple[str, str]:
    judged = desk.judged(CLAIM, claimed_at=day)
    return judged["verdict"], judged["result"]["reason"]


def history(desk: Desk, figure: dict[str, Any]) -> list[dict[str, Any]]:
    changes: list[dict[str, Any]] = desk.get(path(figure, "history")).get_json()["changes"]
    return changes


def corrected(desk: Desk, figure: dict[str, Any], **changes: Any) -> dict[str, Any]:
    response = desk.patch(path(figure), {**changes, **SIGNED})
    assert response.status_code == 200, response.get_json()
    right: dict[str, Any] = response.get_json()
    assert response.headers["Content-Location"] == path(right)
    return right
