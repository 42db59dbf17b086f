//! One plan with something of everything, for the tests of the renderers.

use std::collections::BTreeMap;

use serde_json::json;

use crate::model::{
    Action, Address, Calls, Change, FieldChange, Fields, Kind, Mark, Name, Object, Plan, Reason,
    Scope, Selection, Unmanaged, Value,
};

use crate::report::counterpart::ComparisonDocument;
use crate::report::place::Located;
use crate::report::plan::ending::Ending;
use crate::report::plan::input::{Meta, PlanReport};

const ORG: &str = "https://public-usa.mkt.dynamics.com/api/v1.0/orgs/3f2c0b7e";

pub(in crate::report) fn fields(pairs: &[(&'static str, &str)]) -> Fields {
    pairs
        .iter()
        .map(|(name, value)| ((*name).into(), Value::text(*value)))
        .collect()
}

pub(in crate::report) fn change(address: &str, action: Action, reason: Reason) -> Change {
    Change {
        address: Address::parse(address).unwrap(),
        action,
        reason: Some(reason),
        id: None,
        key: None,
        key_before: None,
        before: None,
        after: None,
        fields: Vec::new(),
        route: None,
        affects: Vec::new(),
        detaches: Vec::new(),
        implied: std::collections::BTreeSet::new(),
        takes_over: None,
    }
}

pub(in crate::report) fn number(name: &str, phone: &str, action: Action, reason: Reason) -> Change {
    let address = format!("providers.marketing-us.numbers.{name}");
    Change {
        id: Some(format!("PN{:0>32}", phone.trim_start_matches('+')).into()),
        key: Some(phone.into()),
        ..change(&address, action, reason)
    }
}

fn update(
    mut change: Change,
    fields_changed: &[(&'static str, &str, &str, Option<&str>)],
) -> Change {
    let (mut before, mut after) = (Fields::new(), Fields::new());
    for (name, old, new, recorded) in fields_changed {
        before.insert(*name, Value::text(*old));
        after.insert(*name, Value::text(*new));
        change.fields.push(FieldChange {
            local: false,
            note: (*name == "sms_application_sid" && new.is_empty())
                .then_some("until now this application answered, not the URL"),
            field: (*name).into(),
            before: Value::text(*old),
            after: Value::text(*new),
            recorded: recorded.map(Value::text),
            mark: match recorded {
                None => Mark::New,
                Some(recorded) if recorded == old => Mark::Configured,
                Some(_) => Mark::Drifted,
            },
        });
    }
    change.before = Some(before);
    change.after = Some(after);
    change
}

/// The plan. Its one update of a friendly name sets the name to `friendly`.
pub(in crate::report) fn plan(friendly: &str) -> Plan {
    let declared = format!("{ORG}/sms/incoming");
    let stale = format!("{ORG}/sms/incoming#rc=2");
    let mut changes = vec![
        Change {
            after: Some(fields(&[
                ("callback_url", &declared),
                ("description", "US marketing texts"),
            ])),
            ..change("providers.marketing-us", Action::Create, Reason::New)
        },
        number("front-desk", "+15017122662", Action::Adopt, Reason::Adopted),
        number("old-line", "+15017122664", Action::Forget, Reason::Removed),
        update(
            number(
                "store-line",
                "+15017122661",
                Action::Update,
                Reason::ConfigChanged,
            ),
            &[
                ("friendly_name", "Store", friendly, Some("Store")),
                ("sms_method", "GET", "POST", Some("GET")),
                (
                    "sms_url",
                    &format!("{ORG}/sms/inbound"),
                    &declared,
                    Some(&format!("{ORG}/sms/inbound")),
                ),
            ],
        ),
        update(
            Change {
                key_before: Some("+18885550100".into()),
                ..number("support", "+18885550123", Action::Update, Reason::Drifted)
            },
            &[
                (
                    "sms_fallback_url",
                    "",
                    "https://support.example.com/fallback",
                    None,
                ),
                ("sms_url", &stale, &declared, Some(&declared)),
                (
                    "voice_url",
                    "https://a.example.com/",
                    "https://c.example.com/",
                    Some("https://b.example.com/"),
                ),
            ],
        ),
        number("warehouse", "+15017122663", Action::Adopt, Reason::Adopted),
        Change {
            reason: None,
            ..change("keywords.STOP", Action::NoOp, Reason::New)
        },
    ];
    changes.sort_by(|a, b| a.address.cmp(&b.address));
    Plan {
        unlisted: 0,
        comparison: None,
        prices: BTreeMap::new(),
        policy: None,
        scope: Scope {
            project: "contoso-sms".to_owned(),
            environment: "prod".to_owned(),
        },
        changes,
        unmanaged: vec![Unmanaged {
            provider: Name::parse("marketing-us").unwrap(),
            object: Object {
                label: Some("friendly_name"),
                kind: Kind::Number,
                id: "PN00000000000000000000000000000009".into(),
                key: "+15017122669".into(),
                fields: fields(&[("friendly_name", friendly), ("sms_url", "")]),
            },
        }],
        findings: Vec::new(),
        complete: true,
        calls: Calls {
            reads: 2,
            writes: 2,
            minutes: None,
        },
        selection: Selection::default(),
    }
}

/// A plan that moves 30 numbers to another host, one to a host of its own, and renames and forgets
/// one each.
pub(in crate::report) fn outliers() -> Plan {
    let declared = |name: &str, field, old: &str, new: &str| {
        let made = number(name, "+15017122661", Action::Update, Reason::ConfigChanged);
        update(made, &[(field, old, new, Some(old))])
    };
    let (old, new) = ("https://a.example.com/sms", "https://b.example.com/sms");
    let evil = "https://evil.example.net/sms";
    let mut changes: Vec<Change> = (0..30)
        .map(|at| declared(&format!("n{at:02}"), "sms_url", old, new))
        .collect();
    changes.push(declared("store-line", "sms_url", old, evil));
    changes.push(declared("renamed", "friendly_name", "Old", "New"));
    changes.push(number(
        "gone",
        "+15017122664",
        Action::Forget,
        Reason::Removed,
    ));
    changes.sort_by(|a, b| a.address.cmp(&b.address));
    Plan {
        changes,
        ..plan("x")
    }
}

pub(in crate::report) fn meta() -> Meta {
    Meta {
        tool_version: "0.1.0".to_owned(),
        timestamp: "2026-07-30T12:00:00Z".to_owned(),
        config_sha256: "c0ffee".to_owned(),
        files: vec!["switchboard.yaml".to_owned()],
        sources: vec!["switchboard.yaml".to_owned()],
        found: true,
        lineage: Some("0197".to_owned()),
        serial: 41,
        shard: None,
        shards: Vec::new(),
        targets: Vec::new(),
        excluded: Vec::new(),
        undoes: None,
        reverts: None,
    }
}

pub(in crate::report) fn diagnostic(severity: &str, summary: &str) -> serde_json::Value {
    json!({
        "severity": severity, "code": "W0412", "summary": summary, "help": "look at it",
        "address": "providers.marketing-us.numbers.support",
        "range": {"filename": "envs/a,b:c.yaml", "start": {"line": 22, "column": 7}, "end": {"line": 22, "column": 14}}
    })
}

fn place(address: &Address, field: Option<&str>) -> Option<Located> {
    let line = match address.name() {
        "marketing-us" => 12,
        "front-desk" => 20,
        "store-line" => 22,
        "support" => 25,
        "warehouse" => 31,
        _ => return None,
    };
    // The URL of each number is on the second line below its name; nothing else is written.
    let line = match field {
        None => line,
        Some("sms_url") => line + 2,
        Some(_) => return None,
    };
    Some(Located {
        file: "switchboard.yaml".to_owned(),
        line,
        column: 7,
        end: (line, 14),
    })
}

/// Calls `look` with the report of a plan.
pub(in crate::report) fn report<T>(
    plan: &Plan,
    diagnostics: &[serde_json::Value],
    look: impl FnOnce(&PlanReport<'_>) -> T,
) -> T {
    compared(plan, diagnostics, None, look)
}

impl<'a> PlanReport<'a> {
    /// The report of the apply of the plan.
    pub(in crate::report) fn ended(&self, ending: Ending<'a>) -> Self {
        Self {
            ending: Some(ending),
            ..*self
        }
    }
}

/// Calls `look` with the report of a plan and a comparison.
pub(in crate::report) fn compared<T>(
    plan: &Plan,
    diagnostics: &[serde_json::Value],
    comparison: Option<&ComparisonDocument>,
    look: impl FnOnce(&PlanReport<'_>) -> T,
) -> T {
    look(&PlanReport {
        plan,
        meta: &meta(),
        places: &place,
        comparison,
        diagnostics,
        show_unmanaged: true,
        each: false,
        ending: None,
    })
}
