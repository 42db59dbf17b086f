//! The Twilio account of the examples: two numbers as bought, and an API key.

use std::collections::BTreeMap;
use std::fs;

use crate::support::crate_folder;
use crate::support::sandbox::Sandbox;
use crate::support::world::{World, copy_folder};

pub const STORE_LINE: &str = "+15017122661";
const SID: &str = "AC00000000000000000000000000000001";
const KEY: &str = "SK00000000000000000000000000000001";
const SECRET: &str = "f00dfacef00dfacef00dfacef00dface";

const SEED: &str = r#"accounts:
  AC00000000000000000000000000000001:
    api_keys:
      - { sid: SK00000000000000000000000000000001, secret: f00dfacef00dfacef00dfacef00dface }
    numbers:
      - { phone_number: "+15017122661" }
      - { phone_number: "+15017122662" }
      - { phone_number: "+15017122663" }
"#;

/// A checkout of an example, and its account. The registry is a file beside it: in a pipeline it
/// outlives the checkout.
pub fn checkout(example: &str) -> (World, Sandbox) {
    let (mut world, sandbox) = World::and_sandbox("version: 1\n", SEED);
    fs::remove_file(world.path("switchboard.yaml")).unwrap();
    copy_folder(&crate_folder().join(example), &world.folder());
    world.variables = BTreeMap::from([
        ("SWITCHBOARD_TWILIO_API_URL".to_owned(), sandbox.url.clone()),
        ("SWITCHBOARD_REGISTRY".to_owned(), registry(&world)),
        ("TWILIO_ACCOUNT_SID".to_owned(), SID.to_owned()),
        ("TWILIO_API_KEY".to_owned(), KEY.to_owned()),
        ("TWILIO_API_SECRET".to_owned(), SECRET.to_owned()),
    ]);
    (world, sandbox)
}

fn registry(world: &World) -> String {
    format!("sqlite:{}", world.beside("registry.db").display())
}

/// Changes the store's line in the console.
pub fn meddle(sandbox: &Sandbox, url: &str) {
    sandbox.change("POST", STORE_LINE, &[("SmsUrl".to_owned(), url.to_owned())]);
}

/// Puts the store's line into a messaging service that answers in its place.
pub fn shadow(sandbox: &Sandbox) {
    let fields = |all: &[(&str, &str)]| -> Vec<(String, String)> {
        let own = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        all.iter().map(own).collect()
    };
    let service = [
        ("FriendlyName", "Old"),
        ("InboundRequestUrl", "https://old.example/sms"),
        ("UseInboundWebhookOnNumber", "false"),
    ];
    sandbox.request("POST", "/v1/Services", &fields(&service));
    let member = format!("{{{STORE_LINE}}}");
    let member = fields(&[("PhoneNumberSid", &member)]);
    sandbox.request("POST", "/v1/Services/{Old}/PhoneNumbers", &member);
    sandbox.clear_calls();
}

/// Asserts that nothing was written to the account.
#[track_caller]
pub fn unwritten(sandbox: &Sandbox) {
    let calls = sandbox.calls();
    assert!(calls.iter().all(|call| call.method == "GET"), "{calls:#?}");
}
