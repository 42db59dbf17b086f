//! The command line as users, scripts and pipelines see it: exit codes, streams, files, locks and
//! signals, with the real binary against the sandbox.

mod again;
mod approval;
mod causes;
mod ended;
mod errored;
mod events;
mod files;
mod finding;
mod gates;
mod hints;
mod hostile;
mod large;
mod locks;
mod notes;
mod numbers;
mod outputs;
mod own_folder;
mod owners;
mod parts;
mod places;
#[cfg(unix)]
mod postgres;
mod probing;
mod progress;
mod rates;
mod reports;
mod saved;
mod secrets;
mod signals;
mod stand_in;
mod streams;
mod surroundings;
mod takers;
mod testing;
mod undo;
mod untouched;

use crate::support::sandbox::Sandbox;
use crate::support::world::World;

/// A provider with three numbers, and a keyword.
pub const CONFIGURATION: &str = r#"version: 1
project: contoso
providers:
  us:
    type: twilio
    callback_url: https://hooks.contoso.example/sms
    numbers:
      first: { phone_number: "+15017122661" }
      second: { phone_number: "+15017122662" }
      third: { phone_number: "+15017122663" }
keywords: [JOIN]
"#;

/// A world with [`CONFIGURATION`] in it, and an account as bought.
pub fn fresh() -> (World, Sandbox) {
    World::and_sandbox(CONFIGURATION, "")
}

/// The same, applied.
pub fn applied() -> (World, Sandbox) {
    let (world, sandbox) = fresh();
    world.run(&["apply", "--auto-approve"]).exits(0);
    sandbox.clear_calls();
    (world, sandbox)
}

/// Makes the URL another one, in the configuration.
pub fn edit(world: &World) {
    let edited = CONFIGURATION.replace("example/sms", "example/sms/v2");
    world.write("switchboard.yaml", &edited);
}

/// Demands that nothing was written to the account.
#[track_caller]
pub fn unwritten(sandbox: &Sandbox) {
    let calls = sandbox.calls();
    assert!(calls.iter().all(|call| call.method == "GET"), "{calls:#?}");
}
