//! Tests of the claims of sources.

use std::collections::{BTreeMap, BTreeSet};

use super::super::terraform::{StateFile, read};
use super::{Claims, Outcome, Sources, Weight};
use crate::import::hints::{Hint, Source as _};
use crate::import::sources::csv;
use crate::model::{Collection, Fields, Kind, Object, Value};
use crate::provider::{ProviderKind, kind};

const ACCOUNT: &str = "AC00000000000000000000000000000001";
const NUMBERS: &str = "twilio_api_accounts_incoming_phone_numbers";
const MEMBERS: &str = "twilio_messaging_services_phone_numbers_v1";
const CANARY: &str = "canary-4711";

fn twilio() -> &'static ProviderKind {
    kind("twilio").unwrap()
}

fn sid(prefix: &str, nth: usize) -> String {
    format!("{prefix}{nth:032}")
}

fn number(nth: usize, url: &str) -> Object {
    let fields = [
        ("friendly_name".into(), Value::text(format!("Line {nth}"))),
        ("sms_url".into(), Value::text(url)),
        ("sms_method".into(), Value::text("POST")),
        ("sms_application_sid".into(), Value::Blank),
    ];
    Object {
        kind: Kind::Number,
        id: sid("PN", nth).into(),
        key: format!("+1501712{nth:04}").into(),
        fields: Fields::from_iter(fields),
        label: Some("friendly_name"),
    }
}

fn service(nth: usize, members: &[&Object]) -> Object {
    let members = members
        .iter()
        .map(|member| member.key.to_string())
        .collect();
    let fields = [
        (
            "friendly_name".into(),
            Value::text(format!("Service {nth}")),
        ),
        ("senders".into(), Value::Set { members }),
    ];
    Object {
        kind: Kind::Group(Collection::parse("messaging_services").unwrap()),
        id: sid("MG", nth).into(),
        key: format!("Service {nth}").into(),
        fields: Fields::from_iter(fields),
        label: Some("friendly_name"),
    }
}

/// A resource with one instance.
fn resource(kind: &str, name: &str, alias: &str, rest: &str, attributes: &str) -> String {
    format!(
        r#"{{"mode":"managed","type":"{kind}","name":"{name}","provider":"provider[\"h/twilio/twilio\"]{alias}","instances":[{{{rest}"attributes":{{{attributes},"auth_token":"{CANARY}","voice_url":"https://{CANARY}.example.com"}},"private":"{CANARY}"}}]}}"#
    )
}

