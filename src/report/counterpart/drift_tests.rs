//! A comparison in every format of drift.

use serde_json::{Value, json};

use super::{ComparisonDocument, sample};
use crate::model::{
    Address, Aspect, By, Difference, Drift, DriftStatus, Drifted, Impact, Scope, Value as Field,
};
use crate::report::drift::input::{DriftMeta, DriftReport};
use crate::report::drift::{self, github, gitlab, html, human, junit, markdown, prometheus, sarif};
use crate::report::markdown::Size;
use crate::report::merge::{self, RecalledDrift};

/// A number that is no longer in Dynamics 365, as an apply recorded it.
fn gone(address: &str) -> Drifted {
    Drifted {
        address: Address::parse(address).unwrap(),
        id: Some("row-1".into()),
        key: Some("+15017122661".into()),
        status: DriftStatus::Missing,
        differences: vec![Difference {
            aspect: Aspect::Existence,
            recorded: Field::Blank,
            observed: Field::Blank,
            impact: Impact::Major,
            fingerprint: String::new(),
            since: None,
            by: By::Unasked,
            ignored: None,
        }],
        route: None,
        group: None,
        unread: false,
        declared: true,
        pending: false,
        elsewhere: None,
        accept: None,
    }
}

fn found() -> Drift {
    Drift {
        resources: vec![
            gone("dynamics.providers.marketing-us.numbers.store-line"),
            gone("dynamics.keywords.JOIN"),
        ],
        complete: true,
        ..Drift::unseen(Scope {
            project: "contoso".to_owned(),
            environment: "prod".to_owned(),
        })
    }
}

