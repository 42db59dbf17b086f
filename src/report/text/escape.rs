//! Makes text from outside safe to show.
//!
//! Friendly names and URLs come from an account that others can write to. Characters
//! that a terminal, a log or a reviewer could misread are shown escaped.

use std::borrow::Cow;

/// The text with control characters (so no escape sequence and no line break survives), characters
/// that change the writing direction, and invisible characters escaped.
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

/// Whether a character affects its surroundings or is invisible.
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

#[cfg(test)]
mod tests {
    use super::neutral;

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
}
