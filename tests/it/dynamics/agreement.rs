//! Two sides that agree: every command prints counts and nothing else.

use serde_json::json;

use super::{Both, ORGANISATION, SECOND};

const AGREES: &str = "1 provider, 2 numbers, 1 keyword and the organisation";

#[test]
fn a_plan_prints_only_counts() {
    let both = Both::new();
    let shown = both.run(&["plan"]).exits(0);
    assert!(shown.stdout.contains(AGREES), "{}", shown.stdout);
    let dynamics = both.plan(0);
    assert_eq!(dynamics["findings"], json!([]));
    assert_eq!(dynamics["complete"], true);
    assert_eq!(dynamics["organization_id"], ORGANISATION);
    assert_eq!(dynamics["url"], "https://contoso.crm4.dynamics.com");
    assert_eq!(
        dynamics["agreed"],
        json!({"providers": 1, "numbers": 2, "keywords": 1, "organization": true})
    );
    both.run(&["plan", "--detailed-exitcode"]).exits(0);
}

#[test]
fn drift_prints_only_counts() {
    let both = Both::new();
    let shown = both.run(&["drift"]).exits(0);
    assert!(shown.stdout.contains(AGREES), "{}", shown.stdout);
    let dynamics = both.compared(&["drift", "--format", "json"], 0);
    assert_eq!(dynamics["findings"], json!([]));
}

#[test]
fn a_test_passes_with_one_check() {
    let both = Both::new();
    let shown = both.run(&["test"]).exits(0);
    assert!(shown.stdout.contains(AGREES), "{}", shown.stdout);
    let document = both.run(&["test", "--format", "json"]).exits(0).stdout;
    assert_eq!(document.matches(AGREES).count(), 1, "{document}");
    for code in ["\"E08", "\"W08"] {
        assert!(!document.contains(code), "{document}");
    }
}

#[test]
fn an_explanation_names_the_row_and_the_service() {
    let both = Both::new();
    let shown = both.run(&["explain", SECOND]).exits(0).stdout;
    let service = both.service().unwrap();
    for text in ["Dynamics 365", "Second", "Twilio US", service.as_str()] {
        assert!(shown.contains(text), "{text}: {shown}");
    }
    both.run(&["explain", SECOND, "--format", "json"]).exits(0);
}
