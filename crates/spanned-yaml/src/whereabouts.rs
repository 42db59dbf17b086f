//! A reference to a secret, as far as text alone tells: `env: NAME`, `file: PATH`,
//! `command: [PROGRAM]`, in braces or line by line.
//!
//! Only what has one of these forms is shown under a secret's key. It decides nothing else.

use super::mask::REFERENCE_KEYS;

/// What one entry of a reference is, judged by its first line.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Entry {
    /// A key and its whole value.
    Whole,
    /// `command:`, whose items follow line by line.
    Command,
    /// Something that may be the secret.
    Odd,
}

/// Judges `key: value`; a comment may follow.
pub(super) fn entry(text: &str) -> Entry {
    let Some((key, value)) = split(text) else {
        return Entry::Odd;
    };
    let value = value.split(" #").next().unwrap_or("").trim();
    let whole = if key == "command" {
        if value.is_empty() {
            return Entry::Command;
        }
        let items = value.strip_prefix('[').and_then(|v| v.strip_suffix(']'));
        items.is_some_and(|items| !items.contains(['[', ']', '{', '}']) && !items.contains(": "))
    } else {
        !value.is_empty()
            && !value.starts_with(['[', ']', '{', '}', '|', '>', '&', '*', '!', '#', '?'])
            && !value.contains(": ")
    };
    if whole { Entry::Whole } else { Entry::Odd }
}

/// Whether a line is an item of a command: one plain or quoted text.
pub(super) fn is_item(line: &str) -> bool {
    line.strip_prefix("- ").is_some_and(|item| {
        !item
            .trim_start()
            .starts_with(['[', '{', '-', '?', '|', '>', '&', '*', '!'])
            && !item.contains(": ")
    })
}

/// How the inside of `{ env: NAME, …` goes on.
pub(super) enum Braces {
    /// It closes before this byte, and all of it may be shown.
    Closed(usize),
    /// All of it may be shown, and it goes on below.
    Open,
    /// From this byte on it may be a secret.
    Odd(usize),
}

/// Judges the inside of braces, or a line of it; entries may not be broken over lines.
pub(super) fn braces(inside: &str) -> Braces {
    let mut start = 0;
    let mut brackets = 0_usize;
    let mut quoted: Option<char> = None;
    let mut end = inside.len();
    let mut closed = false;
    let odd = |from: usize, to: usize, last: bool| {
        let text = inside.get(from..to).unwrap_or("").trim_start();
        let nothing = text.trim_end().is_empty() || (last && text.starts_with('#'));
        (!nothing && entry(text.trim_end()) != Entry::Whole).then_some(to - text.len())
    };
    for (at, c) in inside.char_indices() {
        match (quoted, c) {
            (Some(quote), c) if c == quote => quoted = None,
            (None, '"' | '\'') => quoted = Some(c),
            (None, '[') => brackets += 1,
            (None, ']') => brackets = brackets.saturating_sub(1),
            (None, ',') if brackets == 0 => {
                if let Some(odd) = odd(start, at, false) {
                    return Braces::Odd(odd);
                }
                start = at + 1;
            }
            (None, '}') if brackets == 0 => {
                end = at;
                closed = true;
                break;
            }
            _ => {}
        }
    }
    match odd(start, end, true) {
        Some(odd) => Braces::Odd(odd),
        None if closed => Braces::Closed(end),
        None => Braces::Open,
    }
}

/// The key and the text behind its colon, where the key is one of a reference.
fn split(text: &str) -> Option<(&'static str, &str)> {
    let bare = text.trim_start_matches(['"', '\'']);
    REFERENCE_KEYS.iter().find_map(|key| {
        let rest = bare.strip_prefix(key)?.trim_start_matches(['"', '\'']);
        Some((*key, rest.trim_start().strip_prefix(':')?))
    })
}

#[cfg(test)]
mod tests {
    use super::{Braces, Entry, braces, entry};

    #[test]
    fn only_references_are_references() {
        for whole in ["env: A", "\"file\": 'a b'", "command: [a, b] # c"] {
            assert!(entry(whole) == Entry::Whole, "{whole}");
        }
        for odd in [
            "x",
            "env: [A]",
            "env: A: b",
            "command: a",
            "environment: A",
            "command: [[a]]",
        ] {
            assert!(entry(odd) == Entry::Odd, "{odd}");
        }
    }

    #[test]
    fn braces_are_judged_entry_by_entry() {
        assert!(matches!(braces(" env: A, file: b } x"), Braces::Closed(17)));
        assert!(matches!(braces(" env: A, b }"), Braces::Odd(9)));
        assert!(matches!(braces(" env: A,"), Braces::Open));
        assert!(matches!(braces(" command: [a, b] }"), Braces::Closed(17)));
    }
}
