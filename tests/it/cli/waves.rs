//! `registry history` of a rollout, whose waves are recorded here without one.

use std::time::Duration;

use switchboard::model::{Address, Covered, RunStatus, Scope, Wave, WaveKind, WaveState};
use switchboard::registry::{self, NewRun};

use crate::support::fixture::NUMBERS;
use crate::support::world::World;

fn wave(kind: WaveKind, number: u32, state: WaveState) -> Wave {
    Wave {
        kind,
        number,
        of: 3,
        addresses: ["first", "second"]
            .map(|name| Address::parse(&format!("providers.us.numbers.{name}")).unwrap())
            .into(),
        numbers: 2,
        reached: 2 * u64::from(number),
        started_at: format!("2026-01-02T03:0{number}:05.006Z"),
        ended_at: Some(format!("2026-01-02T03:0{number}:59.006Z")),
        alerts: (kind == WaveKind::Forward).then_some(u64::from(number) - 1),
        state,
        why: (state == WaveState::Stopped).then(|| {
            "1 alert, and none is allowed at https://u:hunter2@example.com/sms".to_owned()
        }),
    }
}

/// Records a run with these waves, and returns its identifier.
async fn record(world: &World, waves: &[Wave]) -> String {
    let place = world.path(".switchboard/registry.db");
    let registry = registry::open(&format!("sqlite:{}", place.display())).unwrap();
    let scope = Scope {
        project: "contoso".to_owned(),
        environment: String::new(),
    };
    let run = NewRun {
        user: "ada".to_owned(),
        host: "build-7".to_owned(),
        pid: 4711,
        git_commit: None,
        plan_sha256: "5ha".to_owned(),
        undoes: None,
        covered: Covered::Everything,
    };
    let mut session = registry.begin(&scope, &run, Duration::ZERO).await.unwrap();
    for wave in waves {
        session.note_wave(wave).await.unwrap();
    }
    let id = session.run_id().to_owned();
    session.finish(RunStatus::Partial).await.unwrap();
    id
}

#[tokio::test]
async fn the_history_shows_the_waves() {
    let (world, _sandbox) = NUMBERS.applied();
    let waves = [
        wave(WaveKind::Forward, 1, WaveState::Passed),
        wave(WaveKind::Forward, 2, WaveState::Stopped),
        wave(WaveKind::Revert, 2, WaveState::Passed),
    ];
    let id = record(&world, &waves).await;
    let list = world.run(&["registry", "history"]).exits(0).stdout;
    let (rollout, plain): (Vec<&str>, Vec<&str>) =
        list.lines().skip(1).partition(|line| line.contains("wave"));
    assert!(
        rollout[0].contains("0 done; 2 of 3 waves; reverted"),
        "{list}"
    );
    assert_eq!((rollout.len(), plain.len()), (1, 1), "{list}");
    let one = world.run(&["registry", "history", &id]).exits(0).stdout;
    for line in [
        "  Wave 1 of 3: passed; 2 numbers; no alerts; 2026-01-02 03:01:05Z to 03:01:59Z",
        "  Wave 2 of 3: stopped; 2 numbers, 4 in all; 1 alert; 2026-01-02 03:02:05Z to 03:02:59Z",
        "    1 alert, and none is allowed at https://u:***@example.com/sms",
        "  Revert: done; 2 numbers changed back; 2026-01-02 03:02:05Z to 03:02:59Z",
    ] {
        assert!(one.lines().any(|shown| shown == line), "{line}\n{one}");
    }
    let json = world.run(&["registry", "history", &id, "--format", "json"]);
    let json = json.exits(0).json();
    let shown = json["waves"].as_array().unwrap();
    assert_eq!(shown.len(), 3, "{json:#}");
    assert_eq!(shown[0]["addresses"][1], "providers.us.numbers.second");
    assert_eq!(shown[1]["alerts"], 1);
    assert_eq!(shown[2]["kind"], "revert");
    assert!(shown[2]["alerts"].is_null() && !json.to_string().contains("hunter2"));
}

/// A run that was no rollout has an empty list, so that a program need not ask whether it is there.
#[tokio::test]
async fn another_run_has_no_waves() {
    let (world, _sandbox) = NUMBERS.applied();
    let id = record(&world, &[]).await;
    let list = world.run(&["registry", "history"]).exits(0).stdout;
    assert!(!list.contains("wave"), "{list}");
    let json = world.run(&["registry", "history", &id, "--format", "json"]);
    assert_eq!(json.exits(0).json()["waves"], serde_json::json!([]));
}
