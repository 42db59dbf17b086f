//! The table: the failure, the call, and which occurrences of the call fail.

use serde_json::{Value, json};

/// A way to fail, in the sandbox's format.
pub struct Kind {
    pub name: &'static str,
    pub then: Value,
    /// Where an apply recovers from a single failure without help.
    pub recovers: Recovers,
    /// Whether also a short run has it at each occurrence of every call.
    pub always: bool,
}

/// Where an apply recovers from a single failure.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Recovers {
    /// Nowhere.
    Nowhere,
    /// Where doing it twice equals doing it once.
    Harmless,
    /// Also where something is created: the creation had not begun, or its result is found.
    Everywhere,
}

/// The ways to fail. The limits of the test make a second of `retry_after` a few milliseconds.
pub fn kinds() -> Vec<Kind> {
    use Recovers::{Everywhere, Harmless, Nowhere};
    let page = "<!DOCTYPE html><html><title>Gateway</title><p>TOKEN</p></html>";
    let busy = json!({"status": 429, "code": 20429});
    let busy_for = json!({"status": 429, "code": 20429, "retry_after": 1});
    let conflict = json!({"status": 409, "code": 20162});
    let down_for = json!({"status": 503, "retry_after": 1});
    let kinds = [
        ("429", Everywhere, busy),
        ("429 that asks to wait", Everywhere, busy_for),
        (
            "429 of a gateway",
            Everywhere,
            json!({"status": 429, "body": page}),
        ),
        ("409 for another update", Harmless, conflict),
        ("500", Harmless, json!({"status": 500})),
        (
            "502 of a gateway",
            Harmless,
            json!({"status": 502, "body": page}),
        ),
        ("503 that asks to wait", Harmless, down_for),
        (
            "504 without a word",
            Harmless,
            json!({"status": 504, "body": ""}),
        ),
        ("400", Nowhere, json!({"status": 400, "code": 20001})),
        ("a reset", Harmless, json!({"reset": true})),
        ("a lost answer", Everywhere, json!({"lose_response": true})),
        ("half an answer", Everywhere, json!({"truncate": true})),
        ("a web page", Nowhere, json!({"status": 200, "body": page})),
        ("nonsense", Nowhere, json!({"status": 200, "body": "[{}]"})),
        (
            "an empty answer",
            Harmless,
            json!({"status": 200, "body": ""}),
        ),
        ("a trickle", Nowhere, json!({"trickle_ms": 3})),
        ("no answer", Nowhere, json!({"hang": true})),
        ("a late answer", Nowhere, json!({"delay_ms": 60_000})),
        ("late work", Everywhere, json!({"late_ms": 500})),
        (
            "504 and late work",
            Everywhere,
            json!({"status": 504, "late_ms": 300}),
        ),
        (
            "a redirect",
            Nowhere,
            json!({"redirect": "http://127.0.0.1:9/"}),
        ),
    ];
    let always = ["429", "a lost answer"];
    let kind = |(name, recovers, then)| Kind {
        always: always.contains(&name),
        name,
        then,
        recovers,
    };
    kinds.into_iter().map(kind).collect()
}

impl Kind {
    /// Whether answers are too slow.
    pub fn is_slow(&self) -> bool {
        let keys = ["trickle_ms", "hang", "delay_ms", "late_ms"];
        keys.iter().any(|key| !self.then[*key].is_null())
    }
}

/// A call that an apply makes, as the sandbox's faults find it.
pub struct Operation {
    pub name: &'static str,
    pub method: &'static str,
    pub path: &'static str,
}

/// The calls. The world of the test makes each of them at least twice.
pub const OPERATIONS: [Operation; 17] = [
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
        name: "list short codes",
        method: "GET",
        path: "/SMS/ShortCodes.json",
    },
    Operation {
        name: "update an application",
        method: "POST",
        path: "/Applications/AP",
    },
    Operation {
        name: "create an application",
        method: "POST",
        path: "/Applications.json$",
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
        name: "list a service's short codes",
        method: "GET",
        path: "/ShortCodes?",
    },
    Operation {
        name: "list a service's alphanumeric senders",
        method: "GET",
        path: "/AlphaSenders?",
    },
    Operation {
        name: "update a number",
        method: "POST",
        path: "/IncomingPhoneNumbers/PN",
    },
    Operation {
        name: "update a short code",
        method: "POST",
        path: "/SMS/ShortCodes/SC",
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
        name: "attach a short code",
        method: "POST",
        path: "/ShortCodes$",
    },
    Operation {
        name: "add an alphanumeric sender",
        method: "POST",
        path: "/AlphaSenders$",
    },
    Operation {
        name: "buy a number",
        method: "POST",
        path: "/IncomingPhoneNumbers.json$",
    },
];

impl Operation {
    fn reads(&self) -> bool {
        self.method == "GET"
    }

    fn makes(&self) -> bool {
        let made = ["/Services$", "/AlphaSenders$", ".json$"];
        made.iter().any(|end| self.path.ends_with(end))
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
    /// The call that fails.
    pub operation: &'static str,
    pub fault: Value,
    pub reads: bool,
    pub which: Which,
    /// Whether the apply must end as if the failure had not happened.
    pub recovers: bool,
    /// Whether answers are too slow.
    pub slow: bool,
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
                // Each of the other failures is tried once per call, at one of the occurrences.
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
                    operation: operation.name,
                    fault: json!({
                        "method": operation.method, "path": operation.path,
                        "skip": skip, "times": times, "then": kind.then,
                    }),
                    reads: operation.reads(),
                    recovers: which != Which::All
                        && match kind.recovers {
                            Recovers::Nowhere => false,
                            Recovers::Harmless => !operation.makes(),
                            Recovers::Everywhere => true,
                        },
                    slow: kind.is_slow(),
                    which,
                });
            }
        }
    }
    cases
}
