//! Text for Markdown and HTML on which neither of them acts: every character that could is written
//! as an entity.

use std::fmt::Write as _;

use super::escape::neutral;
use super::width::{ends_kept, shortened};

/// The longest text in code that is let through, in characters.
const LONGEST: usize = 300;
/// The longest sentence, and how much of its end is kept where it is longer: a provider's code and
/// request id are there.
const SENTENCE: usize = 1_000;
const ENDING: usize = 200;

/// Text in code, which GitHub neither links nor reads for mentions. HTML rather than backticks:
/// it stands in table cells and summaries alike.
pub(in crate::report) fn code(text: &str) -> String {
    let kept = |c: char, next: Option<char>| is_plain(c) || (c == ':' && next != Some('/'));
    let text = neutral(text);
    format!(
        "<code>{}</code>",
        entities(&shortened(&text, LONGEST), kept)
    )
}

/// Text on which neither Markdown nor HTML acts.
pub(in crate::report) fn inert(text: &str) -> String {
    // A colon before anything but a blank could begin an emoji's name or a link.
    let kept =
        |c: char, next: Option<char>| is_plain(c) || (c == ':' && next.is_none_or(|c| c == ' '));
    let text = neutral(text);
    entities(&ends_kept(&text, SENTENCE, ENDING), kept)
}

/// What stays as it is, so that addresses, places and plain sentences are readable in the source.
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

    /// Fault T2: a long text keeps its end, and so the provider's code and request id.
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
