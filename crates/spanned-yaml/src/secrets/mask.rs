//! The parts of a text that must not be shown, and the text without them.
//!
//! The tree conceals the values of secret keys by their span. This file covers texts outside any
//! tree: passwords in URLs, `name: value` and `name=value` inside values and comments, and files
//! that cannot be parsed. Of a line in such a file, only the key is shown and nothing after its
//! colon, except the one character of syntax that the error is about. It decides what is shown, never what is valid.

use std::ops::Range;

use crate::secrets::names::looks_secret;
use crate::secrets::url_passwords::passwords;

/// The byte ranges of a text that must not be shown, in order and not overlapping. The text is a file
/// or some of its lines: no range reaches over the end of a line. `parsed` is false for a file that
/// has no complete tree.
pub(crate) fn masked(text: &str, parsed: bool) -> Vec<Range<usize>> {
    if !parsed {
        return without_a_tree(text);
    }
    let mut found = passwords(text);
    for comment in comments(text) {
        let start = comment.start;
        let pairs = pairs(text.get(comment).unwrap_or(""));
        found.extend(pairs.map(|pair| start + pair.start..start + pair.end));
    }
    joined(found)
}

/// What a file without a complete tree hides: of each line, what follows its key.
fn without_a_tree(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive(['\n', '\r']) {
        let line_end = start + line.len();
        let line = line.trim_end_matches(['\n', '\r']);
        let key = key_end(line);
        let value = line.get(key..).unwrap_or("");
        let indent = value.len() - value.trim_start().len();
        if indent < value.len() {
            found.push(start + key + indent..start + line.len());
        }
        start = line_end;
    }
    found
}

/// What a hidden range still hides if a character in it is shown: the texts before and after it,
/// without the blanks beside it.
pub(crate) fn around(
    text: &str,
    hidden: Range<usize>,
    shown: Option<&Range<usize>>,
) -> impl Iterator<Item = Range<usize>> {
    let shown = shown.filter(|shown| hidden.start <= shown.start && shown.end <= hidden.end);
    let parts = match shown {
        None => [hidden, 0..0],
        Some(shown) => {
            let before = text.get(hidden.start..shown.start).unwrap_or("");
            let after = text.get(shown.end..hidden.end).unwrap_or("");
            let before_end = hidden.start + before.trim_end().len();
            let after_start = hidden.end - after.trim_start().len();
            [hidden.start..before_end, after_start..hidden.end]
        }
    };
    parts.into_iter().filter(|part| !part.is_empty())
}

/// The comments of a text, each from its `#` to the end of its line.
fn comments(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut from = 0;
    std::iter::from_fn(move || {
        loop {
            let at = from + text.get(from..)?.find('#')?;
            from = at + 1;
            let begins = text.get(..at).is_some_and(|before| {
                before.is_empty() || before.ends_with([' ', '\t', '\n', '\r'])
            });
            if begins {
                let rest = text.get(at..)?;
                let length = rest.find(['\n', '\r']).unwrap_or(rest.len());
                from = at + length;
                return Some(at..at + length);
            }
        }
    })
}

/// The end of the part of a line outside any tree that may be shown: its indicators, and its key
/// with the colon. A key that looks like a secret itself is not shown.
fn key_end(line: &str) -> usize {
    let rest = line.trim_start_matches([' ', '\t', '-', '?', '[', ']', '{', '}', ',', '"', '\'']);
    let start = line.len() - rest.len();
    let length = rest.find(|c| !is_word(c)).unwrap_or(rest.len());
    let (key, after) = rest.split_at(length);
    let after = after.trim_start_matches(['"', '\'']);
    let key_ends = after
        .strip_prefix(':')
        .is_some_and(|value| value.is_empty() || value.starts_with(|c: char| c.is_whitespace()));
    let parts = key.split(['_', '-', '.']);
    let is_secret = parts.into_iter().any(|part| words(part).next().is_some());
    if key_ends && !key.is_empty() && !is_secret {
        line.len() - after.len() + 1
    } else {
        start
    }
}

/// The values of `name: value` and `name=value` in a text, where the name looks secret.
pub(crate) fn pairs(text: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    let separators = text.bytes().enumerate();
    let separators = separators.filter(|(_, byte)| matches!(byte, b':' | b'='));
    separators.filter_map(|(at, separator)| {
        let after = text.get(at + 1..)?;
        if after.starts_with("//") {
            return None;
        }
        let name = text.get(..at)?.trim_end_matches(['"', '\'', ' ', '\t']);
        let word = name.rfind(|c| !is_word(c)).map_or(name, |before| {
            name.get(before..)
                .unwrap_or("")
                .trim_start_matches(|c| !is_word(c))
        });
        if word.is_empty() || !looks_secret(word) {
            return None;
        }
        let value = after.trim_start_matches([' ', '\t', '"', '\'']);
        let start = text.len() - value.len();
        let end = |c: char| match separator {
            b'=' => c.is_whitespace() || "&\"'".contains(c),
            _ => c == '\n' || c == '\r',
        };
        let length = value.find(end).unwrap_or(value.len());
        (length > 0).then_some(start..start + length)
    })
}

