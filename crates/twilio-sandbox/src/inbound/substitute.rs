//! Finds the loopback URL that is called instead of a webhook on another machine (`deliver` in the seed).

use std::collections::BTreeMap;

use url::Url;

use crate::inbound::prefix;
use crate::inbound::signature::without_fragment;

/// Prefixes of webhook URLs, and the loopback URLs that replace them.
pub(crate) type Substitutes = BTreeMap<String, String>;

/// The loopback URL to call instead of `address`. The longest prefix wins; it must end where a segment of the address
/// ends.
pub(crate) fn substitute(
    address: &str,
    configured: &Url,
    substitutes: &Substitutes,
) -> Option<Url> {
    let bare = prefix::bare(address, configured)?;
    let mut found: Vec<(&str, &str, &str)> = substitutes
        .iter()
        .filter_map(|(prefix, to)| {
            let rest = prefix::rest(&bare, prefix)?;
            Some((prefix.trim_end_matches('/'), to.trim_end_matches('/'), rest))
        })
        .collect();
    found.sort_by_key(|(prefix, ..)| prefix.len());
    let (_, to, rest) = found.pop()?;
    Url::parse(&format!("{to}{rest}")).ok()
}

/// The target as reports show it: with the configured query, without the parameters of a GET.
pub(crate) fn without_parameters(target: &Url, configured: &str) -> String {
    let mut shown = target.clone();
    let query = without_fragment(configured).split_once('?');
    shown.set_query(query.map(|(_, query)| query));
    shown.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_prefix_wins() {
        let substitutes = Substitutes::from([
            (
                "https://a.example".to_owned(),
                "http://127.0.0.1:1".to_owned(),
            ),
            (
                "https://a.example/b/".to_owned(),
                "http://localhost:2/c".to_owned(),
            ),
        ]);
        let cases = [
            ("https://a.example", Some("http://127.0.0.1:1/")),
            ("https://a.example/x?y=1", Some("http://127.0.0.1:1/x?y=1")),
            ("https://u:p@a.example/b", Some("http://localhost:2/c")),
            ("https://a.example/b/d", Some("http://localhost:2/c/d")),
            ("https://a.example/bd", Some("http://127.0.0.1:1/bd")),
            ("https://a.example.org/", None),
            ("https://b.example/", None),
        ];
        for (address, expected) in cases {
            let found = substitute(address, &Url::parse(address).unwrap(), &substitutes);
            assert_eq!(found.as_ref().map(Url::as_str), expected, "{address}");
        }
    }
}
