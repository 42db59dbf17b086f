//! A comparison in every format of a plan, and the sentences about it.

use serde_json::{Value, json};

use super::{AgreedCounts, ComparisonDocument, merged, sample, words};
use crate::model::{Action, Comparison, CounterpartCode, Reason, Severity};
use crate::report::markdown::Size;
use crate::report::merge::RecalledPlan;
use crate::report::plan::document::{document, read, to_json};
use crate::report::plan::input::PlanReport;
use crate::report::plan::{github, gitlab, html, human, markdown, prometheus};
use crate::report::sample as plan;

/// What a format shows of the sample plan with this comparison.
fn with(
    comparison: Option<&ComparisonDocument>,
    format: impl FnOnce(&PlanReport<'_>) -> String,
) -> String {
    plan::compared(&plan::plan("Store line"), &[], comparison, format)
}

fn complete() -> ComparisonDocument {
    sample::shown(&sample::comparison())
}

/// Renders a plan in one format.
type Render = Box<dyn Fn(&PlanReport<'_>) -> String>;

/// The formats of a plan.
fn formats() -> Vec<(&'static str, Render)> {
    vec![
        ("human", Box::new(|report| human::plan(report, false, 100))),
        ("json", Box::new(|report| to_json(&document(report)))),
        (
            "markdown",
            Box::new(|report| markdown::plan(report, Size::Comment)),
        ),
        (
            "markdown-long",
            Box::new(|report| markdown::plan(report, Size::Summary)),
        ),
        ("github", Box::new(github::plan)),
        ("html", Box::new(html::plan)),
        ("prometheus", Box::new(prometheus::plan)),
        ("codequality", Box::new(gitlab::codequality)),
        ("terraform", Box::new(gitlab::terraform)),
    ]
}

#[test]
fn every_format_but_the_counts_of_changes_shows_the_comparison_and_none_does_without_one() {
    let comparison = complete();
    for (name, format) in formats() {
        let (without, with) = (with(None, &format), with(Some(&comparison), &format));
        for word in [
            "Dynamics 365",
            "\"dynamics\"",
            "switchboard_dynamics",
            "E0811",
        ] {
            assert!(!without.contains(word), "{name}: {without}");
        }
        assert_eq!(name == "terraform", with == without, "{name}");
        let shown = [
            "the number is missing in Dynamics 365",
            "switchboard_dynamics_findings",
        ];
        let shows = shown.iter().any(|text| with.contains(text));
        assert_eq!(shows, name != "terraform", "{name}: {with}");
    }
}

#[test]
fn a_plan_ends_with_the_comparison() {
    let text = with(Some(&complete()), |report| human::plan(report, false, 100));
    let section = text.split_once("writes to apply.\n").unwrap().1;
    insta::assert_snapshot!(section, @r#"
    Dynamics 365: Contoso (organisation 3f2c0b7e-0000-4000-8000-000000000000)
      agrees on 1 provider, 12 numbers, 6 keywords and the organisation
      error[E0811]: the number is missing in Dynamics 365
        providers.marketing-us.numbers.support (switchboard.yaml:25:7)
        help: look at it <there>
      warning[W0826]: it has | another name
        providers.marketing-us.numbers.store-line (switchboard.yaml:22:7) since 2026-07-30T10:00:00Z
        help: look at it <there>
      1 note (-v shows it)
    "#);
}

#[test]
fn without_changes_the_verdict_stays_and_errors_follow() {
    let mut plan_ = plan::plan("x");
    plan_.changes.retain(|change| !change.is_effective());
    let text = plan::compared(&plan_, &[], Some(&complete()), |report| {
        human::plan(report, false, 100)
    });
    let (verdict, section) = text.split_once("\nDynamics 365: Contoso").unwrap();
    assert!(
        verdict.contains("No changes. Everything declared is in place.\n"),
        "{text}"
    );
    assert!(section.contains("  error[E0811]: "), "{text}");
    let json: Value = plan::compared(&plan_, &[], Some(&complete()), |report| {
        serde_json::from_str(&to_json(&document(report))).unwrap()
    });
    assert_eq!(
        (&json["errored"], &json["complete"]),
        (&json!(false), &json!(true))
    );
}

#[test]
fn notes_are_shown_with_each_and_where_they_were_asked_for() {
    let shown = |each| {
        let comparison = sample::all(&sample::comparison());
        with(Some(&comparison), |report| {
            let report = PlanReport { each, ..*report };
            human::plan(&report, false, 100)
        })
    };
    // The one about something that is not declared.
    assert_eq!(shown(false).matches("note[").count(), 1);
    assert_eq!(shown(true).matches("note[").count(), 2);
}

#[test]
fn the_document_has_the_promised_keys_and_reads_back() {
    let comparison = complete();
    let text = with(Some(&comparison), |report| to_json(&document(report)));
    assert_eq!(read(&text).unwrap().dynamics, Some(comparison));
    let json: Value = serde_json::from_str(&text).unwrap();
    insta::assert_snapshot!(serde_json::to_string_pretty(&json["dynamics"]).unwrap(), @r#"
    {
      "agreed": {
        "keywords": 6,
        "numbers": 12,
        "organization": true,
        "providers": 1
      },
      "complete": true,
      "environment_id": "e0",
      "findings": [
        {
          "address": "providers.marketing-us.numbers.store-line",
          "code": "W0826",
          "declared": "Store",
          "dynamics": {
            "id": "row-1",
            "name": "Store line",
            "table": "msdyn_channelinstance"
          },
          "dynamics_value": "Store line",
          "field": "msdyn_name",
          "help": "look at it <there>",
          "severity": "warning",
          "since": "2026-07-30T10:00:00Z",
          "source": {
            "column": 7,
            "file": "switchboard.yaml",
            "line": 22
          },
          "summary": "it has | another name",
          "twilio": "Shop"
        },
        {
          "address": "providers.marketing-us.numbers.support",
          "code": "E0811",
          "help": "look at it <there>",
          "severity": "error",
          "source": {
            "column": 7,
            "file": "switchboard.yaml",
            "line": 25
          },
          "summary": "the number is missing in Dynamics 365"
        },
        {
          "address": "dynamics",
          "code": "W0831",
          "help": "look at it <there>",
          "severity": "note",
          "summary": "a column cannot be read"
        }
      ],
      "name": "Contoso",
      "organization_id": "3f2c0b7e-0000-4000-8000-000000000000",
      "reads": 12,
      "url": "https://contoso.crm4.dynamics.com"
    }
    "#);
}

#[test]
fn what_is_not_declared_is_listed_on_request_and_never_counted_in_metrics() {
    let (few, all) = (complete(), sample::all(&sample::comparison()));
    assert_eq!((few.findings.len(), all.findings.len()), (3, 4));
    assert!(all.findings[3].unmanaged);
    let metrics = |comparison| with(Some(comparison), prometheus::plan);
    assert_eq!(metrics(&few), metrics(&all));
    let lines: Vec<String> = metrics(&few)
        .lines()
        .filter(|line| line.starts_with("switchboard_dynamics"))
        .map(str::to_owned)
        .collect();
    insta::assert_snapshot!(lines.join("\n"), @r#"
    switchboard_dynamics_findings{project="contoso-sms",environment="prod",severity="error"} 1
    switchboard_dynamics_findings{project="contoso-sms",environment="prod",severity="warning"} 1
    switchboard_dynamics_findings{project="contoso-sms",environment="prod",severity="note"} 1
    switchboard_dynamics_complete{project="contoso-sms",environment="prod"} 1
    "#);
}

#[test]
fn what_could_not_be_read_is_said_and_not_counted_as_nothing() {
    let unread = sample::shown(&sample::unread());
    let text = with(Some(&unread), |report| human::plan(report, false, 100));
    let section = text.split_once("writes to apply.\n").unwrap().1;
    insta::assert_snapshot!(section, @r#"
    Dynamics 365: https://contoso.crm4.dynamics.com
      Dynamics 365 could not be compared: the secret is wrong
      error[E0801]: the secret is wrong
        dynamics
        help: look at it <there>
    "#);
    let text = with(Some(&unread), prometheus::plan);
    assert!(text.contains(
        "switchboard_dynamics_complete{project=\"contoso-sms\",environment=\"prod\"} 0\n"
    ));
    assert!(!text.contains("switchboard_dynamics_findings"), "{text}");
    let part = sample::shown(&sample::in_part());
    assert_eq!(
        words::outcome(&part),
        [
            "Dynamics 365 could be compared only in part: the application may not read keywords",
            "agrees on 1 provider, 12 numbers, 6 keywords and the organisation",
        ]
    );
    assert!(with(Some(&part), prometheus::plan).contains("severity=\"error\"} 2\n"));
}

#[test]
fn a_keyword_that_will_be_created_is_shown_like_other_creations_and_reads_back() {
    let mut plan_ = plan::plan("x");
    plan_.changes.push(plan::change(
        "dynamics.keywords.JOIN",
        Action::Create,
        Reason::New,
    ));
    let text = plan::report(&plan_, &[], |report| human::plan(report, false, 100));
    assert!(
        text.contains("\n  + dynamics.keywords.JOIN\n    keyword in Dynamics 365: declared, "),
        "{text}"
    );
    assert!(text.contains("Plan: 2 to create,"), "{text}");
    let counts = plan::report(&plan_, &[], gitlab::terraform);
    assert!(counts.contains("\"create\":2"), "{counts}");
    let document_ = plan::report(&plan_, &[], document);
    let back = read(&to_json(&document_)).unwrap();
    let last = back.resource_changes.last().unwrap();
    assert_eq!(
        (last.r#type.as_str(), &last.provider),
        ("dynamics_keyword", &None)
    );
    assert_eq!(back, document_);
    let recalled = RecalledPlan::of(&back, &|_| None);
    let again = RecalledPlan::with_reports(&[recalled], false, |reports| {
        to_json(&document(&reports[0]))
    });
    assert!(again.contains("\"dynamics.keywords.JOIN\""), "{again}");
}

#[test]
fn counts_are_a_sentence() {
    let outcome = |agreed, findings| {
        let comparison = Comparison {
            disagreements: findings,
            ..sample::comparison()
        };
        let comparison = ComparisonDocument {
            agreed,
            ..sample::shown(&comparison)
        };
        words::outcome(&comparison).join(" ")
    };
    let counts = AgreedCounts::default();
    let one = sample::finding(
        CounterpartCode::NumberMissing,
        Severity::Error,
        "dynamics",
        "x",
    );
    assert_eq!(outcome(counts, Vec::new()), "there is nothing to compare");
    assert_eq!(outcome(counts, vec![one]), "agrees on nothing");
    let some = AgreedCounts {
        numbers: 1,
        ..counts
    };
    assert_eq!(outcome(some, Vec::new()), "agrees on 1 number");
}

#[test]
fn the_shards_of_an_environment_are_one_comparison() {
    let (one, part) = (complete(), sample::shown(&sample::in_part()));
    let sum = merged([one.clone(), part].into_iter()).unwrap();
    assert_eq!((sum.complete, sum.reads), (false, 24));
    assert_eq!((sum.agreed.numbers, sum.agreed.organization), (24, true));
    let codes: Vec<&str> = sum.findings.iter().map(|one| one.code.as_str()).collect();
    // What both found is there once, in the order of places.
    assert_eq!(codes, ["W0826", "E0811", "E0805", "W0831"]);
    let mut other = one.clone();
    other.findings[0].code = sample::text(CounterpartCode::AnotherOrganisation).to_owned();
    let sum = merged([one, other].into_iter()).unwrap();
    assert!(!sum.agreed.organization);
    assert_eq!(merged(std::iter::empty()), None);
}

#[test]
fn a_comment_keeps_its_limit_and_counts_what_does_not_fit() {
    let mut comparison = complete();
    let first = comparison.findings[0].clone();
    comparison.findings = vec![first; 3_000];
    let text = with(Some(&comparison), |report| {
        markdown::plan(report, Size::Comment)
    });
    assert!(text.len() <= 65_536, "{}", text.len());
    assert!(
        text.contains("\n| update |") && text.contains("agrees on 1 provider"),
        "{text}"
    );
    let rows = text.matches("| warning |").count();
    assert!(
        text.contains(&format!("… and {} more |", 3_000 - rows)),
        "{rows}"
    );
    let text = with(Some(&comparison), |report| human::plan(report, false, 100));
    assert!(text.contains("  … and 2980 more (-v shows each)\n"));
}

#[test]
fn a_comment_has_a_table_in_which_foreign_text_is_harmless() {
    let text = with(Some(&complete()), |report| {
        markdown::plan(report, Size::Comment)
    });
    let section = &text[text.find("### Dynamics").unwrap()..];
    insta::assert_snapshot!(section, @r#"
    ### Dynamics 365: Contoso (organisation 3f2c0b7e-0000-4000-8000-000000000000)

    agrees on 1 provider, 12 numbers, 6 keywords and the organisation

    | Severity | Code | Resource | Finding | Since | Where |
    |---|---|---|---|---|---|
    | error | <code>E0811</code> | <code>providers.marketing-us.numbers.support</code> | the number is missing in Dynamics 365<br>look at it &#60;there&#62; |  | <code>switchboard.yaml:25:7</code> |
    | warning | <code>W0826</code> | <code>providers.marketing-us.numbers.store-line</code> | it has &#124; another name<br>look at it &#60;there&#62; | <code>2026-07-30T10:00:00Z</code> | <code>switchboard.yaml:22:7</code> |
    | note | <code>W0831</code> | <code>dynamics</code> | a column cannot be read<br>look at it &#60;there&#62; |  |  |
    "#);
}

#[test]
fn annotations_and_issues_are_at_the_lines_of_the_declaration() {
    let text = with(Some(&complete()), github::plan);
    insta::assert_snapshot!(text, @r#"
    ::error file=switchboard.yaml,line=25,col=7,title=E0811 providers.marketing-us.numbers.support::the number is missing in Dynamics 365%0Ahelp: look at it <there>
    ::warning file=switchboard.yaml,line=22,col=7,title=W0826 providers.marketing-us.numbers.store-line::it has | another name%0Ahelp: look at it <there>
    ::notice title=switchboard plan::Plan: 1 to create, 2 to update, 2 to adopt, 1 to forget (2 to change at the provider, 4 to record); 1 as declared.%0A1 number in the account is not in the configuration.%0AAPI calls: 2 reads so far, 2 writes to apply.%0ADynamics 365: Contoso (organisation 3f2c0b7e-0000-4000-8000-000000000000): agrees on 1 provider, 12 numbers, 6 keywords and the organisation.
    ::notice file=switchboard.yaml,line=24,col=7,title=update providers.marketing-us.numbers.store-line::friendly_name Store → Store line; sms_method GET → POST; sms_url path /api/v1.0/orgs/3f2c0b7e/sms/inbound → /api/v1.0/orgs/3f2c0b7e/sms/incoming (configuration changed)
    ::notice file=switchboard.yaml,line=27,col=7,title=update providers.marketing-us.numbers.support::sms_fallback_url (unset) → support.example.com/fallback; sms_url fragment #rc=2 → (none); voice_url host a.example.com → c.example.com; until now this name referred to +18885550100, which will be dropped from the registry and does not change (drifted: changed outside Switchboard since the last apply)
    ::notice title=forget providers.marketing-us.numbers.old-line::removed from the configuration: will be dropped from the registry; nothing changes at the provider
    ::notice file=switchboard.yaml,line=12,col=7,title=create providers.marketing-us::callback_url https://public-usa.mkt.dynamics.com/api/v1.0/orgs/3f2c0b7e/…; description US marketing texts (new in the configuration)
    ::notice file=switchboard.yaml,line=20,col=7,title=adopt providers.marketing-us.numbers.front-desk::already as declared; will be recorded in the registry
    ::notice file=switchboard.yaml,line=31,col=7,title=adopt providers.marketing-us.numbers.warehouse::already as declared; will be recorded in the registry
    ::notice title=W0831 dynamics::a column cannot be read%0Ahelp: look at it <there>
    "#);
    let issues: Value =
        serde_json::from_str(&with(Some(&complete()), gitlab::codequality)).unwrap();
    let lines: Vec<&Value> = (0..3)
        .map(|at| &issues[at]["location"]["lines"]["begin"])
        .collect();
    assert_eq!(lines, [&json!(25), &json!(22), &json!(1)]);
    assert_eq!(issues[0]["severity"], "critical");
}
