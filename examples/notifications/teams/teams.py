"""Passes Switchboard's notifications on to a channel of Microsoft Teams."""

import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from events import lines, place  # noqa: E402
from receiver import Request, serve  # noqa: E402

URL = os.environ.get("TEAMS_WEBHOOK_URL") or sys.exit("TEAMS_WEBHOOK_URL is not set")
KNOWN = ("drift-notification", "plan-notification", "apply-notification")


def text(content, **more):
    # A run of text shows Markdown as it is, so that a name in an account cannot make a link.
    run = {"type": "TextRun", "text": content, **more}
    return {"type": "RichTextBlock", "inlines": [run]}


def title(document):
    if document["kind"] == "drift-notification":
        places = ", ".join(place(one) for one in document["environments"])
        return f"Switchboard: drift in {places}"
    command = document["kind"].split("-")[0]
    return f"Switchboard {command} of {place(document)}: {document['verdict']}"


def card(document):
    """A message with an Adaptive Card, as a flow that posts cards to a channel takes it."""
    body = [text(title(document), weight="Bolder", size="Medium")]
    body += [text(line) for line in lines(document)]
    return {
        "type": "message",
        "attachments": [
            {
                "contentType": "application/vnd.microsoft.card.adaptive",
                "contentUrl": None,
                "content": {
                    "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
                    "type": "AdaptiveCard",
                    "version": "1.2",
                    "body": body,
                },
            }
        ],
    }


def translate(document):
    if document["kind"] not in KNOWN:
        return []
    return [Request(document["id"], URL, card(document))]


if __name__ == "__main__":
    serve(translate)
