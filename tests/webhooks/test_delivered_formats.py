"""What receivers that have a format of their own get from the service, over real connections."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterator

import pytest
from standardwebhooks import Webhook

from tests.desk import Desk, make_desk
from tests.receiver import Receiver, receiver
from verifier.webhooks.formats import FORMATS

_HOME = "https://desk.example/verifier"
_SENTENCE = "About 320 homes were destroyed in the flood in Chile, the interior ministry said"
_CLAIM = "About 900 homes were destroyed in the flood in Chile"


@pytest.fixture
def desk(database_url: str, redis_url: str) -> Iterator[Desk]:
    made = make_desk(database_url, redis_url, {"VERIFIER_PUBLIC_URL": f"{_HOME}/"})
    yield made
    made.database.dispose()


@pytest.fixture
def hook() -> Iterator[Receiver]:
    with receiver() as running:
        yield running


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_everything_that_happens_is_told_in_a_webhooks_format(desk: Desk, hook: Receiver, name: str) -> None:
    webhook = desk.post("/v1/webhooks", {"url": hook.url, "format": name}).get_json()
    secret = webhook["secret"]
    desk.ingested(text=_SENTENCE + ".", publisher="Harbour Times", published_at="2025-03-02", title="Flood")
    claim = desk.judged(_CLAIM, claimed_at="2025-03-03")
    desk.imported(f'statement,publisher\n"{_SENTENCE}",Harbour Times\n')
    assert desk.post(f"/v1/webhooks/{webhook['id']}/test", {}).status_code == 202
    desk.send_out()
    bodies = [got.body.decode() for got in hook.got]
    assert len(bodies) == 4
    (judged,) = (body for body in bodies if claim["id"] in body)
    assert claim["result"]["sentence"] in json.dumps(json.loads(judged), ensure_ascii=False).replace(
        '\\"', '"'
    )
    assert (f"{_HOME}/v1/claims/{claim['id']}" in judged) == (name != "standard")
    for got in hook.got:
        Webhook(secret).verify(got.body, got.headers)
        assert got.headers["content-type"] == "application/json"
        mac = hmac.new(secret.encode(), got.body, hashlib.sha1).hexdigest()
        expected = f"sha1={mac}" if name == "superdesk" else None
        assert got.headers.get("x-superdesk-signature") == expected
