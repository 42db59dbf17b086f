//! One configuration, divided among several runs: `--shard`, and the merge of their reports.
//!
//! The fleet has twelve providers `p01` to `p12`, each with an account of its own, two numbers and a
//! service. Of two shards the first has p05, p10, p12 and the keywords; of eight, the first has p10
//! and p12, the fifth p05, the eighth p01, and the third and the seventh have nothing.

mod apart;
mod apply;
mod capped;
mod merge;

use std::fmt::Write as _;

use serde_json::Value;

#[cfg(unix)]
use crate::support::postgres::Server;
use crate::support::sandbox::Sandbox;
use crate::support::world::World;

/// The number of providers.
const PROVIDERS: usize = 12;
/// The recorded resources: each provider, its two numbers and its service, and a keyword.
const RESOURCES: usize = PROVIDERS * 4 + 1;

/// The place of a fleet's registry.
#[derive(Clone, Copy)]
enum Home {
    /// The folder's own file.
    Sqlite,
    /// An empty database of this server.
    #[cfg(unix)]
    Postgres(&'static Server),
}

fn configuration() -> String {
    let mut text = "version: 1\nproject: contoso\nkeywords: [JOIN]\nproviders:\n".to_owned();
    for at in 1..=PROVIDERS {
        let _ = write!(
            text,
            "  p{at:02}:
    type: twilio
    account_sid: AC{at:032}
    auth_token: {{ env: TOKEN_{at} }}
    callback_url: https://hooks.contoso.example/{at}
    numbers:
      first: {{ phone_number: \"+150171226{at:02}\" }}
      second: {{ phone_number: \"+150171227{at:02}\" }}
    messaging_services:
      news: {{ friendly_name: News {at}, inbound: webhook, numbers: [second] }}
"
        );
    }
    text
}

/// A fleet with an empty registry.
fn fleet(home: Home) -> (World, Sandbox) {
    let (mut world, sandbox) = World::and_sandbox(&configuration(), "");
    match home {
        Home::Sqlite => {}
        #[cfg(unix)]
        Home::Postgres(server) => {
            let registry = ("SWITCHBOARD_REGISTRY".to_owned(), server.database());
            world.variables.extend([registry]);
        }
    }
    (world, sandbox)
}

/// A fleet after an apply, and an edit of every callback URL.
fn edited() -> (World, Sandbox) {
    let (world, sandbox) = fleet(Home::Sqlite);
    world.run(&["apply", "--auto-approve"]).exits(0);
    sandbox.clear_calls();
    edit(&world);
    (world, sandbox)
}

/// Changes every callback URL in the configuration.
fn edit(world: &World) {
    let text = configuration().replace("contoso.example", "contoso.example/v2");
    world.write("switchboard.yaml", &text);
}

/// The fleet's runs, the latest first.
fn runs(world: &World) -> Vec<Value> {
    let history = world.run(&["registry", "history", "--format", "json"]);
    let history = history.exits(0).json();
    history["runs"].as_array().unwrap().clone()
}

/// The addresses of a document's changes or resources.
fn addresses(document: &Value) -> Vec<String> {
    let list = document
        .get("resource_changes")
        .or(document.get("resources"));
    let list = list.unwrap().as_array().unwrap().iter();
    list.map(|one| one["address"].as_str().unwrap().to_owned())
        .collect()
}
