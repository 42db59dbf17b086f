//! Text that neither Markdown nor HTML interprets: every special character is written as an entity.

use std::fmt::Write as _;

use super::escape::neutral;
use super::width::{ends_kept, shortened};

/// The longest text in code, in characters.
const LONGEST: usize = 300;
/// The longest sentence, in characters. A longer one keeps its end, where a provider's code and
/// request id are.
const SENTENCE: usize = 1_000;
const ENDING: usize = 200;

/// Text in code, in which GitHub finds no links and no mentions. It is HTML rather than backticks,
/// because that works in table cells and summaries.
pub(in crate::report) fn code(text: &str) -> String {
    let kept = |c: char, next: Option<char>| is_plain(c) || (c == ':' && next != Some('/'));
    let text = neutral(text);
    format!(
        "<code>{}</code>",
        entities(&shortened(&text, LONGEST), kept)
    )
}

/// Text that neither Markdown nor HTML interprets.
pub(in crate::report) fn inert(text: &str) -> String {
    // A colon before anything but a blank could begin an emoji's name or a link.
    let kept =
        |c: char, next: Option<char>| is_plain(c) || (c == ':' && next.is_none_or(|c| c == ' '));
    let text = neutral(text);
    entities(&ends_kept(&text, SENTENCE, ENDING), kept)
}

/// Characters that are kept, so that addresses, places and plain sentences are readable in the
/// source.
fn is_plain(c: char) -> bool {
    !c.is_ascii_punctuation() || "-+,;.()/'".contains(c)
}

fn entities(text: &str, kept: impl Fn(char, Option<char>) -> bool) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        if kept(c, chars.peek().copied()) {
            out.push(c);
        } else {
            let _ = write!(out, "&#{};", u32::from(c));
        }
    }
    // A bare `www.` would be made a link.
    out.replace("www.", "www&#46;")
}

#[cfg(test)]
mod tests {
    use super::{code, inert};

    /// A long text keeps its end, and so the provider's code and request id.
    #[test]
    fn a_long_sentence_keeps_its_end() {
        let long = format!("{} (HTTP 400, code 21402, request RQ1)", "x".repeat(5_000));
        let text = inert(&long);
        assert_eq!(text.chars().count(), 1_000);
        assert!(text.starts_with("xxx") && text.ends_with("x (HTTP 400, code 21402, request RQ1)"));
        let fits = "y".repeat(1_000);
        assert_eq!(inert(&fits), fits);
    }

    #[test]
    fn nothing_foreign_acts() {
        assert_eq!(inert("a|b"), "a&#124;b");
        let text = inert("<img> @x [y](z) `q` #1 :tada: www.evil.com http://e");
        assert!(!text.contains(['<', '@', '[', '`', '*']));
        assert!(!text.contains(":tada") && !text.contains("www.") && !text.contains("://"));
        assert_eq!(code("a.yaml:22:7"), "<code>a.yaml:22:7</code>");
        assert!(!code("http://e</code>").contains("://"));
    }
}
