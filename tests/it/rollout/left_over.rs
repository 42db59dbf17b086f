//! What a rollout left stays known until it is finished: a revert that could not write everything, a
//! partial apply in between, and a host that is being left.

use serde_json::json;

use super::{BAD, CONFIGURATION, OLD, REVERT, answered_by, applied, rollout, text, unreadable};
use crate::support::killing::{At, kill};
use crate::support::sandbox::Sandbox;
use crate::support::world::World;

/// The new host of a rollout that stops.
const TO_BAD: &str = "host=bad.contoso.example";

/// A rollout that stopped after its first wave, which moved three numbers.
fn stopped() -> (World, Sandbox) {
    let (world, sandbox) = applied(CONFIGURATION);
    unreadable(&sandbox, 1);
    let waves = rollout(TO_BAD, "3", &["--rollout-pause", "0s"]);
    world.run(&waves).exits(3);
    sandbox.clear_faults();
    (world, sandbox)
}

#[test]
fn a_revert_that_could_not_write_everything_is_finished_by_the_next() {
    let (world, sandbox) = applied(CONFIGURATION);
    unreadable(&sandbox, 1);
    // Three writes go forward. The second that goes back is refused, in two runs.
    let refused = json!({ "method": "POST", "skip": 4, "then": { "status": 400, "code": 21402 } });
    sandbox.add_faults(&json!([refused]));
    let waves = rollout(TO_BAD, "3", &REVERT);
    let first = world.run(&waves).exits(3);
    assert_eq!(answered_by(&sandbox, BAD).len(), 1, "{first:?}");
    sandbox.clear_faults();
    sandbox.add_faults(&json!([
        { "method": "POST", "then": { "status": 400, "code": 21402 } },
    ]));
    let second = world.run(&waves).exits(3);
    let left = answered_by(&sandbox, BAD);
    assert_eq!(left.len(), 1, "{second:?}");
    // It says which number is left.
    let named = format!("providers.us.numbers.n{}", left[0]);
    assert!(second.stdout.contains(&named), "{second:?}");
    sandbox.clear_faults();
    let third = world.run(&waves).exits(3);
    let said = "an interrupted rollout was being changed back, and that was finished first";
    assert!(third.stdout.contains(said), "{third:?}");
    assert_eq!(answered_by(&sandbox, OLD), [1, 2, 3, 4, 5], "{third:?}");
    // Nothing is left to finish.
    let waves = rollout("host=new.contoso.example", "3", &REVERT);
    world.run(&waves).exits(0);
}

#[test]
fn a_partial_apply_does_not_end_a_rollout_that_it_does_not_cover() {
    let (world, sandbox) = stopped();
    assert_eq!(answered_by(&sandbox, BAD).len(), 3);
    sandbox.clear_calls();
    let apply = ["apply", "--auto-approve", "--allow-mass-change", "--var"];
    let left = *answered_by(&sandbox, OLD).first().unwrap();
    let moved = *answered_by(&sandbox, BAD).first().unwrap();
    for (partial, number) in [("--target", left), ("--exclude", moved)] {
        let address = format!("providers.us.numbers.n{number}");
        let partly = [&apply[..], &[TO_BAD, partial, &address]].concat();
        let ended = world.run(&partly).exits(1);
        let said = "the last rollout did not end";
        assert!(ended.stderr.contains(said), "{ended:?}");
    }
    assert!(sandbox.calls().iter().all(|call| call.method != "POST"));
    // Everything that the waves changed is changed back, and nothing else was touched.
    unreadable(&sandbox, 1);
    world.run(&rollout(TO_BAD, "3", &REVERT)).exits(3);
    assert_eq!(answered_by(&sandbox, OLD), [1, 2, 3, 4, 5]);
}

#[test]
fn an_apply_that_covers_an_unfinished_rollout_ends_it() {
    let (world, sandbox) = stopped();
    let apply = ["apply", "--auto-approve", "--allow-mass-change", "--var"];
    let covering = [&apply[..], &[TO_BAD, "--target", "providers.us"]].concat();
    world.run(&covering).exits(0);
    assert_eq!(answered_by(&sandbox, BAD), [1, 2, 3, 4, 5]);
    let one = [
        &apply[..],
        &[
            "host=old.contoso.example",
            "--target",
            "providers.us.numbers.n5",
        ],
    ];
    world.run(&one.concat()).exits(0);
    assert_eq!(answered_by(&sandbox, OLD), [5]);
}

#[test]
fn a_host_that_is_left_does_not_stop_the_way_back() {
    let (world, sandbox) = applied(CONFIGURATION);
    unreadable(&sandbox, 1);
    let waves = rollout(TO_BAD, "3", &REVERT);
    // Before the second write that goes back.
    let place = json!({ "method": "POST", "skip": 4 });
    assert!(kill(&world, &sandbox.control(), &place, At::Before, &waves));
    let left = answered_by(&sandbox, BAD);
    assert_eq!(left.len(), 2);
    for number in left {
        text(&world, &sandbox, &format!("+1501712260{number}"));
    }
    let back = rollout("host=old.contoso.example", "5", &["--rollout-pause", "0s"]);
    let ended = world.run(&back).exits(0);
    assert_eq!(answered_by(&sandbox, OLD), [1, 2, 3, 4, 5], "{ended:?}");
}

/// A keyword that cannot be recorded is no reason to move routes, and neither is a name.
#[test]
fn no_wave_begins_after_a_change_before_the_waves_that_was_not_made() {
    let (world, sandbox) = applied(CONFIGURATION);
    let named = CONFIGURATION.replace(
        "{ phone_number: \"+15017122605\" }",
        "{ phone_number: \"+15017122605\", friendly_name: Fifth, incoming: { url: \"https://old.contoso.example/sms\" } }",
    );
    world.write("switchboard.yaml", &named);
    sandbox.add_faults(&json!([
        { "method": "POST", "then": { "status": 400, "code": 21402 } },
    ]));
    let waves = rollout("host=new.contoso.example", "2", &["--rollout-pause", "0s"]);
    let ended = world.run(&waves).exits(3);
    let said = "before the waves, 1 change not made: providers.us.numbers.n5";
    assert!(ended.stdout.contains(said), "{ended:?}");
    assert_eq!(answered_by(&sandbox, OLD), [1, 2, 3, 4, 5], "{ended:?}");
    world.run(&waves).exits(0);
    assert_eq!(answered_by(&sandbox, OLD), [5]);
}

/// A run that did not do everything ends no rollout, and neither does the undo of another run.
#[test]
fn only_a_run_that_did_everything_ends_a_rollout() {
    let (world, sandbox) = stopped();
    // The second of the two writes that are left fails.
    sandbox.add_faults(&json!([
        { "method": "POST", "skip": 1, "then": { "status": 400, "code": 21402 } },
    ]));
    let apply = ["apply", "--auto-approve", "--allow-mass-change", "--var"];
    let ended = world.run(&[&apply[..], &[TO_BAD, "--parallelism", "1"]].concat());
    assert_eq!(ended.code, 3, "{ended:?}");
    assert_eq!(answered_by(&sandbox, BAD).len(), 4);
    unreadable(&sandbox, 1);
    world.run(&rollout(TO_BAD, "1", &REVERT)).exits(3);
    // The waves are changed back; the number that the apply without waves moved is not of them.
    assert_eq!(answered_by(&sandbox, BAD).len(), 1);
}