fn line(name: &str, nth: usize, more: &str) -> String {
    let sid = sid("PN", nth);
    let attributes =
        format!(r#""sid":"{sid}","account_sid":"{ACCOUNT}","sms_method":"POST"{more}"#);
    resource(NUMBERS, name, "", "", &attributes)
}

fn place(name: &str, group: usize, sender: usize) -> String {
    let (group, sender) = (sid("MG", group), sid("PN", sender));
    let attributes = format!(r#""id":"{group}/{sender}","service_sid":"{group}","sid":"{sender}""#);
    resource(MEMBERS, name, "", "", &attributes)
}

fn state(resources: &[String]) -> StateFile {
    let outputs = format!(r#"{{"secret":{{"value":"{CANARY}","type":"string"}}}}"#);
    let text = format!(
        r#"{{"version":4,"outputs":{outputs},"resources":[{}]}}"#,
        resources.join(",")
    );
    read("s.tfstate", text.as_bytes()).unwrap()
}

/// What one account makes of the sources: what is named, the hints, and what is left to say.
fn compared(
    sources: &Sources,
    objects: &[Object],
) -> (BTreeSet<String>, BTreeMap<String, Hint>, Outcome) {
    let claims = Claims::new(twilio(), sources);
    let sourced = claims.about(ACCOUNT, objects);
    let outcome = claims.conclude();
    let shown = format!("{sourced:?}{outcome:?}");
    assert!(!shown.contains(CANARY), "{shown}");
    (sourced.only.unwrap_or_default(), sourced.hints, outcome)
}

fn of_states(states: Vec<StateFile>) -> Sources {
    Sources {
        states,
        ..Sources::default()
    }
}

fn summaries(outcome: &Outcome) -> Vec<&str> {
    let remarks = outcome.remarks.iter();
    remarks.map(|remark| remark.summary.as_str()).collect()
}

#[test]
fn without_a_source_everything_is_imported() {
    let sources = Sources::default();
    let claims = Claims::new(twilio(), &sources);
    let sourced = claims.about(ACCOUNT, &[number(1, "")]);
    assert!(sourced.only.is_none() && sourced.hints.is_empty());
    assert!(claims.conclude().remarks.is_empty());
}

#[test]
fn a_state_selects_names_and_comments() {
    let url = r#","sms_url":"https://a.example/sms","friendly_name":"Line 1""#;
    let sources = of_states(vec![state(&[line("store", 1, url)])]);
    let objects = [number(1, "https://a.example/sms"), number(2, "")];
    let (named, hints, outcome) = compared(&sources, &objects);
    assert_eq!(named, [sid("PN", 1)].into());
    let hint = &hints[&sid("PN", 1)];
    assert_eq!(hint.proposed, ["store"]);
    let comment = format!("Still managed in Terraform at {NUMBERS}.store");
    assert_eq!(hint.comments, [comment]);
    assert_eq!(
        summaries(&outcome),
        ["1 object has `voice_url` in Terraform, which no tool manages after the hand-over"]
    );
}

#[test]
fn what_is_stale_tainted_or_gone_is_reported() {
    let tainted = line("tainted", 2, r#","sms_url":"""#)
        .replace("\"attributes\"", "\"status\":\"tainted\",\"attributes\"");
    let elsewhere = line("elsewhere", 4, "").replace(ACCOUNT, &sid("AC", 9));
    let sources = of_states(vec![state(&[
        line(
            "old",
            1,
            r#","sms_url":"https://old.example/sms","friendly_name":"Line 1""#,
        ),
        tainted,
        line("gone", 3, ""),
        elsewhere,
        resource(NUMBERS, "lost", "", "", r#""sid":null"#),
    ])]);
    let objects = [number(1, "https://new.example/sms"), number(2, "")];
    let (named, hints, outcome) = compared(&sources, &objects);
    assert_eq!(named.len(), 2);
    assert!(hints[&sid("PN", 2)].comments[1].contains("releases this number"));
    let warnings = outcome
        .remarks
        .iter()
        .filter(|one| one.weight == Weight::Warning);
    let warnings: Vec<&str> = warnings.map(|one| one.summary.as_str()).collect();
    assert_eq!(warnings.len(), 3, "{warnings:?}");
    assert!(
        warnings[0].starts_with("1 object is tainted: "),
        "{warnings:?}"
    );
    assert_eq!(
        warnings[1],
        "1 object is in the state, but in no account that was read"
    );
    assert!(warnings[2].contains("--account-sid AC00000000000000000000000000000009"));
    let all: Vec<&String> = outcome
        .remarks
        .iter()
        .flat_map(|one| &one.details)
        .collect();
    let has = |text: &str| all.iter().any(|detail| detail.contains(text));
    assert!(
        has(
            "sms_url: the state has `https://old.example/sms`, Twilio has `https://new.example/sms`"
        ),
        "{all:?}"
    );
    assert!(
        has(".lost has no valid SID") && has(&format!(".gone: {}", sid("PN", 3))),
        "{all:?}"
    );
}

#[test]
fn a_membership_counts_while_the_account_has_it() {
    let (one, two) = (number(1, ""), number(2, ""));
    let sources = of_states(vec![state(&[
        place("stays", 1, 1),
        place("left", 1, 2),
        place("gone", 2, 1),
    ])]);
    let objects = [one.clone(), two, service(1, &[&one])];
    let (named, hints, outcome) = compared(&sources, &objects);
    assert_eq!(named, [sid("PN", 1), sid("MG", 1)].into());
    assert!(hints[&sid("PN", 1)].comments[0].contains(&format!("{MEMBERS}.stays")));
    let adopted = |at: usize| {
        outcome
            .there
            .is_adopted(&sources.states[0].managed[at], |_| true)
    };
    assert!(adopted(0) && !adopted(1) && !adopted(2));
    let without = |id: &str| id != sid("MG", 1);
    assert!(
        !outcome
            .there
            .is_adopted(&sources.states[0].managed[0], without)
    );
    let texts = summaries(&outcome).join("\n");
    assert!(
        texts.contains("1 sender has left the messaging service"),
        "{texts}"
    );
    assert!(texts.contains("in no account that was read"), "{texts}");
}

#[test]
fn an_alias_names_an_account_if_it_is_the_only_one() {
    let aliased = |name: &str, nth: usize, alias: &str| {
        line(name, nth, "").replace("twilio\\\"]", &format!("twilio\\\"]{alias}"))
    };
    let name = |aliases: [&str; 2]| {
        let lines = [aliased("a", 1, aliases[0]), aliased("b", 2, aliases[1])];
        let sources = of_states(vec![state(&lines)]);
        let claims = Claims::new(twilio(), &sources);
        claims.about(ACCOUNT, &[]).provider
    };
    assert_eq!(name([".eu", ".eu"]), ["eu"]);
    for aliases in [[".eu", ".us"], [".eu", ""], ["", ""]] {
        assert_eq!(name(aliases), [""; 0], "{aliases:?}");
    }
}

fn of_list(text: &str, desired_from_list: bool) -> Sources {
    Sources {
        list: Some(csv::read("list.csv", text.as_bytes()).unwrap()),
        desired_from_list,
        ..Sources::default()
    }
}

#[test]
fn a_list_selects_and_names_and_its_urls_are_reported() {
    let text = "name,number,url\nStore,+15017120001,https://a.example/sms\nBar,15017120002,https://b.example/sms\nGone,+15017120009,\n";
    let objects = [
        number(1, "https://a.example/sms"),
        number(2, ""),
        number(3, ""),
    ];
    let (named, hints, outcome) = compared(&of_list(text, false), &objects);
    assert_eq!(named, [sid("PN", 1), sid("PN", 2)].into());
    assert_eq!(hints[&sid("PN", 2)].proposed, ["Bar"]);
    assert!(hints.values().all(|hint| hint.wanted.is_none()));
    let details: Vec<&String> = outcome
        .remarks
        .iter()
        .flat_map(|one| &one.details)
        .collect();
    assert_eq!(
        details,
        [
            "row 4: +15017120009",
            "row 3: +15017120002 has no URL, the list has https://b.example/sms",
        ]
    );
}

#[test]
fn a_url_of_a_list_is_wanted_only_where_it_differs_and_on_request() {
    let text = "sid,url,method\nPN00000000000000000000000000000001,https://a.example/sms,\nPN00000000000000000000000000000002,https://b.example/sms,GET\nPN00000000000000000000000000000003,https://a.example/sms,GET\n";
    let objects: Vec<Object> = (1..=3)
        .map(|nth| number(nth, "https://a.example/sms"))
        .collect();
    let (_, hints, _) = compared(&of_list(text, true), &objects);
    let wanted = |nth: usize| {
        let wanted = hints[&sid("PN", nth)].wanted.as_ref()?;
        Some((wanted.0.as_str().to_owned(), wanted.1.clone()))
    };
    let some = |url: &str, method: &str| Some((url.to_owned(), method.to_owned()));
    assert_eq!(wanted(1), None);
    assert_eq!(wanted(2), some("https://b.example/sms", "GET"));
    assert_eq!(wanted(3), some("https://a.example/sms", "GET"));
}

#[test]
fn a_row_of_two_different_numbers_is_refused_and_one_of_another_account_waits() {
    let text = format!(
        "sid,number,account_sid\n{},+15017120002,\n,+15017120003,{}\n",
        sid("PN", 1),
        sid("AC", 9)
    );
    let objects: Vec<Object> = (1..=3).map(|nth| number(nth, "")).collect();
    let (named, _, outcome) = compared(&of_list(&text, false), &objects);
    assert_eq!(named, BTreeSet::new());
    let texts = summaries(&outcome).join("\n");
    assert!(
        texts.contains("do not match") && texts.contains("1 row is in list.csv"),
        "{texts}"
    );
}

#[test]
fn the_options_for_other_accounts_keep_the_one_that_was_read() {
    let elsewhere = |name: &str, nth: usize, account: usize| {
        line(name, nth, "").replace(ACCOUNT, &sid("AC", account))
    };
    let option = |account: usize| format!("--account-sid {}", sid("AC", account));
    let one = of_states(vec![state(&[line("here", 1, ""), elsewhere("b", 2, 9)])]);
    let (_, _, outcome) = compared(&one, &[number(1, "")]);
    let text = summaries(&outcome).join("\n");
    let command = format!("pass {} {}, or --all-accounts", option(1), option(9));
    assert!(text.contains(&command), "{text}");
    let several = [
        elsewhere("b", 2, 9),
        elsewhere("c", 3, 8),
        elsewhere("d", 4, 8),
    ];
    let (_, _, outcome) = compared(&of_states(vec![state(&several)]), &[number(1, "")]);
    assert!(outcome.is_elsewhere);
    let remark = &outcome.remarks[0];
    let command = format!("pass {} {} {},", option(1), option(8), option(9));
    let start = "3 objects are in 2 accounts that were not imported";
    assert!(
        remark.summary.starts_with(start) && remark.summary.contains(&command),
        "{remark:?}"
    );
    let counts = [
        format!("{}: 2 objects", sid("AC", 8)),
        format!("{}: 1 object", sid("AC", 9)),
    ];
    assert_eq!(remark.details, counts);
}

#[test]
fn a_pattern_leaves_out_what_sources_say_about_other_objects() {
    let (one, two) = (number(1, ""), number(2, ""));
    let stale = r#","sms_url":"https://old.example/sms""#;
    let service_attributes = format!(r#""sid":"{}","friendly_name":"Old""#, sid("MG", 1));
    let state = state(&[
        line("a", 1, stale),
        line("b", 2, stale),
        resource(
            "twilio_messaging_services_v1",
            "s",
            "",
            "",
            &service_attributes,
        ),
        place("left_a", 1, 1),
        place("left_b", 1, 2),
        line("gone", 9, ""),
    ]);
    let list = "number,url\n+15017120001,https://l.example/\n+15017120002,https://l.example/\n";
    let sources = Sources {
        states: vec![state],
        list: Some(csv::read("list.csv", list.as_bytes()).unwrap()),
        desired_from_list: false,
    };
    let objects = [one, two, service(1, &[])];
    let texts = |pattern: Option<&str>| {
        let pattern = pattern.map(|pattern| glob::Pattern::new(pattern).unwrap());
        let claims = Claims::new(twilio(), &sources).matching(pattern.as_ref());
        claims.about(ACCOUNT, &objects);
        let remarks = claims.conclude().remarks;
        let details = remarks.into_iter().flat_map(|one| one.details);
        details.collect::<Vec<String>>().join("\n")
    };
    let all = texts(None);
    let of_b = [
        ".b: sms_url",
        "left_b",
        "+15017120002 has",
        ".s: friendly_name",
    ];
    let of_a = [".a: sms_url", "left_a", "+15017120001 has", ".gone"];
    for part in of_a.iter().chain(&of_b) {
        assert!(all.contains(part), "{part}\n{all}");
    }
    let some = texts(Some("+15017120001"));
    assert!(of_a.iter().all(|part| some.contains(part)), "{some}");
    assert!(!of_b.iter().any(|part| some.contains(part)), "{some}");
    assert!(!some.contains("numbers.b"), "{some}");
}

#[test]
fn what_becomes_of_a_wanted_url_is_not_for_the_list_to_say() {
    let text = "number,url\n+15017120001,https://l.example/\n";
    for (desired, is_said) in [(true, false), (false, true)] {
        let (_, _, outcome) = compared(&of_list(text, desired), &[number(1, "")]);
        let summary = summaries(&outcome).join("\n");
        assert!(summary.starts_with("1 number has another URL in list.csv"));
        assert_eq!(summary.contains("--desired-from-csv"), is_said, "{summary}");
        assert!(!summary.contains("the plan changes"), "{summary}");
    }
}

#[test]
fn sources_name_nothing_something_wrong_or_something_elsewhere() {
    let empty = of_states(vec![state(&[])]);
    assert!(empty.name_nothing() && of_list("number,name\n", false).name_nothing());
    let conflict = format!("sid,number\n{},+15017120002\n", sid("PN", 1));
    let left = of_states(vec![state(&[place("left", 1, 2)])]);
    let gone = of_states(vec![state(&[line("gone", 7, "")])]);
    let missing = of_list("number\n+15017120009\n", false);
    let objects = [number(1, ""), number(2, ""), service(1, &[])];
    for (sources, is_elsewhere) in [
        (of_list(&conflict, false), false),
        (left, false),
        (gone, true),
        (missing, true),
    ] {
        assert!(!sources.name_nothing(), "{sources:?}");
        let (only, _, outcome) = compared(&sources, &objects);
        assert!(only.is_empty(), "{only:?}");
        assert_eq!(outcome.is_elsewhere, is_elsewhere, "{outcome:?}");
    }
}
