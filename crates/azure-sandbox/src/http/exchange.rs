//! One request, from its arrival to its answer: operations that are due, the handler, violations, handshakes, the disk.

use std::sync::Arc;
use std::time::{Duration, Instant};

use sandbox_server::{Names, Received, Reply, Request};

use crate::api::error::error;
use crate::grid::handshake::{self, Shake};
use crate::grid::settle::settle;
use crate::http::dispatch::dispatch;
use crate::http::instance::Instance;
use crate::store::grid::Handshake;
use crate::store::state::State;

/// How long a poll waits for an endpoint on this machine, so that the number of polls does not depend on its speed.
const PATIENCE: Duration = Duration::from_secs(1);

/// Answers a request.
pub(crate) async fn handle(instance: &Arc<Instance>, received: &Received) -> Reply {
    if received
        .path()
        .to_lowercase()
        .contains("/operationsstatus/")
    {
        wait(instance).await;
    }
    let (reply, shakes, is_written, is_changed) = {
        let mut state = instance.state();
        let request = Request::new(received, state.now(), Names::AnyCase);
        let (before, logged) = (state.changes, state.activity.len());
        settle(&mut state, request.now, false);
        let known: Vec<String> = state.operations.keys().cloned().collect();
        let reply = dispatch(&mut state, &request).unwrap_or_else(|refusal| refusal);
        state.session.violations.note(&request);
        let new = state.operations.values().filter(|operation| {
            operation.handshake == Handshake::Running && !known.contains(&operation.id)
        });
        let shakes: Vec<Shake> = new
            .filter_map(|operation| handshake::plan(&state, operation, &request.base()))
            .collect();
        let is_written = state.changes != before;
        // What time has changed is saved too, but only where something was written already.
        let is_changed = is_written || state.activity.len() != logged;
        (reply, shakes, is_written, is_changed)
    };
    for shake in shakes {
        start(instance, shake);
    }
    let saved = match (is_written, is_changed) {
        (true, _) => instance.stored.save().await,
        (false, true) => instance.stored.save_changes().await,
        (false, false) => Ok(()),
    };
    if let Err(problem) = saved {
        let message = format!("the sandbox cannot save its state: {problem:#}");
        return error(500, "InternalServerError", message);
    }
    reply
}

/// Makes a handshake in the background.
pub(crate) fn start(instance: &Arc<Instance>, shake: Shake) {
    let instance = Arc::clone(instance);
    tokio::spawn(async move {
        let shaken = match shake.simulated() {
            Some(shaken) => shaken,
            None => shake.call().await,
        };
        {
            let mut state = instance.state();
            let now = state.now();
            handshake::conclude(&mut state, &shake, &shaken, now);
            settle(&mut state, now, false);
        }
        // A failure to save is reported by the next request that changes something.
        let _ = instance.stored.save_changes().await;
        instance.answered.notify_waiters();
    });
}

/// Makes the handshakes of operations that were in progress when the sandbox stopped.
pub(crate) fn resume(instance: &Arc<Instance>) {
    let shakes: Vec<Shake> = {
        let state = instance.state();
        let running = state.operations.values().filter(|operation| {
            operation.end.is_none() && operation.handshake == Handshake::Running
        });
        running
            .filter_map(|operation| handshake::plan(&state, operation, &instance.base))
            .collect()
    };
    for shake in shakes {
        start(instance, shake);
    }
}

/// Waits until no endpoint is being called, or patience ends.
async fn wait(instance: &Arc<Instance>) {
    let begun = Instant::now();
    while begun.elapsed() < PATIENCE {
        let answered = instance.answered.notified();
        if !is_any_running(&instance.state()) {
            return;
        }
        let left = PATIENCE.saturating_sub(begun.elapsed());
        let _ = tokio::time::timeout(left, answered).await;
    }
}

/// True while an endpoint is being called.
fn is_any_running(state: &State) -> bool {
    let mut operations = state.operations.values();
    operations.any(|one| one.end.is_none() && one.handshake == Handshake::Running)
}
