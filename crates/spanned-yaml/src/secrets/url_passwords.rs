//! Passwords in URLs: `scheme://user:password@host`, percent-encoded ones, and those in texts that
//! only resemble a URL.

use std::ops::Range;

/// Whether a text may hold `user:password@` that [`passwords`] would not find in the file, because
/// the text is not a well-formed URL or is written with escapes. `spelt` is the number of bytes
/// that the text takes up in the file.
pub(crate) fn hides_a_password(text: &str, spelt: usize, is_url: bool) -> bool {
    let Some(at) = text.rfind('@').filter(|_| is_url || text.contains("://")) else {
        return false;
    };
    let odd = |c: char| !c.is_ascii_graphic() || "\"'<>\\".contains(c);
    let verbatim = spelt == text.len() || spelt == text.len() + 2;
    let before = text.get(..at).unwrap_or("");
    !verbatim || before.matches("://").count() != 1 || before.contains(odd)
}

/// The passwords of `scheme://user:password@host` in a text.
pub(crate) fn passwords(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(at) = text.get(from..).and_then(|t| t.find("://")) {
        let start = from + at + 3;
        let run = text.get(start..).unwrap_or("");
        let length = run.find(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '<' | '>'));
        let run = run.get(..length.unwrap_or(run.len())).unwrap_or("");
        // Only up to the next scheme, so that no run is scanned repeatedly.
        let run = run
            .get(..run.find("://").unwrap_or(run.len()))
            .unwrap_or("");
        if let Some(end) = run.rfind('@') {
            let colon = run.find(':').filter(|colon| *colon < end);
            let first = colon.map_or(0, |colon| colon + 1);
            if first < end {
                found.push(start + first..start + end);
            }
        }
        from = start + run.len();
    }
    let encoded = encoded_passwords(text);
    let apart = |range: &Range<usize>| {
        let over = |other: &Range<usize>| other.start < range.end && range.start < other.end;
        !found.iter().any(over)
    };
    let encoded: Vec<_> = encoded.into_iter().filter(apart).collect();
    found.extend(encoded);
    found.sort_by_key(|range| range.start);
    found
}

/// The passwords of percent-encoded URLs, such as those in another URL's query:
/// `http%3A%2F%2Fuser%3Apassword%40host`. In order and not overlapping.
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
        // Only up to the next scheme, so that no run is scanned repeatedly.
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
