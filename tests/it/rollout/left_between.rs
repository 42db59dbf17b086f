//! Rollouts that are killed when no wave is under way: between two waves, and between a wave that
//! stopped and its revert.

use rusqlite::Connection;
use serde_json::json;

use super::{BAD, CONFIGURATION, HANDLERS, OLD, answered_by, applied, rollout, runs};
use crate::support::killing::{At, kill};
use crate::support::world::World;

/// Two accounts, so that the alerts of the second are read for the first time before the second wave.
const TWO: &str = r#"version: 1
project: contoso
vars: { host: old.contoso.example }
providers:
  uk:
    type: twilio
    account_sid: AC00000000000000000000000000000001
    auth_token: { env: TOKEN_1 }
    callback_url: https://${host}/sms
    numbers:
      n1: { phone_number: "+447700900101" }
      n2: { phone_number: "+447700900102" }
  us:
    type: twilio
    account_sid: AC00000000000000000000000000000002
    auth_token: { env: TOKEN_2 }
    callback_url: https://${host}/sms
    numbers:
      n1: { phone_number: "+15017122601" }
      n2: { phone_number: "+15017122602" }
"#;

#[test]
fn what_passed_before_a_kill_is_changed_back_with_the_rest() {
    let (world, sandbox) = World::and_sandbox(TWO, HANDLERS);
    world.run(&["apply", "--auto-approve"]).exits(0);
    let more = [
        "--rollout-pause",
        "0s",
        "--parallelism",
        "1",
        "--rollout-revert",
    ];
    let waves = rollout("host=new.contoso.example", "1", &more);
    // One reading before the first wave, one after it, and then the one before the second.
    let before_the_second = json!({ "method": "GET", "path": "/v1/Alerts", "skip": 2 });
    let came = kill(
        &world,
        &sandbox.control(),
        &before_the_second,
        At::Before,
        &waves,
    );
    assert!(came);
    let numbers = [
        "+447700900101",
        "+447700900102",
        "+15017122601",
        "+15017122602",
    ];
    let at_the_old = || {
        let is_old = |number: &&&str| sandbox.setting(number, "sms_url") == OLD;
        numbers.iter().filter(is_old).count()
    };
    assert_eq!(at_the_old(), 3);
    assert_eq!(runs(&world)[0]["status"], "interrupted");
    // The next one cannot write its second number.
    sandbox.add_faults(&json!([
        { "method": "POST", "skip": 1, "then": { "status": 400, "code": 21402 } },
    ]));
    let ended = world.run(&waves);
    assert_eq!(ended.code, 3, "{ended:?}");
    assert_eq!(at_the_old(), 4, "{ended:?}");
    world.run(&["plan", "--detailed-exitcode"]).exits(0);
}

/// No request comes between the end of a wave and the beginning of the revert, so a kill there is made
/// by hand: a rollout that stopped, whose run has no recorded end.
#[test]
fn what_stopped_before_a_kill_is_changed_back_too() {
    let (world, sandbox) = applied(CONFIGURATION);
    let unreadable = json!([
        { "method": "GET", "path": "/v1/Alerts", "skip": 1, "times": 1000, "then": { "status": 403, "code": 20403 } },
    ]);
    sandbox.add_faults(&unreadable);
    let more = ["--rollout-pause", "0s", "--rollout-revert"];
    let waves = rollout("host=bad.contoso.example", "2", &more);
    world.run(&waves[..waves.len() - 1]).exits(3);
    assert_eq!(answered_by(&sandbox, BAD), [1, 2]);
    let file = Connection::open(world.path(".switchboard/registry.db")).unwrap();
    let changed = file.execute(
        "UPDATE runs SET status = 'interrupted', ended_at = NULL WHERE status = 'partial'",
        [],
    );
    assert_eq!(changed.unwrap(), 1);
    drop(file);
    sandbox.clear_faults();
    sandbox.add_faults(&unreadable);
    let ended = world.run(&waves);
    assert_eq!(ended.code, 3, "{ended:?}");
    assert_eq!(answered_by(&sandbox, OLD), [1, 2, 3, 4, 5], "{ended:?}");
    world.run(&["plan", "--detailed-exitcode"]).exits(0);
}
