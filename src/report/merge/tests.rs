//! Merges of documents as their runs write them.

use serde_json::{Value, json};

use super::{MergeError, Merged, Piece, ReadError, merge, read};

/// A plan of one number, as its shard writes it.
fn plan(environment: &str, shard: &Value, name: &str) -> Value {
    let address = format!("providers.{name}.numbers.a");
    json!({
        "format_version": "1.0", "kind": "plan", "tool_version": "0", "timestamp": "2026-01-01T00:00:00Z",
        "project": "contoso", "environment": environment, "shard": shard,
        "complete": true, "errored": false,
        "config": { "sha256": "c0", "files": ["switchboard.yaml"] },
        "registry": { "lineage": "L", "serial": 3 },
        "sha256": name,
        "summary": { "create": 0, "update": 1, "adopt": 0, "forget": 0, "no_op": 0, "unmanaged": 2 },
        "calls": { "reads": 2, "writes": 1 },
        "resource_changes": [{
            "address": address, "type": "number", "name": "a", "provider": name, "id": "PN1", "phone_number": "+15017122661",
            "source": { "file": "switchboard.yaml", "line": 3, "column": 1 },
            "change": { "actions": ["update"], "before": { "url": "a" }, "after": { "url": "b" } },
            "action_reason": "config_changed",
        }],
        "diagnostics": [{ "severity": "warning", "code": "W0444", "summary": "the same in every shard" }],
    })
}

fn shard(index: u32, count: u32) -> Value {
    json!({ "index": index, "count": count })
}

fn merged(documents: &[Value]) -> Result<Merged, MergeError> {
    let pieces = documents
        .iter()
        .flat_map(|one| read(&one.to_string()).unwrap());
    merge(pieces.collect(), &[], "1")
}

fn merged_json(documents: &[Value]) -> Value {
    serde_json::from_str(&merged(documents).unwrap().to_json()).unwrap()
}

