//! A comparison in the results of `test`, in explanations and in pictures.

use serde_json::Value;

use super::{NumberDocument, sample};
use crate::model::{Comparison, Decider, Inspection, NumberRoutes, Route, Scope};
use crate::report::check::{TestDocument, TestReport, human, json, junit};
use crate::report::explain::document::to_json;
use crate::report::explain::{Explained, Explanation, human as explain};
use crate::report::graph::{Graph, graph, mermaid, svg};
use crate::report::merge;

fn tested(
    comparison: Option<&Comparison>,
    format: impl FnOnce(&TestReport<'_>) -> String,
) -> String {
    let inspection = Inspection {
        comparison: None,
        shard: None,
        scope: Scope {
            project: "contoso".to_owned(),
            environment: String::new(),
        },
        checks: Vec::new(),
        complete: true,
    };
    let shown = comparison.map(sample::shown);
    format(&TestReport {
        inspection: &inspection,
        comparison: shown.as_ref(),
    })
}

#[test]
fn errors_are_failed_checks_and_what_agrees_is_one_passed_check() {
    let text = tested(Some(&sample::comparison()), |report| human(report, false));
    insta::assert_snapshot!(text, @r#"
    Test of contoso

    Dynamics 365: Contoso (organisation 3f2c0b7e-0000-4000-8000-000000000000)
      ✓ Dynamics 365: agrees on 1 provider, 12 numbers, 6 keywords and the organisation
      ✗ providers.marketing-us.numbers.support: the number is missing in Dynamics 365 [E0811]
      ! providers.marketing-us.numbers.store-line: it has | another name [W0826]

    1 passed, 1 failed, 1 warning.
    What to do next:
      1. 2 checks: look at it <there>
    "#);
    let text = tested(Some(&sample::comparison()), |report| json(report, &[]));
    let document: TestDocument = serde_json::from_str(&text).unwrap();
    let summary = &document.summary;
    assert_eq!((summary.passed, summary.failed, summary.warning), (1, 1, 1));
    assert!(document.checks.iter().all(|check| check.provider.is_none()));
    assert_eq!(
        document.dynamics,
        Some(sample::shown(&sample::comparison()))
    );
    let without = tested(None, |report| json(report, &[]));
    assert!(!without.contains("dynamics"), "{without}");
}

#[test]
fn what_could_not_be_read_is_an_error_and_what_failed_a_failure() {
    let text = tested(Some(&sample::unread()), junit);
    assert!(text.contains("failures=\"0\" errors=\"1\""), "{text}");
    let text = tested(Some(&sample::comparison()), junit);
    assert!(
        text.contains("tests=\"3\" skipped=\"0\" failures=\"1\" errors=\"0\""),
        "{text}"
    );
    let text = tested(Some(&sample::in_part()), |report| human(report, false));
    assert!(
        text.contains("Incomplete: not everything could be read"),
        "{text}"
    );
}

#[test]
fn merged_tests_count_each_check_once() {
    let shard = |index: u32| {
        let text = tested(Some(&sample::comparison()), |report| json(report, &[]));
        let mut json: Value = serde_json::from_str(&text).unwrap();
        json["shard"] = serde_json::json!({"index": index, "count": 2});
        json
    };
    let pieces = [shard(1), shard(2)];
    let pieces = pieces
        .iter()
        .flat_map(|one| merge::read(&one.to_string()).unwrap());
    let merged = merge::merge(pieces.collect(), &[], "1").unwrap();
    let json: Value = serde_json::from_str(&merged.to_json()).unwrap();
    assert_eq!(json["summary"]["passed"], 1);
    assert_eq!(json["summary"]["failed"], 1);
    assert_eq!(json["dynamics"]["agreed"]["numbers"], 24);
    assert!(merged.differs());
}

#[test]
fn an_explanation_says_what_is_known_about_the_number() {
    let all = sample::comparison();
    let sentence =
        |name: &str| NumberDocument::of(&all, Some(&sample::number(name)), &|_| None).sentence();
    assert_eq!(
        sentence("store-line"),
        "Dynamics 365 knows this number as \"Store line\" under \"US texts\", and sends through MG1, so that service decides where replies go"
    );
    assert_eq!(
        sentence("support"),
        "Dynamics 365 does not have this number"
    );
    assert_eq!(
        sentence("front-desk"),
        "in Dynamics 365, this number is not visible to the application"
    );
    assert_eq!(
        sentence("warehouse"),
        "whether Dynamics 365 has this number could not be read"
    );
    let undeclared = NumberDocument::of(&all, None, &|_| None);
    assert_eq!(
        undeclared.sentence(),
        "Dynamics 365 is compared with declared numbers only"
    );
    assert!(undeclared.findings().is_empty());
    let support = NumberDocument::of(&all, Some(&sample::number("support")), &|_| None);
    let json = serde_json::to_value(&support).unwrap();
    assert_eq!(json["number"], serde_json::json!({"state": "absent"}));
    assert_eq!(json["findings"].as_array().unwrap().len(), 1);
    assert!(json.get("declared").is_none());
}

fn routes(name: &str) -> NumberRoutes {
    let address = sample::number(name);
    NumberRoutes {
        provider: address.provider().unwrap().clone(),
        address: Some(address),
        is_declared: true,
        phone_number: format!("+1501712{}", name.len()),
        id: Some("N1".to_owned()),
        declared: None,
        declared_in: None,
        now: Some(Route {
            url: Some("https://a.example.com/".into()),
            url_unknown: false,
            without_query: false,
            also: Vec::new(),
            receivers: Vec::new(),
            method: None,
            decided_by: Decider::NUMBER,
            decider: None,
            decider_name: None,
            by_stranger: false,
            handler: None,
            steps: Vec::new(),
        }),
        receives: None,
        group: None,
        declared_handler: None,
        handler: None,
        unread: Vec::new(),
    }
}

/// The explanation of a number, for people and for programs.
fn explained(name: &str, comparison: Option<&Comparison>) -> (String, Value) {
    let number = routes(name);
    let said = comparison.map(|all| {
        let address = number.address.as_ref();
        Box::new(NumberDocument::of(all, address, &|_| None))
    });
    let explained = Explained::Number(Explanation {
        number: &number,
        declared_at: None,
        url_at: None,
        change: None,
        affected_by: None,
        joins: None,
        loss_on_leaving: None,
        declared_as: None,
        owner: None,
        takers: None,
        purchases: 0,
        comparison: said,
        errors: Vec::new(),
    });
    let json = serde_json::from_str(&to_json(&explained, Vec::new())).unwrap();
    (explain(&explained), json)
}

#[test]
fn an_explanation_has_a_line_about_the_counterpart_and_none_without_a_comparison() {
    let (text, json) = explained("support", Some(&sample::comparison()));
    let line = "\nDynamics 365 does not have this number.\n  error[E0811]: the number is missing";
    assert!(text.contains(line), "{text}");
    assert_eq!(json["dynamics"]["number"]["state"], "absent");
    assert_eq!(json["dynamics"]["findings"][0]["code"], "E0811");
    let (text, json) = explained("front-desk", Some(&sample::comparison()));
    let line = "\nIn Dynamics 365, this number is not visible to the application.\n";
    assert!(text.contains(line), "{text}");
    assert_eq!(json["dynamics"]["number"]["state"], "not_visible");
    let (text, json) = explained("support", None);
    assert!(!text.contains("Dynamics") && json.get("dynamics").is_none());
}

fn drawn(comparison: Option<&Comparison>) -> Graph {
    let numbers = ["store-line", "support", "front-desk"].map(routes);
    graph(&numbers, comparison)
}

#[test]
fn a_picture_has_what_is_known_between_the_number_and_who_answers() {
    let graph = drawn(Some(&sample::comparison()));
    insta::assert_snapshot!(mermaid::source(&graph), @r#"
    flowchart LR
      n0["store-line (marketing-us)<br/>+150171210"]
      n1(["https#58;//a.example.com/"])
      n2["support (marketing-us)<br/>+15017127"]
      n3["front-desk (marketing-us)<br/>+150171210"]
      r0[/"Store line<br/>under US texts<br/>sends through MG1"/]
      n0 --- r0
      r2[/"not in Dynamics 365"/]:::absent
      n2 --- r2
      r3[/"not visible in Dynamics 365"/]:::absent
      n3 --- r3
      r0 --> n1
      r2 --> n1
      r3 --> n1
      classDef absent stroke:#cf222e,stroke-dasharray:2 3
    "#);
    let picture = svg::picture(&graph);
    for text in [
        ">Dynamics 365</text>",
        ">under US texts</text>",
        ">not in Dynamics 365</text>",
        ">not visible in Dynamics 365</text>",
        "viewBox=\"0 0 1574 ",
    ] {
        assert!(picture.contains(text), "{text}: {picture}");
    }
}

#[test]
fn a_picture_without_a_comparison_is_as_it_was() {
    let graph = drawn(None);
    assert!(graph.records.is_empty());
    let picture = svg::picture(&graph);
    assert!(picture.contains("viewBox=\"0 0 1274 ") && !picture.contains("Dynamics"));
    let source = mermaid::source(&graph);
    assert!(
        source.contains("  n0 --> n1\n") && !source.contains("absent"),
        "{source}"
    );
}

#[test]
fn numbers_without_boxes_are_counted_in_one() {
    let numbers: Vec<NumberRoutes> = (0..20).map(|_| routes("support")).collect();
    let graph = graph(&numbers, Some(&sample::comparison()));
    let last = graph.records.values().last().unwrap();
    assert_eq!(last.lines, ["8 not found there"]);
    assert_eq!(graph.records.len(), 13);
}
