//! The table: the failure, the request, and whether it fails once or always.

use serde_json::{Value, json};

/// A way to fail, in the sandbox's format.
pub struct Kind {
    pub name: &'static str,
    pub then: Value,
    /// How many requests of a passing failure fail.
    pub times: u64,
    /// Whether a read that is sent again is answered, once the failure has passed.
    pub passing: bool,
    /// Whether the request is carried out all the same.
    pub carried_out: bool,
}

impl Kind {
    /// Whether answers are too slow for the limits of a command.
    pub fn is_slow(&self) -> bool {
        ["hang", "trickle_ms"]
            .iter()
            .any(|key| !self.then[*key].is_null())
    }
}

/// The ways to fail. `SECRET` stands for a secret that the answer repeats.
pub fn kinds() -> Vec<Kind> {
    let page = "<!DOCTYPE html><html><title>Gateway</title><p>SECRET</p></html>";
    let answer = |status: u16| json!({ "status": status, "message": "refused: SECRET" });
    let kind = |name, then, times, passing, carried_out| Kind {
        name,
        then,
        times,
        passing,
        carried_out,
    };
    vec![
        kind("401", answer(401), 2, false, false),
        kind("403", answer(403), 1, false, false),
        kind("404", answer(404), 1, false, false),
        kind("409", answer(409), 1, false, false),
        kind("429", answer(429), 1, true, false),
        kind(
            "429 that asks to wait",
            json!({ "status": 429, "retry_after": 1 }),
            1,
            true,
            false,
        ),
        kind("500", answer(500), 1, true, false),
        kind("503 twice", answer(503), 2, true, false),
        kind("a reset", json!({ "reset": true }), 1, true, false),
        kind(
            "a lost answer",
            json!({ "lose_response": true }),
            1,
            true,
            true,
        ),
        kind("half an answer", json!({ "truncate": true }), 1, true, true),
        kind(
            "a web page",
            json!({ "status": 200, "body": page }),
            1,
            false,
            false,
        ),
        kind(
            "nonsense",
            json!({ "status": 200, "body": "[{}]" }),
            1,
            false,
            false,
        ),
        kind("no answer", json!({ "hang": true }), 1, false, true),
        kind("a trickle", json!({ "trickle_ms": 20 }), 1, false, true),
        kind(
            "a redirect",
            json!({ "redirect": "http://127.0.0.1:9/SECRET" }),
            1,
            false,
            false,
        ),
    ]
}

/// What a request does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Does {
    /// Every command needs it; without it, it is not known what the subscriptions are.
    ReadsGrid,
    /// Every command needs it; without it, nothing is created. What is there and ours is known all
    /// the same.
    ReadsBeside,
    /// Every command needs it, for the numbers alone.
    ReadsNumbers,
    /// It says whether a query string was changed.
    ReadsQuery,
    /// It writes.
    Writes,
    /// It follows a write.
    Follows,
    /// Only a drift report wants it.
    Explains,
}

/// The world in which a request is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Start {
    /// Nothing is there.
    Empty,
    /// Everything was applied, and somebody changed the query string of a URL.
    Drifted,
}

/// A request, as the sandbox's faults find it.
#[derive(Debug, Clone, Copy)]
pub struct Operation {
    pub name: &'static str,
    pub method: &'static str,
    pub path: &'static str,
    pub does: Does,
    pub start: Start,
}

const fn operation(
    name: &'static str,
    (method, path): (&'static str, &'static str),
    does: Does,
    start: Start,
) -> Operation {
    Operation {
        name,
        method,
        path,
        does,
        start,
    }
}

