//! What notifications say of a plan and of an apply.

use serde_json::Value;

use super::document::Subject;
use super::message::Message;
use super::result::message;
use super::unplanned::Unplanned;
use crate::model::{
    Action, Address, AlertGroup, Name, Plan, Reason, RolloutOutcome, Scope, Wave, WaveKind,
    WaveState,
};
use crate::report::apply::result::ApplyReport;
use crate::report::plan::ending::Ending;
use crate::report::plan::input::PlanReport;
use crate::report::sample;

fn planned(plan: &Plan) -> Option<Message> {
    sample::report(plan, &[], message)
}

fn applied(plan: &Plan, applied: &ApplyReport) -> Option<Message> {
    sample::report(plan, &[], |report| {
        message(&PlanReport {
            ending: Some(Ending::Ended(applied)),
            ..*report
        })
    })
}

fn json(message: &Message) -> Value {
    serde_json::from_str(&message.document).unwrap()
}

fn text(message: &Message) -> String {
    let chat: Value = serde_json::from_str(&message.chat).unwrap();
    chat["text"].as_str().unwrap().to_owned()
}

/// Everything of a plan was done.
fn all_done(plan: &Plan) -> ApplyReport {
    let done = plan.effective();
    ApplyReport {
        done: done.map(|one| (one.address.clone(), one.action)).collect(),
        run_id: Some("0198-a".to_owned()),
        plan_complete: true,
        ..ApplyReport::default()
    }
}

