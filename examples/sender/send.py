"""Sends a claim or an article to the number desk, signed, without an API key: standard library alone."""

import base64
import hashlib
import hmac
import json
import os
import sys
import time
import urllib.error
import urllib.request
import uuid


def signed(secret, message_id, timestamp, body):
    """The signature of the Standard Webhooks specification: HMAC-SHA256 of id, time and body."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    mac = hmac.new(key, f"{message_id}.{timestamp}.".encode() + body, hashlib.sha256)
    return "v1," + base64.b64encode(mac.digest()).decode()


def send(url, secret, document, message_id):
    """The service's answer. Send the same again, under the same id, until there is one."""
    body = json.dumps(document).encode()
    timestamp = str(int(time.time()))
    headers = {
        "content-type": "application/json",
        "webhook-id": message_id,
        "webhook-timestamp": timestamp,
        "webhook-signature": signed(secret, message_id, timestamp, body),
    }
    request = urllib.request.Request(url, body, headers)
    with urllib.request.urlopen(request, timeout=10) as answer:
        return json.load(answer)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit("usage: send.py claim|article TEXT")
    kind, text = sys.argv[1:]
    document = {"type": kind, "data": {"text": text}}
    try:
        url, secret = os.environ["INBOUND_URL"], os.environ["INBOUND_SECRET"]
        answer = send(url, secret, document, f"cms-{uuid.uuid4()}")
    except urllib.error.HTTPError as refused:
        sys.exit(f"refused ({refused.code}): {json.load(refused)['detail']}")
    print(answer["id"], answer["status"], answer["links"]["self"])
