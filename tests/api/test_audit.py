"""Who changed what is written down with the change, whoever makes it and however."""

from __future__ import annotations

import json
from typing import Any

import pytest
from click.testing import CliRunner

from tests.api.test_errors import problem
from tests.desk import Desk
from tests.keys import bearing, make_key
from verifier.cli import main
from verifier.services.keys import SCOPES
from verifier.webhooks.signing import signed_headers

CLAIM = {"text": "600 people were rescued"}
FIGURE = {"statement": "12 homes were destroyed in Lima", "source": {"publisher": "El Faro"}}
WEBHOOK = {"url": "https://127.0.0.1:9/"}


@pytest.fixture
def key(desk: Desk) -> Any:
    """A key that may do everything."""
    return make_key(desk, *SCOPES, name="the CMS")


def _entries(desk: Desk, key: Any, query: str = "") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = desk.get(f"/v1/audit{query}", headers=bearing(key)).get_json()["entries"]
    return found


def _changed(desk: Desk, key: Any, method: str, path: str, body: Any = None, **headers: str) -> Any:
    answer = desk.client.open(path, method=method, json=body, headers={**bearing(key), **headers})
    assert answer.status_code < 300, answer.get_json()
    return answer.get_json(silent=True)


def test_an_entry_says_who_did_what_to_what_when_and_from_where(desk: Desk, key: Any) -> None:
    claim = _changed(desk, key, "POST", "/v1/claims", CLAIM)
    (entry,) = _entries(desk, key)
    assert entry.pop("id").startswith("aud_")
    assert entry == {
        "at": desk.clock().isoformat().replace("+00:00", "Z"),
        "by": "the CMS",
        "key_id": key["id"],
        "action": "POST /v1/claims",
        "subject": claim["id"],
        "address": "127.0.0.1",
    }


def test_every_kind_of_change_leaves_one_entry(desk: Desk, key: Any) -> None:
    claim = _changed(desk, key, "POST", "/v1/claims", CLAIM)
    desk.run(claim["links"]["task"])
    _changed(desk, key, "POST", f"/v1/claims/{claim['id']}/recheck")
    article = {"text": "About 320 homes were destroyed in Lima.", "publisher": "Harbour Times"}
    article_id = _changed(desk, key, "POST", "/v1/articles", article)["id"]
    figure = _changed(desk, key, "POST", "/v1/figures", FIGURE)["id"]
    signed = {"by": "Ana", "reason": "Misheard"}
    right = _changed(desk, key, "PATCH", f"/v1/figures/{figure}", {"place": "Peru", **signed})["id"]
    newer = {**FIGURE, "statement": "15 homes were destroyed in Lima"}
    _changed(desk, key, "POST", f"/v1/figures/{right}/supersede", {"figure": newer, "by": "Ana"})
    _changed(desk, key, "POST", f"/v1/figures/{right}/restore", signed)
    _changed(desk, key, "DELETE", f"/v1/figures/{right}?by=Ana&reason=Wrong")
    source = desk.get("/v1/sources", headers=bearing(key)).get_json()["sources"][0]["id"]
    _changed(desk, key, "PATCH", f"/v1/sources/{source}", {"reliability": "trusted", "by": "Ana"})
    webhook = _changed(desk, key, "POST", "/v1/webhooks", WEBHOOK)["id"]
    for method, path, body in (
        ("PATCH", "", {"description": "ours"}),
        ("POST", "/rotate", None),
        ("POST", "/test", None),
        ("POST", "/replay", {"from": "2026-01-05T08:00:00Z", "until": "2026-01-05T12:00:00Z"}),
        ("DELETE", "", None),
    ):
        _changed(desk, key, method, f"/v1/webhooks/{webhook}{path}", body)
    row = "statement,publisher\n12 homes were destroyed in Quito,Harbour Times\n"
    sent = desk.client.post(
        "/v1/figures/import", data=row, content_type="text/csv", headers=bearing(key)
    ).get_json()

    made = [(entry["action"], entry["subject"]) for entry in reversed(_entries(desk, key))]
    assert made == [
        ("POST /v1/claims", claim["id"]),
        ("POST /v1/claims/{claim_id}/recheck", claim["id"]),
        ("POST /v1/articles", article_id),
        ("POST /v1/figures", figure),
        ("PATCH /v1/figures/{figure_id}", figure),
        ("POST /v1/figures/{figure_id}/supersede", right),
        ("POST /v1/figures/{figure_id}/restore", right),
        ("DELETE /v1/figures/{figure_id}", right),
        ("PATCH /v1/sources/{source_id}", source),
        ("POST /v1/webhooks", webhook),
        ("PATCH /v1/webhooks/{webhook_id}", webhook),
        ("POST /v1/webhooks/{webhook_id}/rotate", webhook),
        ("POST /v1/webhooks/{webhook_id}/test", webhook),
        ("POST /v1/webhooks/{webhook_id}/replay", webhook),
        ("DELETE /v1/webhooks/{webhook_id}", webhook),
        ("POST /v1/figures/import", sent["id"]),
    ]


