"""Errors of every route are problem documents, and no input gives a 500."""

from __future__ import annotations

import json
import operator
from functools import partial
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from config import Config
from tests.desk import Desk
from verifier.api.guards import OPEN
from verifier.app import create_app

UNKNOWN = [f"/v1/{kind}/{prefix}_1k0zh59669jwd5xmb9ng08" for kind, prefix in
           [("claims", "clm"), ("tasks", "tsk"), ("figures", "fig"), ("articles", "art")]]  # fmt: skip
POSTS = ["/v1/claims", "/v1/figures", "/v1/articles", "/v1/parse"]


def problem(response: TestResponse, status: int) -> dict[str, Any]:
    """The problem in an answer, which is one and has this status."""
    assert response.status_code == status
    assert response.content_type == "application/problem+json"
    document: dict[str, Any] = json.loads(response.data)
    assert document["status"] == status
    assert document["type"].startswith("urn:verifier:problem:")
    assert document["title"] and document["detail"]
    assert "Traceback" not in response.text
    return document


@pytest.mark.parametrize("path", UNKNOWN)
def test_an_unknown_id_is_not_found(desk: Desk, path: str) -> None:
    assert path.rsplit("/", 1)[1] in problem(desk.get(path), 404)["detail"]


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/v1",
        "/v1/tasks/17",
        "/v1/claims/clm_../x",
        "/v1/tasks/tsk_%00",
        "/v1/claims/%ff",
        "/v1/claims/clm_A",
    ],
)
def test_a_strange_address_is_not_found(desk: Desk, path: str) -> None:
    problem(desk.get(path), 404)


@pytest.mark.parametrize("path", POSTS)
@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"   ",
        b"{",
        b"[" * 2048,
        b'{"a":' * 2048,
        b"{}}",
        b"{'text': 'x'}",
        b'{"text": NaN}',
        b'{"text": -Infinity}',
        b'{"text": "one", "text": "two"}',
        b'{"text": ' + b"1" * 5000 + b"}",
        b'{"text": "\xff"}',
        '{"text": "x"}'.encode("utf-16"),
        b'\xef\xbb\xbf{"text": "x"}',
        b'"' + b'\\"' * 4000,
    ],
    ids=lambda body: body[:24],
)
def test_a_body_that_cannot_be_read_is_malformed(desk: Desk, path: str, body: bytes) -> None:
    problem(desk.client.post(path, data=body, content_type="application/json"), 400)


@pytest.mark.parametrize("path", POSTS)
@pytest.mark.parametrize("body", [b"[]", b"null", b"1e999", b'"text"', b"{}"])
def test_a_body_of_another_shape_names_what_is_wrong(desk: Desk, path: str, body: bytes) -> None:
    document = problem(desk.client.post(path, data=body, content_type="application/json"), 422)
    assert all(error["field"] and error["message"] for error in document["errors"])


@pytest.mark.parametrize("path", POSTS)
def test_a_nesting_within_bounds_is_judged_by_its_fields(desk: Desk, path: str) -> None:
    body = b'{"text": ' + b"[" * 19 + b"]" * 19 + b"}"
    problem(desk.client.post(path, data=body, content_type="application/json"), 422)


@pytest.mark.parametrize("path", POSTS)
@pytest.mark.parametrize(
    "content_type", ["application/pdf", "application/x-www-form-urlencoded", "", "nonsense"]
)
def test_another_media_type_is_refused(desk: Desk, path: str, content_type: str) -> None:
    problem(desk.client.post(path, data=b'{"text": "x"}', content_type=content_type), 415)


@pytest.mark.parametrize(
    ("path", "most"),
    [
        ("/v1/claims", 16 * 1024),
        ("/v1/figures", 16 * 1024),
        ("/v1/parse", 64 * 1024),
        ("/v1/articles", 4 * 1024**2),
    ],
)
def test_too_many_bytes_are_refused_with_the_limit(desk: Desk, path: str, most: int) -> None:
    body = b'{"text": "' + b"x" * most + b'"}'
    response = desk.client.post(path, data=body, content_type="application/json")
    assert f"{most:,}" in problem(response, 413)["detail"]


