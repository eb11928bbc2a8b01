"""Signatures that the published library accepts; secrets that nobody reads from the database."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from standardwebhooks import Webhook, WebhookVerificationError

from verifier.webhooks.sealing import Vault, WrongSecretKey
from verifier.webhooks.signing import new_secret, secret_of, signed_headers

BODY = '{"type":"claim.checked","said":"“zwölf”"}'.encode()


def test_a_receiver_verifies_with_the_published_library() -> None:
    secret = new_secret()
    headers = signed_headers("dlv_1", datetime.now(UTC), BODY, [secret])
    assert Webhook(secret).verify(BODY, headers)["type"] == "claim.checked"
    assert headers["webhook-id"] == "dlv_1"


def test_during_a_rotation_either_secret_verifies_and_no_other() -> None:
    new, old = new_secret(), new_secret()
    headers = signed_headers("dlv_1", datetime.now(UTC), BODY, [new, old])
    for secret in (new, old):
        Webhook(secret).verify(BODY, headers)
    with pytest.raises(WebhookVerificationError):
        Webhook(new_secret()).verify(BODY, headers)


@pytest.mark.parametrize("changed", ["webhook-id", "webhook-timestamp", "body", "late"])
def test_what_was_changed_on_its_way_does_not_verify(changed: str) -> None:
    secret = new_secret()
    at = datetime.now(UTC) - timedelta(minutes=6 if changed == "late" else 0)
    headers, body = signed_headers("dlv_1", at, BODY, [secret]), BODY
    if changed == "body":
        body = BODY.replace(b"checked", b"failed!")
    elif changed != "late":
        headers[changed] = headers[changed][:-1] + ("0" if headers[changed][-1] != "0" else "1")
    with pytest.raises(WebhookVerificationError):
        Webhook(secret).verify(body, headers)


def test_what_is_sealed_is_read_with_the_same_key_alone() -> None:
    vault, secret = Vault("a" * 40), new_secret()
    sealed = vault.seal(secret)
    assert secret not in sealed
    assert Vault("a" * 40).open(sealed) == secret
    with pytest.raises(WrongSecretKey, match="SECRET_KEY"):
        Vault("b" * 40).open(sealed)


def test_a_key_for_a_purpose_is_always_the_same_and_nobody_elses() -> None:
    vault = Vault("a" * 40)
    assert vault.key_for("callbacks") == Vault("a" * 40).key_for("callbacks")
    assert (
        len({vault.key_for("callbacks"), vault.key_for("sealing"), Vault("b" * 40).key_for("callbacks")}) == 3
    )
    assert secret_of(vault.key_for("callbacks")).startswith("whsec_")
