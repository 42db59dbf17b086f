"""Passes Switchboard's notifications on to Opsgenie, by the Alert API."""

import json
import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from events import events  # noqa: E402
from receiver import Request, serve  # noqa: E402

URL = os.environ.get("OPSGENIE_URL", "https://api.opsgenie.com").rstrip("/") + "/v2/alerts"
KEY = os.environ.get("OPSGENIE_API_KEY") or sys.exit("OPSGENIE_API_KEY is not set")
PRIORITIES = {"critical": "P1", "error": "P2", "warning": "P3", "info": "P5"}
MESSAGE, DESCRIPTION = 130, 15_000  # characters


def translate(document):
    return [request(event) for event in events(document)]


def request(event):
    headers = {"Authorization": f"GenieKey {KEY}"}
    if not event.opens:
        url = f"{URL}/{event.key}/close?identifierType=alias"
        body = {"source": event.source, "note": event.summary[:DESCRIPTION]}
        return Request(event.identity, url, body, headers, **event.matter)
    details = json.dumps(event.details, ensure_ascii=False, indent=2)
    body = {
        "message": event.summary[:MESSAGE],
        "alias": event.key,
        "description": f"{event.summary}\n\n{details}"[:DESCRIPTION],
        "priority": PRIORITIES[event.severity],
        "source": event.source,
    }
    return Request(event.identity, URL, body, headers, **event.matter)


if __name__ == "__main__":
    serve(translate)
