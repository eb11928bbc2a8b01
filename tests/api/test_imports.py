"""Files of figures over HTTP: good rows kept, bad ones named, nothing twice, nothing hostile let in."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest

from tests.desk import Desk
from verifier.store.imports import MOST_TOLD

HEADER = "statement,publisher,published_at\n"
JSON_LINES = "application/x-ndjson"


def _rows(first: int, last: int) -> str:
    return "".join(
        f"{count} homes were destroyed in Peru,Harbour Times,2025-05-01\n" for count in range(first, last)
    )


def _figures(desk: Desk) -> list[dict[str, Any]]:
    figures: list[dict[str, Any]] = []
    page = desk.get("/v1/figures?limit=200").get_json()
    figures += page["figures"]
    while page["next"]:
        page = desk.get(f"/v1/figures?limit=200&before={page['next']}").get_json()
        figures += page["figures"]
    return figures


def _counts(imported: dict[str, Any]) -> tuple[int, int, int, int]:
    return imported["rows"], imported["added"], imported["unchanged"], imported["rejected"]


def _report(desk: Desk, imported: dict[str, Any]) -> list[list[str]]:
    text = desk.get(imported["links"]["report"]).get_data(as_text=True)
    rows = list(csv.reader(io.StringIO(text, newline="")))
    assert rows[0] == ["line", "column", "message", "value"]
    return rows[1:]


def test_a_file_becomes_figures_and_tells_how_it_was_read(desk: Desk) -> None:
    sent = desk.send(HEADER + _rows(100, 103))
    assert sent.status_code == 202
    made = sent.get_json()
    assert sent.headers["Location"] == made["links"]["self"]
    assert made["columns"]["statement"] == "statement"
    task = desk.get(made["links"]["task"]).get_json()
    assert (task["kind"], task["status"], task["progress"]) == ("import", "queued", {"done": 0, "total": 3})

    desk.work_off(made["links"]["task"])
    task = desk.get(made["links"]["task"]).get_json()
    assert (task["status"], task["progress"]) == ("succeeded", {"done": 3, "total": 3})
    assert task["result"]["added"] == 3
    assert task["result_url"] == made["links"]["self"]
    assert {figure["source"]["publisher"] for figure in _figures(desk)} == {"Harbour Times"}


def test_an_imported_figure_judges_claims(desk: Desk) -> None:
    desk.imported(HEADER + "About 320 homes were destroyed in the flood in Peru,Harbour Times,2025-05-01\n")
    claim = desk.judged("320 homes were destroyed in the flood in Peru", claimed_at="2025-05-02")
    assert claim["verdict"] == "consistent"


def test_one_bad_row_in_a_hundred_costs_one_row_in_a_hundred(desk: Desk) -> None:
    rows = _rows(100, 600).splitlines()
    for index in range(0, 500, 100):
        rows[index] = "It was a fine day,Harbour Times,2025-05-01"
    imported = desk.imported(HEADER + "\n".join(rows))
    assert (imported["status"], *_counts(imported)) == ("succeeded", 500, 495, 0, 5)
    named = _report(desk, imported)
    assert [(row[0], row[1], row[3]) for row in named] == [
        (str(2 + index), "statement", "It was a fine day") for index in range(0, 500, 100)
    ]
    assert all("no figure" in row[2] for row in named)


def test_the_same_content_is_one_figure_however_often_it_comes(desk: Desk) -> None:
    first = desk.imported(HEADER + _rows(100, 110) + _rows(100, 105))
    assert _counts(first) == (15, 10, 5, 0)
    again = desk.imported(HEADER + _rows(95, 110))
    assert _counts(again) == (15, 5, 10, 0)
    desk.clock.move(3 * 86_400)  # the day of receipt is no part of what a row says
    assert _counts(desk.imported(HEADER + _rows(95, 110))) == (15, 0, 15, 0)
    assert len(_figures(desk)) == 15


def test_slots_columns_and_constants(desk: Desk) -> None:
    table = "Land;Jahr;Wert\nGermany;2024;5,3 %\nFrance;2024;7,4 %\nFrance;2023;1.234\nSpain;24;3 %\n"
    query = {
        "map": ["place=Land", "as_of=Jahr", "quantity=Wert"],
        "measure": "unemployment rate",
        "publisher": "Statistics Office",
        "published_at": "2025-02-01",
    }
    imported = desk.imported(table, **query)
    assert _counts(imported) == (4, 2, 0, 2)
    assert imported["given"]["measure"] == "unemployment rate"
    assert [(row[0], row[1]) for row in _report(desk, imported)] == [("4", "Wert"), ("5", "Jahr")]
    found = {figure["place"]["key"]: figure for figure in _figures(desk)}
    assert found["DE"]["quantity"]["base_value"] == "0.053"
    assert (found["DE"]["period"]["start"], found["DE"]["period"]["end"]) == ("2024-01-01", "2025-01-01")


def test_lines_of_json_may_be_as_for_one_figure(desk: Desk) -> None:
    lines = [
        {"statement": "12 homes were destroyed", "source": {"publisher": "Harbour Times"}},
        {"quantity": 320, "population": "homes", "measure": "destroyed", "publisher": "Harbour Times"},
        {"statement": ["12 homes"], "publisher": "Harbour Times"},
        {"statement": "13 homes were destroyed"},
    ]
    broken = ['{"statement": NaN}', "[1]", '{"a": 1, "a": 2}', "{" * 100]
    sent = "\n".join([json.dumps(line) for line in lines] + broken)
    imported = desk.imported(sent, JSON_LINES, map=["publisher=source.publisher"], publisher="Harbour Times")
    assert _counts(imported) == (8, 3, 0, 5)
    assert [row[0] for row in _report(desk, imported)] == ["3", "5", "6", "7", "8"]


@pytest.mark.parametrize(
    ("content", "media_type", "status", "word"),
    [
        ("", "text/csv", 422, "empty"),
        (HEADER, "text/csv", 422, "no rows"),
        ("a,b\n1,2\n", "text/csv", 422, "no column gives"),
        ("statement,statement,publisher\nx,y,z\n", "text/csv", 422, "stands over 2 columns"),
        (",".join(map(str, range(1_000_000))) + "\n", "text/csv", 422, "columns"),
        (HEADER.encode("utf-16"), "text/csv", 422, "UTF-16"),
        ((HEADER + "3 h\xe4user,x,\n").encode("latin-1"), "text/csv", 422, "Windows-1252"),
        ('[{"statement": "x"}]', JSON_LINES, 422, "one object a line"),
        ("not json\n", JSON_LINES, 422, "isn't JSON"),
        (HEADER, "application/json", 415, "text/csv"),
        (HEADER, "multipart/form-data", 415, "the body itself"),
    ],
)
def test_what_is_no_file_of_figures_is_refused_in_a_sentence(
    desk: Desk, content: bytes | str, media_type: str, status: int, word: str
) -> None:
    response = desk.send(content, media_type)
    assert response.status_code == status
    assert word in response.get_json()["detail"]


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"map": "nonsense"}, "map"),
        ({"map": "colour=a"}, "map"),
        ({"decimal": "x"}, "decimal"),
        ({"delimiter": "x"}, "delimiter"),
        ({"published_at": "soon"}, "published_at"),
        ({"url": "ftp://x"}, "url"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_what_is_told_of_a_file_is_checked_before_it_is_read(
    desk: Desk, query: dict[str, str], field: str
) -> None:
    response = desk.send(HEADER + _rows(1, 2), **query)
    assert response.status_code == 422
    assert [error["field"].split(".")[0] for error in response.get_json()["errors"]] == [field]


def test_hostile_rows_cost_themselves_only(desk: Desk) -> None:
    hostile = [
        "12 homes\x00 were destroyed,X,", "x" * 300_000 + ",X,", '"12 homes,X,', "12,13,14,15,16,17",
        "\u202e12 homes were destroyed,X,", "9" * 900 + " homes were destroyed,X,",
        '=HYPERLINK("http://x"),X,', "12 homes were destroyed,X,9999-12-31",
    ]  # fmt: skip
    good = _rows(100, 103).splitlines()
    imported = desk.imported(HEADER + "\n".join([*hostile, *good]) + "\n")
    assert imported["status"] == "succeeded"
    assert imported["added"] + imported["rejected"] == imported["rows"] == len(hostile) + len(good)
    assert {figure["quantity"]["value"] for figure in _figures(desk)} >= {"100", "101", "102"}
    assert {row[0] for row in _report(desk, imported)} <= {str(2 + n) for n in range(len(hostile))}


def test_no_cell_of_the_report_starts_a_formula(desk: Desk) -> None:
    imported = desk.imported(HEADER + "=1+1,Harbour Times,\n@SUM(A1),Harbour Times,\n")
    text = desk.get(imported["links"]["report"]).get_data(as_text=True)
    assert [row[3] for row in csv.reader(io.StringIO(text))][1:] == ["'=1+1", "'@SUM(A1)"]


def test_the_report_is_bounded_and_says_so(desk: Desk) -> None:
    imported = desk.imported("statement,publisher\n" + "nothing,X\n" + "".join(
        f"nothing {number},X\n" for number in range(MOST_TOLD + 1_500)
    ))  # fmt: skip
    rows = _report(desk, imported)
    assert imported["rejected"] == MOST_TOLD + 1_501
    assert len(rows) == MOST_TOLD + 1
    assert f"{MOST_TOLD + 1_501:,} rows were rejected in all" in rows[-1][2]


def test_the_same_file_sent_again_while_it_is_imported_is_the_same_import(desk: Desk) -> None:
    first = desk.send(HEADER + _rows(100, 110)).get_json()
    second = desk.send(HEADER + _rows(100, 110)).get_json()
    assert second["id"] == first["id"]
    assert desk.send(HEADER + _rows(100, 111)).get_json()["id"] != first["id"]


def test_the_same_key_gets_the_same_answer(desk: Desk) -> None:
    def send(content: str) -> Any:
        return desk.client.post(
            "/v1/figures/import", data=content, content_type="text/csv", headers={"Idempotency-Key": "i-1"}
        )

    first = send(HEADER + _rows(100, 103))
    desk.work_off(first.get_json()["links"]["task"])
    assert send(HEADER + _rows(100, 103)).data == first.data
    assert send(HEADER + _rows(100, 104)).status_code == 422


def test_an_upload_that_is_cut_is_never_begun(desk: Desk) -> None:
    content = (HEADER + _rows(1_000, 9_000)).encode()
    response = desk.client.post(
        "/v1/figures/import",
        data=content[: len(content) // 2],
        content_type="text/csv",
        environ_overrides={"CONTENT_LENGTH": str(len(content))},
    )
    assert response.status_code == 400
    assert "ended early" in response.get_json()["detail"]
    assert _figures(desk) == []


def test_only_so_many_files_are_on_their_way_at_a_time(desk: Desk) -> None:
    transfers = desk.client.application.extensions["verifier"].transfers
    taken = 0
    while transfers.acquire(blocking=False):
        taken += 1
    for refused in (desk.send(HEADER + _rows(1, 2)), desk.get("/v1/figures/export")):
        assert (refused.status_code, refused.headers["Retry-After"]) == (503, "1")
    for _ in range(taken):
        transfers.release()
    for _ in range(2 * taken):
        assert desk.send("a,b\n").status_code == 422
        assert desk.get("/v1/figures/export").get_data(as_text=True).startswith("figure_id,")
    assert desk.send(HEADER + _rows(1, 2)).status_code == 202


def test_an_unknown_import_is_not_found(desk: Desk) -> None:
    for path in ("/v1/imports/imp_0", "/v1/imports/imp_0/report"):
        assert desk.get(path).status_code == 404
