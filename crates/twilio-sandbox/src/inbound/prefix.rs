//! Prefixes of webhook URLs: how `deliver` and `handlers` of the seed name webhooks.

use url::Url;

/// A webhook's address without user and password.
pub(crate) fn bare(address: &str, configured: &Url) -> Option<String> {
    match address.split_once("://") {
        Some((scheme, rest)) if !configured.username().is_empty() => {
            let (_, host) = rest.split_once('@')?;
            Some(format!("{scheme}://{host}"))
        }
        _ => Some(address.to_owned()),
    }
}

/// The rest of a bare address after a prefix, which must end where a segment of the address ends.
pub(crate) fn rest<'a>(bare: &'a str, prefix: &str) -> Option<&'a str> {
    let rest = bare.strip_prefix(prefix.trim_end_matches('/'))?;
    let ends = rest.is_empty() || rest.starts_with(['/', '?', '#']);
    ends.then_some(rest)
}
