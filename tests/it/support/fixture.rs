//! The configurations that many tests start from, each with an account that fits it.

use super::sandbox::Sandbox;
use super::world::World;

/// A configuration and the account that it is applied to.
pub struct Fixture {
    /// The text of `switchboard.yaml`.
    pub configuration: &'static str,
    /// The text of `sandbox.yaml`; if empty, the account holds the declared numbers as bought.
    pub account: &'static str,
}

/// A provider with three numbers, and a keyword.
pub const NUMBERS: Fixture = Fixture {
    configuration: r#"version: 1
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
"#,
    account: "",
};

/// A provider with two numbers that have names, one of them in a service, and a keyword.
pub const SERVICE: Fixture = Fixture {
    configuration: r#"version: 1
project: contoso
providers:
  us:
    type: twilio
    callback_url: https://hooks.contoso.example/sms
    numbers:
      first: { phone_number: "+15017122661", friendly_name: First }
      second: { phone_number: "+15017122662", friendly_name: Second }
    messaging_services:
      news: { friendly_name: News, inbound: webhook, numbers: [second] }
keywords: [JOIN]
"#,
    account: "",
};

impl Fixture {
    /// A folder with the configuration, and a sandbox with the account.
    pub fn fresh(&self) -> (World, Sandbox) {
        World::and_sandbox(self.configuration, self.account)
    }

    /// The same after an apply.
    pub fn applied(&self) -> (World, Sandbox) {
        let (world, sandbox) = self.fresh();
        world.run(&["apply", "--auto-approve"]).exits(0);
        sandbox.clear_calls();
        (world, sandbox)
    }

    /// Changes the callback URL in the configuration.
    pub fn edit(&self, world: &World) {
        let edited = self.configuration.replace("example/sms", "example/sms/v2");
        world.write("switchboard.yaml", &edited);
    }
}

/// Asserts that nothing was written to the account.
#[track_caller]
pub fn unwritten(sandbox: &Sandbox) {
    let calls = sandbox.calls();
    assert!(calls.iter().all(|call| call.method == "GET"), "{calls:#?}");
}
