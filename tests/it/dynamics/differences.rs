//! Small differences: each alone is exactly one finding, at its line, and none stops a plan.

use serde_json::json;

use super::{ANOTHER, Both, CONFIGURATION, FIRST, ORGANISATION, SECOND, SEED, TWILIO, findings};

/// Where a finding is: an address, and a text of the line.
pub type Place = (&'static str, &'static str);

pub const OF_FIRST: Place = ("providers.us.numbers.first", "first: {");
pub const OF_SECOND: Place = ("providers.us.numbers.second", "second: {");
pub const OF_PROVIDER: Place = ("providers.us", "  us:");
pub const OF_KEYWORD: Place = ("keywords.JOIN", "keywords: [");
pub const OF_WHOLE: Place = ("dynamics", "dynamics:");

/// A difference.
pub struct Case {
    pub what: &'static str,
    /// Texts of the configuration that are replaced before the first apply.
    pub edits: &'static [(&'static str, &'static str)],
    /// What is replaced in the seed.
    pub seed: &'static str,
    pub change: fn(&Both),
    pub code: &'static str,
    pub severity: &'static str,
    pub place: Place,
}

impl Case {
    /// A difference that appears by a change.
    pub const fn of(
        what: &'static str,
        code: &'static str,
        severity: &'static str,
        place: Place,
        change: fn(&Both),
    ) -> Self {
        Self {
            what,
            edits: &[],
            seed: SEED,
            change,
            code,
            severity,
            place,
        }
    }

    /// Both sides with this difference.
    pub fn made(&self) -> Both {
        let edited = self
            .edits
            .iter()
            .fold(CONFIGURATION.to_owned(), |text, (from, to)| {
                assert!(text.contains(from), "{}: {from}", self.what);
                text.replace(from, to)
            });
        let both = Both::seeded(&edited, self.seed);
        (self.change)(&both);
        both
    }
}

fn service(both: &Both, sid: &serde_json::Value) {
    let row = both.extension(&both.provider);
    both.set(&row, &json!({ "msdynmkt_messagingservicesid": sid }));
}

fn create_service(both: &Both, name: &str, fields: &[(&str, &str)]) {
    let named = [("FriendlyName", name)];
    let all = named.iter().chain(fields);
    let all: Vec<_> = all
        .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()))
        .collect();
    both.twilio.request("POST", "/v1/Services", &all);
    let state = both.twilio.state();
    let services = state["accounts"][both.account()]["services"].clone();
    let found = services.as_object().unwrap().iter();
    let mut found = found.filter(|(_, one)| one["friendly_name"] == name);
    service(both, &json!(found.next().unwrap().0));
}

fn under_another(both: &Both) {
    let other = json!({"name": "Old", "account_sid": format!("AC{:032}", 7)});
    let other = both.mutate(&json!({ "provider": other }));
    let values = json!({ "_msdyn_channelinstanceaccountid_value": other });
    both.set(&both.number(SECOND), &values);
}

