//! What is read of states in both forms, what is refused, and that no secret is ever read.

use super::{Kind, Managed, Note, StateFile, read};

const PN: &str = "PN00000000000000000000000000000001";
const MG: &str = "MG00000000000000000000000000000001";
const AC: &str = "AC00000000000000000000000000000001";
const OFFICIAL: &str = r#"provider[\"registry.terraform.io/twilio/twilio\"]"#;
const COMMUNITY: &str = r#"provider[\"registry.terraform.io/RJPearson94/twilio\"]"#;
const NUMBERS: &str = "twilio_api_accounts_incoming_phone_numbers";

/// A state of one resource with these instances.
fn state(provider: &str, resource_type: &str, instances: &str) -> StateFile {
    let text = format!(
        r#"{{"version":4,"serial":1,"outputs":{{}},"resources":[{{"mode":"managed","type":"{resource_type}","name":"line","provider":"{provider}","instances":[{instances}]}}],"check_results":null}}"#
    );
    read("state.json", text.as_bytes()).unwrap_or_else(|error| panic!("{error}: {text}"))
}

fn one(provider: &str, resource_type: &str, attributes: &str) -> Managed {
    let instance = format!(r#"{{"schema_version":0,"attributes":{{{attributes}}}}}"#);
    let mut state = state(provider, resource_type, &instance);
    assert_eq!(state.notes, [], "{resource_type}");
    assert_eq!(state.managed.len(), 1, "{resource_type}");
    state.managed.remove(0)
}

fn refused(bytes: impl AsRef<[u8]>) -> (String, String) {
    let error = read("state.json", bytes.as_ref()).unwrap_err();
    (error.to_string(), error.help)
}

#[test]
fn a_number_of_the_official_provider_is_read() {
    for resource_type in [NUMBERS, "twilio_api_accounts_incoming_phone_numbers_v2010"] {
        let number = one(
            OFFICIAL,
            resource_type,
            &format!(
                r#""id":"{PN}","sid":"{PN}","account_sid":"{AC}","path_account_sid":null,"phone_number":"+15017122661",
                "area_code":null,"friendly_name":"Store Berlin","sms_url":"https://a.example/sms","sms_method":"POST",
                "sms_fallback_url":"","sms_application_sid":"","voice_url":"https://demo.twilio.com/welcome/voice/",
                "status_callback":"https://a.example/status","bundle_sid":null,"voice_caller_id_lookup":false"#
            ),
        );
        assert_eq!((number.kind, number.sid.as_str()), (Kind::Number, PN));
        assert_eq!(number.account.as_deref(), Some(AC));
        assert_eq!(number.address.to_string(), format!("{resource_type}.line"));
        assert_eq!(
            number.last_seen.get("sms_url"),
            Some("https://a.example/sms")
        );
        assert_eq!(number.last_seen.get("sms_fallback_url"), None);
        assert_eq!(number.unmanaged, ["status_callback"]);
    }
}

#[test]
fn a_number_of_the_community_provider_is_read() {
    let number = one(
        COMMUNITY,
        "twilio_phone_number",
        &format!(
            r#""id":"{PN}","account_sid":"{AC}","friendly_name":"Support","messaging":[{{"application_sid":"","method":"GET",
            "url":"https://a.example/sms"}}],"voice":[{{"url":"https://a.example/voice"}}],"fax":[]"#
        ),
    );
    assert_eq!((number.kind, number.sid.as_str()), (Kind::Number, PN));
    assert_eq!(
        number.last_seen.get("sms_url"),
        Some("https://a.example/sms")
    );
    assert_eq!(number.last_seen.get("sms_method"), Some("GET"));
    assert_eq!(number.unmanaged, ["voice_url"]);
    for messaging in ["[]", "null", "[null]", "\"x\"", "{}", "1"] {
        let attributes = format!(r#""sid":"{PN}","messaging":{messaging}"#);
        let number = one(COMMUNITY, "twilio_phone_number", &attributes);
        assert_eq!(number.last_seen.get("sms_url"), None);
    }
}

