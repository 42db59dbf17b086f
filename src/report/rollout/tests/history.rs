//! Waves in the history of runs, and in events.

use std::time::Duration;

use super::sample;
use crate::model::{RolloutOutcome, Run, RunStatus, WaveKind, WaveState};
use crate::report::apply::event_line::encode;
use crate::report::apply::events::Event;
use crate::report::registry::history;
use crate::report::rollout::waves::brief;

pub(super) fn run() -> Run {
    Run {
        id: "0197f2a0-1c2d-7000-8000-000000000001".to_owned(),
        user: "ada".to_owned(),
        host: "desk".to_owned(),
        pid: 1,
        started_at: "2026-07-30T12:00:00Z".to_owned(),
        ended_at: Some("2026-07-30T12:10:00Z".to_owned()),
        git_commit: None,
        plan_sha256: "c0ffee".to_owned(),
        status: RunStatus::Partial,
        undoes: None,
        shard: None,
    }
}

#[test]
fn a_list_of_runs_says_how_far_each_rollout_got() {
    let brief = |outcome: RolloutOutcome, over| brief(&outcome.waves, over);
    assert_eq!(brief(sample::good(), true).as_deref(), Some("2 of 2 waves"));
    assert_eq!(
        brief(sample::stopped(), true).as_deref(),
        Some("2 of 2 waves; stopped")
    );
    assert_eq!(
        brief(sample::reverted(), true).as_deref(),
        Some("2 of 2 waves; reverted")
    );
    assert_eq!(
        brief(sample::partly_reverted(), true).as_deref(),
        Some("2 of 2 waves; not all reverted")
    );
    assert_eq!(brief(RolloutOutcome::default(), true), None);
    let mut first = sample::good();
    first.waves.truncate(1);
    first.waves[0].state = WaveState::Running;
    assert_eq!(
        brief(first.clone(), false).as_deref(),
        Some("1 of 2 waves; running")
    );
    assert_eq!(
        brief(first, true).as_deref(),
        Some("1 of 2 waves; interrupted")
    );
    let mut back = sample::reverted();
    back.waves.last_mut().unwrap().state = WaveState::Running;
    assert_eq!(
        brief(back.clone(), false).as_deref(),
        Some("2 of 2 waves; the revert runs")
    );
    assert_eq!(
        brief(back, true).as_deref(),
        Some("2 of 2 waves; the revert was interrupted")
    );
}

#[test]
fn a_run_lists_its_waves() {
    let waves = sample::partly_reverted().waves;
    let text = history::one(&run(), &[], &waves, false, 100);
    insta::assert_snapshot!(text, @"
    Run 0197f2a0-1c2d-7000-8000-000000000001
      2026-07-30 12:00:00Z to 2026-07-30 12:10:00Z, by ada@desk
      plan c0ffee

      Wave 1 of 2: passed; 1 number; no alerts; 2026-07-30 12:02:00Z to 12:03:00Z
      Wave 2 of 2: stopped; 1 number, 2 in all; 3 alerts; 2026-07-30 12:04:00Z to 12:05:00Z
        3 alerts, and 0 are allowed (https://u:***@handler.example.com/sms).
      Revert: incomplete; 1 number changed back; 2026-07-30 12:06:00Z to 12:07:00Z
        1 change failed

    partial: nothing was changed
    ");
    let running = Run {
        status: RunStatus::Running,
        ..run()
    };
    let mut waves = sample::good().waves;
    let last = waves.last_mut().unwrap();
    last.state = WaveState::Running;
    last.ended_at = None;
    last.alerts = None;
    let text = history::one(&running, &[], &waves, false, 100);
    assert!(
        text.contains("Wave 2 of 2: running; 1 number, 2 in all; since 2026-07-30 12:04:00Z\n"),
        "{text}"
    );
}

#[test]
fn events_are_lines_with_the_wave() {
    let reverted = sample::reverted().waves;
    let left = Duration::from_millis(90_500);
    let events = [
        Event::wave_start(&reverted[0]),
        Event::wave_progress(&reverted[1], left),
        Event::wave_complete(&reverted[0]),
        Event::wave_stopped(&reverted[1]),
        Event::revert_start(&reverted[2]),
        Event::wave_complete(&reverted[2]),
    ];
    assert_eq!(reverted[2].kind, WaveKind::Revert);
    let lines = events.map(|event| encode(&event, "2026-07-30T12:00:00Z"));
    insta::assert_snapshot!(lines.join("\n"), @r#"
    {"@level":"info","@message":"wave 1 of 2: 1 number","@timestamp":"2026-07-30T12:00:00Z","type":"wave_start","wave":{"kind":"forward","number":1,"of":2,"addresses":["providers.marketing-us.numbers.store-line"],"numbers":1,"reached":1,"started_at":"2026-07-30T12:02:00.000Z","ended_at":"2026-07-30T12:03:00.000Z","alerts":0,"state":"passed","why":null}}
    {"@level":"info","@message":"wave 2 of 2: 1m 31s left, 3 alerts","@timestamp":"2026-07-30T12:00:00Z","type":"progress","wave":{"kind":"forward","number":2,"of":2,"numbers":1,"reached":2,"started_at":"2026-07-30T12:04:00.000Z","ended_at":"2026-07-30T12:05:00.000Z","alerts":3,"state":"stopped","why":"3 alerts, and 0 are allowed (https://u:***@handler.example.com/sms)."},"left_seconds":91}
    {"@level":"info","@message":"wave 1 of 2 passed, no alerts","@timestamp":"2026-07-30T12:00:00Z","type":"wave_complete","wave":{"kind":"forward","number":1,"of":2,"numbers":1,"reached":1,"started_at":"2026-07-30T12:02:00.000Z","ended_at":"2026-07-30T12:03:00.000Z","alerts":0,"state":"passed","why":null}}
    {"@level":"error","@message":"wave 2 of 2 stopped: 3 alerts, and 0 are allowed (https://u:***@handler.example.com/sms).","@timestamp":"2026-07-30T12:00:00Z","type":"wave_stopped","wave":{"kind":"forward","number":2,"of":2,"numbers":1,"reached":2,"started_at":"2026-07-30T12:04:00.000Z","ended_at":"2026-07-30T12:05:00.000Z","alerts":3,"state":"stopped","why":"3 alerts, and 0 are allowed (https://u:***@handler.example.com/sms)."}}
    {"@level":"info","@message":"changing back what the waves did: 2 numbers","@timestamp":"2026-07-30T12:00:00Z","type":"revert_start","wave":{"kind":"revert","number":3,"of":2,"addresses":["providers.marketing-us.numbers.store-line","providers.marketing-us.numbers.support"],"numbers":2,"reached":0,"started_at":"2026-07-30T12:06:00.000Z","ended_at":"2026-07-30T12:07:00.000Z","alerts":null,"state":"passed","why":null}}
    {"@level":"info","@message":"revert done","@timestamp":"2026-07-30T12:00:00Z","type":"wave_complete","wave":{"kind":"revert","number":3,"of":2,"numbers":2,"reached":0,"started_at":"2026-07-30T12:06:00.000Z","ended_at":"2026-07-30T12:07:00.000Z","alerts":null,"state":"passed","why":null}}
    "#);
}
