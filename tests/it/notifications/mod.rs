//! The notifications of `plan` and `apply`: what a receiver gets, when it gets nothing, and that a
//! receiver that fails changes neither what was done nor the exit code.

mod applies;
mod failing;
mod plans;
#[cfg(unix)]
mod receivers;
mod schema;
mod secrets;
#[cfg(unix)]
mod services;

use crate::support::receiver::Receiver;
use crate::support::world::{Ended, World};

/// The secret that signs.
const SECRET: &str = "a-secret-of-ours";

/// Lets commands sign and use a chat.
fn with_variables(world: &mut World, receiver: &Receiver) {
    world.variables.extend([
        ("HOOK_SECRET".to_owned(), SECRET.to_owned()),
        ("CHAT_URL".to_owned(), receiver.url.clone()),
    ]);
}

/// Runs a command that notifies a webhook.
fn run(world: &World, url: &str, arguments: &[&str]) -> Ended {
    let more = ["--notify-url", url, "--notify-secret-env", "HOOK_SECRET"];
    world.run(&[arguments, &more].concat())
}

/// Asserts that exactly one notification came, signed, and returns it.
#[track_caller]
fn only(receiver: &Receiver) -> serde_json::Value {
    let all = receiver.all();
    assert_eq!(all.len(), 1, "{all:?}");
    all[0].is_signed_with(SECRET);
    all[0].json()
}
