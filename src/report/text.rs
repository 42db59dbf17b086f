//! Makes text from outside harmless to show, and counts politely.
//!
//! Friendly names and URLs come from an account that others can write to. Whatever a terminal, a
//! log or a reviewer's eye could take for something else is shown escaped instead.

use std::borrow::Cow;

/// The text with everything that does not simply appear as itself written out: control
/// characters (so no escape sequence and no line break survives), characters that turn the
/// direction of writing, and characters that cannot be seen.
pub fn neutral(text: &str) -> Cow<'_, str> {
    if !text.chars().any(deceives) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            '\n' => shown.push_str("\\n"),
            '\r' => shown.push_str("\\r"),
            '\t' => shown.push_str("\\t"),
            c if deceives(c) => shown.extend(c.escape_unicode()),
            c => shown.push(c),
        }
    }
    Cow::Owned(shown)
}

/// Whether a character acts on what surrounds it, or hides, instead of appearing.
pub fn deceives(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{180e}'
            // Zero-width characters and marks of direction; line and paragraph separators with
            // the overrides of direction; invisible operators with the isolates.
            | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{3164}' | '\u{feff}' | '\u{ffa0}' | '\u{fff9}'..='\u{fffb}'
            // Tags: a whole ASCII text can be hidden in them.
            | '\u{e0000}'..='\u{e007f}')
}

/// Where a diagnostic of this severity belongs in a list: errors, warnings, notes.
pub(super) fn rank(severity: &str) -> u8 {
    match severity {
        "error" => 0,
        "note" => 2,
        _ => 1,
    }
}

/// A count with its noun: `1 number`, `2 numbers`.
pub fn plural(count: usize, noun: &str) -> String {
    if count == 1 {
        format!("1 {noun}")
    } else {
        format!("{count} {noun}s")
    }
}

/// How many columns a text takes, one for each character. Wide characters are not told apart:
/// columns then stand a little off, which costs nothing but looks.
pub fn columns(text: &str) -> usize {
    text.chars().count()
}

/// The text cut to at most `most` characters, with an ellipsis in place of the rest.
pub fn shortened(text: &str, most: usize) -> Cow<'_, str> {
    if columns(text) <= most {
        return Cow::Borrowed(text);
    }
    let kept: String = text.chars().take(most.saturating_sub(1)).collect();
    Cow::Owned(format!("{kept}…"))
}

/// The text cut to at most `most` characters, of which the last `ending` are its own last ones.
pub fn ends_kept(text: &str, most: usize, ending: usize) -> Cow<'_, str> {
    let length = columns(text);
    if length <= most {
        return Cow::Borrowed(text);
    }
    let begin = shortened(text, most.saturating_sub(ending));
    let end: String = text.chars().skip(length.saturating_sub(ending)).collect();
    Cow::Owned(format!("{begin}{end}"))
}

/// The text at a JSON pointer; empty where there is none.
pub(super) fn at<'a>(json: &'a serde_json::Value, pointer: &str) -> &'a str {
    json.pointer(pointer)
        .and_then(serde_json::Value::as_str)
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{neutral, plural, shortened};

    #[test]
    fn what_acts_is_written_out() {
        assert_eq!(
            neutral("a\u{1b}[2Jb\r\nc\u{202e}d"),
            r"a\u{1b}[2Jb\r\nc\u{202e}d"
        );
        assert_eq!(
            neutral("x\u{9b}31m\u{2028}\u{200b}"),
            r"x\u{9b}31m\u{2028}\u{200b}"
        );
        assert_eq!(neutral("Zoë’s Büro ☎ 店"), "Zoë’s Büro ☎ 店");
    }

    #[test]
    fn counts_are_polite() {
        assert_eq!(plural(1, "number"), "1 number");
        assert_eq!(plural(0, "number"), "0 numbers");
        assert_eq!(shortened("abcdef", 4), "abc…");
    }
}