@pytest.mark.parametrize("path", [*POSTS, *UNKNOWN, "/livez", "/readyz", "/openapi.json"])
def test_another_method_is_refused_and_the_right_ones_are_named(desk: Desk, path: str) -> None:
    response = desk.client.put(path)
    problem(response, 405)
    assert {"GET", "POST"} & {method.strip() for method in response.headers["Allow"].split(",")}


@pytest.mark.parametrize("path", ["/v1/figures?limit=0", "/v1/figures?before=%00", "/v1/figures?colour=red"])
def test_a_wrong_parameter_is_named(desk: Desk, path: str) -> None:
    assert problem(desk.get(path), 422)["errors"][0]["field"] in path


def test_each_thing_that_is_wrong_is_told_in_one_sentence(desk: Desk) -> None:
    document = problem(desk.post("/v1/claims", {"txt": "31 died", "tags": "a", "watch": "maybe"}), 422)
    assert document["detail"] == (
        "text: It is needed; tags: It must be a list; watch: It must be true or false; "
        "txt: There is no such field."
    )
    wrong = problem(desk.get("/v1/claims?verdict=true"), 422)
    assert wrong["detail"] == "verdict: It must be one of consistent, contradicted, unverified."


def test_answers_are_written_as_people_read_them(desk: Desk) -> None:
    """“31”, not \\u201c31\\u201d; half a surrogate pair, which UTF-8 can't hold, stays escaped."""
    assert "“31 % of them”" in desk.post("/v1/parse", {"text": "“31 % of them” left."}).data.decode()
    refused = desk.client.post("/v1/claims", data=b'{"\\ud800": 1}', content_type="application/json")
    assert b"\\ud800" in refused.data
    problem(refused, refused.status_code)
    assert refused.status_code in (400, 422)


def test_a_mistake_of_ours_shows_nothing_of_the_inside(desk: Desk) -> None:
    app: Flask = desk.client.application
    # Behind the app's back, since nothing that a caller can send leads here.
    mistaken = partial(operator.floordiv, 1, 0)
    mistaken.guard = OPEN  # type: ignore[attr-defined]
    app.view_functions["health.live"] = mistaken
    document = problem(desk.get("/livez"), 500)
    assert "division" not in json.dumps(document)


def test_a_database_that_is_away_is_told_as_such(redis_url: str) -> None:
    away = {"DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none", "REDIS_URL": redis_url}
    client = create_app(Config.from_env(away)).test_client()

    for response in (client.post("/v1/claims", json={"text": "600 rescued"}), client.get(UNKNOWN[0])):
        problem(response, 503)
        assert response.headers["Retry-After"]
    assert client.get("/livez").status_code == 200
    assert client.get("/readyz").get_json()["parts"]["database"] == "down"


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:8000", "127.0.0.1:8000", "[::1]:80", "192.168.1.7"])
def test_it_is_asked_by_names_that_nobody_else_can_give_it(desk: Desk, host: str) -> None:
    assert desk.get("/v1/figures", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "host",
    [
        "rebound.example",
        "localhost.rebound.example",
        "localhost@rebound.example",
        "127.0.0.1.x",
        "[::1",
        "desk,",
    ],
)
def test_a_name_that_somebody_may_have_given_it_is_refused(desk: Desk, host: str) -> None:
    problem(desk.get("/v1/figures", headers={"Host": host}), 421)
    assert desk.get("/livez", headers={"Host": host}).status_code == 200


def test_an_installation_may_have_names_of_its_own(database_url: str, redis_url: str) -> None:
    settings = {"DATABASE_URL": database_url, "REDIS_URL": redis_url, "VERIFIER_HOSTS": "desk, Facts.example"}
    client = create_app(Config.from_env(settings)).test_client()
    for host in ("desk:8000", "facts.example"):
        assert client.get("/v1/figures", headers={"Host": host}).status_code == 200
    assert client.get("/v1/figures", headers={"Host": "other.example"}).status_code == 421
