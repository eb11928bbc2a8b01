"""Parsing, health and the description of the interface."""

from __future__ import annotations

from openapi_spec_validator import validate

from tests.desk import Desk, make_desk


def test_a_text_is_read_with_offsets_and_nothing_is_stored(desk: Desk) -> None:
    text = "Nearly 4,700 homes were damaged on 3 May 2025"
    reading = desk.post("/v1/parse", {"text": text}).get_json()

    quantity = reading["statements"][0]["quantity"]
    assert text[quantity["start"] : quantity["end"]] == quantity["surface"] == "Nearly 4,700"
    assert reading["other_numbers"]
    assert desk.get("/v1/figures").get_json()["figures"] == []


def test_the_process_says_that_it_lives(desk: Desk) -> None:
    assert desk.get("/livez").get_json() == {"status": "alive"}


def test_readiness_names_the_part_that_is_down(desk: Desk) -> None:
    response = desk.get("/readyz")
    assert response.status_code == 503
    assert response.get_json()["parts"] == {
        "database": "ok",
        "broker": "ok",
        "worker": "down",
        "reader": "down",
        "sender": "down",
        "sweeper": "down",
        "work": "ok",
        "secrets": "ok",
    }


def test_readiness_needs_fresh_heartbeats(desk: Desk) -> None:
    desk.beat()
    assert desk.get("/readyz").get_json()["status"] == "ready"

    desk.clock.move(60)
    desk.beat("worker", "reader", "sender")
    response = desk.get("/readyz")
    assert response.status_code == 503
    assert response.get_json()["parts"]["worker"] == "ok"
    assert response.get_json()["parts"]["reader"] == "ok"
    assert "60 s" in response.get_json()["parts"]["sweeper"]


def test_readiness_tells_how_long_work_has_waited_and_is_ready_all_the_same(desk: Desk) -> None:
    desk.post("/v1/claims", {"text": "600 people were rescued"})
    desk.clock.move(75)
    desk.beat()
    found = desk.get("/readyz")
    assert found.status_code == 200
    assert found.get_json()["parts"]["work"] == "late: the oldest has waited for 75 s"


def test_secrets_of_another_secret_key_are_told_and_it_is_ready_all_the_same(
    desk: Desk, database_url: str, redis_url: str
) -> None:
    made = desk.post("/v1/webhooks", {"url": "http://127.0.0.1:9/in"})
    assert made.status_code == 201
    desk.beat()
    assert desk.get("/readyz").get_json()["parts"]["secrets"] == "ok"

    with_another = make_desk(database_url, redis_url, {"SECRET_KEY": "another-one-0123456789-abcdefghijkl"})
    found = with_another.get("/readyz")
    with_another.database.dispose()
    assert found.status_code == 200
    assert found.get_json()["parts"]["secrets"] == "unreadable: 1 of 1 were kept with another SECRET_KEY"


def test_a_database_without_tables_is_told_as_such(empty_database_url: str, redis_url: str) -> None:
    desk = make_desk(empty_database_url, redis_url)
    assert desk.get("/readyz").get_json()["parts"]["database"] == "not migrated"
    assert desk.post("/v1/claims", {"text": "600 rescued"}).status_code == 503
    assert desk.get("/v1/figures").status_code == 503
    desk.database.dispose()


def test_the_description_is_valid_and_names_every_route(desk: Desk) -> None:
    document = desk.get("/openapi.json").get_json()
    validate(document)
    assert document["openapi"] == "3.1.0"

    routes = {
        (rule.rule.split("<")[0], method.lower())
        for rule in desk.client.application.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
        if rule.endpoint != "api-docs.openapi_json"
    }
    described = {(path.split("{")[0], method) for path, calls in document["paths"].items() for method in calls
                 if method in ("get", "post", "patch", "delete")}  # fmt: skip
    assert described == routes
    calls = [
        calls[method] for calls in document["paths"].values() for method in ("get", "post") if method in calls
    ]
    assert all(call["responses"]["default"]["$ref"].endswith("DEFAULT_ERROR") for call in calls)
    assert all(call["summary"] for call in calls)
    problem = document["components"]["responses"]["DEFAULT_ERROR"]["content"]
    assert set(problem) == {"application/problem+json"}