#[test]
fn a_plan_in_a_chat_has_old_and_new_values() {
    let plan = sample::plan("<!channel> Store\u{202e} line");
    let text = text(&planned(&plan).unwrap());
    insta::assert_snapshot!(text, @r#"
    Switchboard plan of contoso-sms (environment prod): Plan: 1 to create, 2 to update, 2 to adopt, 1 to forget (2 to change at the provider, 4 to record); 1 as declared.
    • create providers.marketing-us: callback_url https://public-usa.mkt.dynamics.com/api/v1.0/orgs/3f2c0b7e/…; description US marketing texts
    • adopt providers.marketing-us.numbers.front-desk: already as declared; will be recorded in the registry
    • forget providers.marketing-us.numbers.old-line: removed from the configuration: will be dropped from the registry; nothing changes at the provider
    • update providers.marketing-us.numbers.store-line: friendly_name Store → "&lt;!channel&gt; Store\u{202e} line"; sms_method GET → POST; sms_url path /api/v1.0/orgs/3f2c0b7e/sms/inbound → /api/v1.0/orgs/3f2c0b7e/sms/incoming
    • update providers.marketing-us.numbers.support: sms_fallback_url (unset) → support.example.com/fallback; sms_url fragment #rc=2 → (none); voice_url host a.example.com → c.example.com
    • adopt providers.marketing-us.numbers.warehouse: already as declared; will be recorded in the registry
    "#);
}

#[test]
fn a_plan_without_changes_says_nothing() {
    let mut plan = sample::plan("Store line");
    plan.changes.retain(|change| !change.is_effective());
    assert_eq!(planned(&plan), None);
    plan.complete = false;
    assert_eq!(json(&planned(&plan).unwrap())["outcome"], "incomplete");
}

#[test]
fn a_large_plan_is_cut_and_the_rest_is_counted() {
    let mut plan = sample::plan("Store line");
    let number = |index: u32| {
        let phone = format!("+1501712{index:04}");
        sample::number(&format!("n{index}"), &phone, Action::Adopt, Reason::Adopted)
    };
    plan.changes = (0..250).map(number).collect();
    let message = planned(&plan).unwrap();
    let json = json(&message);
    assert_eq!(json["changes"].as_array().unwrap().len(), 200);
    assert_eq!(json["changes_left_out"], 50);
    let text = text(&message);
    assert_eq!(text.lines().count(), 22);
    assert!(text.ends_with("\n… and 230 more"), "{text}");
}

#[test]
fn the_same_result_has_the_same_identifier() {
    let plan = sample::plan("Store line");
    let id = |plan: &Plan| json(&planned(plan).unwrap())["id"].clone();
    assert_eq!(id(&plan), id(&plan));
    let mut elsewhere = plan.clone();
    elsewhere.scope.environment = "test".to_owned();
    assert_ne!(id(&plan), id(&elsewhere));
    assert_ne!(id(&plan), id(&sample::plan("Another")));
    let mut incomplete = plan.clone();
    incomplete.complete = false;
    assert_ne!(id(&plan), id(&incomplete));

    let first = all_done(&plan);
    let second = ApplyReport {
        run_id: Some("0198-b".to_owned()),
        ..first.clone()
    };
    let id = |done: &ApplyReport| json(&applied(&plan, done).unwrap())["id"].clone();
    assert_eq!(id(&first), id(&first));
    assert_ne!(id(&first), id(&second));
}

#[test]
fn an_apply_has_a_result_for_each_change() {
    let plan = sample::plan("Store line");
    let mut report = all_done(&plan);
    assert_eq!(
        json(&applied(&plan, &report).unwrap())["outcome"],
        "applied"
    );
    let (address, action) = report.done.pop().unwrap();
    let last = address.to_string();
    report.failed = vec![(address, action, "refused, request RQ1".to_owned())];
    let message = applied(&plan, &report).unwrap();
    let json = json(&message);
    assert_eq!(json["outcome"], "partial");
    assert_eq!(json["changes"][0]["address"], last);
    assert_eq!(json["changes"][0]["result"], "failed");
    assert_eq!(json["changes"][0]["why"], "refused, request RQ1");
    assert_eq!(json["changes"][1]["result"], "done");
    let line = text(&message).lines().nth(1).unwrap().to_owned();
    assert!(
        line.contains("failed: ") && line.contains("refused, request RQ1"),
        "{line}"
    );
}

#[test]
fn a_rollout_that_stopped_has_an_outcome_of_its_own() {
    let plan = sample::plan("Store line");
    let report = ApplyReport {
        rollout: Some(RolloutOutcome {
            stopped: Some("3 alerts of 11200".to_owned()),
            ..RolloutOutcome::default()
        }),
        ..all_done(&plan)
    };
    let json = json(&applied(&plan, &report).unwrap());
    assert_eq!(json["outcome"], "stopped");
    assert_eq!(json["rollout"]["stopped"], "3 alerts of 11200");
    assert_eq!(json["rollout"]["reverted"], false);
    assert_eq!(json["rollout"]["waves"], serde_json::json!([]));
}

#[test]
fn no_text_of_a_rollout_has_a_password() {
    let plan = sample::plan("Store line");
    let report = all_done(&plan);
    let address = report.done[0].0.clone();
    let text = || "answered by https://hook:p4ssw0rd@contoso.example/sms".to_owned();
    let wave = Wave {
        kind: WaveKind::Forward,
        number: 1,
        of: 1,
        addresses: [address.clone()].into(),
        numbers: 1,
        reached: 1,
        started_at: "2026-07-30T12:00:00Z".to_owned(),
        ended_at: None,
        alerts: None,
        state: WaveState::Stopped,
        why: Some(text()),
    };
    let group = AlertGroup {
        provider: Name::parse("marketing-us").unwrap(),
        code: None,
        host: Some("hook:p4ssw0rd@contoso.example".to_owned()),
        number: None,
    };
    let report = ApplyReport {
        rollout: Some(RolloutOutcome {
            waves: vec![wave],
            unconverged: [(address.clone(), text())].into(),
            alerts: [(group, 2)].into(),
            unread: vec![text()],
            stopped: Some(text()),
            not_reverted: [(address, text())].into(),
            ..RolloutOutcome::default()
        }),
        ..report
    };
    let message = applied(&plan, &report).unwrap();
    let both = format!("{}{}", message.document, message.chat);
    assert!(!both.contains("p4ssw0rd"), "{both}");
    let rollout = &json(&message)["rollout"];
    assert_eq!(rollout["alerts"][0]["host"], "contoso.example");
    assert_eq!(
        rollout["stopped"],
        "answered by https://hook:***@contoso.example/sms"
    );
}

#[test]
fn what_a_rollout_changed_back_is_not_reported_as_done() {
    let plan = sample::plan("Store line");
    let done = all_done(&plan);
    let addresses: Vec<Address> = done.done.iter().map(|(one, _)| one.clone()).collect();
    let [kept, stuck, back, ..] = addresses.as_slice() else {
        panic!("{addresses:?}");
    };
    let revert = Wave {
        kind: WaveKind::Revert,
        number: 2,
        of: 3,
        addresses: [stuck.clone(), back.clone()].into(),
        numbers: 2,
        reached: 1,
        started_at: "2026-07-30T12:00:00Z".to_owned(),
        ended_at: None,
        alerts: None,
        state: WaveState::Stopped,
        why: None,
    };
    let report = ApplyReport {
        rollout: Some(RolloutOutcome {
            waves: vec![revert],
            stopped: Some("too many alerts".to_owned()),
            not_reverted: [(stuck.clone(), "refused".to_owned())].into(),
            ..RolloutOutcome::default()
        }),
        ..done
    };
    let message = applied(&plan, &report).unwrap();
    let json = json(&message);
    assert_eq!(json["outcome"], "reverted");
    let result = |address: &Address| {
        let all = json["changes"].as_array().unwrap().iter();
        let mut found = all.filter(|one| one["address"] == address.to_string());
        found.next().unwrap()["result"].clone()
    };
    assert_eq!(result(kept), "done");
    assert_eq!(result(stuck), "done");
    assert_eq!(result(back), "reverted");
    assert_eq!(
        json["rollout"]["not_reverted"][stuck.to_string()],
        "refused"
    );
    assert!(text(&message).contains(&format!("changed back {back}: ")));
}

#[test]
fn an_error_before_a_plan_has_no_place_and_no_warning() {
    let scope = Scope {
        project: "contoso".to_owned(),
        environment: "prod".to_owned(),
    };
    let of = |summary: &str| {
        let diagnostics = [
            sample::diagnostic("warning", "a warning"),
            sample::diagnostic("error", summary),
        ];
        let unplanned = Unplanned {
            subject: Subject::Plan,
            scope: Some(&scope),
            diagnostics: &diagnostics,
            tool_version: "0.1.0",
            timestamp: "2026-07-30T12:00:00Z",
        };
        unplanned.message()
    };
    let message = of("answered 500, request RQ1");
    insta::assert_snapshot!(text(&message), @"
    Switchboard plan of contoso (environment prod): No plan was made.
    • error W0412 providers.marketing-us.numbers.support: answered 500, request RQ1
    ");
    let document = json(&message);
    assert_eq!(document["errors"].as_array().unwrap().len(), 1);
    assert!(!message.document.contains("a,b:c.yaml"), "{document:#}");
    assert_eq!(document["id"], json(&of("answered 500, request RQ2"))["id"]);
}
