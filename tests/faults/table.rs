//! The table: what goes wrong, at which call, the how manyeth time.

use serde_json::{Value, json};

/// A way to fail, as the sandbox takes it.
pub struct Kind {
    pub name: &'static str,
    pub then: Value,
    /// Whether it is met at every call each time, also in a short run.
    pub always: bool,
}

/// The ways to fail. The limits of the test make a second of `retry_after` a few milliseconds,
/// and a third of one too long for an answer.
pub fn kinds() -> Vec<Kind> {
    let kind = |name, always, then| Kind { name, then, always };
    let page = "<!DOCTYPE html><html><title>Gateway</title><p>TOKEN</p></html>";
    vec![
        kind("429", true, json!({"status": 429, "code": 20429})),
        kind(
            "429 that asks to wait",
            false,
            json!({"status": 429, "code": 20429, "retry_after": 1}),
        ),
        kind(
            "429 of a gateway",
            false,
            json!({"status": 429, "body": page}),
        ),
        kind(
            "409 for another update",
            false,
            json!({"status": 409, "code": 20162}),
        ),
        kind("500", false, json!({"status": 500})),
        kind(
            "502 of a gateway",
            false,
            json!({"status": 502, "body": page}),
        ),
        kind(
            "503 that asks to wait",
            true,
            json!({"status": 503, "retry_after": 1}),
        ),
        kind(
            "504 without a word",
            false,
            json!({"status": 504, "body": ""}),
        ),
        kind("400", false, json!({"status": 400, "code": 20001})),
        kind("a reset", false, json!({"reset": true})),
        kind("a lost answer", true, json!({"lose_response": true})),
        kind("half an answer", true, json!({"truncate": true})),
        kind("a web page", true, json!({"status": 200, "body": page})),
        kind("nonsense", false, json!({"status": 200, "body": "[{}]"})),
        kind("an empty answer", false, json!({"status": 200, "body": ""})),
        kind("a trickle", false, json!({"trickle_ms": 3})),
        kind("no answer", false, json!({"hang": true})),
        kind("a late answer", false, json!({"delay_ms": 60_000})),
        kind(
            "a redirect",
            false,
            json!({"redirect": "http://127.0.0.1:9/"}),
        ),
    ]
}

/// A call that an apply makes, as the sandbox's faults find it.
pub struct Operation {
    pub name: &'static str,
    pub method: &'static str,
    pub path: &'static str,
}

/// The calls. The world of the test makes each of them at least twice.
pub const OPERATIONS: [Operation; 9] = [
    Operation {
        name: "list numbers",
        method: "GET",
        path: "IncomingPhoneNumbers.json?PageSize",
    },
    Operation {
        name: "read applications",
        method: "GET",
        path: "/Applications.json",
    },
    Operation {
        name: "list services",
        method: "GET",
        path: "/v1/Services?",
    },
    Operation {
        name: "list a service's numbers",
        method: "GET",
        path: "/PhoneNumbers?",
    },
    Operation {
        name: "update a number",
        method: "POST",
        path: "/IncomingPhoneNumbers/PN",
    },
    Operation {
        name: "update a service",
        method: "POST",
        path: "/v1/Services/MG0000",
    },
    Operation {
        name: "create a service",
        method: "POST",
        path: "/v1/Services$",
    },
    Operation {
        name: "attach a number",
        method: "POST",
        path: "/PhoneNumbers$",
    },
    Operation {
        name: "buy a number",
        method: "POST",
        path: "/IncomingPhoneNumbers.json$",
    },
];

impl Operation {
    pub fn reads(&self) -> bool {
        self.method == "GET"
    }
}

/// Which of the calls fail.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Which {
    First,
    Second,
    All,
}

/// One square of the table.
pub struct Case {
    pub name: String,
    pub fault: Value,
    pub reads: bool,
    pub which: Which,
}

/// The squares: all of them, or those of a short run.
pub fn cases(all: bool) -> Vec<Case> {
    let mut cases = Vec::new();
    for (row, kind) in kinds().iter().enumerate() {
        for (column, operation) in OPERATIONS.iter().enumerate() {
            for (at, which) in [Which::First, Which::Second, Which::All]
                .into_iter()
                .enumerate()
            {
                // The other failures take turns, so that each meets every call once.
                let turn = (row + column) % 3 == at;
                if !(all || kind.always || turn) {
                    continue;
                }
                let (skip, times) = match which {
                    Which::First => (0, 1),
                    Which::Second => (1, 1),
                    Which::All => (0, 10_000),
                };
                cases.push(Case {
                    name: format!("{} at {which:?} of: {}", kind.name, operation.name),
                    fault: json!({
                        "method": operation.method, "path": operation.path,
                        "skip": skip, "times": times, "then": kind.then,
                    }),
                    reads: operation.reads(),
                    which,
                });
            }
        }
    }
    cases
}
