//! Whether a query string holds something that looks like a key. Pure.

use url::Url;

/// Names of parameters that hold keys, without hyphens and underscores.
const NAMES: [&str; 7] = ["code", "sig", "sas", "auth", "authorization", "pwd", "pass"];
/// Ends of such names.
const ENDS: [&str; 6] = [
    "key",
    "token",
    "secret",
    "signature",
    "password",
    "credential",
];
/// A parameter without a value that has this many characters may be a key itself.
const LONG: usize = 16;

/// The name of the first parameter that looks like a key, as the end of a sentence: " (`code`)".
/// Blank for a key that has no name. `None` if there is none.
fn parameter(url: &str) -> Option<String> {
    let url = Url::parse(url).ok()?;
    url.query_pairs().find_map(|(name, value)| {
        let plain: String = name.chars().filter(|c| !"-_.".contains(*c)).collect();
        let plain = plain.to_ascii_lowercase();
        let named = NAMES.contains(&&*plain) || ENDS.iter().any(|end| plain.ends_with(end));
        if value.is_empty() {
            return (name.len() >= LONG).then(String::new);
        }
        let shown = name.len() < LONG * 2 && name.chars().all(|c| c.is_ascii_graphic() && c != '`');
        named.then(|| {
            if shown {
                format!(" (`{name}`)")
            } else {
                String::new()
            }
        })
    })
}

/// What to look at before a file is stored that declares this URL under `key`: a comment for the
/// file, and a clause about its object. `None` if the URL holds nothing that looks like a key.
pub(crate) fn looked_at(key: &str, url: &str) -> Option<(String, String)> {
    let parameter = parameter(url)?;
    let comment = format!(
        "The query string of {key} looks like a key, and this file is stored in Git: everybody who can read it can call the URL."
    );
    let clause = format!(
        "the query string of {key} looks like a key{parameter}, and YAML is stored in Git: everybody who can read the file can call the URL"
    );
    Some((comment, clause))
}

/// Whether the query string of a URL holds something that looks like a key.
pub(crate) fn holds_one(url: &str) -> bool {
    parameter(url).is_some()
}

#[cfg(test)]
mod tests {
    use super::{looked_at, parameter};

    #[test]
    fn the_words_name_the_parameter_and_never_its_value() {
        let (comment, clause) =
            looked_at("callback_url", "https://a.example/?code=s3cret").unwrap();
        assert!(comment.contains("of callback_url looks like a key"));
        assert!(clause.contains("a key (`code`)"));
        assert!(!format!("{comment}{clause}").contains("s3cret"));
        assert_eq!(looked_at("callback_url", "https://a.example/?org=1"), None);
    }

    #[test]
    fn keys_are_known_by_their_names() {
        for query in [
            "code=x",
            "a=b&sig=x",
            "Subscription-Key=x",
            "subscription_key=x",
            "api%2Dkey=x",
            "access_token=x",
            "CLIENT_SECRET=x",
            "c2VjcmV0c2VjcmV0c2VjcmV0",
        ] {
            let url = format!("https://a.example/sms?{query}");
            assert!(parameter(&url).is_some(), "{query}");
        }
    }

    #[test]
    fn others_are_not_and_a_key_without_a_name_is_not_shown() {
        for query in ["", "?", "?code=", "?org=1&zipcode=2", "?v", "#code=1"] {
            let url = format!("https://a.example/code=1{query}");
            assert_eq!(parameter(&url), None, "{query}");
        }
        let nameless = parameter("https://a.example/?c2VjcmV0c2VjcmV0c2VjcmV0");
        assert_eq!(nameless.as_deref(), Some(""));
        let named = parameter("https://a.example/?x=1&code=s3cret");
        assert_eq!(named.as_deref(), Some(" (`code`)"));
    }
}
