"""A receiver of webhooks: verifies each delivery, does its work once, prints what became of claims."""

import os
from collections import OrderedDict
from threading import Lock

from flask import Flask, request
from standardwebhooks import Webhook, WebhookVerificationError

app = Flask(__name__)
webhook = Webhook(os.environ["WEBHOOK_SECRET"])
seen = OrderedDict()  # a receiver in earnest keeps these ids where it keeps its work
seen_lock = Lock()


@app.post("/")
def receive():
    try:
        event = webhook.verify(request.get_data(), dict(request.headers))
    except (WebhookVerificationError, ValueError):  # a signature that is no base64 raises a ValueError
        return "not signed with our secret, or too old", 401
    delivery_id = request.headers["webhook-id"]
    with seen_lock:
        if delivery_id not in seen:
            print(event["type"], in_words(event["data"]), flush=True)
            seen[delivery_id] = None
            if len(seen) > 100_000:
                seen.popitem(last=False)
    return "", 204


def in_words(data):
    if "claim" not in data:
        return next(iter(data.values()))["id"]
    verdict, claim = data["verdict"], f"“{data['claim']['text']}”"
    if verdict is None:
        return f"{claim}: {data['error']}"
    before = f"was {data['old_verdict']}, now " if "old_verdict" in data else ""
    return f"{claim}: {before}{verdict['verdict']}. {verdict['sentence']}"


if __name__ == "__main__":
    app.run(port=int(os.environ.get("PORT", "9000")))
