"""Turns the documents of `watch`, `plan` and `apply` into events that open or close."""

import hashlib
import json

# Outcomes of a plan or an apply, and how bad each is. Others are new, and count as errors.
SEVERITIES = {
    "unchanged": "warning",
    "changes": "info",
    "errored": "error",
    "incomplete": "error",
    "blocked": "error",
    "refused": "warning",
    "reverted": "error",
    "partial": "critical",
    "failed": "critical",
    "stopped": "critical",
    "error": "error",
}
DRIFT = {"critical": "critical", "major": "error", "minor": "warning"}


class Event:
    """Something that is open, or that is over."""

    def __init__(self, identity, about, opens, severity, summary, details, source):
        # The same for a repetition.
        self.identity = identity
        # The same for all events about one matter: the one that opens it, and the one that closes it.
        self.key = "switchboard-" + hashlib.sha256("\n".join(about).encode()).hexdigest()[:32]
        self.opens = opens
        self.matter = {"opens": self.key} if opens else {"closes": self.key}
        self.severity = severity
        self.summary = summary
        self.details = details
        self.source = source


def events(document):
    """The events of a document, in its order; none for a kind that is not known."""
    kind = document["kind"]
    if kind == "drift-notification":
        return [
            drift(environment, change)
            for environment in document["environments"]
            for change in environment["changes"]
        ]
    if kind in ("plan-notification", "apply-notification"):
        return of_run(document, kind.split("-")[0])
    return []


def place(part):
    """The project and environment as one text."""
    names = [part.get("project"), part.get("environment")]
    return "/".join(name for name in names if name) or "switchboard"


def shown(value):
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def drift(environment, change):
    where, word = place(environment), change["change"]
    if "address" not in change:
        summary = f"{where}: {'; '.join(change.get('why', [])) or 'everything can be read again'}"
        about = ["incomplete", where]
        opens, severity = word == "incomplete", "error"
    else:
        address, what = change["address"], change["what"]
        summary = f"{where}: {word} {address} {what}"
        if word != "vanished":
            summary += f": {shown(change['recorded'])} → {shown(change['observed'])}"
        about = ["drift", where, address, what]
        opens, severity = word != "vanished", DRIFT.get(change.get("severity"), "error")
    return Event(change["id"], about, opens, severity, summary, change, where)


def of_run(document, command):
    """The event of a plan or an apply. An apply that did everything closes those before it."""
    where, outcome, identity = place(document), document["outcome"], document["id"]
    summary = f"{where}: {command} {outcome}: {document['verdict']}"
    details = {
        "verdict": document["verdict"],
        "run_id": document.get("run_id"),
        "summary": document["summary"],
        "lines": lines(document),
    }

    def event(name, opens, severity):
        about = [name, where]
        return Event(f"{identity} {name}", about, opens, severity, summary, details, where)

    if outcome == "applied":
        return [event("plan", False, "info"), event("apply", False, "info")]
    return [event(command, True, SEVERITIES.get(outcome, "error"))]


def lines(document, most=20):
    """The errors and changes as lines of text; what is over is counted."""
    if document["kind"] == "drift-notification":
        all_lines = [event.summary for event in events(document)]
        more = sum(part["changes_left_out"] for part in document["environments"])
    else:
        all_lines = [f"error {one['code']}: {one['summary']}" for one in document["errors"]]
        all_lines += [change_line(change) for change in document["changes"]]
        more = document["changes_left_out"] + document["errors_left_out"]
    more += max(0, len(all_lines) - most)
    cut = [line if len(line) <= 400 else line[:399] + "…" for line in all_lines[:most]]
    return cut + ([f"… and {more} more"] if more else [])


def change_line(change):
    line = f"{change['action']} {change['address']}"
    for one in change["fields"]:
        line += f"; {one['field']}: {shown(one['before'])} → {shown(one['after'])}"
    if change.get("result") not in (None, "done"):
        line = f"{change['result']}: {line}: {change.get('why', '')}"
    return line
