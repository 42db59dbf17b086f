//! Comparison of webhook URLs (docs/azure.md: URLs). Pure.
//!
//! Reads show a URL without its query string, and whether Azure changes the spelling of what is left
//! is not known. So bases are compared as parsed URLs, and full URLs byte for byte.

use url::Url;

/// A URL without its query string and fragment.
pub(super) fn base(url: &str) -> &str {
    url.split(['?', '#']).next().unwrap_or_default()
}

/// Whether two URLs are the same up to their query strings.
pub(super) fn same_base(one: &str, other: &str) -> bool {
    let (one, other) = (base(one), base(other));
    one == other
        || matches!((Url::parse(one), Url::parse(other)), (Ok(one), Ok(other)) if one == other)
}

/// The query string with the names of its parameters and none of their values: `?code=***`. Empty if
/// there is no query string.
pub(super) fn masked_query(url: &str) -> String {
    let Some((_, query)) = url.split_once('?') else {
        return String::new();
    };
    let query = query.split('#').next().unwrap_or_default();
    let masked: Vec<String> = query
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| match pair.split_once('=') {
            Some((name, _)) => format!("{name}=***"),
            // A parameter without a value may be a key itself.
            None => "***".to_owned(),
        })
        .collect();
    format!("?{}", masked.join("&"))
}

#[cfg(test)]
mod tests {
    use super::{masked_query, same_base};

    #[test]
    fn a_base_is_compared_as_a_url() {
        assert!(same_base(
            "https://a.example/x?code=1",
            "https://A.example:443/x#y"
        ));
        assert!(!same_base("https://a.example/x", "https://a.example/X"));
        assert!(!same_base("https://a.example/x", "https://a.example/x/"));
    }

    #[test]
    fn a_query_is_shown_by_its_names() {
        for (url, shown) in [
            ("https://a.example/x", ""),
            ("https://a.example/x?code=s3cret&a=b=c#f", "?code=***&a=***"),
            ("https://a.example/x?s3cret", "?***"),
            ("https://a.example/x?", "?"),
        ] {
            assert_eq!(masked_query(url), shown);
        }
    }
}
