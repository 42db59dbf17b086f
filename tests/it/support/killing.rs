//! Kills the real binary at an exact place: at a request to a stand-in, before or after it was
//! carried out.

use std::process::Stdio;

use serde_json::{Value, json};

use super::control::Control;
use super::world::World;

/// The moment in a request at which the binary is killed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum At {
    /// Before the request was done, and it never is.
    Before,
    /// After the request was done, before the answer is on its way.
    Done,
    /// When the answer is on its way: it may have arrived and been recorded, or not.
    Answered,
}

/// Starts a command, and kills it in the request that `place` names: a fault without its effect.
/// Returns whether the command came to that request.
#[track_caller]
pub fn kill(world: &World, stand_in: &Control, place: &Value, at: At, arguments: &[&str]) -> bool {
    let mut fault = place.clone();
    fault["then"] = match at {
        At::Before => json!({ "hold": true }),
        At::Done | At::Answered => json!({ "hold_answer": true }),
    };
    stand_in.add_faults(&json!([fault]));
    let mut command = world.command(arguments);
    let command = command.stdout(Stdio::null()).stderr(Stdio::null());
    let mut child = command.spawn().unwrap();
    let came = stand_in.wait_until_held_or(1, || child.try_wait().unwrap().is_some());
    if at == At::Answered {
        stand_in.release();
    }
    let _ = child.kill();
    child.wait().unwrap();
    // The request of a dead client is never done; only then is the world at rest.
    stand_in.wait_until_held(0);
    if came {
        assert_eq!(stand_in.faults(), json!([]));
    }
    stand_in.clear_faults();
    came
}
