"""The same with the `standardwebhooks` package, which signs; any HTTP client will do."""

import json
import os
import sys
import urllib.error
import urllib.request
import uuid
from datetime import UTC, datetime

from standardwebhooks import Webhook

if len(sys.argv) != 3:
    sys.exit("usage: send_with_standardwebhooks.py claim|article TEXT")
kind, text = sys.argv[1:]
body = json.dumps({"type": kind, "data": {"text": text}})
message_id, now = f"cms-{uuid.uuid4()}", datetime.now(UTC)
headers = {
    "content-type": "application/json",
    "webhook-id": message_id,
    "webhook-timestamp": str(int(now.timestamp())),
    "webhook-signature": Webhook(os.environ["INBOUND_SECRET"]).sign(message_id, now, body),
}
request = urllib.request.Request(os.environ["INBOUND_URL"], body.encode(), headers)
try:
    with urllib.request.urlopen(request, timeout=10) as response:
        answer = json.load(response)
except urllib.error.HTTPError as refused:
    sys.exit(f"refused ({refused.code}): {json.load(refused)['detail']}")
print(answer["id"], answer["status"], answer["links"]["self"])
