//! Checks of parameters that several resources have: URLs, methods, names, flags.

use std::net::{Ipv4Addr, Ipv6Addr};

use url::{Host, Url};

use crate::api::refusal::Refusal;
use crate::store::method::Method;

/// Checks a webhook URL (Twilio: 21402). A blank one is allowed: it clears the setting.
pub(crate) fn check_url(name: &str, value: &str) -> Result<(), Refusal> {
    if value.is_empty() || is_reachable(value) {
        return Ok(());
    }
    Err(Refusal::bad(
        21402,
        format!("{name} is not a valid URL: {value}"),
    ))
}

/// Parses a method (Twilio: 21403).
pub(crate) fn check_method(name: &str, value: &str) -> Result<Method, Refusal> {
    match value {
        "GET" => Ok(Method::Get),
        "POST" => Ok(Method::Post),
        _ => Err(Refusal::bad(
            21403,
            format!("{name} is not a valid HTTP method: {value}"),
        )),
    }
}

/// Checks a friendly name against Twilio's limit of 64 characters.
pub(crate) fn check_name(value: &str) -> Result<(), Refusal> {
    if value.chars().count() <= 64 {
        return Ok(());
    }
    Err(Refusal::parameter(
        "FriendlyName is too long: at most 64 characters are allowed",
    ))
}

/// Parses `true` or `false`, as Twilio requires booleans.
pub(crate) fn check_flag(name: &str, value: &str) -> Result<bool, Refusal> {
    match value {
        "true" | "True" => Ok(true),
        "false" | "False" => Ok(false),
        _ => Err(Refusal::parameter(format!(
            "{name} is not a valid boolean: {value}"
        ))),
    }
}

/// True for an absolute http or https URL that Twilio could reach from outside.
fn is_reachable(value: &str) -> bool {
    if value.chars().any(|c| c.is_whitespace() || c.is_control()) {
        return false;
    }
    let Ok(url) = Url::parse(value) else {
        return false;
    };
    if !matches!(url.scheme(), "http" | "https") || !value.contains("://") {
        return false;
    }
    match url.host() {
        Some(Host::Domain(name)) => name != "localhost" && !name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => !address.is_loopback() && address != Ipv4Addr::UNSPECIFIED,
        Some(Host::Ipv6(address)) => !address.is_loopback() && address != Ipv6Addr::UNSPECIFIED,
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses() {
        for good in [
            "",
            "https://example.com/a?b=c#rc=2",
            "http://u:p@example.com:8080/",
        ] {
            assert!(check_url("SmsUrl", good).is_ok(), "{good}");
        }
        for bad in [
            "example.com",
            "ftp://example.com/",
            "https://",
            "http://localhost:3000/",
            "http://127.0.0.1/",
            "https://exa mple.com/",
            "https:example.com",
        ] {
            assert_eq!(
                check_url("SmsUrl", bad).map_err(|r| r.code),
                Err(21402),
                "{bad}"
            );
        }
    }
}
