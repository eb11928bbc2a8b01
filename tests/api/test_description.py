"""Answers are as the OpenAPI document says, for what people send and for what machines make up."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from jsonschema import Draft202012Validator, FormatChecker
from schemathesis.specs.openapi.checks import positive_data_acceptance
from werkzeug.test import TestResponse

from tests.desk import Desk, make_desk
from tests.servers import ROOT
from verifier.webhooks.signing import signed_headers

ARTICLE = {
    "text": "About 320 homes were destroyed in the flood in Valparaíso by 2 May 2025, "
    "the interior ministry said.\n"
    "Between 40 and 60 firefighters were injured. Inflation rose to 3.5% in April.",
    "title": "Flood in Valparaíso",
    "publisher": "Harbour Times",
    "url": "https://harbour.example/flood",
    "published_at": "2025-05-03",
}
# A field may be of the right shape and still be refused, such as a date that lies ahead.
NOT_PROMISED = [positive_data_acceptance]


_SLACK_SECRET = "of-slack-in-the-tests"


@pytest.fixture
def desk(database_url: str, redis_url: str) -> Iterator[Desk]:
    made = make_desk(database_url, redis_url, {"VERIFIER_SLACK_SIGNING_SECRET": _SLACK_SECRET})
    yield made
    made.database.dispose()


_NO_BODY = {"content": {"application/json": {"example": None}}}


def _check(desk: Desk, name: str, document: Any) -> None:
    description = desk.get("/openapi.json").get_json()
    schemas = description["components"]["schemas"]
    for each in schemas.values():
        if "properties" in each:  # a document may grow; here a field that isn't described is a mistake
            each["additionalProperties"] = False
    schema = {"$ref": f"#/components/schemas/{name}", "components": {"schemas": schemas}}
    errors = list(Draft202012Validator(schema, format_checker=FormatChecker()).iter_errors(document))
    assert errors == []


def test_what_the_service_answers_is_what_it_says_that_it_answers(desk: Desk) -> None:
    article = desk.ingested(**ARTICLE)
    claim = desk.judged("900 homes were destroyed in the flood in Valparaíso", claimed_at="2025-05-04")
    assert claim["result"]["evidence"]

    _check(desk, "Article", article)
    _check(desk, "Figure", article["figures"][0])
    figure = article["figures"][0]["id"]
    _check(desk, "FigurePage", desk.get("/v1/figures?limit=1").get_json())
    signed = {"by": "Ana", "reason": "Misheard"}
    _check(desk, "Figure", desk.patch(f"/v1/figures/{figure}", {"place": "Peru", **signed}).get_json())
    _check(desk, "FigureHistory", desk.get(f"/v1/figures/{figure}/history").get_json())
    sources = desk.get("/v1/sources").get_json()
    _check(desk, "SourcePage", sources)
    source = f"/v1/sources/{sources['sources'][0]['id']}"
    rated = desk.patch(source, {"reliability": "blocked", "by": "Ana"}).get_json()
    _check(desk, "SourceWithHistory", rated)
    _check(desk, "Claim", claim)
    batch = desk.post("/v1/claims/batch", {"claims": [{"key": "1", "text": "7 rescued"}, {"key": "2"}]})
    _check(desk, "QueuedBatch", batch.get_json())
    _check(desk, "ClaimBatch", desk.get(batch.get_json()["links"]["self"]).get_json())
    _check(desk, "Task", desk.get(batch.get_json()["links"]["task"]).get_json())
    _check(desk, "ClaimPage", desk.get("/v1/claims").get_json())
    _check(desk, "Verdict", claim["result"])
    _check(desk, "QueuedClaim", desk.post(f"{claim['links']['self']}/recheck", None).get_json())
    desk.run(desk.get(claim["links"]["self"]).get_json()["links"]["task"])
    signed = {"by": "Ana", "reason": "Of elsewhere"}
    rejected = {"decision": "reject_figure", "figure_id": claim["result"]["evidence"][0]["figure"]["id"]}
    for decided in (rejected, {"decision": "approve"}):
        reviewed = desk.post(f"{claim['links']['self']}/review", {**decided, **signed})
        _check(desk, "Claim", reviewed.get_json())
    undo = f"{claim['links']['self']}/review/{reviewed.get_json()['review']['id']}"
    _check(desk, "Claim", desk.delete(undo, query_string=signed).get_json())
    _check(desk, "ClaimHistory", desk.get(f"{claim['links']['self']}/history").get_json())
    _check(desk, "Evidence", claim["result"]["evidence"][0])
    _check(desk, "StatementVerdict", claim["result"]["statements"][0])
    _check(desk, "Task", desk.get(claim["links"]["task"]).get_json())
    _check(desk, "Reading", desk.post("/v1/parse", {"text": ARTICLE["text"]}).get_json())
    _check(desk, "Problem", desk.post("/v1/parse", {}).get_json())
    webhook = desk.post("/v1/webhooks", {"url": "https://127.0.0.1:9/"}).get_json()
    _check(desk, "WebhookWithSecret", webhook)
    tried = desk.post(f"{webhook['links']['self']}/test", None).get_json()
    _check(desk, "Delivery", tried)
    desk.send_out()
    _check(desk, "DeliveryPage", desk.get(webhook["links"]["deliveries"]).get_json())
    _check(desk, "DeliveryWithBody", desk.get(tried["links"]["self"]).get_json())
    _check(desk, "Webhooks", desk.get("/v1/webhooks").get_json())
    _check(desk, "Webhook", desk.get(webhook["links"]["self"]).get_json())
    endpoint = desk.post("/v1/inbound-endpoints", {"name": "The CMS"}).get_json()
    _check(desk, "EndpointWithSecret", endpoint)
    _check(desk, "Endpoint", desk.get(endpoint["links"]["self"]).get_json())
    _check(desk, "Endpoints", desk.get("/v1/inbound-endpoints").get_json())
    _check(desk, "SlackNote", _asked_by_slack(desk, b"trigger_id=1&response_url=x&text=").get_json())
    _check(
        desk,
        "Received",
        _sent_signed(desk, endpoint, b'{"type":"article","data":{"text":"9 died"}}').get_json(),
    )
    _check(desk, "Readiness", desk.get("/readyz").get_json())
    queued = desk.post("/v1/claims", {"text": "600 rescued"}).get_json()
    _check(desk, "QueuedClaim", queued)
    _check(desk, "Claim", desk.get(queued["links"]["self"]).get_json())


def test_every_example_in_the_description_works(desk: Desk) -> None:
    paths = desk.get("/openapi.json").get_json()["paths"]
    figure = desk.ingested(**ARTICLE)["figures"][0]["id"]
    desk.post("/v1/figures", {"statement": "12 homes were destroyed", "source": {"publisher": "El Faro"}})
    source = desk.get("/v1/sources?kind=publisher").get_json()["sources"][0]["id"]
    (given,) = desk.get("/v1/figures?publisher=El Faro").get_json()["figures"]
    webhook, delivery = _webhook_tried(desk)
    claim = desk.judged("600 people were rescued")["id"]
    endpoint = desk.post("/v1/inbound-endpoints", {"name": "The CMS"}).get_json()
    for path, calls in paths.items():
        for method in ("post", "patch"):
            if method not in calls:
                continue
            named = figure if method == "post" else given["id"]
            where = path.replace("{figure_id}", named).replace("{source_id}", source)
            where = where.replace("{claim_id}", claim).replace("{webhook_id}", webhook)
            where = where.replace("{delivery_id}", delivery).replace("{endpoint_id}", endpoint["id"])
            bodies = calls[method].get("requestBody", _NO_BODY)["content"]
            for media_type, body in bodies.items():
                example = body["example"]
                sent = example if isinstance(example, str) else json.dumps(example)
                if where == "/v1/inbound/slack":
                    answer = _asked_by_slack(desk, sent.encode())
                elif where.startswith("/v1/inbound/"):
                    answer = _sent_signed(desk, endpoint, sent.encode())
                else:
                    answer = desk.client.open(
                        where, method=method.upper(), data=sent, content_type=media_type
                    )
                assert answer.status_code in (200, 201, 202), (method, path, answer.get_json())


def _asked_by_slack(desk: Desk, body: bytes) -> TestResponse:
    stamp = str(int(desk.clock().timestamp()))
    mac = hmac.new(_SLACK_SECRET.encode(), f"v0:{stamp}:".encode() + body, hashlib.sha256)
    headers = {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": f"v0={mac.hexdigest()}"}
    form = "application/x-www-form-urlencoded"
    return desk.client.post("/v1/inbound/slack", data=body, content_type=form, headers=headers)


def _sent_signed(desk: Desk, endpoint: dict[str, Any], body: bytes) -> TestResponse:
    headers = signed_headers("msg_1", desk.clock(), body, [endpoint["secret"]])
    return desk.client.post(
        endpoint["links"]["send"], data=body, content_type="application/json", headers=headers
    )


def _webhook_tried(desk: Desk) -> tuple[str, str]:
    webhook = desk.post("/v1/webhooks", {"url": "https://127.0.0.1:9/"}).get_json()["id"]
    delivery = desk.post(f"/v1/webhooks/{webhook}/test", None).get_json()["id"]
    return webhook, delivery


def test_made_up_requests_get_answers_that_are_described(desk: Desk) -> None:
    desk.beat()
    schema = schemathesis.openapi.from_wsgi("/openapi.json", desk.client.application)
    for operation in schema.get_all_operations():

        @settings(
            max_examples=25,
            deadline=None,
            database=None,
            derandomize=True,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.ok().as_strategy())
        def ask(case: Any) -> None:
            case.call_and_validate(excluded_checks=NOT_PROMISED)

        ask()


@pytest.mark.parametrize("name", ["Claim", "Figure", "Article", "Task"])
def test_descriptions_say_what_each_answer_is(desk: Desk, name: str) -> None:
    schema = desk.get("/openapi.json").get_json()["components"]["schemas"][name]
    assert schema["required"]
    assert schema.get("additionalProperties") is None


def test_every_route_is_in_the_documents(desk: Desk) -> None:
    page = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
    documented = set(re.findall(r"^\| `(GET|POST|PATCH|DELETE) (/[^` ]*)`", page, re.MULTILINE))
    paths = desk.get("/openapi.json").get_json()["paths"]
    routes = {
        (method.upper(), re.sub(r"\{\w+\}", "{id}", path))
        for path, calls in paths.items()
        for method in calls
        if method in ("get", "post", "patch", "delete")
    }
    assert documented == routes | {("GET", "/openapi.json")}


def test_the_figures_in_the_documents_are_accepted(desk: Desk) -> None:
    page = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
    bodies = re.findall(r"^    (\{(?:.|\n     )*\})$", page, re.MULTILINE)
    (batch,) = (body for body in bodies if '"claims"' in body)
    assert desk.post("/v1/claims/batch", json.loads(batch)).get_json()["accepted"] == 2
    bodies.remove(batch)
    figures, edits = ([body for body in bodies if ('"by"' in body) is edit] for edit in (False, True))
    assert len(figures) == len(edits) == 2
    for body in figures:
        made = desk.post("/v1/figures", json.loads(body))
        assert made.status_code == 201, body
    source = desk.get("/v1/sources").get_json()["sources"][0]["id"]
    for body in edits:
        path = f"/v1/sources/{source}" if "reliability" in body else made.headers["Location"]
        assert desk.patch(path, json.loads(body)).status_code == 200, body
