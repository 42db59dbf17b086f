//! URLs that belong to Twilio itself, and the product behind each. Pure.

/// The demo that answers for new numbers.
pub(super) const DEMO: &str = "Twilio's demo";

/// The Twilio product that a URL belongs to, if the URL is Twilio's own (docs/twilio.md: New
/// numbers, Others that take texts).
pub(super) fn handler(url: &str) -> Option<&'static str> {
    let rest = url
        .strip_prefix("https://")
        .or_else(|| url.strip_prefix("http://"))?;
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    let host = host.to_ascii_lowercase();
    match host.as_str() {
        "demo.twilio.com" => Some(DEMO),
        "webhooks.twilio.com" if path.contains("/Flows/") => Some("a Studio flow"),
        "webhooks.twilio.com" if path.contains("/Proxy/") => Some("a Proxy service"),
        "handler.twilio.com" => Some("a TwiML bin"),
        _ if host.ends_with(".twil.io") => Some("a Twilio function"),
        _ => None,
    }
}
