//! What the tests declare, and the words of the environment.

pub const FIRST: &str = "+15017122661";
pub const SECOND: &str = "+15017122662";
/// The ids of the organisation, and of another one.
pub const ORGANISATION: &str = "3f2c0b7e-0000-4000-8000-000000000000";
pub const ANOTHER: &str = "11110b7e-0000-4000-8000-000000000000";

/// The tables of the lists.
pub const TWILIO: &str = "msdynmkt_twiliochannelinstanceaccount";
pub const KEYWORDS: &str = "msdynmkt_keyword";
pub const NUMBERS: &str = "msdyn_channelinstance";

/// What the environment holds from the start. Its provider follows once its service exists.
pub const SEED: &str = "url: https://contoso.crm4.dynamics.com
organization: { id: 3f2c0b7e-0000-4000-8000-000000000000 }
keywords: [JOIN]
";

/// Two numbers, one of them in a service, and a keyword.
pub const CONFIGURATION: &str = r#"version: 1
project: contoso
environment:
  dynamics_org_id: 3f2c0b7e-0000-4000-8000-000000000000
dynamics:
  url: https://contoso.crm4.dynamics.com
  check_on_apply: false
providers:
  us:
    type: twilio
    callback_url: https://crm.example.com/api/v1.1/orgs/3f2c0b7e-0000-4000-8000-000000000000/sms/incoming
    numbers:
      first: { phone_number: "+15017122661", friendly_name: First }
      second: { phone_number: "+15017122662", friendly_name: Second }
    messaging_services:
      news: { friendly_name: News, inbound: webhook, numbers: [second] }
keywords: [JOIN]
"#;

/// A configuration that reads Dynamics 365 at each apply.
pub fn checked() -> String {
    CONFIGURATION.replace("check_on_apply: false", "check_on_apply: true")
}
