//! The rule itself. The expectation is a table of its own, which uses nothing of the program.

use std::collections::BTreeSet;

use switchboard::model::{Fields, Group, Route, Value};
use switchboard::provider::{Declared as _, twilio};

const OWN: &str = "https://own.example/sms";
const SERVICE: &str = "https://service.example/sms";
const APPLICATION: &str = "https://application.example/sms";
const MG: &str = "MG00000000000000000000000000000001";
const AP: &str = "AP00000000000000000000000000000001";

/// Each row: where the number is (`-` alone, `off` or `on` the service's switch), the service's
/// URL, the number's application (`-` none, `blank` one that calls nothing), the number's own URL;
/// then what decides and which URL is called. `*` means every value.
const TABLE: &str = "
    off  set    *      *      messaging_service  SERVICE
    off  blank  *      *      messaging_service  -
    on   *      set    *      application        APPLICATION
    on   *      blank  *      application        -
    on   *      -      set    number             OWN
    on   *      -      blank  nothing            -
    -    *      set    *      application        APPLICATION
    -    *      blank  *      application        -
    -    *      -      set    number             OWN
    -    *      -      blank  nothing            -
";

fn expected(case: [&str; 4]) -> (&'static str, Option<&'static str>) {
    let rows = TABLE.lines().filter(|row| !row.trim().is_empty());
    let fitting = rows.map(|row| row.split_whitespace().collect::<Vec<_>>());
    let mut fitting = fitting.filter(|row| (0..4).all(|at| row[at] == "*" || row[at] == case[at]));
    let row = fitting.next().unwrap();
    assert!(fitting.next().is_none(), "two rows speak of {case:?}");
    let url = match row[5] {
        "SERVICE" => Some(SERVICE),
        "APPLICATION" => Some(APPLICATION),
        "OWN" => Some(OWN),
        _ => None,
    };
    (row[4], url)
}

fn routed(number: &Fields, group: Option<Group<'_>>) -> Route {
    let provider: twilio::Declaration = serde_json::from_value(serde_json::json!({})).unwrap();
    provider.router().route(number, group)
}

fn fields(pairs: &[(&'static str, &str)]) -> Fields {
    pairs
        .iter()
        .map(|(name, text)| ((*name).into(), Value::text(*text)))
        .collect()
}

#[test]
fn every_combination_is_routed_as_in_the_table() {
    let mut seen = BTreeSet::new();
    for place in ["-", "off", "on"] {
        for service_url in ["set", "blank"] {
            for application in ["-", "set", "blank"] {
                for own in ["set", "blank"] {
                    let case = [place, service_url, application, own];
                    check(case);
                    seen.insert(case);
                }
            }
        }
    }
    assert_eq!(seen.len(), 36);
}

fn check(case: [&'static str; 4]) {
    let [place, service_url, application, own] = case;
    let mut number = fields(&[
        ("sms_url", if own == "set" { OWN } else { "" }),
        ("sms_method", "GET"),
    ]);
    if application != "-" {
        number.insert("sms_application_sid", Value::text(AP));
        let url = if application == "set" {
            APPLICATION
        } else {
            ""
        };
        number.insert("application_read", Value::text(AP));
        number.insert("application_sms_url", Value::text(url));
        number.insert("application_sms_method", Value::text("PUT"));
    }
    let mut service = fields(&[
        (
            "inbound_request_url",
            if service_url == "set" { SERVICE } else { "" },
        ),
        ("inbound_method", "POST"),
    ]);
    service.insert("use_inbound_webhook_on_number", Value::Flag(place == "on"));
    let group = Group {
        id: Some(MG),
        name: "Campaign",
        fields: &service,
    };
    let route = routed(&number, (place != "-").then_some(group));

    let (decided_by, url) = expected(case);
    assert_eq!(route.decided_by.word, decided_by, "{case:?}");
    assert_eq!(route.url.as_deref(), url, "{case:?}");
    let (decider, method) = match decided_by {
        "messaging_service" => (Some(MG), "POST"),
        "application" => (Some(AP), "PUT"),
        _ => (None, "GET"),
    };
    assert_eq!(route.decider.as_deref(), decider, "{case:?}");
    assert_eq!(route.method.as_deref(), url.map(|_| method), "{case:?}");

    // Every setting that is present is listed, in the order of precedence, and one of them decides.
    let mut there = Vec::new();
    if place != "-" {
        there.push("messaging_service");
    }
    if application != "-" {
        there.push("application");
    }
    if own == "set" || decided_by == "nothing" {
        there.push("number");
    }
    let reported: Vec<&str> = route
        .steps
        .iter()
        .map(|step| step.considered.word)
        .collect();
    assert_eq!(reported, there, "{case:?}");
    let deciding: Vec<_> = route.steps.iter().filter(|step| step.decides).collect();
    assert_eq!(deciding.len(), 1, "{case:?}");
    assert_eq!(deciding[0].url.as_deref(), url, "{case:?}");
    assert!(route.steps.iter().all(|step| !step.because.is_empty()));
}

#[test]
fn a_missing_field_counts_as_blank() {
    let route = routed(&Fields::new(), None);
    assert_eq!((route.decided_by.word, route.url), ("nothing", None));
    let nothing = Fields::new();
    let group = Group {
        id: None,
        name: "",
        fields: &nothing,
    };
    let route = routed(&fields(&[("sms_url", OWN)]), Some(group));
    // A service defers only where it says so.
    assert_eq!(
        (route.decided_by.word, route.url),
        ("messaging_service", None)
    );
    let route = routed(&fields(&[("sms_url", OWN)]), None);
    assert_eq!(route.method.as_deref(), Some("POST"));
}
