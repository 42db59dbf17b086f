//! Tests of whole reports: their text, and that foreign text is harmless in each of them.

use proptest::prelude::*;

use crate::model::{
    Action, Calls, Change, Finding, Outcome, Plan, Reason, Run, RunStatus, Settled, Severity,
};
use crate::report::apply::event_line::encode;
use crate::report::apply::events::Event;
use crate::report::apply::human::summary;
use crate::report::apply::result::ApplyReport;
use crate::report::plan::document::{document, to_json};
use crate::report::plan::ending::Ending;
use crate::report::plan::github::plan as plan_github;
use crate::report::plan::human;
use crate::report::plan::markdown::plan as plan_markdown;
use crate::report::registry::history;
use crate::report::rollout::sample::repeating;
use crate::report::text::escape::{deceives, neutral};
use crate::report::{markdown, sample};
use crate::yaml::YamlCode;

fn shown(plan: &Plan) -> String {
    sample::report(plan, &[], |report| human::plan(report, false, 100))
}

#[test]
fn a_plan_shows_everything() {
    insta::assert_snapshot!(shown(&sample::plan("Store line")), @"
    Plan for contoso-sms (environment prod)

      + providers.marketing-us
        new in the configuration (switchboard.yaml:12:7)
          callback_url  https://public-usa.mkt.dynamics.com/api/v1.0/orgs/3f2c0b7e/sms/incoming
          description   US marketing texts

      ~ providers.marketing-us.numbers.store-line  +15017122661
        configuration changed (switchboard.yaml:22:7)
          friendly_name  Store → Store line
          sms_method     GET → POST
          sms_url        - https://public-usa.mkt.dynamics.com/api/v1.0/orgs/3f2c0b7e/sms/inbound
                         + https://public-usa.mkt.dynamics.com/api/v1.0/orgs/3f2c0b7e/sms/incoming
                                                                                          ^^^^^^^^
                         (switchboard.yaml:24)

      ~ providers.marketing-us.numbers.support  +18885550123
        drifted: changed outside Switchboard since the last apply (switchboard.yaml:25:7)
        until now this name referred to +18885550100, which will be dropped from the registry and does not change
          sms_fallback_url  (unset) → https://support.example.com/fallback
          sms_url           - https://public-usa.mkt.dynamics.com/api/v1.0/orgs/3f2c0b7e/sms/incoming#rc=2
                                                                                                     ^^^^^
                            + https://public-usa.mkt.dynamics.com/api/v1.0/orgs/3f2c0b7e/sms/incoming
                            (switchboard.yaml:27)
                            last applied: the same as declared now
          voice_url         - https://a.example.com/
                            + https://c.example.com/
                                      ^
                            last applied: https://b.example.com/

      = providers.marketing-us.numbers.front-desk  +15017122662  switchboard.yaml:20:7
      = providers.marketing-us.numbers.warehouse   +15017122663  switchboard.yaml:31:7
        already as declared; will be recorded in the registry

      - providers.marketing-us.numbers.old-line  +15017122664
        removed from the configuration: will be dropped from the registry; nothing changes at the provider

    Not in the configuration:
        +15017122669  Store line  PN00000000000000000000000000000009, number of marketing-us

    Plan: 1 to create, 2 to update, 2 to adopt, 1 to forget (2 to change at the provider, 4 to record); 1 as declared.
    1 number in the account is not in the configuration.
    API calls: 2 reads so far, 2 writes to apply.
    ");
}

#[test]
fn nothing_to_do_is_reported_only_when_it_is_true() {
    let mut plan = sample::plan("x");
    plan.changes.retain(|change| !change.is_effective());
    plan.unmanaged.clear();
    plan.calls = Calls {
        reads: 2,
        writes: 0,
        minutes: None,
    };
    insta::assert_snapshot!(shown(&plan), @"
    Plan for contoso-sms (environment prod)

    No changes. Everything declared is in place.
    API calls: 2 reads so far, 0 writes to apply.
    ");
    plan.findings.push(Finding {
        severity: Severity::Error,
        code: YamlCode::NotAMap.into(),
        address: plan.changes.first().map(|change| change.address.clone()),
        key: None,
        summary: String::new(),
        help: String::new(),
        blocks: false,
    });
    assert!(
        shown(&plan).contains("Nothing to do, but 1 problem must be fixed (see the errors).\n")
    );
    plan.complete = false;
    insta::assert_snapshot!(shown(&plan), @"
    Plan for contoso-sms (environment prod)

    Nothing to do for what could be planned; 1 as declared.
    API calls: 2 reads so far, 0 writes to apply.
    Incomplete: keywords.STOP could be planned only partly (see the errors); the rest is shown.
    ");
}

#[test]
fn many_alike_are_counted() {
    let mut plan = sample::plan("x");
    plan.changes = (0..500)
        .map(|at| {
            sample::number(
                &format!("line-{at:03}"),
                &format!("+1501712{at:04}"),
                Action::Adopt,
                Reason::Adopted,
            )
        })
        .collect();
    let text = shown(&plan);
    assert!(text.contains("  = 500 numbers of marketing-us\n"), "{text}");
    assert!(text.contains("… and 495 more (-v shows each)\n"));
    assert_eq!(text.matches("    providers.").count(), 5);
}

#[test]
fn colour_adds_nothing_but_colour() {
    let plan = sample::plan("Store line");
    let text = sample::report(&plan, &[], |report| human::plan(report, true, 100));
    assert!(text.contains("\u{1b}["));
    let mut stripped = String::new();
    let mut rest = text.as_str();
    while let Some((before, after)) = rest.split_once('\u{1b}') {
        stripped.push_str(before);
        rest = after.split_once('m').unwrap().1;
    }
    stripped.push_str(rest);
    let carets = |line: &&str| !line.trim().is_empty() && line.trim().trim_matches('^').is_empty();
    let expected = shown(&plan);
    let expected: Vec<_> = expected.lines().filter(|line| !carets(line)).collect();
    assert_eq!(stripped.lines().collect::<Vec<_>>(), expected);
}

fn run() -> Run {
    Run {
        shard: None,
        id: "0197f2a0-1c2d-7000-8000-000000000001".to_owned(),
        user: "ada".to_owned(),
        host: "desk".to_owned(),
        pid: 7,
        started_at: "2026-07-30T12:00:00.123Z".to_owned(),
        ended_at: Some("2026-07-30T12:00:04Z".to_owned()),
        git_commit: Some("b1d9d2947a".to_owned()),
        plan_sha256: "c0ffee".to_owned(),
        status: RunStatus::Partial,
        undoes: None,
    }
}

fn settled(friendly: &str) -> Vec<Settled> {
    let plan = sample::plan(friendly);
    let ends = |(at, change): (usize, &Change)| Settled {
        address: change.address.clone(),
        action: change.action,
        before: change.before.clone(),
        after: change.after.clone(),
        outcome: if at == 4 {
            Outcome::Failed
        } else {
            Outcome::Done
        },
        error: (at == 4).then(|| format!("no such {friendly}")),
        noted_at: "2026-07-30T12:00:01Z".to_owned(),
    };
    plan.effective().enumerate().map(ends).collect()
}

#[test]
fn runs_are_listed_newest_first() {
    let second = Run {
        id: "0197f2a0-9c2d-7000-8000-000000000002".to_owned(),
        started_at: "2026-07-30T12:01:00Z".to_owned(),
        git_commit: None,
        status: RunStatus::Succeeded,
        user: "robot".to_owned(),
        undoes: Some(run().id),
        ..run()
    };
    let counts = history::Counts {
        done: 2,
        failed: 1,
        unsettled: 0,
    };
    let first = run();
    let runs = [(&first, Some(counts)), (&second, None)].map(|(run, counts)| history::Listed {
        run,
        counts,
        waves: &[],
    });
    insta::assert_snapshot!(history::list(&runs, false, 100), @"
    RUN         STARTED               BY          COMMIT   STATUS       CHANGES
    0197f2a0-9  2026-07-30 12:01:00Z  robot@desk  -        succeeded    undoes 0197f2a0-1
    0197f2a0-1  2026-07-30 12:00:00Z  ada@desk    b1d9d29  partial      2 done, 1 failed
    ");
    insta::assert_snapshot!(history::list(&runs, false, 40), @"
    0197f2a0-9  succeeded
      2026-07-30 12:01:00Z
      by robot@desk
      undoes 0197f2a0-1
    0197f2a0-1  partial
      2026-07-30 12:00:00Z
      by ada@desk
      commit b1d9d29
      2 done, 1 failed
    ");
    assert_eq!(history::list(&[], false, 100), "No runs are recorded.\n");
}

#[test]
fn a_run_lists_its_changes() {
    let run = Run {
        undoes: Some("0197f2a0-0000-7000-8000-000000000000".to_owned()),
        ..run()
    };
    let text = history::one(&run, &settled("Store line"), &[], false, 100);
    insta::assert_snapshot!(text, @"
    Run 0197f2a0-1c2d-7000-8000-000000000001
      2026-07-30 12:00:00Z to 2026-07-30 12:00:04Z, by ada@desk
      commit b1d9d2947a
      plan c0ffee
      undoes run 0197f2a0-0000-7000-8000-000000000000

      + providers.marketing-us  create
          callback_url  https://public-usa.mkt.dynamics.com/api/v1.0/orgs/3f2c0b7e/sms/incoming
          description   US marketing texts

      = providers.marketing-us.numbers.front-desk  adopt

      - providers.marketing-us.numbers.old-line  forget

      ~ providers.marketing-us.numbers.store-line  update
          friendly_name  Store → Store line
          sms_method     GET → POST
          sms_url        - https://public-usa.mkt.dynamics.com/api/v1.0/orgs/3f2c0b7e/sms/inbound
                         + https://public-usa.mkt.dynamics.com/api/v1.0/orgs/3f2c0b7e/sms/incoming
                                                                                          ^^^^^^^^

      ~ providers.marketing-us.numbers.support  update  failed
        no such Store line
          sms_fallback_url  (unset) → https://support.example.com/fallback
          sms_url           - https://public-usa.mkt.dynamics.com/api/v1.0/orgs/3f2c0b7e/sms/incoming#rc=2
                                                                                                     ^^^^^
                            + https://public-usa.mkt.dynamics.com/api/v1.0/orgs/3f2c0b7e/sms/incoming
          voice_url         - https://a.example.com/
                            + https://c.example.com/
                                      ^

      = providers.marketing-us.numbers.warehouse  adopt

    partial: 1 created, 1 updated, 2 adopted, 1 forgotten, 1 failed
    ");
}

/// Every report that is rendered from one foreign text, without colour.
fn everything(friendly: &str) -> Vec<String> {
    let plan = sample::plan(friendly);
    let diagnostics = [sample::diagnostic("error", friendly)];
    let address = plan.changes.first().unwrap().address.clone();
    let applied = ApplyReport {
        failed: vec![(address.clone(), Action::Update, friendly.to_owned())],
        not_tried: vec![(address.clone(), Action::Update, friendly.to_owned())],
        rollout: Some(repeating(&address, friendly)),
        ..ApplyReport::default()
    };
    let waves = applied.rollout.clone().unwrap().waves;
    let mut run_ = run();
    friendly.clone_into(&mut run_.user);
    let listed = [history::Listed {
        run: &run_,
        counts: None,
        waves: &waves,
    }];
    sample::report(&plan, &diagnostics, |report| {
        let ended = report.ended(Ending::Ended(&applied));
        vec![
            human::plan(report, false, 100),
            plan_markdown(report, markdown::Size::Comment),
            plan_github(report),
            human::plan(&ended, false, 100),
            plan_markdown(&ended, markdown::Size::Comment),
            plan_github(&ended),
            summary(&applied, false),
            history::one(&run_, &settled(friendly), &waves, false, 100),
            history::list(&listed, false, 100),
        ]
    })
}

fn hostile() -> impl Strategy<Value = String> {
    let odd = prop::sample::select(vec![
        '\u{1b}', '\n', '\r', '\t', '\0', '\u{7f}', '\u{9b}', '\u{202e}', '\u{2066}', '\u{2028}',
        '\u{200b}', '`', '|', '<', ':', '%', '"', '\\', ' ', '(', '[', '#', '@',
    ]);
    prop::collection::vec(prop_oneof![odd, any::<char>()], 1..24)
        .prop_map(|chars| chars.into_iter().collect())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn no_renderer_lets_a_foreign_text_act(friendly in hostile()) {
        let harmless = neutral(&friendly).into_owned();
        for (text, same) in everything(&friendly).iter().zip(everything(&harmless)) {
            prop_assert!(!text.chars().any(|c| c != '\n' && deceives(c)), "{text:?}");
            // The output is the same as for the harmless spelling of the same text.
            prop_assert_eq!(text, &same);
        }
        let plan = sample::plan(&friendly);
        let json = sample::report(&plan, &[], |report| to_json(&document(report)));
        prop_assert!(!json.contains(['\r', '\x1b']));
        let event = encode(&Event::diagnostic(sample::diagnostic("error", &friendly)), "now");
        prop_assert!(!event.contains(['\n', '\x1b']));
    }
}
