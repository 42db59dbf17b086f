//! An application as YAML declares it.

use schemars::JsonSchema;
use serde::Deserialize;

use super::method::Method;
use super::not_covered::{APPLICATION_KEYS, not_covered};
use super::sid::ApplicationSid;
use crate::model::{HttpsUrl, Text};
use crate::provider::Ignored;
use crate::provider::null_is_empty::null_is_empty;

/// A `TwiML` application: a set of URLs that answers the texts of every number that names it.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "TwilioApplication", extend("x-not-covered" = not_covered(APPLICATION_KEYS)))]
pub struct Application {
    /// The application's SID. Without it, the application is identified by its friendly name, which must then be unique in the account.
    pub sid: Option<ApplicationSid>,
    /// The application's name in the Twilio console.
    #[schemars(length(min = 1, max = 64), example = &"Support bot")]
    #[schemars(with = "Option<String>")]
    pub friendly_name: Option<Text>,
    /// The URL that Twilio calls when a text to one of its numbers comes in. Not managed if omitted.
    pub url: Option<HttpsUrl>,
    /// The HTTP method for `url`; POST if omitted.
    #[schemars(extend("default" = "POST", "x-example" = "url: https://bot.example.com/sms\nmethod: GET"))]
    pub method: Option<Method>,
    /// The URL that Twilio calls when the first one fails.
    #[schemars(extend("x-example" = "url: https://bot.example.com/sms\nfallback_url: https://bot.example.com/fallback"))]
    pub fallback_url: Option<HttpsUrl>,
    /// The HTTP method for `fallback_url`; POST if omitted.
    #[schemars(extend("default" = "POST", "x-example" = "url: https://bot.example.com/sms\nfallback_url: https://bot.example.com/fallback\nfallback_method: GET"))]
    pub fallback_method: Option<Method>,
    /// The URL that Twilio calls with delivery reports of messages that are sent through the application.
    pub status_callback: Option<HttpsUrl>,
    /// Findings about this application that are not reported, each with a reason.
    #[serde(default, deserialize_with = "null_is_empty")]
    #[schemars(with = "Option<Vec<Ignored>>", extend("x-example" = "ignore: [{ code: W0766, reason: the old one is about to go }]"))]
    pub ignore: Vec<Ignored>,
}
