//! What looks like a secret in a text, judged by the text alone.
//!
//! This is the second net: literal secrets found in the tree are concealed by their span, but a
//! file may be too broken to have a tree, or a key misspelt. So the value of every key whose name
//! looks secret is hidden, unless it is a reference (`{ env: … }`), and so are passwords in URLs.
//! It rather hides too much than too little; it decides what is shown and never what is valid.

use std::collections::HashMap;
use std::ops::Range;

/// Parts of names that make a key's value secret.
const SECRET_PARTS: &[&str] = &[
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
    without(text, masked(text))
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

/// The byte ranges of a whole file that must not be shown, in order and apart from each other.
pub(super) fn masked(text: &str) -> Vec<Range<usize>> {
    let mut scan = Scan {
        text,
        known: HashMap::new(),
        found: passwords(text),
        tail: None,
    };
    let mut start = 0;
    while start < text.len() {
        let rest = text.get(start..).unwrap_or("");
        let length = rest.find(['\n', '\r']).unwrap_or(rest.len());
        scan.line(start..start + length);
        start += length + 1;
    }
    scan.found.sort_unstable_by_key(|r| (r.start, r.end));
    let mut apart: Vec<Range<usize>> = Vec::new();
    for range in scan.found {
        match apart.last_mut() {
            Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
            _ => apart.push(range),
        }
    }
    apart
}

/// The passwords of `scheme://user:password@host` in a text.
fn passwords(text: &str) -> Vec<Range<usize>> {
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
    found
}

/// What may still belong to a secret that began on an earlier line.
#[derive(Clone, Copy)]
enum Tail {
    /// Lines indented deeper than this, and lines that do not look like an entry.
    Deeper { indent: usize, references: bool },
    /// Everything up to this quote.
    Quoted(char),
}

struct Scan<'a> {
    text: &'a str,
    known: HashMap<&'a str, bool>,
    found: Vec<Range<usize>>,
    tail: Option<Tail>,
}

impl<'a> Scan<'a> {
    fn line(&mut self, range: Range<usize>) {
        let line = self.text.get(range.clone()).unwrap_or("");
        let trimmed = line.trim_start();
        let indent = line.len() - trimmed.len();
        match self.tail {
            Some(Tail::Quoted(quote)) => match closing(line, quote) {
                None => return self.hide(range),
                Some(end) => {
                    self.tail = None;
                    self.hide(range.start..range.start + end);
                    return self.keys(range.start + end..range.end, range.start);
                }
            },
            Some(Tail::Deeper {
                indent: key,
                references,
            }) if !trimmed.is_empty() => {
                let deeper = indent > key || (indent == key && trimmed.starts_with(['-', ':']));
                if references && deeper && is_reference(trimmed) {
                    self.tail = None;
                } else if deeper || !is_entry(trimmed) {
                    self.tail = Some(Tail::Deeper {
                        indent: key,
                        references: false,
                    });
                    return self.hide(range.start + indent..range.end);
                } else {
                    self.tail = None;
                }
            }
            Some(Tail::Deeper { .. }) => return,
            None => {}
        }
        self.keys(range.clone(), range.start);
    }

    /// Looks for secret keys in a part of a line and hides their values.
    fn keys(&mut self, range: Range<usize>, line_start: usize) {
        let mut left = Some(range);
        while let Some(range) = left {
            left = self.key(range, line_start);
        }
    }

    /// Hides the value of the first secret key; gives back what is left to look at.
    fn key(&mut self, range: Range<usize>, line_start: usize) -> Option<Range<usize>> {
        let text = self.text;
        let line = text.get(range.clone())?;
        let mut first = range.start == line_start;
        let explicit = first && line.trim_start().starts_with("? ");
        let mut from = 0;
        while let Some(begin) = line
            .get(from..)
            .and_then(|l| l.find(is_word))
            .map(|n| n + from)
        {
            let rest = line.get(begin..)?;
            let end = begin + rest.find(|c| !is_word(c)).unwrap_or(rest.len());
            let word = line.get(begin..end)?;
            let secret = match self.known.get(word) {
                Some(known) => *known,
                None => *self.known.entry(word).or_insert(looks_secret(word)),
            };
            if secret {
                let after = line.get(end..)?;
                let indent = if explicit {
                    line.len() - line.trim_start().len()
                } else {
                    range.start + begin - line_start
                };
                if let Some(tail) = secret_tail(word) {
                    self.hide(range.start + end - tail..range.start + end);
                }
                // Whatever stands between the key and its colon is a slip of the hand.
                let split = after
                    .char_indices()
                    .take(24)
                    .find(|(_, c)| matches!(c, ':' | '='));
                let bare = after.trim_start_matches(|c| !is_word(c));
                match split {
                    Some((at, _)) => {
                        return self.value(range.start + end + at + 1..range.end, indent);
                    }
                    None if first || begins_entry(line.get(..begin)?) || bare.is_empty() => {
                        return self.value(range.start + end..range.end, indent);
                    }
                    None => {}
                }
            }
            first = first && word.bytes().all(|b| b == b'-');
            from = end;
        }
        None
    }