/// Every difference that a change at one side makes.
pub fn cases() -> Vec<Case> {
    let mut all = vec![
        Case::of("D1", "E0811", "error", OF_FIRST, |both| {
            both.remove(&both.number(FIRST));
        }),
        Case::of("D3", "E0813", "error", OF_PROVIDER, |both| {
            let row = both.extension(&both.provider);
            both.set(
                &row,
                &json!({ "msdynmkt_accountsid": format!("AC{:032}", 7) }),
            );
        }),
        Case::of("D5", "E0815", "error", OF_PROVIDER, |both| {
            service(both, &json!(format!("MG{:032}", 7)));
        }),
        Case::of("D6, none", "W0816", "warning", OF_PROVIDER, |both| {
            service(both, &json!(null));
        }),
        Case::of("D6, another", "W0816", "warning", OF_PROVIDER, |both| {
            create_service(both, "Other", &[("UseInboundWebhookOnNumber", "true")]);
        }),
        Case::of("D6, elsewhere", "E0827", "error", OF_PROVIDER, |both| {
            let url = ("InboundRequestUrl", "https://other.example.com/");
            create_service(both, "Other", &[url]);
        }),
        Case::of("D7", "W0817", "warning", OF_SECOND, under_another),
        Case::of("D8, number", "W0818", "warning", OF_FIRST, |both| {
            both.set(&both.number(FIRST), &json!({"statecode": 1}));
        }),
        Case::of("D8, provider", "W0818", "warning", OF_PROVIDER, |both| {
            both.set(&both.provider, &json!({"statecode": 1}));
        }),
        Case::of("D9, twice", "W0819", "warning", OF_FIRST, |both| {
            let number = json!({"contact_point": FIRST, "name": "First"});
            both.mutate(&json!({"number": {"provider": both.provider, "number": number}}));
        }),
        Case::of("D9, two apps", "W0819", "warning", OF_FIRST, |both| {
            let number =
                json!({"contact_point": FIRST, "name": "First", "consuming_application": "other"});
            both.mutate(&json!({"number": {"provider": both.provider, "number": number}}));
        }),
        Case::of("D10", "W0820", "warning", OF_FIRST, |both| {
            let row = both.extension(&both.number(FIRST));
            both.set(&row, &json!({"msdynmkt_type": 723_270_001}));
        }),
        Case::of("D11", "W0821", "warning", OF_KEYWORD, |both| {
            both.remove(&both.keyword("JOIN"));
        }),
        Case::of("D13, free", "W0829", "note", OF_FIRST, |both| {
            both.set(&both.number(FIRST), &json!({"msdyn_name": "Store line"}));
        }),
        Case::of("D15, case", "W0822", "warning", OF_WHOLE, |both| {
            both.mutate(&json!({"keyword": "join"}));
        }),
        Case::of("D15, space", "W0822", "warning", OF_WHOLE, |both| {
            both.mutate(&json!({"keyword": "JOIN NOW"}));
        }),
        Case::of("D16", "W0823", "warning", OF_WHOLE, |both| {
            both.settings(&json!({"secured": {TWILIO: []}}));
        }),
        Case::of("D17, blanks", "W0824", "warning", OF_FIRST, |both| {
            both.set(
                &both.number(FIRST),
                &json!({"msdyn_contactpoint": "+1 (501) 712-2661"}),
            );
        }),
        Case::of("D17, no plus", "W0824", "warning", OF_FIRST, |both| {
            both.set(
                &both.number(FIRST),
                &json!({"msdyn_contactpoint": "15017122661"}),
            );
        }),
        Case::of("D18b", "W0825", "warning", OF_PROVIDER, |both| {
            let twin = json!({"name": "Twin", "account_sid": both.account(), "messaging_service_sid": both.service()});
            both.mutate(&json!({"provider": twin}));
        }),
    ];
    all.push(Case {
        edits: &[("  check_on_apply: false", "  friendly_names: same")],
        ..Case::of("D13, same", "W0826", "warning", OF_FIRST, |both| {
            both.set(&both.number(FIRST), &json!({"msdyn_name": "Store line"}));
        })
    });
    all.push(Case {
        edits: &[(
            "environment:\n  dynamics_org_id: 3f2c0b7e-0000-4000-8000-000000000000\n",
            "",
        )],
        seed: OTHER_ORGANISATION,
        ..Case::of(
            "D4, URL",
            "E0814",
            "error",
            ("providers.us", "callback_url:"),
            |_| {},
        )
    });
    all.push(Case {
        edits: &[("https://crm.example.com/api/v1.1/orgs/3f2c0b7e-0000-4000-8000-000000000000/sms/incoming", "https://crm.example.com/sms")],
        seed: OTHER_ORGANISATION,
        ..Case::of("D4, setting", "E0814", "error", ("dynamics", "dynamics_org_id:"), |_| {})
    });
    all
}