#[test]
fn services_applications_and_memberships_are_read() {
    for (provider, resource_type, callback) in [
        (OFFICIAL, "twilio_messaging_services_v1", "status_callback"),
        (COMMUNITY, "twilio_messaging_service", "status_callback_url"),
    ] {
        let attributes = format!(
            r#""id":"{MG}","friendly_name":"Campaigns","{callback}":"https://a.example/s","use_inbound_webhook_on_number":true,"validity_period":14400"#
        );
        let service = one(provider, resource_type, &attributes);
        assert_eq!(
            (service.kind, service.sid.as_str(), service.account),
            (Kind::Service, MG, None)
        );
        let seen = [
            "status_callback",
            "use_inbound_webhook_on_number",
            "validity_period",
        ];
        let seen = seen.map(|field| service.last_seen.get(field).unwrap());
        assert_eq!(seen, ["https://a.example/s", "true", "14400"]);
    }
    let ap = "AP00000000000000000000000000000001";
    let flat = format!(r#""sid":"{ap}","sms_url":"https://a.example/s""#);
    let nested = format!(r#""sid":"{ap}","messaging":[{{"url":"https://a.example/s"}}]"#);
    for (provider, resource_type, attributes) in [
        (OFFICIAL, "twilio_api_accounts_applications", flat),
        (COMMUNITY, "twilio_twiml_app", nested),
    ] {
        let application = one(provider, resource_type, &attributes);
        assert_eq!(
            (application.kind, application.sid.as_str()),
            (Kind::Application, ap)
        );
        assert_eq!(
            application.last_seen.get("sms_url"),
            Some("https://a.example/s")
        );
    }
}

#[test]
fn a_membership_without_its_number_is_known_by_another_attribute() {
    for attributes in [
        format!(r#""id":"{MG}/{PN}","service_sid":"{MG}","phone_number_sid":"{PN}","sid":"{PN}""#),
        format!(r#""id":"{MG}/{PN}","service_sid":"{MG}","phone_number_sid":null,"sid":"{PN}""#),
        format!(r#""id":"{MG}/{PN}","service_sid":"{MG}","phone_number_sid":"","sid":null"#),
        format!(r#""id":"{MG}/{PN}""#),
    ] {
        let member = one(
            OFFICIAL,
            "twilio_messaging_services_phone_numbers_v1",
            &attributes,
        );
        assert_eq!(
            (member.kind, member.sid.as_str()),
            (Kind::Membership, PN),
            "{attributes}"
        );
        assert_eq!(member.service.as_deref(), Some(MG), "{attributes}");
    }
    let attributes = format!(r#""id":"{PN}","service_sid":"{MG}","account_sid":"{AC}""#);
    let member = one(COMMUNITY, "twilio_messaging_phone_number", &attributes);
    assert_eq!(
        (member.sid.as_str(), member.service.as_deref()),
        (PN, Some(MG))
    );
    let sc = "SC00000000000000000000000000000001";
    let attributes = format!(r#""id":"{MG}/{sc}","short_code_sid":"{sc}""#);
    let member = one(
        OFFICIAL,
        "twilio_messaging_services_short_codes_v1",
        &attributes,
    );
    assert_eq!(
        (member.sid.as_str(), member.service.as_deref()),
        (sc, Some(MG))
    );
}

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

#[test]
fn stale_values_are_found_and_blank_is_one_value() {
    let mut number = one(
        OFFICIAL,
        NUMBERS,
        &format!(
            r#""sid":"{PN}","sms_url":"https://u:secret@a.example/sms","sms_method":"post","sms_fallback_url":null"#
        ),
    );
    let live = |field: &str| match field {
        "sms_url" => Some("https://u:secret@a.example/sms".to_owned()),
        "sms_method" => Some("POST".to_owned()),
        "sms_fallback_url" => Some(String::new()),
        _ => None,
    };
    assert_eq!(number.stale(live), []);
    let live = |field: &str| match field {
        "sms_url" => Some("https://u:other@b.example/sms".to_owned()),
        "sms_fallback_url" => Some("https://c.example/".to_owned()),
        _ => None,
    };
    let stale: Vec<String> = number.stale(live).iter().map(ToString::to_string).collect();
    assert_eq!(
        stale,
        [
            "sms_fallback_url: the state has nothing, Twilio has `https://c.example/`",
            "sms_url: the state has `https://u:***@a.example/sms`, Twilio has `https://u:***@b.example/sms`",
        ]
    );
    number.kind = Kind::Membership;
    assert!(!format!("{number:?} {stale:?}").contains("secret"));
}

/// Every attribute that is not in the tables holds a canary, in every form of state.
#[test]
fn no_secret_of_a_state_is_read() {
    let secret = "canary-3f2c0b7e";
    let attributes = format!(
        r#""sid":"{PN}","id":"{PN}","auth_token":"{secret}","secret":["{secret}"],"voice_url":"https://x:{secret}@a.example","tags":{{"{secret}":"{secret}"}},"messaging":[{{"url":"","token":"{secret}"}}],"area_code":"{secret}""#
    );
    let subaccount = format!(
        r#"{{"mode":"managed","type":"twilio_account_sub_account","name":"sub","provider":"{COMMUNITY}","instances":[{{"attributes":{{"sid":"{AC}","auth_token":"{secret}"}},"private":"{secret}"}}]}}"#
    );
    let key = format!(
        r#"{{"mode":"managed","type":"random_string","name":"key","provider":"provider[\"h/hashicorp/random\"]","instances":[{{"attributes":{{"id":"{secret}","sid":"{secret}"}}}}]}}"#
    );
    for (provider, resource_type) in [(OFFICIAL, NUMBERS), (COMMUNITY, "twilio_phone_number")] {
        let text = format!(
            r#"{{"version":4,"outputs":{{"k":{{"value":"{secret}","type":"string"}}}},"resources":[{subaccount},{key},{{"mode":"managed","type":"{resource_type}","name":"line","provider":"{provider}","instances":[{{"attributes":{{{attributes}}},"private":"{secret}","sensitive_attributes":[]}}]}}]}}"#
        );
        let state = read("state.json", text.as_bytes()).unwrap();
        assert_eq!(state.managed.len(), 1);
        assert!(!format!("{state:?}").contains(secret));
    }
    let show = format!(
        r#"{{"format_version":"1.0","values":{{"outputs":{{"k":{{"value":"{secret}"}}}},"root_module":{{"resources":[{{"mode":"managed","type":"{NUMBERS}","name":"l","provider_name":"h/twilio/twilio","values":{{{attributes}}}}}]}}}}}}"#
    );
    let state = read("state.json", show.as_bytes()).unwrap();
    assert_eq!(state.managed.len(), 1);
    assert!(!format!("{state:?}").contains(secret));
}