fn with<T>(
    found: &Drift,
    comparison: Option<&ComparisonDocument>,
    use_it: impl FnOnce(&[DriftReport<'_>]) -> T,
) -> T {
    let nowhere = |_: &Address, _: Option<&str>| None;
    use_it(&[DriftReport {
        drift: found,
        meta: &DriftMeta::default(),
        places: &nowhere,
        comparison,
        diagnostics: &[],
        remedies: None,
        show_unmanaged: false,
        each: false,
    }])
}

type Format = Box<dyn Fn(&[DriftReport<'_>]) -> String>;

fn formats() -> Vec<(&'static str, Format)> {
    vec![
        ("human", Box::new(|all| human::drift(all, false, 100))),
        ("json", Box::new(drift::json)),
        (
            "markdown",
            Box::new(|all| markdown::drift(all, Size::Comment)),
        ),
        ("github", Box::new(github::drift)),
        ("html", Box::new(html::drift)),
        ("prometheus", Box::new(prometheus::drift)),
        ("codequality", Box::new(gitlab::codequality)),
        ("junit", Box::new(junit::drift)),
        ("sarif", Box::new(|all| sarif::drift(all, |_| None))),
        ("terraform", Box::new(gitlab::terraform)),
    ]
}

#[test]
fn every_format_but_the_counts_shows_the_comparison_and_none_does_without_one() {
    let nothing = Drift {
        complete: true,
        ..Drift::unseen(found().scope)
    };
    let comparison = sample::shown(&sample::comparison());
    for (name, format) in formats() {
        let without = with(&nothing, None, &format);
        let with = with(&nothing, Some(&comparison), &format);
        for word in ["Dynamics 365", "dynamics", "E0811"] {
            assert!(!without.contains(word), "{name}: {without}");
        }
        assert_eq!(name == "terraform", with == without, "{name}");
        let shown = ["is missing in Dynamics 365", "dynamics_findings"];
        let shows = shown.iter().any(|text| with.contains(text));
        assert_eq!(shows, name != "terraform", "{name}: {with}");
    }
}

#[test]
fn what_no_longer_agrees_is_drift_with_what_to_do() {
    let text = with(&found(), None, |all| human::drift(all, false, 100));
    assert!(text.contains("it is no longer in Dynamics 365"), "{text}");
    assert!(!text.contains("in the account"), "{text}");
    assert!(
        text.contains("put it back: switchboard apply --create-dynamics-keywords --env prod")
            || text.contains("switchboard apply --env prod --create-dynamics-keywords"),
        "{text}"
    );
    assert!(
        text.contains("no apply changes it in Dynamics 365"),
        "{text}"
    );
    let json: Value = serde_json::from_str(&with(&found(), None, drift::json)).unwrap();
    let kinds: Vec<&Value> = (0..2).map(|at| &json["resources"][at]["type"]).collect();
    assert_eq!(
        kinds,
        [&json!("dynamics_number"), &json!("dynamics_keyword")]
    );
}

#[test]
fn what_never_agreed_is_no_failure_in_junit() {
    let comparison = sample::shown(&sample::comparison());
    let text = with(&found(), Some(&comparison), junit::drift);
    insta::assert_snapshot!(text, @r#"
    <?xml version="1.0" encoding="UTF-8"?>
    <testsuites name="switchboard drift" tests="5" skipped="2" failures="2" errors="0">
        <testsuite name="prod dynamics" tests="5" skipped="2" errors="0" failures="2">
            <testcase name="dynamics.providers.marketing-us.numbers.store-line" classname="dynamics_number">
                <failure message="missing, major" type="missing">missing
    it is no longer in Dynamics 365
    no apply changes it in Dynamics 365: put it back there, or remove it from the configuration and apply</failure>
            </testcase>
            <testcase name="dynamics.keywords.JOIN" classname="dynamics_keyword">
                <failure message="missing, major" type="missing">missing
    it is no longer in Dynamics 365
    put it back: switchboard apply --env prod --create-dynamics-keywords</failure>
            </testcase>
            <testcase name="Dynamics 365" classname="dynamics">
                <system-out>agrees on 1 provider, 12 numbers, 6 keywords and the organisation</system-out>
            </testcase>
            <testcase name="providers.marketing-us.numbers.support" classname="dynamics">
                <skipped message="E0811: the number is missing in Dynamics 365" type="E0811"/>
            </testcase>
            <testcase name="providers.marketing-us.numbers.store-line" classname="dynamics">
                <skipped message="W0826: it has | another name" type="W0826"/>
            </testcase>
        </testsuite>
    </testsuites>
    "#);
    let unread = sample::shown(&sample::unread());
    let text = with(&found(), Some(&unread), junit::drift);
    assert!(text.contains("failures=\"2\" errors=\"1\""), "{text}");
}

#[test]
fn results_have_the_rules_of_their_codes() {
    let comparison = sample::shown(&sample::comparison());
    let text = with(&found(), Some(&comparison), |all| {
        sarif::drift(all, |_| Some("a meaning"))
    });
    let json: Value = serde_json::from_str(&text).unwrap();
    let run = &json["runs"][0];
    let results = run["results"].as_array().unwrap();
    let one = results.iter().find(|one| one["ruleId"] == "E0811").unwrap();
    let rule = usize::try_from(one["ruleIndex"].as_u64().unwrap()).unwrap();
    assert_eq!(run["tool"]["driver"]["rules"][rule]["id"], "E0811");
    assert_eq!(one["level"], "error");
    let region = &one["locations"][0]["physicalLocation"]["region"];
    assert_eq!(region["startLine"], 25);
}

#[test]
fn a_watch_counts_a_comparison() {
    let compared = Drift {
        comparison: Some(sample::comparison()),
        ..found()
    };
    let one = prometheus::Environment::of(&compared);
    let shown = sample::shown(&sample::comparison());
    let counts = super::metrics::ComparisonCounts::of(&shown);
    assert_eq!(one.comparison, Some(counts));
    assert_eq!(prometheus::Environment::of(&found()).comparison, None);
}

/// The document of one shard.
fn shard(index: u32, comparison: &ComparisonDocument) -> Value {
    let mut json: Value =
        serde_json::from_str(&with(&found(), Some(comparison), drift::json)).unwrap();
    json["shard"] = json!({"index": index, "count": 2});
    json
}

#[test]
fn merged_documents_keep_the_comparison_in_every_format() {
    let one = sample::shown(&sample::comparison());
    let part = sample::shown(&sample::in_part());
    let pieces = [shard(1, &one), shard(2, &part)];
    let pieces = pieces
        .iter()
        .flat_map(|one| merge::read(&one.to_string()).unwrap());
    let merged = merge::merge(pieces.collect(), &[], "1").unwrap();
    assert!(merged.is_incomplete());
    let merge::Merged::Drifts(documents) = &merged else {
        panic!("{merged:?}");
    };
    let dynamics = documents[0].dynamics.as_ref().unwrap();
    assert_eq!((dynamics.complete, dynamics.reads), (false, 24));
    assert_eq!(dynamics.findings.len(), 4);
    let recalled = RecalledDrift::of(&documents[0], &|_| None);
    let texts = RecalledDrift::with_reports(&[recalled], false, |all| {
        formats()
            .iter()
            .map(|(_, format)| format(all))
            .collect::<Vec<_>>()
    });
    for ((name, _), text) in formats().iter().zip(texts) {
        let shows = text.contains("E0805") || text.contains("dynamics_findings");
        assert_eq!(shows, *name != "terraform", "{name}: {text}");
    }
}