const OTHER_ORGANISATION: &str = "url: https://contoso.crm4.dynamics.com\norganization: { id: 11110b7e-0000-4000-8000-000000000000 }\nkeywords: [JOIN]\n";

/// Checks every second difference, so that two tests share them.
fn check(remainder: usize) {
    let all = cases().into_iter().enumerate();
    for (_, case) in all.filter(|(at, _)| at % 2 == remainder) {
        let both = case.made();
        // A finding is nothing to do, and no error of the plan.
        let plan = both.run(&["plan", "--format", "json", "--detailed-exitcode"]);
        let plan = plan.exits(0).json();
        assert_eq!(plan["errored"], false, "{}", case.what);
        let dynamics = plan["dynamics"].clone();
        let (address, text) = case.place;
        let line = both.line(text);
        let expected = (
            case.code.to_owned(),
            case.severity.to_owned(),
            address.to_owned(),
            line,
        );
        assert_eq!(
            findings(&dynamics),
            [expected],
            "{}: {dynamics:#}",
            case.what
        );
        assert_eq!(dynamics["complete"], true, "{}", case.what);
        // A service of the account that nothing declares is no failed check of its own.
        let code = if case.severity == "error" { 2 } else { 0 };
        let tested = both.run(&["test"]).exits(code);
        let is_shown = tested.stdout.contains(case.code);
        assert_eq!(
            is_shown,
            case.severity != "note",
            "{}: {}",
            case.what,
            tested.stdout
        );
    }
}

#[test]
fn each_alone_is_one_finding_at_its_line() {
    check(0);
}

#[test]
fn each_of_the_others_alone_is_one_finding_at_its_line() {
    check(1);
}

#[test]
fn a_number_that_left_the_account_is_reported_there_too() {
    let both = Both::new();
    both.twilio.change("DELETE", FIRST, &[]);
    let dynamics = both.plan(3);
    let line = both.line(OF_FIRST.1);
    let found = findings(&dynamics);
    assert_eq!(found.len(), 1, "{dynamics:#}");
    assert_eq!((found[0].0.as_str(), found[0].3), ("E0812", line));
    assert_eq!(dynamics["complete"], true);
    both.run(&["test"]).exits(2);
}

#[test]
fn the_id_of_the_environment_has_a_message_of_its_own() {
    let ids = format!("{{ id: {ANOTHER}, environment_id: {ORGANISATION} }}");
    let url = "https://contoso.crm4.dynamics.com";
    let seed = format!("url: {url}\norganization: {ids}\nkeywords: [JOIN]\n");
    let both = Both::seeded(CONFIGURATION, &seed);
    let shown = both.run(&["plan"]).exits(0).stdout;
    assert_eq!(shown.matches("error[E0814]").count(), 2, "{shown}");
    assert!(shown.contains("the environment's id"), "{shown}");
}

#[test]
fn what_is_not_declared_is_listed_on_request() {
    let both = Both::new();
    both.mutate(&json!({"keyword": "OTHER"}));
    let state = both.twilio.state();
    let numbers = state["accounts"][both.account()]["numbers"].clone();
    let numbers = numbers.as_object().unwrap().values();
    let mut numbers = numbers.filter_map(|one| one["phone_number"].as_str());
    let loose = numbers.find(|one| ![FIRST, SECOND].contains(one)).unwrap();
    let number = json!({"contact_point": loose, "name": "Loose"});
    both.mutate(&json!({"number": {"provider": both.provider, "number": number}}));
    assert_eq!(both.plan(0)["findings"], json!([]));
    let all = both.compared(&["plan", "--format", "json", "--show-unmanaged"], 0);
    let all: Vec<(String, String)> = findings(&all)
        .into_iter()
        .map(|(code, severity, ..)| (code, severity))
        .collect();
    let note = |code: &str| (code.to_owned(), "note".to_owned());
    assert_eq!(all, [note("W0830"), note("W0828")]);
}
