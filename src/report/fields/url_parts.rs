//! The parts of a URL as written. Nothing is decoded or normalized.

use std::borrow::Cow;

use crate::report::text::width::shortened;

/// Shown for a missing part.
const NONE: &str = "(none)";

/// A URL in parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::report) struct Parts<'a> {
    /// The text before `://`.
    pub(in crate::report) scheme: &'a str,
    /// Host and port, with the user if there is one.
    pub(in crate::report) host: &'a str,
    path: &'a str,
    query: &'a str,
    fragment: &'a str,
}

/// A part of a URL that changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::report) struct Changed {
    /// Its name.
    pub(in crate::report) name: &'static str,
    /// The old text.
    pub(in crate::report) before: String,
    /// The new text.
    pub(in crate::report) after: String,
}

/// The parts of a URL; `None` for any other text.
pub(in crate::report) fn parts(text: &str) -> Option<Parts<'_>> {
    let (scheme, rest) = text.split_once("://")?;
    let is_scheme = !scheme.is_empty() && scheme.chars().all(|c| c.is_ascii_alphanumeric());
    if !is_scheme || text.contains(' ') {
        return None;
    }
    let (rest, fragment) = cut(rest, '#');
    let (rest, query) = cut(rest, '?');
    let (host, path) = cut(rest, '/');
    Some(Parts {
        scheme,
        host,
        path,
        query,
        fragment,
    })
}

/// The text before a character, and the rest including it.
fn cut(text: &str, at: char) -> (&str, &str) {
    text.find(at).map_or((text, ""), |at| text.split_at(at))
}

/// The parts that differ between two URLs; `None` if one is not a URL, or nothing differs.
pub(in crate::report) fn changed(before: &str, after: &str) -> Option<Vec<Changed>> {
    let (old, new) = (parts(before)?, parts(after)?);
    let shown = |part: &str| {
        if part.is_empty() {
            NONE.to_owned()
        } else {
            part.to_owned()
        }
    };
    let all = [
        ("scheme", old.scheme, new.scheme),
        ("host", old.host, new.host),
        ("path", old.path, new.path),
        ("query", old.query, new.query),
        ("fragment", old.fragment, new.fragment),
    ];
    let changed: Vec<Changed> = all
        .into_iter()
        .filter(|(_, old, new)| old != new)
        .map(|(name, old, new)| Changed {
            name,
            before: shown(old),
            after: shown(new),
        })
        .collect();
    (!changed.is_empty()).then_some(changed)
}

/// A change of a URL in a few words: the only changed part, else both URLs, shortened.
pub(in crate::report) fn in_short(
    name: &str,
    before: &str,
    after: &str,
    most: usize,
) -> [String; 3] {
    match changed(before, after).as_deref() {
        Some([only]) => [
            format!("{name} {}", only.name),
            shortened(&only.before, most).into_owned(),
            shortened(&only.after, most).into_owned(),
        ],
        _ => [
            name.to_owned(),
            shortened(&bare(before), most).into_owned(),
            shortened(&bare(after), most).into_owned(),
        ],
    }
}

/// A URL without the scheme `https`.
fn bare(text: &str) -> Cow<'_, str> {
    Cow::Borrowed(text.strip_prefix("https://").unwrap_or(text))
}

#[cfg(test)]
mod tests {
    use super::{changed, in_short, parts};

    #[test]
    fn a_url_is_its_parts_and_nothing_else() {
        let url = "https://u:***@h.example:8443/a/b?x=1/2#f?g";
        let found = parts(url).unwrap();
        assert_eq!((found.host, found.path), ("u:***@h.example:8443", "/a/b"));
        assert_eq!((found.query, found.fragment), ("?x=1/2", "#f?g"));
        assert_eq!(parts("a b://c"), None);
        assert_eq!(parts("Store"), None);
    }

    #[test]
    fn one_changed_part_is_shown_by_its_name() {
        let one = in_short("sms_url", "https://a.example/s", "https://b.example/s", 40);
        assert_eq!(one, ["sms_url host", "a.example", "b.example"]);
        let two = in_short("sms_url", "https://a.example/s", "https://b.example/t", 12);
        assert_eq!(two, ["sms_url", "a.example/s", "b.example/t"]);
        assert_eq!(
            changed("https://a/", "https://a/").map(|all| all.len()),
            None
        );
        let query = changed("https://a/?x", "https://a/").unwrap();
        assert_eq!(
            (query[0].before.as_str(), query[0].after.as_str()),
            ("?x", "(none)")
        );
    }
}