/// The requests.
pub const OPERATIONS: [Operation; 17] = {
    use Does::{Explains, Follows, ReadsBeside, ReadsGrid, ReadsNumbers, ReadsQuery, Writes};
    use Start::{Drifted, Empty};
    let extension = "contoso-sms/providers/Microsoft.EventGrid/eventSubscriptions?";
    [
        operation(
            "sign in",
            ("POST", "/oauth2/v2.0/token"),
            ReadsGrid,
            Drifted,
        ),
        operation(
            "list numbers",
            ("GET", "/phoneNumbers?skip=0"),
            ReadsNumbers,
            Drifted,
        ),
        operation(
            "list more numbers",
            ("GET", "/phoneNumbers?skip=100"),
            ReadsNumbers,
            Drifted,
        ),
        operation(
            "read the resource",
            ("GET", "/communicationServices/contoso-sms?"),
            ReadsBeside,
            Drifted,
        ),
        operation(
            "read the resource of nothing",
            ("GET", "/communicationServices/contoso-sms?"),
            ReadsBeside,
            Empty,
        ),
        operation("list topics", ("GET", "/systemTopics?"), ReadsGrid, Drifted),
        operation(
            "list topics of nothing",
            ("GET", "/systemTopics?"),
            ReadsGrid,
            Empty,
        ),
        operation(
            "list children",
            ("GET", "-events/eventSubscriptions?"),
            ReadsGrid,
            Drifted,
        ),
        operation("list extensions", ("GET", extension), ReadsBeside, Drifted),
        operation(
            "list extensions of nothing",
            ("GET", extension),
            ReadsBeside,
            Empty,
        ),
        operation(
            "ask for a whole URL",
            ("POST", "/eu-incoming/getFullUrl"),
            ReadsQuery,
            Drifted,
        ),
        operation(
            "create a topic",
            ("PUT", "/systemTopics/contoso-sms-events?"),
            Writes,
            Empty,
        ),
        operation(
            "create a subscription",
            ("PUT", "/eventSubscriptions/eu-incoming?"),
            Writes,
            Empty,
        ),
        operation(
            "change a subscription",
            ("PATCH", "/eventSubscriptions/eu-incoming?"),
            Writes,
            Drifted,
        ),
        operation(
            "follow an operation",
            ("GET", "/operationsStatus/"),
            Follows,
            Empty,
        ),
        operation(
            "read what was written",
            ("GET", "/eventSubscriptions/eu-incoming?"),
            Follows,
            Drifted,
        ),
        operation(
            "read the activity log",
            ("GET", "/eventtypes/management"),
            Explains,
            Drifted,
        ),
    ]
};

/// One square of the table.
pub struct Case {
    pub name: String,
    pub kind: Kind,
    pub operation: Operation,
    pub always: bool,
}

impl Case {
    /// Whether a command would wait for minutes: for an answer, or for fewer requests to be sent.
    pub fn takes_patience(&self) -> bool {
        self.kind.is_slow() || (self.always && self.kind.then["status"] == 429)
    }

    /// The fault. `secret` is what the answer repeats.
    pub fn fault(&self, secret: &str) -> Value {
        let then = self.kind.then.to_string().replace("SECRET", secret);
        let then: Value = serde_json::from_str(&then).unwrap();
        let times = if self.always { 10_000 } else { self.kind.times };
        let Operation { method, path, .. } = self.operation;
        json!([{ "method": method, "path": path, "times": times, "then": then }])
    }
}

/// The squares: all of them, or those of a short run.
pub fn cases(all: bool) -> Vec<Case> {
    let mut cases = Vec::new();
    for (column, operation) in OPERATIONS.iter().enumerate() {
        for (row, kind) in kinds().into_iter().enumerate() {
            // A wait that always lasts tests nothing but patience.
            let may_last = kind.then["retry_after"].is_null();
            let turn = (row + 3 * column) % 4;
            for (always, kind) in [(false, Some(kind)), (true, kinds().into_iter().nth(row))] {
                let due = turn == 2 * usize::from(always);
                let (Some(kind), true) = (kind, all || due) else {
                    continue;
                };
                if always && !may_last {
                    continue;
                }
                let often = if always { "always" } else { "once" };
                cases.push(Case {
                    name: format!("{} {often} at: {}", kind.name, operation.name),
                    kind,
                    operation: *operation,
                    always,
                });
            }
        }
    }
    cases
}
