"""Receives Switchboard's signed notifications and passes them on.

A receiver calls serve() with a function that turns a document into requests. Python's standard
library is enough.
"""

import hashlib
import hmac
import json
import os
import sys
import threading
import time
import urllib.error
import urllib.request
from collections import OrderedDict
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

FRESH = 300  # seconds
REMEMBERED = 24 * 3600  # seconds
MOST_REMEMBERED = 100_000
LONGEST = 4 * 1024 * 1024  # bytes
# Seconds. Switchboard waits 10 for an answer; what it repeats goes on where it was.
PATIENCE = 5


class Request:
    """One request to the other service. `identity` is the same for a repetition.

    `closes` is the matter that the request closes, and `opens` the one that it opens, if any.
    """

    def __init__(self, identity, url, body, headers=None, opens=None, closes=None):
        self.identity = identity
        self.opens = opens
        self.closes = closes
        self.url = url
        self.body = body
        self.headers = {"Content-Type": "application/json", **(headers or {})}

    def send(self):
        """Returns None, or the status to answer with."""
        data = json.dumps(self.body).encode()
        request = urllib.request.Request(self.url, data, self.headers, method="POST")
        try:
            with OPENER.open(request, timeout=PATIENCE):
                return None
        except urllib.error.HTTPError as error:
            again = error.code in (408, 429) or error.code >= 500
            # The URL and the key are secrets, so only the status is shown.
            log(f"the service answered {error.code}")
            return 503 if again else 422
        except (OSError, urllib.error.URLError) as error:
            log(f"the service did not answer: {type(error).__name__}")
            return 503


class NoRedirect(urllib.request.HTTPRedirectHandler):
    """A redirect would take the key elsewhere."""

    def redirect_request(self, *_):
        return None


OPENER = urllib.request.build_opener(NoRedirect)


def log(text):
    print(text, file=sys.stderr, flush=True)


def is_ours(secret, headers, body, now):
    """Whether the body was signed with the secret, at most five minutes ago."""
    at = headers.get("X-Switchboard-Timestamp", "")
    signature = headers.get("X-Switchboard-Signature", "")
    if not (at.isascii() and at.isdigit() and len(at) < 12 and signature.isascii()):
        return False
    digest = hmac.new(secret, at.encode() + b"." + body, hashlib.sha256).hexdigest()
    fresh = abs(now - int(at)) < FRESH
    return hmac.compare_digest("sha256=" + digest, signature) and fresh


class Memory:
    """What was passed on during the last day."""

    def __init__(self):
        self.seen = OrderedDict()

    def has(self, identity, now):
        at, _ = self.seen.get(identity, (-REMEMBERED, None))
        return now - at < REMEMBERED

    def add(self, request, now):
        if request.closes:
            # The same may open again: a plan that fails as it did before the last apply.
            for identity in [one for one, (_, opens) in self.seen.items() if opens == request.closes]:
                del self.seen[identity]
        self.seen[request.identity] = (now, request.opens)
        self.seen.move_to_end(request.identity)
        while len(self.seen) > MOST_REMEMBERED:
            self.seen.popitem(last=False)


def serve(translate):
    """Serves until it is stopped. `translate` returns the requests of a document."""
    secret = os.environ.get("SWITCHBOARD_HOOK_SECRET", "").encode()
    if not secret:
        sys.exit("SWITCHBOARD_HOOK_SECRET is not set")
    memory, turn = Memory(), threading.Lock()

    def pass_on(document):
        # One after the other: a repetition must not overtake the first.
        with turn:
            for request in translate(document):
                if memory.has(request.identity, time.monotonic()):
                    continue
                status = request.send()
                if status:
                    return status
                memory.add(request, time.monotonic())
        return 204

    class Handler(BaseHTTPRequestHandler):
        timeout = 10

        def do_POST(self):
            self.answer(self.receive())

        def receive(self):
            length = self.headers.get("Content-Length", "")
            if not (length.isascii() and length.isdigit()):
                return 411
            if int(length) > LONGEST:
                return 413
            body = self.rfile.read(int(length))
            if not is_ours(secret, self.headers, body, time.time()):
                return 401
            try:
                document = json.loads(body)
                kind = document["kind"]
            except (ValueError, KeyError, TypeError):
                return 400
            status = pass_on(document)
            log(f"{kind} {document.get('id')}: {status}")
            return status

        def answer(self, status):
            self.send_response(status)
            self.send_header("Content-Length", "0")
            self.send_header("Connection", "close")
            self.end_headers()
            self.close_connection = True

        def log_message(self, *_):
            """Requests are logged above."""

    host, _, port = os.environ.get("LISTEN", "127.0.0.1:8080").rpartition(":")
    server = ThreadingHTTPServer((host, int(port)), Handler)
    log(f"listening on http://{host}:{server.server_address[1]}")
    server.serve_forever()