def test_what_changes_nothing_leaves_none(desk: Desk, key: Any) -> None:
    again = {"Idempotency-Key": "k"}
    for _ in range(3):
        _changed(desk, key, "POST", "/v1/claims", CLAIM, **again)
        _changed(desk, key, "POST", "/v1/figures", FIGURE)
    _changed(desk, key, "POST", "/v1/parse", CLAIM)
    _changed(desk, key, "GET", "/v1/claims")
    problem(desk.post("/v1/claims", {}, headers=bearing(key)), 422)
    problem(desk.post("/v1/claims", CLAIM), 401)
    assert [entry["action"] for entry in _entries(desk, key)] == ["POST /v1/figures", "POST /v1/claims"]


def test_an_entry_is_kept_only_with_its_change(desk: Desk, key: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object, **__: object) -> None:
        raise RuntimeError("out of order")

    monkeypatch.setattr("verifier.services.answers.idempotency.keep_answer", fails)
    refused = desk.post("/v1/claims", CLAIM, headers={**bearing(key), "Idempotency-Key": "k"})
    problem(refused, 500)
    assert _entries(desk, key) == []
    assert desk.get("/v1/claims", headers=bearing(key)).get_json()["claims"] == []


def test_the_log_is_read_page_by_page_and_by_what_it_is_about(desk: Desk, key: Any) -> None:
    claims = [_changed(desk, key, "POST", "/v1/claims", CLAIM)["id"] for _ in range(5)]
    first = desk.get("/v1/audit?limit=2", headers=bearing(key)).get_json()
    _changed(desk, key, "POST", "/v1/claims", CLAIM)
    second = desk.get(f"/v1/audit?limit=2&before={first['next']}", headers=bearing(key)).get_json()
    third = desk.get(f"/v1/audit?limit=2&before={second['next']}", headers=bearing(key)).get_json()
    pages = [[entry["subject"] for entry in page["entries"]] for page in (first, second, third)]
    assert pages == [claims[:2:-1], claims[2:0:-1], claims[:1]]
    assert third["next"] is None
    assert [entry["subject"] for entry in _entries(desk, key, f"?subject={claims[1]}")] == [claims[1]]
    for wrong in ("limit=0", "limit=201", "before=clm_1", "subject=x", "by=me"):
        problem(desk.get(f"/v1/audit?{wrong}", headers=bearing(key)), 422)


def test_who_needed_no_key_is_told_as_such(desk: Desk) -> None:
    desk.post("/v1/claims", CLAIM)
    (entry,) = desk.get("/v1/audit").get_json()["entries"]
    assert (entry["by"], entry["key_id"]) == ("somebody on this machine", None)


def test_who_signs_is_told_by_what_they_sign_for(desk: Desk) -> None:
    endpoint = desk.post("/v1/inbound-endpoints", {"name": "The CMS", "takes": ["claim"]}).get_json()
    body = json.dumps({"type": "claim", "data": CLAIM}).encode()
    path = f"/v1/inbound/{endpoint['id']}"
    headers = signed_headers("msg-1", desk.clock(), body, [endpoint["secret"]])
    sent = desk.client.post(path, data=body, content_type="application/json", headers=headers)
    assert sent.status_code == 202, sent.get_json()
    entry = desk.get("/v1/audit").get_json()["entries"][0]
    assert entry["by"] == f"whoever signs for {endpoint['id']}"
    assert entry["action"] == "POST /v1/inbound/{endpoint_id}"
    assert entry["subject"] == sent.get_json()["id"]


def test_work_in_the_background_is_nobodys(desk: Desk) -> None:
    desk.judged("600 people were rescued")
    assert len(desk.get("/v1/audit").get_json()["entries"]) == 1


def test_commands_leave_entries_too(
    database_url: str, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", database_url)
    monkeypatch.setenv("VERIFIER_DATA", str(tmp_path))
    monkeypatch.setenv("LOGNAME", "ana")

    def run(*arguments: str) -> str:
        result = CliRunner().invoke(main, arguments, prog_name="verifier")
        assert result.exit_code == 0, result.output
        return result.output

    key_id = run("keys", "create", "cms", "--scope", "admin").split()[0]
    run("keys", "revoke", key_id)
    run("keys", "list")
    told = run("audit").splitlines()
    assert [line.split("UTC  ")[1] for line in told] == [
        f"ana  verifier keys revoke  {key_id}",
        f"ana  verifier keys create  {key_id}",
    ]
    assert run("audit", "--subject", "fig_1") == ""
    assert "more with --before aud_" in run("audit", "--limit", "1")