/// Whether a key is a secret's name and more: `token "abc"`, where a colon is missing. What follows
/// the name may be the secret.
pub(crate) fn holds_a_secret(key: &str) -> bool {
    !key.chars().all(is_word) && key.split(|c| !is_word(c)).any(looks_secret)
}

/// Whether a character may be part of a key without quotes.
fn is_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '-' | '.')
}

/// The ranges in order, with overlapping ones joined.
pub(crate) fn joined(mut ranges: Vec<Range<usize>>) -> Vec<Range<usize>> {
    ranges.sort_unstable_by_key(|r| (r.start, r.end));
    ranges.dedup_by(|next, last| {
        let one = next.start < last.end;
        if one {
            last.end = last.end.max(next.end);
        }
        one
    });
    ranges
}

/// Shows `user:password@` in every URL of a text as `user:***@`.
pub(crate) fn redact(text: &str) -> String {
    without(text, passwords(text))
}

/// A text as a message may quote it: without passwords, and without the values of secret names.
pub(crate) fn conceal_in(text: &str) -> String {
    let mut shown = text.to_owned();
    if text.contains("://") {
        shown = without_userinfo(text);
    }
    let mut hidden = passwords(&shown);
    hidden.extend(pairs(&shown));
    let hidden = joined(hidden);
    without(&shown, hidden)
}

/// A value in which everything before the last `@` counts as a password, including spaces and
/// quotes. Only a scheme and a user's name are kept.
pub(crate) fn without_userinfo(text: &str) -> String {
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
pub(crate) fn words(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut at = 0;
    let between = |c: char| c.is_whitespace() || "\"'`{}[](),:;.".contains(c);
    text.split(between).filter_map(move |word| {
        let start = at;
        // The separator between two words is one character.
        at += word.len();
        at += text
            .get(at..)
            .and_then(|rest| rest.chars().next())
            .map_or(0, char::len_utf8);
        let secret = word.len() >= 8 && word.bytes().any(|b| b.is_ascii_digit());
        secret.then_some(start..start + word.len())
    })
}

/// A text with these ranges, which are in order and do not overlap, replaced by `***`.
pub(crate) fn without(text: &str, ranges: impl IntoIterator<Item = Range<usize>>) -> String {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_in_urls() {
        assert_eq!(
            redact("see https://me:pa@ss@h/x now"),
            "see https://me:***@h/x now"
        );
        assert_eq!(redact("postgres://h:5432/db"), "postgres://h:5432/db");
    }

    #[test]
    fn encoded_passwords_in_a_file_are_hidden() {
        let shown = redact;
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
    fn a_file_without_a_tree_shows_keys_only() {
        let shown = |text: &str| without(text, masked(text, false));
        assert_eq!(shown("  - auth_token: abc # x"), "  - auth_token: ***");
        assert_eq!(shown("  \"a b\": abc\nabc"), "  \"***\n***");
        assert_eq!(shown("a: [b\r\n  c:\r\n"), "a: ***\r\n  c:\r\n");
        assert_eq!(shown("{x: y}\n]"), "{x: ***\n]");
        assert_eq!(shown("f00dfeed1: x\nabc:def"), "***\n***");
    }

    #[test]
    fn values_of_secret_names_in_values_and_comments() {
        let shown = conceal_in;
        assert_eq!(
            shown("https://h/?api_key=ab&x=y"),
            "https://h/?api_key=***&x=y"
        );
        assert_eq!(shown("my password: a b\nnext"), "my password: ***\nnext");
        assert_eq!(shown("at 12:30"), "at 12:30");
        let line = "sid: x # auth_token: abc";
        assert_eq!(
            without(line, masked(line, true)),
            "sid: x # auth_token: ***"
        );
    }

    #[test]
    fn a_shown_character_splits_what_is_hidden_around_it() {
        let text = "a: b c: d";
        let shown = |at: Option<Range<usize>>| without(text, around(text, 3..9, at.as_ref()));
        assert_eq!(shown(None), "a: ***");
        assert_eq!(shown(Some(6..7)), "a: ***: ***");
        assert_eq!(shown(Some(3..4)), "a: b ***");
        assert_eq!(shown(Some(8..9)), "a: *** d");
        assert_eq!(shown(Some(1..2)), "a: ***", "it is shown already");
    }
}
