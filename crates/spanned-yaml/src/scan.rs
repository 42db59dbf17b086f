//! A file read line by line for what looks like a literal secret.
//!
//! It knows no more of YAML than that a value stands behind its key's colon, on the same line or
//! on the lines below; so it works on files that are no YAML at all.

use std::collections::HashMap;
use std::ops::Range;

use super::lookalikes::{closing, is_entry, is_word};
use super::mask::{SECRET_PARTS, looks_secret, passwords};
use super::userinfo::odd_urls;
use super::whereabouts::{Braces, Entry, braces, entry, is_item};

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

/// What may still belong to a secret that began on an earlier line.
#[derive(Clone, Copy)]
enum Tail {
    /// Lines indented deeper than this, and lines that do not look like an entry.
    Deeper { indent: usize, may_be: May },
    /// Everything up to this quote.
    Quoted(char),
}

/// What on these lines may be shown.
#[derive(Clone, Copy, PartialEq, Eq)]
enum May {
    Nothing,
    /// The entries of a reference.
    References,
    /// Those, and the items of a command.
    Items,
    /// The entries of a reference in braces that are still open.
    Braces,
}

struct Scan<'a> {
    text: &'a str,
    known: HashMap<&'a str, bool>,
    found: Vec<Range<usize>>,
    tail: Option<Tail>,
}

impl Scan<'_> {
    fn line(&mut self, range: Range<usize>) {
        let line = self.text.get(range.clone()).unwrap_or("");
        for odd in odd_urls(line) {
            self.hide(range.start + odd.start..range.start + odd.end);
        }
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
                may_be,
            }) if !trimmed.is_empty() => {
                let deeper = indent > key || (indent == key && trimmed.starts_with(['-', ':']));
                let comment = trimmed.starts_with('#');
                let closes = may_be == May::Braces && trimmed.starts_with('}');
                if !closes && !deeper && is_entry(trimmed) {
                    self.tail = self.tail.filter(|_| comment);
                } else {
                    let start = range.start + indent;
                    return self.below(start..range.end, key, may_be);
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
        if value.starts_with('{') {
            return self.inside(start + 1..range.end, indent);
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
        let bare = value.trim_start_matches(['|', '>', '-', '+']).trim();
        let nothing = bare.is_empty() || bare.starts_with('#');
        if !bare.is_empty() {
            self.hide(start..range.end);
        }
        let may_be = if nothing {
            May::References
        } else {
            May::Nothing
        };
        self.tail = Some(Tail::Deeper { indent, may_be });
        None
    }

    /// Hides what is no reference on a line below a secret key; gives back what is behind it.
    fn below(&mut self, range: Range<usize>, indent: usize, may_be: May) {
        let line = self.text.get(range.clone()).unwrap_or("");
        if may_be == May::Braces {
            if let Some(behind) = self.inside(range.clone(), indent) {
                self.keys(behind, range.start);
            }
            return;
        }
        let comment = line.starts_with('#') && may_be != May::Nothing;
        let may_be = match may_be {
            _ if comment => may_be,
            May::Nothing | May::Braces => May::Nothing,
            May::Items if is_item(line) => return,
            May::References | May::Items => match entry(line) {
                Entry::Whole => May::References,
                Entry::Command => May::Items,
                Entry::Odd if line.trim_end() == "{" => May::Braces,
                Entry::Odd => May::Nothing,
            },
        };
        self.tail = Some(Tail::Deeper { indent, may_be });
        if may_be == May::Nothing || comment {
            self.hide(range);
        }
    }

    /// Hides what is no reference inside braces; gives back what is behind them.
    fn inside(&mut self, range: Range<usize>, indent: usize) -> Option<Range<usize>> {
        let (from, may_be) = match braces(self.text.get(range.clone())?) {
            Braces::Closed(end) => {
                let behind = range.start + end + 1;
                let rest = self.text.get(behind..range.end)?.trim_start();
                if rest.is_empty() || rest.starts_with([',', '}', ']', '#']) {
                    self.tail = None;
                    return Some(behind..range.end);
                }
                (behind, May::Nothing)
            }
            Braces::Odd(odd) => (range.start + odd, May::Nothing),
            Braces::Open => (range.end, May::Braces),
        };
        self.hide(from..range.end);
        self.tail = Some(Tail::Deeper { indent, may_be });
        None
    }

    fn hide(&mut self, range: Range<usize>) {
        if range.start < range.end {
            self.found.push(range);
        }
    }
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