    /// Hides the value that starts in `range`, the rest of a line; gives back what is behind it.
    fn value(&mut self, range: Range<usize>, indent: usize) -> Option<Range<usize>> {
        let value = self.text.get(range.clone())?.trim_start();
        let start = range.end - value.len();
        let open = value.strip_prefix('{').map(str::trim_start);
        if open.is_some_and(is_reference) {
            let close = value.find('}').unwrap_or(value.len());
            if let Some(odd) = behind_references(value.get(..close)?) {
                self.hide(start + odd..start + close);
            }
            return Some(start + close..range.end);
        }
        if let Some(quote) = value.chars().next().filter(|c| matches!(c, '"' | '\'')) {
            let Some(end) = closing(value.get(1..)?, quote) else {
                self.hide(start..range.end);
                self.tail = Some(Tail::Quoted(quote));
                return None;
            };
            let end = start + 1 + end;
            let behind = self.text.get(end..range.end)?.trim_start();
            if behind.is_empty() || behind.starts_with([',', '}', ']', '#']) {
                self.hide(start..end);
                return Some(end..range.end);
            }
        }
        // Nothing but an indicator: the value, or the reference, is on the following lines.
        let bare = value.trim_start_matches(['{', '|', '>', '-', '+']).trim();
        let references = bare.is_empty() || bare.starts_with('#');
        if !references || bare.starts_with('#') {
            self.hide(start..range.end);
        }
        self.tail = Some(Tail::Deeper { indent, references });
        None
    }

    fn hide(&mut self, range: Range<usize>) {
        if range.start < range.end {
            self.found.push(range);
        }
    }
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '-' | '.')
}

/// How many bytes at the end of a word are a secret that runs into the name of its key.
fn secret_tail(word: &str) -> Option<usize> {
    let lower = word.to_ascii_lowercase();
    let tails = SECRET_PARTS
        .iter()
        .filter_map(|part| lower.split_once(part));
    let tail = tails.map(|(_, tail)| tail.len()).max()?;
    let digits = word
        .get(word.len() - tail..)?
        .bytes()
        .any(|b| b.is_ascii_digit());
    (tail >= 8 && digits).then_some(tail)
}

/// Whether a key may stand behind this part of a line.
fn begins_entry(before: &str) -> bool {
    let before = before.trim_end_matches(['"', '\'', ' ', '\t']);
    before.ends_with(['{', ',', '[', '-', '?'])
}

/// Whether a text starts like the inside of `{ env: NAME }`.
fn is_reference(text: &str) -> bool {
    let bare = text.trim_start_matches(['"', '\'']);
    REFERENCE_KEYS.iter().any(|key| {
        let rest = bare
            .strip_prefix(key)
            .map(|r| r.trim_start_matches(['"', '\'']).trim_start());
        rest.is_some_and(|rest| rest.starts_with(':'))
    })
}

/// Where in `{ env: NAME, …` something else than references begins.
fn behind_references(text: &str) -> Option<usize> {
    let mut brackets = 0_usize;
    for (at, c) in text.char_indices() {
        match c {
            '[' => brackets += 1,
            ']' => brackets = brackets.saturating_sub(1),
            ',' if brackets == 0 => {
                let rest = text.get(at + 1..)?.trim_start();
                if !rest.is_empty() && !is_reference(rest) {
                    return Some(text.len() - rest.len());
                }
            }
            _ => {}
        }
    }
    None
}

/// Whether a line looks like an entry of its own rather than the rest of a value.
fn is_entry(trimmed: &str) -> bool {
    if let Some(quote) = trimmed.chars().next().filter(|c| matches!(c, '"' | '\'')) {
        let inside = trimmed.get(1..).unwrap_or("");
        let behind = closing(inside, quote).and_then(|end| inside.get(end..));
        return behind.is_some_and(|behind| behind.trim_start().starts_with(':'));
    }
    !trimmed.starts_with(':')
        && (trimmed.starts_with(['#', '-', '}', ']', '.'])
            || trimmed.contains(": ")
            || trimmed.trim_end().ends_with(':'))
}

/// The byte behind the quote that closes a value whose inside starts at the beginning of `text`.
fn closing(text: &str, quote: char) -> Option<usize> {
    let mut characters = text.char_indices().peekable();
    while let Some((at, c)) = characters.next() {
        if c == '\\' && quote == '"' {
            characters.next();
        } else if c == quote {
            if quote == '\'' && characters.peek().is_some_and(|(_, next)| *next == '\'') {
                characters.next();
            } else {
                return Some(at + c.len_utf8());
            }
        }
    }
    None
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
