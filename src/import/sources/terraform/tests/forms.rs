//! The two forms of a state, its instances, and what is refused.

use super::{COMMUNITY, NUMBERS, OFFICIAL, PN, refused, state};
use crate::import::sources::terraform::{Note, read};

#[test]
fn instances_differ_by_key_and_status() {
    let sid = |nth: u32| format!("PN{nth:032}");
    let instance = |rest: &str, nth| format!(r#"{{{rest}"attributes":{{"sid":"{}"}}}}"#, sid(nth));
    let instances = [
        instance(r#""index_key":"berlin","#, 1),
        instance(r#""index_key":"paris","status":"tainted","#, 2),
        instance(r#""index_key":"paris","deposed":"00000001","#, 3),
        r#"{"index_key":"old","attributes_flat":{"sid":"x"}}"#.to_owned(),
        r#"{"index_key":"none","attributes":{"sid":""}}"#.to_owned(),
        instance(r#""index_key":7,"#, 1),
    ];
    let state = state(&format!("{OFFICIAL}.eu"), NUMBERS, &instances.join(","));
    let address = |key: &str| format!("{NUMBERS}.line[{key}]");
    let found: Vec<(String, &str, bool)> = state
        .managed
        .iter()
        .map(|managed| {
            (
                managed.address.to_string(),
                managed.sid.as_str(),
                managed.tainted,
            )
        })
        .collect();
    assert_eq!(
        found,
        [
            (address("\"berlin\""), sid(1).as_str(), false),
            (address("\"paris\""), sid(2).as_str(), true),
            (address("7"), sid(1).as_str(), false),
        ]
    );
    assert_eq!(state.managed[0].alias.as_deref(), Some("eu"));
    assert_eq!(state.managed[0].proposed_name(), "line berlin");
    assert_eq!(
        state.notes,
        [
            Note::Tainted {
                address: address("\"paris\"")
            },
            Note::Deposed {
                address: address("\"paris\"")
            },
            Note::Legacy {
                address: address("\"old\"")
            },
            Note::NoSid {
                address: address("\"none\"")
            },
            Note::Twice {
                address: address("\"berlin\""),
                again: address("7")
            },
        ]
    );
    assert_eq!(state.blocks[&format!("{NUMBERS}.line")], 5);
}

#[test]
fn what_cannot_be_known_is_reported_and_not_guessed() {
    let instance = format!(r#"{{"attributes":{{"sid":"{PN}"}}}}"#);
    for (provider, resource_type) in [
        (
            r#"provider[\"registry.terraform.io/preskton/twilio\"]"#,
            "twilio_phone_number",
        ),
        (
            r#"provider[\"registry.terraform.io/tulip/twilio\"]"#,
            "twilio_phonenumber",
        ),
        (
            r#"provider[\"registry.terraform.io/fork/twilio\"]"#,
            NUMBERS,
        ),
        ("provider.twilio", "twilio_phone_number"),
    ] {
        let state = state(provider, resource_type, &instance);
        assert_eq!(state.managed, [], "{provider}");
        assert!(
            matches!(state.notes.as_slice(), [Note::UnknownProvider { .. }]),
            "{provider}"
        );
    }
    for (provider, resource_type) in [
        (OFFICIAL, "twilio_messaging_tollfree_verifications_v1"),
        (COMMUNITY, "twilio_account_sub_account"),
    ] {
        let state = state(provider, resource_type, &instance);
        assert!(matches!(state.notes.as_slice(), [Note::NotImported { .. }]));
        assert!(state.managed.is_empty() && state.blocks.is_empty());
    }
    // The official types are certain without a namespace, too.
    assert_eq!(
        state("provider.twilio", NUMBERS, &instance).managed.len(),
        1
    );
    let other = state(
        r#"provider[\"registry.terraform.io/hashicorp/aws\"]"#,
        "aws_instance",
        "{\"attributes\":{}}",
    );
    assert!(other.managed.is_empty() && other.notes.is_empty());
}

/// A resource as `show -json` has it.
fn shown(address: &str, extra: &str) -> String {
    format!(
        r#"{{"address":"{address}","mode":"managed","type":"{NUMBERS}","name":"line",{extra}"provider_name":"registry.terraform.io/twilio/twilio","schema_version":0,"values":{{"sid":"{PN}"}},"sensitive_values":{{}}}}"#
    )
}

#[test]
fn show_json_is_walked_through_all_modules() {
    let tree = format!(
        r#"{{"root_module":{{"resources":[{},{{"mode":"data","type":"{NUMBERS}","name":"d","values":{{}}}}],"child_modules":[{{"address":"module.a[\"x.y\"]","child_modules":[{{"address":"module.a[\"x.y\"].module.b[0]","resources":[{}]}}]}}]}}}}"#,
        shown("line", r#""tainted":true,"#),
        shown("deep", r#""index":"k","#),
    );
    let bare =
        format!(r#"{{"format_version":"1.0","terraform_version":"1.11.4","values":{tree}}}"#);
    let planned = shown("new", "").replace(PN, "PN99999999999999999999999999999999");
    let plan = format!(
        r#"{{"format_version":"1.2","planned_values":{{"root_module":{{"resources":[{planned}]}}}},"prior_state":{{"format_version":"1.0","values":{tree}}}}}"#
    );
    for text in [bare, plan] {
        let state = read("state.json", text.as_bytes()).unwrap();
        let addresses: Vec<String> = state
            .managed
            .iter()
            .map(|managed| managed.address.to_string())
            .collect();
        let deep = format!("module.a[\"x.y\"].module.b[0].{NUMBERS}.line[\"k\"]");
        assert_eq!(addresses, [format!("{NUMBERS}.line"), deep]);
        assert!(state.managed[0].tainted);
    }
    for text in [
        r#"{"format_version":"1.0"}"#,
        r#"{"format_version":"1.2","planned_values":{},"prior_state":{}}"#,
        r#"{"format_version":"1.0","values":{}}"#,
        r#"{"version":4,"resources":[]}"#,
        r#"{"version":4}"#,
    ] {
        assert!(
            read("s", text.as_bytes()).unwrap().managed.is_empty(),
            "{text}"
        );
    }
}

#[test]
fn what_is_no_readable_state_is_refused_with_a_way_out() {
    for (text, summary, help) in [
        (
            r#"{"version":3,"modules":[]}"#,
            "state.json: at `version`: this is a state of version 3",
            "0.12",
        ),
        (
            r#"{"serial":1,"lineage":"x","meta":{},"encrypted_data":"x","encryption_version":"v0"}"#,
            "state.json: this state is encrypted",
            "tofu show -json",
        ),
        (
            r#"{"version":3,"serial":1,"backend":{"type":"s3"}}"#,
            "state.json: this file only says where",
            "state pull",
        ),
        (
            r#"{"version":"4"}"#,
            "state.json: at `version`: this value is not a whole number",
            "",
        ),
        ("[]", "state.json:1:", ""),
        ("{}", "state.json: this is not a state", "show -json"),
        ("", "state.json: the file is empty", "state pull"),
        (
            "PK\u{3}\u{4}x",
            "state.json: this is a saved plan",
            "show -json PLAN",
        ),
        (
            "{\"version\":4,\n\"resources\":[",
            "state.json:2:13: the JSON ends too early",
            "",
        ),
        (
            r#"{"version":4,"resources":{}}"#,
            "state.json: at `resources`: this value is not a list",
            "",
        ),
        (
            r#"{"version":4,"resources":[{"mode":"managed"}]}"#,
            "state.json: at `resources[0]`: missing field `type`",
            "",
        ),
    ] {
        let (found, advice) = refused(text);
        assert!(found.starts_with(summary), "{text}: {found}");
        assert!(advice.contains(help), "{text}: {advice}");
    }
    let utf_16: Vec<u8> = [0xff, 0xfe]
        .into_iter()
        .chain(b"{}".iter().flat_map(|byte| [*byte, 0]))
        .collect();
    assert!(refused(utf_16).1.contains("PowerShell"));
}

#[test]
fn errors_within_an_instance_have_its_place() {
    let resource = |name: &str, instance: &str| {
        refused(format!(
            r#"{{"version":4,"resources":[{{"mode":"managed","type":"{NUMBERS}","name":"{name}","provider":"{OFFICIAL}","instances":[{instance}]}}]}}"#
        )).0
    };
    assert_eq!(
        resource("a", r#"{"index_key":[]}"#),
        "state.json: at `resources[0].instances[0].index_key`: this value is not an index or a key"
    );
    assert!(
        resource("a", r#"{"attributes":"hunter2"}"#)
            .starts_with("state.json: at `resources[0].instances[0].attributes`: ")
    );
    assert_eq!(
        resource("a\\n}", r#"{"attributes":{}}"#),
        "state.json: at `resources[0].instances[0]`: the address of this resource is not one of Terraform's"
    );
}

#[test]
fn the_order_of_keys_does_not_matter() {
    let text = format!(
        r#"{{"resources":[{{"instances":[{{"attributes":{{"sid":"{PN}"}}}}],"mode":"managed","name":"a","provider":"{OFFICIAL}","type":"{NUMBERS}"}}],"version":4}}"#
    );
    assert_eq!(read("s", text.as_bytes()).unwrap().managed.len(), 1);
}
