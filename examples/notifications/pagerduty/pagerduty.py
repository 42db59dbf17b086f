"""Passes Switchboard's notifications on to PagerDuty, by the Events API v2."""

import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from events import events  # noqa: E402
from receiver import Request, serve  # noqa: E402

URL = os.environ.get("PAGERDUTY_URL", "https://events.pagerduty.com").rstrip("/") + "/v2/enqueue"
KEY = os.environ.get("PAGERDUTY_ROUTING_KEY") or sys.exit("PAGERDUTY_ROUTING_KEY is not set")
LONGEST = 1024  # characters of a summary


def translate(document):
    return [Request(event.identity, URL, body(event), **event.matter) for event in events(document)]


def body(event):
    event_of = {"routing_key": KEY, "dedup_key": event.key}
    if not event.opens:
        return {**event_of, "event_action": "resolve"}
    payload = {
        "summary": event.summary[:LONGEST],
        "source": event.source,
        "severity": event.severity,
        "custom_details": event.details,
    }
    return {**event_of, "event_action": "trigger", "payload": payload}


if __name__ == "__main__":
    serve(translate)
