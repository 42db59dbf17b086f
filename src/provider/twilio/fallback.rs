//! Methods and fallbacks that are declared without the URL that they belong to. Pure.

use super::codes::TwilioCode;
use crate::provider::Misdeclared;

/// The error about a method that no URL is called with. `url` says where the URL is declared.
pub(super) fn method_without_url(path: impl Into<String>, url: &str) -> Misdeclared {
    Misdeclared::new(
        TwilioCode::MethodWithoutUrl,
        path,
        "a method is declared, but no URL that would be called with it",
        format!("declare {url}, or remove the method"),
    )
}

/// The declared fallback of a URL.
pub(super) struct Fallback {
    /// Whether there is one.
    pub(super) url: bool,
    /// Whether its method is declared.
    pub(super) method: bool,
    /// Whether there is a URL that may fail.
    pub(super) primary: bool,
    /// The key of the object's own URL; without one, the provider's URL counts.
    pub(super) own: &'static str,
}

impl Fallback {
    /// Reports what is wrong with it.
    pub(super) fn check(
        &self,
        path: impl Fn(&str) -> String,
        primary: &str,
        found: &mut Vec<Misdeclared>,
    ) {
        if self.url && !self.primary {
            found.push(Misdeclared::new(
                TwilioCode::FallbackWithoutUrl,
                path("fallback_url"),
                "a fallback is declared, but no URL that it replaces",
                format!("declare {primary}, or remove fallback_url: Twilio refuses one without the other"),
            )
            .for_lack_of([path(self.own), "callback_url".to_owned()]));
        }
        if self.method && !self.url {
            found.push(
                Misdeclared::new(
                    TwilioCode::FallbackMethodWithoutFallback,
                    path("fallback_method"),
                    "fallback_method is declared without fallback_url",
                    "declare fallback_url, or remove fallback_method",
                )
                .for_lack_of([path("fallback_url")]),
            );
        }
    }
}
