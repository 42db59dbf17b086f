//! What is read of each resource type, and that no secret ever is.

use super::{AC, COMMUNITY, MG, NUMBERS, OFFICIAL, PN, one};
use crate::import::sources::terraform::{Kind, read};

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