#[test]
fn the_shards_of_one_environment_become_one_document() {
    let all = [
        plan("prod", &shard(2, 2), "a"),
        plan("prod", &shard(1, 2), "b"),
    ];
    let json = merged_json(&all);
    assert_eq!(
        (&json["kind"], &json["shard"]),
        (&json!("plan"), &Value::Null)
    );
    assert_eq!(json["complete"], true);
    assert_eq!(
        (&json["summary"]["update"], &json["summary"]["unmanaged"]),
        (&json!(2), &json!(4))
    );
    assert_eq!(json["calls"], json!({ "reads": 4, "writes": 2 }));
    assert_eq!(json["registry"], json!({ "lineage": "L", "serial": 6 }));
    let addresses: Vec<_> = json["resource_changes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| &one["address"])
        .collect();
    assert_eq!(
        addresses,
        ["providers.a.numbers.a", "providers.b.numbers.a"]
    );
    assert_eq!(json["diagnostics"].as_array().unwrap().len(), 1);
    assert_eq!(json["shards"].as_array().unwrap().len(), 2);
    // Whatever the order of the documents, the result is the same.
    let [one, two] = all;
    assert_eq!(merged_json(&[two, one]), json);
    // It is a plan, but none that can be applied.
    let error = crate::report::plan::document::read(&json.to_string()).unwrap_err();
    assert!(error.to_string().contains("merged"), "{error}");
}

#[test]
fn a_missing_and_an_incomplete_shard_are_named() {
    let mut incomplete = plan("prod", &shard(3, 4), "c");
    incomplete["complete"] = json!(false);
    let all = [
        plan("prod", &shard(1, 4), "a"),
        incomplete,
        plan("prod", &shard(4, 4), "d"),
    ];
    assert!(merged(&all).unwrap().is_incomplete());
    let json = merged_json(&all);
    assert_eq!(
        (&json["complete"], &json["errored"]),
        (&json!(false), &json!(true))
    );
    let said: Vec<_> = json["diagnostics"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["summary"].as_str().unwrap())
        .collect();
    assert_eq!(
        said[..2],
        [
            "contoso (environment prod): shard 2 of 4 is missing",
            "contoso (environment prod): shard 3 of 4 is incomplete",
        ]
    );
    let states: Vec<_> = json["shards"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| &one["state"])
        .collect();
    assert_eq!(states, ["complete", "missing", "incomplete", "complete"]);
}

#[test]
fn several_environments_become_a_set() {
    let all = [
        plan("prod", &Value::Null, "a"),
        plan("test", &shard(1, 1), "b"),
    ];
    let json = merged_json(&all);
    assert_eq!(
        (&json["kind"], &json["complete"]),
        (&json!("plan-set"), &json!(true))
    );
    assert_eq!(json["summary"]["update"], 2);
    let environments = json["environments"].as_array().unwrap();
    assert_eq!(
        (
            &environments[0]["environment"],
            &environments[1]["environment"]
        ),
        (&json!("prod"), &json!("test"))
    );
    // A set is merged again like its parts.
    assert_eq!(merged_json(std::slice::from_ref(&json)), json);
}

#[test]
fn what_does_not_fit_together_is_refused() {
    let of = |index, count| plan("prod", &shard(index, count), "a");
    let whole = plan("prod", &Value::Null, "a");
    let refused = |all: &[Value]| merged(all).unwrap_err().to_string();
    assert_eq!(
        refused(&[of(1, 2), of(1, 2)]),
        "contoso (environment prod): two documents are of shard 1/2"
    );
    assert_eq!(
        refused(&[of(1, 2), of(1, 3)]),
        "contoso (environment prod): the documents are of 2 and of 3 shards"
    );
    for all in [[whole.clone(), whole.clone()], [whole.clone(), of(1, 2)]] {
        assert_eq!(
            refused(&all),
            "contoso (environment prod): two documents are of every provider"
        );
    }
    let mut other = of(2, 2);
    other["config"]["sha256"] = json!("c1");
    assert!(refused(&[of(1, 2), other]).contains("different configurations"));
    assert_eq!(merged(&[]), Err(MergeError::Nothing));
    let mut apply = of(2, 2);
    apply["kind"] = json!("apply");
    assert_eq!(
        refused(&[of(1, 2), apply]),
        "documents of kind plan and of kind apply cannot be merged"
    );
}

#[test]
fn what_is_no_document_is_refused() {
    assert!(matches!(read(""), Err(ReadError::NotJson(_))));
    assert!(matches!(read("[]"), Err(ReadError::NotADocument(_))));
    assert!(matches!(
        read(r#"{"format_version":"1.0","kind":"import"}"#),
        Err(ReadError::NotADocument(_))
    ));
    assert!(matches!(
        read(r#"{"format_version":"2.0","kind":"plan"}"#),
        Err(ReadError::Newer { .. })
    ));
    let problems = r#"{"valid":false,"diagnostics":[{"code":"E0602"}]}"#;
    assert!(matches!(read(problems), Err(ReadError::Problems(all)) if all.len() == 1));
    let whole = plan("", &Value::Null, "a");
    assert!(matches!(
        read(&whole.to_string()).unwrap().as_slice(),
        [Piece::Plan(_)]
    ));
}

#[test]
fn costs_are_added_and_what_is_unknown_stays_unknown() {
    let buys = |name: &str, index: u32, price: &Value, unknown: &Value| {
        let mut plan = plan("prod", &shard(index, 3), name);
        let change = &mut plan["resource_changes"][0];
        change["change"]["actions"] = json!(["purchase"]);
        change["monthly_price"] = price.clone();
        change["monthly_price_unknown"] = unknown.clone();
        plan
    };
    let usd = |amount: &str| json!({ "currency": "USD", "amount": amount });
    let json = merged_json(&[
        buys("a", 1, &usd("0.1"), &Value::Null),
        buys("b", 2, &usd("0.2"), &Value::Null),
        buys("c", 3, &Value::Null, &json!("the list is silent")),
    ]);
    let expected = json!({ "known": [usd("0.3")], "unknown": 1 });
    assert_eq!(json["monthly_cost"], expected);
    let without = merged_json(&[plan("prod", &Value::Null, "a")]);
    assert!(without.get("monthly_cost").is_none());
    let several = merged_json(&[
        {
            let mut one = buys("a", 1, &usd("0.1"), &Value::Null);
            one["shard"] = Value::Null;
            one
        },
        {
            let mut one = buys("a", 1, &usd("0.2"), &Value::Null);
            one["shard"] = Value::Null;
            one["environment"] = json!("test");
            one
        },
    ]);
    assert_eq!(several["monthly_cost"]["known"], json!([usd("0.3")]));
}
