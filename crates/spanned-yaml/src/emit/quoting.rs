//! Texts as scalars on one line: plain where every reader reads the same text, otherwise quoted.

use std::fmt::Write as _;

use crate::read::plain_scalars::is_invisible;

/// Words that YAML 1.1 or 1.2 does not read as text, in lower case.
const WORDS: [&str; 9] = ["y", "n", "yes", "no", "on", "off", "true", "false", "null"];

/// A text as a scalar that may be a key or a value, in a block or within brackets.
///
/// A comment must not follow a plain URL: a `#` after one is often meant as part of it, and the
/// reader warns.
pub(crate) fn scalar(text: &str, before_a_comment: bool) -> String {
    if is_plain(text) && !(before_a_comment && text.contains("://")) {
        text.to_owned()
    } else {
        double(text)
    }
}

/// Whether a text needs no quotes, wherever it is.
pub(crate) fn is_plain(text: &str) -> bool {
    let Some(first) = text.chars().next() else {
        return false;
    };
    let begins = first.is_alphanumeric() || matches!(first, '_' | '/');
    let ends = !text.ends_with([' ', ':']) && !text.contains(": ");
    let number = first.is_ascii_digit() && looks_like_a_number(text);
    let word = WORDS.iter().any(|word| word.eq_ignore_ascii_case(text));
    begins && ends && text.chars().all(is_harmless) && !number && !word
}

/// Whether a character means nothing to YAML inside a plain scalar.
fn is_harmless(c: char) -> bool {
    c.is_alphanumeric() || " -_./:()+=@;'?&%~!*$^".contains(c)
}

/// Whether a text that begins with a digit may be a number, a time or a date.
fn looks_like_a_number(text: &str) -> bool {
    let of_numbers = |b: u8| {
        b.is_ascii_hexdigit()
            || matches!(b.to_ascii_lowercase(), b'x' | b'o' | b't' | b'z')
            || b"_+-.: ".contains(&b)
    };
    text.bytes().all(of_numbers)
}

/// A text in double quotes, on one line.
pub(crate) fn double(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => {
                quoted.push('\\');
                quoted.push(c);
            }
            c if must_be_escaped(c) => escape(&mut quoted, c),
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

/// A text in single quotes; `None` where it needs an escape.
pub(crate) fn single(text: &str) -> Option<String> {
    if text.chars().any(must_be_escaped) {
        return None;
    }
    Some(format!("'{}'", text.replace('\'', "''")))
}

/// Whether a character is never written itself: it is not allowed in a file, ends a line for some
/// reader, or cannot be seen.
pub(crate) fn must_be_escaped(c: char) -> bool {
    c.is_control()
        || is_invisible(c)
        || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{fff9}'..='\u{fffb}'
            | '\u{fffe}' | '\u{ffff}')
}

/// Adds the escape of a character in double quotes.
pub(crate) fn escape(text: &mut String, c: char) {
    let written = match c {
        '\n' => text.write_str("\\n"),
        '\r' => text.write_str("\\r"),
        '\t' => text.write_str("\\t"),
        c if u32::from(c) <= 0xffff => write!(text, "\\u{:04X}", u32::from(c)),
        c => write!(text, "\\U{:08X}", u32::from(c)),
    };
    debug_assert!(written.is_ok(), "writing to a string does not fail");
}
