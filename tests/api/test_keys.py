"""Who may call what: each route with each scope, and every way of not being let in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask import Response

from tests.api.test_errors import problem
from tests.desk import Desk, make_desk
from tests.keys import bearing, make_key
from tests.servers import wait_until
from verifier.api.guards import SIGNED, needs
from verifier.api.wiring import Resource
from verifier.errors import WrongKey
from verifier.services.keyring import BELIEVED_FOR, Keyring
from verifier.services.keys import SCOPES, list_keys, revoke_key

FAR = {"REMOTE_ADDR": "192.0.2.7"}
CLAIM = {"text": "600 people were rescued"}
OPEN = "open"

# What a key needs one of, or that anybody may, or that the route checks a signature.
MATRIX: dict[str, tuple[str, ...] | str] = {
    "POST /v1/claims": ("claims:write",),
    "GET /v1/claims": ("claims:read",),
    "GET /v1/claims/{claim_id}": ("claims:read",),
    "DELETE /v1/claims/{claim_id}": ("claims:write",),
    "POST /v1/claims/{claim_id}/review": ("review",),
    "DELETE /v1/claims/{claim_id}/review/{review_id}": ("review",),
    "POST /v1/claims/batch": ("claims:write",),
    "GET /v1/claims/batch/{task_id}": ("claims:read",),
    "GET /v1/claims/{claim_id}/history": ("claims:read",),
    "GET /v1/claims/{claim_id}/chart.svg": ("claims:read",),
    "POST /v1/claims/{claim_id}/recheck": ("claims:write",),
    "POST /v1/parse": ("claims:read",),
    "GET /v1/digests": ("claims:read",),
    "GET /v1/digests/{digest_id}": ("claims:read",),
    "GET /v1/tasks/{task_id}": ("claims:read", "claims:write", "figures:read", "figures:write"),
    "POST /v1/articles": ("figures:write",),
    "GET /v1/articles": ("figures:read",),
    "GET /v1/articles/{article_id}": ("figures:read",),
    "POST /v1/figures": ("figures:write",),
    "GET /v1/figures": ("figures:read",),
    "GET /v1/figures/{figure_id}": ("figures:read",),
    "PATCH /v1/figures/{figure_id}": ("figures:write",),
    "DELETE /v1/figures/{figure_id}": ("figures:write",),
    "GET /v1/figures/{figure_id}/history": ("figures:read",),
    "POST /v1/figures/{figure_id}/restore": ("figures:write",),
    "POST /v1/figures/{figure_id}/supersede": ("figures:write",),
    "POST /v1/figures/import": ("figures:write",),
    "GET /v1/figures/export": ("figures:read",),
    "GET /v1/imports/{import_id}": ("figures:read",),
    "GET /v1/imports/{import_id}/report": ("figures:read",),
    "GET /v1/sources": ("figures:read",),
    "GET /v1/sources/{source_id}": ("figures:read",),
    "PATCH /v1/sources/{source_id}": ("figures:write",),
    "POST /v1/webhooks": ("webhooks:manage",),
    "GET /v1/webhooks": ("webhooks:manage",),
    "GET /v1/webhooks/{webhook_id}": ("webhooks:manage",),
    "PATCH /v1/webhooks/{webhook_id}": ("webhooks:manage",),
    "DELETE /v1/webhooks/{webhook_id}": ("webhooks:manage",),
    "POST /v1/webhooks/{webhook_id}/test": ("webhooks:manage",),
    "POST /v1/webhooks/{webhook_id}/rotate": ("webhooks:manage",),
    "GET /v1/webhooks/{webhook_id}/deliveries": ("webhooks:manage",),
    "POST /v1/webhooks/{webhook_id}/replay": ("webhooks:manage",),
    "GET /v1/deliveries/{delivery_id}": ("webhooks:manage",),
    "POST /v1/deliveries/{delivery_id}/redeliver": ("webhooks:manage",),
    "POST /v1/inbound/{endpoint_id}": OPEN,
    "POST /v1/inbound/slack": OPEN,
    "POST /v1/inbound-endpoints": ("webhooks:manage",),
    "GET /v1/inbound-endpoints": ("webhooks:manage",),
    "GET /v1/inbound-endpoints/{endpoint_id}": ("webhooks:manage",),
    "PATCH /v1/inbound-endpoints/{endpoint_id}": ("webhooks:manage",),
    "DELETE /v1/inbound-endpoints/{endpoint_id}": ("webhooks:manage",),
    "POST /v1/inbound-endpoints/{endpoint_id}/rotate": ("webhooks:manage",),
    "GET /v1/audit": ("admin",),
    "GET /livez": OPEN,
    "GET /readyz": OPEN,
    "GET /openapi.json": OPEN,
}


@pytest.fixture
def guarded(database_url: str, redis_url: str) -> Iterator[Desk]:
    """An installation in production, which no caller is let into without a key."""
    desk = make_desk(database_url, redis_url, {"VERIFIER_ENV": "production", "VERIFIER_RATE": "off"})
    yield desk
    desk.database.dispose()


def _routes(desk: Desk) -> dict[str, str]:
    """Every route as the matrix names it, with a path that leads to it and to nothing that is there."""
    found = {}
    for rule in desk.client.application.url_map.iter_rules():
        path = re.sub(r"<id\(prefix=(\w+)\):\w+>", r"\1_0", rule.rule)
        name = re.sub(r"<(?:[^:>]*:)?(\w+)>", r"{\1}", rule.rule)
        found |= {f"{method} {name}": path for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}}
    return found


def _ask(desk: Desk, route: str, path: str, headers: dict[str, str] | None = None) -> int:
    method = route.split()[0]
    return desk.client.open(path, method=method, headers=headers, environ_base=FAR).status_code


def test_every_route_is_for_the_scopes_that_it_is_meant_for(guarded: Desk) -> None:
    routes = _routes(guarded)
    assert set(routes) == set(MATRIX), "a route without a case, or a case without a route"
    keys = {scope: bearing(make_key(guarded, scope)) for scope in SCOPES}
    wrong = []
    for route, path in routes.items():
        meant = MATRIX[route]
        if meant == OPEN:
            wrong += [route] * (_ask(guarded, route, path) in (401, 403))
            continue
        wrong += [route] * (_ask(guarded, route, path) != 401)
        for scope, headers in keys.items():
            status = _ask(guarded, route, path, headers)
            as_meant = status not in (401, 403, 500) if scope in meant else status == 403
            wrong += [] if as_meant else [f"{route} with {scope}: {status}"]
    assert wrong == []


def test_the_description_names_the_same_scopes(guarded: Desk) -> None:
    description = guarded.get("/openapi.json").get_json()
    (scheme,) = description["components"]["securitySchemes"]
    described = {
        f"{method.upper()} {path}": [each[scheme] for each in call["security"]]
        for path, calls in description["paths"].items()
        for method, call in calls.items()
        if method in ("get", "post", "patch", "delete")
    }
    meant = {
        route: [] if scopes == OPEN else [[scope] for scope in scopes]
        for route, scopes in MATRIX.items()
        if route != "GET /openapi.json"
    }
    assert described == meant


def test_a_task_is_for_the_scopes_of_what_it_is_about(guarded: Desk) -> None:
    claims, figures = (
        [bearing(make_key(guarded, f"{family}:{kind}")) for kind in ("write", "read")]
        for family in ("claims", "figures")
    )
    claim = guarded.post("/v1/claims", CLAIM, headers=claims[0]).get_json()["links"]["task"]
    article = {"text": "About 320 homes were destroyed in Lima.", "publisher": "Harbour Times"}
    read = guarded.post("/v1/articles", article, headers=figures[0]).get_json()["links"]["task"]
    for task, may, may_not in ((claim, claims, figures), (read, figures, claims)):
        assert [guarded.get(task, headers=key).status_code for key in may] == [200, 200]
        assert [guarded.get(task, headers=key).status_code for key in may_not] == [403, 403]


def test_a_refusal_says_what_is_lacking(guarded: Desk) -> None:
    none = guarded.get("/v1/claims/clm_0")
    assert "Authorization: Bearer" in problem(none, 401)["detail"]
    assert none.headers["WWW-Authenticate"] == "Bearer"

    lacking = guarded.post("/v1/claims", CLAIM, headers=bearing(make_key(guarded, "claims:read")))
    assert problem(lacking, 403)["detail"] == "this key lacks the scope claims:write"
    assert lacking.headers["WWW-Authenticate"] == 'Bearer error="insufficient_scope", scope="claims:write"'


@pytest.mark.parametrize(
    "written",
    [
        "",
        "{key}",
        "Bearer",
        "Bearer {key}x",
        "Bearer {short}",
        "Bearer  {key}",
        "Bearer {key} ",
        "Bearer {key},Bearer {key}",
        "Bearer {key}, Bearer {key}",
        "Basic {key}",
        "Token {key}",
        "Digest {key}",
        "Bearer vk_" + "A" * 43,
        "Bearer vk_" + "é" * 43,
        "Bearer " + "vk_" * 2000,
        "Bearer \t",
    ],
)
def test_what_is_no_key_is_refused(guarded: Desk, written: str) -> None:
    key = make_key(guarded, *SCOPES)["secret"]
    header = written.format(key=key, short=key[:-1])
    if header.endswith(" "):  # a server takes it away before it gets here
        header = header.replace(" vk", "  vk")
    refused = guarded.get("/v1/figures", headers={"Authorization": header})
    told = problem(refused, 401)
    assert refused.headers["WWW-Authenticate"] == 'Bearer error="invalid_token"'
    assert key not in refused.text and told["detail"].count(".") == 0


def test_a_key_is_read_from_its_header_alone(guarded: Desk) -> None:
    key = make_key(guarded, *SCOPES)["secret"]
    for query in (f"?key={key}", f"?access_token={key}", f"?Authorization=Bearer {key}"):
        problem(guarded.get(f"/v1/figures{query}"), 401)
    problem(guarded.get("/v1/figures", headers={"X-Api-Key": key, "Cookie": f"key={key}"}), 401)
    assert guarded.get("/v1/figures", headers={"Authorization": f"bearer {key}"}).status_code == 200


def test_a_key_that_has_run_out_is_refused(guarded: Desk) -> None:
    key = bearing(make_key(guarded, "figures:read", expires_at=guarded.clock() + timedelta(seconds=30)))
    assert guarded.get("/v1/figures", headers=key).status_code == 200
    guarded.clock.move(30)
    assert problem(guarded.get("/v1/figures", headers=key), 401)["detail"] == "this API key has run out"


def test_a_revoked_key_stops_within_two_seconds(guarded: Desk) -> None:
    moment = 0.0
    keyring = Keyring(guarded.database, guarded.clock, monotonic=lambda: moment)
    made = make_key(guarded, "figures:read")
    assert keyring.key(made["secret"]).id == made["id"]
    revoke_key(guarded.database, made["id"], guarded.clock())
    assert keyring.key(made["secret"]).id == made["id"]
    moment = 2.0
    assert moment == BELIEVED_FOR
    with pytest.raises(WrongKey, match="was revoked"):
        keyring.key(made["secret"])
    moment = 2.1
    with pytest.raises(WrongKey, match="was revoked"):
        keyring.key(made["secret"])


def test_when_a_key_was_last_used_is_kept_once_a_minute(guarded: Desk) -> None:
    moment = 0.0
    keyring = Keyring(guarded.database, guarded.clock, monotonic=lambda: moment)
    made = make_key(guarded, "figures:read")

    def last_used() -> Any:
        return list_keys(guarded.database, guarded.clock())[0]["last_used_at"]

    assert last_used() is None
    keyring.key(made["secret"])
    wait_until(last_used, 10, "the use to be kept")
    first = last_used()
    for seconds in (59, 2):
        moment += seconds
        guarded.clock.move(seconds)
        keyring.key(made["secret"])
    wait_until(lambda: last_used() != first, 10, "the later use to be kept")
    assert last_used() > first


def test_no_request_fails_because_its_use_cannot_be_kept(guarded: Desk) -> None:
    key = bearing(make_key(guarded, "figures:read"))
    with guarded.database.write():  # on SQLite nobody else can write meanwhile
        assert guarded.get("/v1/figures", headers=key).status_code == 200


# --- Without keys ---------------------------------------------------------------------------------


def test_in_development_loopback_needs_no_key_while_there_is_none(desk: Desk) -> None:
    assert desk.get("/v1/figures").status_code == 200
    near = {"REMOTE_ADDR": "::ffff:127.0.0.1"}
    assert desk.client.get("/v1/figures", environ_base=near).status_code == 200
    problem(desk.client.get("/v1/figures", environ_base=FAR), 401)
    problem(desk.client.post("/v1/claims", json=CLAIM, environ_base=FAR), 401)
    problem(desk.get("/v1/figures", headers={"Authorization": "Bearer vk_" + "A" * 43}), 401)


def test_in_production_nobody_is_let_in_without_a_key(guarded: Desk) -> None:
    problem(guarded.get("/v1/figures"), 401)
    assert guarded.get("/livez").status_code == 200


def test_once_there_is_a_key_loopback_needs_one_too_for_ever(desk: Desk) -> None:
    key = make_key(desk, "figures:read")
    problem(desk.get("/v1/figures"), 401)
    assert desk.get("/v1/figures", headers=bearing(key)).status_code == 200
    revoke_key(desk.database, key["id"], desk.clock())
    problem(desk.get("/v1/figures"), 401)


def test_a_first_key_ends_the_time_without_keys_within_two_seconds(desk: Desk) -> None:
    moment = 0.0
    keyring = Keyring(desk.database, desk.clock, monotonic=lambda: moment)
    assert not keyring.in_use()
    make_key(desk, "figures:read")
    moment = 2.0
    assert keyring.in_use()


def test_named_networks_keep_others_out_whatever_key_they_have(database_url: str, redis_url: str) -> None:
    desk = make_desk(database_url, redis_url, {"VERIFIER_TRUSTED_NETWORKS": "192.0.2.0/24"})
    key = bearing(make_key(desk, "figures:read"))
    asked = {
        peer: desk.client.get("/v1/figures", headers=key, environ_base={"REMOTE_ADDR": peer}).status_code
        for peer in ("192.0.2.7", "::ffff:192.0.2.8", "127.0.0.1", "198.51.100.1")
    }
    assert list(asked.values()) == [200, 200, 403, 403]
    problem(desk.client.get("/v1/figures", environ_base=FAR), 401)
    desk.database.dispose()


def test_a_key_does_not_help_under_a_name_that_is_not_ours(guarded: Desk) -> None:
    key = bearing(make_key(guarded, "figures:read"))
    problem(guarded.get("/v1/figures", headers={**key, "Host": "rebound.example"}), 421)


# --- What a route must say ------------------------------------------------------------------------


def test_a_route_that_does_not_say_who_may_call_it_is_refused(database_url: str, redis_url: str) -> None:
    desk = make_desk(database_url, redis_url)
    desk.client.application.add_url_rule("/v1/forgotten", "forgotten", lambda: "all of it")
    problem(desk.get("/v1/forgotten"), 403)
    problem(desk.get("/v1/forgotten", headers=bearing(make_key(desk, *SCOPES))), 403)
    desk.database.dispose()


def test_a_route_that_checks_signatures_needs_no_key_but_our_name(database_url: str, redis_url: str) -> None:
    signed = Resource("signed", __name__)

    @signed.route("/v1/signed", methods=["POST"], guard=SIGNED)
    def take() -> Response:
        return Response("taken")

    settings = {"VERIFIER_ENV": "production", "VERIFIER_TRUSTED_NETWORKS": "198.51.100.0/24"}
    desk = make_desk(database_url, redis_url, settings)
    desk.client.application.register_blueprint(signed)
    assert desk.client.post("/v1/signed", environ_base=FAR).text == "taken"
    problem(desk.post("/v1/signed", None, headers={"Host": "rebound.example"}), 421)
    desk.database.dispose()


def test_a_guard_names_scopes_that_there_are() -> None:
    with pytest.raises(ValueError, match="claims:delete"):
        needs("claims:delete")
    with pytest.raises(ValueError, match="no scope"):
        needs()


# --- What belongs to a key ------------------------------------------------------------------------


def test_idempotency_keys_belong_to_an_api_key(guarded: Desk) -> None:
    first, second = (bearing(make_key(guarded, "claims:write")) for _ in range(2))
    made = [
        guarded.post("/v1/claims", {"text": text}, headers={**key, "Idempotency-Key": "k"})
        for key, text in ((first, "600 rescued"), (second, "700 rescued"), (first, "600 rescued"))
    ]
    ids = [answer.get_json()["id"] for answer in made]
    assert ids[0] == ids[2] != ids[1]
    other = guarded.post("/v1/claims", CLAIM, headers={**first, "Idempotency-Key": "k"})
    problem(other, 422)


def test_each_key_has_its_own_rate_and_who_has_none_that_of_its_address(
    database_url: str, redis_url: str
) -> None:
    desk = make_desk(database_url, redis_url, {"VERIFIER_RATE": "2/hour"})
    first, second = (bearing(make_key(desk, "figures:read")) for _ in range(2))

    def ask(headers: dict[str, str] | None = None) -> int:
        return desk.get("/v1/figures", headers=headers).status_code

    assert [ask(first), ask(first), ask(first), ask(second)] == [200, 200, 429, 200]
    wrong = {"Authorization": "Bearer vk_" + "A" * 43}
    assert [ask(), ask(wrong), ask(wrong), ask(), ask(second)] == [401, 401, 429, 429, 200]
    desk.database.dispose()
