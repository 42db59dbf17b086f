//! What looks like a secret in a text, judged by the text alone.
//!
//! This is the second net: literal secrets found in the tree are concealed by their span, but a
//! file may be too broken to have a tree, or a key misspelt. So the value of every key whose name
//! looks secret is hidden, unless it is a reference (`{ env: … }`), and so are passwords in URLs.
//! It rather hides too much than too little; it decides what is shown and never what is valid.

use std::ops::Range;

use super::scan::masked;

/// Parts of names that make a key's value secret.
pub(super) const SECRET_PARTS: &[&str] = &[
    "token",
    "tokn",
    "secret",
    "passw",
    "passphrase",
    "apikey",
    "credential",
    "privatekey",
    "authkey",
    "authorization",
    "bearer",
];
/// Names that are secret as a whole; also when misspelt by one or two letters.
const SECRET_NAMES: &[(&str, usize)] = &[
    ("authtoken", 2),
    ("apikey", 1),
    ("apisecret", 2),
    ("password", 2),
    ("auth", 0),
    ("pwd", 0),
];
/// The keys of a reference to a secret, whose values may be shown.
pub const REFERENCE_KEYS: [&str; 3] = ["env", "file", "command"];

/// Words that are written in place of the keys of a reference, and are no secrets themselves.
const REFERENCE_SLIPS: [&str; 10] = [
    "environment",
    "env_var",
    "envvar",
    "variable",
    "var",
    "path",
    "filename",
    "cmd",
    "exec",
    "value",
];

/// Whether a key is one of a reference, or so like one that it can be named in a message.
pub(super) fn like_reference_key(key: &str) -> bool {
    let harmless = key.len() <= 12 && key.bytes().all(|b| b.is_ascii_alphabetic() || b == b'_');
    harmless
        && (REFERENCE_SLIPS.contains(&key.to_ascii_lowercase().as_str())
            || super::names::nearest(key, REFERENCE_KEYS).is_some())
}

/// The key of a reference that a word in its place stands for, as far as one can tell.
pub(super) fn reference_key_meant(key: &str) -> Option<&'static str> {
    match key.to_ascii_lowercase().as_str() {
        "environment" | "env_var" | "envvar" | "variable" | "var" => Some("env"),
        "path" | "filename" => Some("file"),
        "cmd" | "exec" => Some("command"),
        _ => None,
    }
}

/// Whether a key's name says that its value is a URL.
pub(super) fn looks_like_url(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    ["url", "uri", "callback", "webhook"]
        .iter()
        .any(|end| name.ends_with(end))
}

/// Whether a text may hold `user:password@` that [`passwords`] would not find in the file, where
/// the text takes up so many bytes: it is no well-formed URL, or is spelt with escapes.
pub(super) fn hides_a_password(text: &str, spelt: usize, is_url: bool) -> bool {
    let Some(at) = text.rfind('@').filter(|_| is_url || text.contains("://")) else {
        return false;
    };
    let odd = |c: char| !c.is_ascii_graphic() || "\"'<>\\".contains(c);
    let verbatim = spelt == text.len() || spelt == text.len() + 2;
    let before = text.get(..at).unwrap_or("");
    !verbatim || before.matches("://").count() != 1 || before.contains(odd)
}

/// Whether a key's name says that its value is secret: `auth_token`, `api_key`, `db-password`,
/// also misspelt.
pub fn looks_secret(name: &str) -> bool {
    let plain: String = name
        .chars()
        .take(256)
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect();
    SECRET_PARTS.iter().any(|part| plain.contains(part))
        || SECRET_NAMES.iter().any(|(secret, off)| {
            plain.chars().count().abs_diff(secret.len()) <= *off
                && super::names::distance(&plain, secret) <= *off
        })
}

/// Shows `user:password@` in every URL of a text as `user:***@`.
pub fn redact(text: &str) -> String {
    without(text, passwords(text))
}

/// A text as it would be shown if it stood in a file: also without the values of secret keys.
pub(super) fn conceal_in(text: &str) -> String {
    if !text.contains("://") {
        return without(text, masked(text));
    }
    let shown = without_userinfo(text);
    without(&shown, masked(&shown))
}

/// A value in which everything before the last `@` counts as a password, spaces and quotes too;
/// only a scheme and a user's name are kept.
pub(super) fn without_userinfo(text: &str) -> String {
    let start = text.find("://").map_or(0, |at| at + 3);
    match text.rfind('@').filter(|end| start < *end) {
        Some(end) => {
            let first = passwords(text).first().map_or(start, |range| range.start);
            without(text, std::iter::once(first.min(end)..end))
        }
        None => text.to_owned(),
    }
}

/// The words of a text that look like secrets: eight characters or more, a digit among them.
pub(super) fn words(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut at = 0;
    let between = |c: char| c.is_whitespace() || "\"'`{}[](),:;.".contains(c);
    text.split(between).filter_map(move |word| {
        let start = at;
        // What stands between two words has one character.
        at += word.len();
        at += text
            .get(at..)
            .and_then(|rest| rest.chars().next())
            .map_or(0, char::len_utf8);
        let secret = word.len() >= 8 && word.bytes().any(|b| b.is_ascii_digit());
        secret.then_some(start..start + word.len())
    })
}

/// A text with these ranges, in order and apart, as `***`.
pub(super) fn without(text: &str, ranges: impl IntoIterator<Item = Range<usize>>) -> String {
    let mut shown = String::new();
    let mut at = 0;
    for range in ranges {
        shown.push_str(text.get(at..range.start).unwrap_or(""));
        shown.push_str("***");
        at = range.end;
    }
    shown.push_str(text.get(at..).unwrap_or(""));
    shown
}

/// The passwords of `scheme://user:password@host` in a text.
pub(super) fn passwords(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(at) = text.get(from..).and_then(|t| t.find("://")) {
        let start = from + at + 3;
        let run = text.get(start..).unwrap_or("");
        let length = run.find(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '<' | '>'));
        let run = run.get(..length.unwrap_or(run.len())).unwrap_or("");
        // Only up to the next scheme, lest one run be looked at again and again.
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
    let encoded = super::userinfo::encoded_passwords(text);
    let apart = |range: &Range<usize>| {
        let over = |other: &Range<usize>| other.start < range.end && range.start < other.end;
        !found.iter().any(over)
    };
    let encoded: Vec<_> = encoded.into_iter().filter(apart).collect();
    found.extend(encoded);
    found.sort_by_key(|range| range.start);
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_look_secret() {
        for name in [
            "auth_token",
            "api_key",
            "api-secret",
            "auth_tokn",
            "DB_PASSWORD",
            "apikye",
        ] {
            assert!(looks_secret(name), "{name}");
        }
        for name in [
            "phone_number",
            "account_sid",
            "keywords",
            "keyword",
            "sid",
            "url",
            "numbers",
        ] {
            assert!(!looks_secret(name), "{name}");
        }
    }

    #[test]
    fn passwords_in_urls() {
        assert_eq!(
            redact("see https://me:pa@ss@h/x now"),
            "see https://me:***@h/x now"
        );
        assert_eq!(redact("postgres://h:5432/db"), "postgres://h:5432/db");
    }
}
