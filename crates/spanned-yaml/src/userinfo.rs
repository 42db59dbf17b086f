//! Passwords in a file's URLs that are no URLs: the values of keys such as `callback_url`, line
//! by line.
//!
//! [`super::mask::passwords`] finds `scheme://user:password@`; here everything before an `@` counts,
//! however the rest is spelt. It works on text alone, so that broken files are covered too.

use std::ops::Range;

use super::mask::{hides_a_password, looks_like_url};

/// The parts of a line that may hold such passwords.
pub(super) fn odd_urls(line: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    if !line.contains(['@', '\\']) {
        return found;
    }
    let mut values: Vec<(usize, usize)> = Vec::new();
    let mut at = 0;
    while let Some(colon) = line
        .get(at..)
        .and_then(|rest| rest.find(':'))
        .map(|n| n + at)
    {
        let before = line.get(..colon).unwrap_or("");
        let key = before.trim_end_matches([' ', '\t', '"', '\'']);
        let start = key
            .rfind(|c: char| !(c.is_alphanumeric() || c == '_' || c == '-'))
            .map_or(0, |n| {
                n + key
                    .get(n..)
                    .and_then(|k| k.chars().next())
                    .map_or(1, char::len_utf8)
            });
        if looks_like_url(key.get(start..).unwrap_or("")) {
            if let Some((_, end)) = values.last_mut() {
                *end = start;
            }
            values.push((colon + 1, line.len()));
        }
        at = colon + 1;
    }
    for (start, end) in values {
        let value = line.get(start..end).unwrap_or("");
        let begin = start + (value.len() - value.trim_start_matches([' ', '"', '\'']).len());
        let value = line.get(begin..end).unwrap_or("");
        let escape = ["\\u0040", "\\x40", "\\U00000040"];
        let escaped = escape.iter().filter_map(|e| value.rfind(e)).max();
        let last = value.rfind('@').max(escaped);
        let Some(last) = last else { continue };
        let spelt = value.get(..=last).unwrap_or("");
        if escaped.is_some() || hides_a_password(spelt, spelt.len(), true) {
            found.push(begin..begin + last);
        }
    }
    found
}

/// The passwords of percent-encoded URLs, such as stand in another URL's query:
/// `http%3A%2F%2Fuser%3Apassword%40host`. In order and apart.
pub fn encoded_passwords(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    if !text.contains('%') {
        return found;
    }
    // As long as the text, byte for byte, so that places are the same in both.
    let lower = text.to_ascii_lowercase();
    let first = |within: &str, one: &str, other: &str| match (within.find(one), within.find(other))
    {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    };
    let mut from = 0;
    while let Some(at) = lower.get(from..).and_then(|rest| rest.find("%3a%2f%2f")) {
        let start = from + at + "%3a%2f%2f".len();
        let rest = lower.get(start..).unwrap_or("");
        // Only up to the next scheme, lest one run be looked at again and again.
        let rest = rest.split("%3a%2f%2f").next().unwrap_or("");
        let plain = |c: char| c.is_whitespace() || "/?#&\"'<>".contains(c);
        let end = ["%2f", "%3f", "%23", "%26"]
            .iter()
            .filter_map(|end| rest.find(end))
            .chain(rest.find(plain))
            .min();
        let authority = rest.get(..end.unwrap_or(rest.len())).unwrap_or("");
        let host = authority.rfind("%40").max(authority.rfind('@'));
        let user = authority.get(..host.unwrap_or(0)).unwrap_or("");
        if let Some(colon) = first(user, "%3a", ":") {
            let colon_ends = colon
                + if user.get(colon..).is_some_and(|c| c.starts_with('%')) {
                    3
                } else {
                    1
                };
            found.push(start + colon_ends..start + user.len());
        }
        from = start;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::odd_urls;
    use crate::mask::without;

    #[test]
    fn encoded_passwords_in_a_file_are_hidden() {
        let shown = crate::mask::redact;
        assert_eq!(
            shown("url: https://h/x?u=http%3A%2F%2Fk%3Apw%40z&v=http://k:pw@z"),
            "url: https://h/x?u=http%3A%2F%2Fk%3A***%40z&v=http://k:***@z"
        );
        assert_eq!(shown("a%3a%2f%2fb%2fc%40d"), "a%3a%2f%2fb%2fc%40d");
        // However often a scheme is repeated, each run is looked at once.
        let many = "%3a%2f%2f".repeat(100_000);
        assert_eq!(shown(&many), many);
    }

    #[test]
    fn what_stands_before_the_at_sign_is_hidden() {
        let shown = |line: &str| without(line, odd_urls(line));
        assert_eq!(shown("  callback_url: u:x@h"), "  callback_url: ***@h");
        assert_eq!(shown("url: \"https://u:x @h/\""), "url: \"***@h/\"");
        assert_eq!(
            shown("url: \"https://u:x\\u0040h/\""),
            "url: \"***\\u0040h/\""
        );
        let two = "{ url: \"https://u:x@h/\", fallback_url: u@h }";
        assert_eq!(
            shown(two),
            "{ url: \"https://u:x@h/\", fallback_url: ***@h }"
        );
    }
}
