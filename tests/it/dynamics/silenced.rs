//! Findings that the configuration ignores, with a reason: warnings are gone, errors become notes.

use super::differences::{Case, cases};
use super::{Both, findings};

/// Ignores the finding of a case where the configuration declares what it is about.
fn ignore(both: &Both, case: &Case) {
    let list = format!("ignore: [{{ code: {}, reason: it is known }}]", case.code);
    match case.place.0 {
        "providers.us.numbers.first" => {
            both.edit(
                "friendly_name: First",
                &format!("friendly_name: First, {list}"),
            );
        }
        "providers.us.numbers.second" => {
            both.edit(
                "friendly_name: Second",
                &format!("friendly_name: Second, {list}"),
            );
        }
        "providers.us" => both.edit(
            "    type: twilio\n",
            &format!("    type: twilio\n    {list}\n"),
        ),
        "keywords.JOIN" => both.edit("[JOIN]", &format!("[{{ keyword: JOIN, {list} }}]")),
        _ => both.edit("dynamics:\n", &format!("dynamics:\n  {list}\n")),
    }
}

fn check(remainder: usize) {
    let all = cases().into_iter().enumerate();
    for (_, case) in all.filter(|(at, _)| at % 2 == remainder) {
        let both = case.made();
        ignore(&both, &case);
        let found = findings(&both.plan(0));
        if case.severity == "error" {
            assert_eq!(found.len(), 1, "{}: {found:?}", case.what);
            assert_eq!(
                (found[0].0.as_str(), found[0].1.as_str()),
                (case.code, "note")
            );
        } else {
            assert!(found.is_empty(), "{}: {found:?}", case.what);
        }
        both.run(&["test"]).exits(0);
    }
}

#[test]
fn a_reason_silences_each() {
    check(0);
}

#[test]
fn a_reason_silences_each_of_the_others() {
    check(1);
}
