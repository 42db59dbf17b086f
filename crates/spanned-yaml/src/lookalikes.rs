//! What looks like a key, an entry or the end of a quoted text, in a line that may be no YAML.
//!
//! For [`super::scan`] only: the parser alone decides what is YAML.

/// Whether a character may be part of a key without quotes.
pub(super) fn is_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '-' | '.')
}

/// Whether a line looks like an entry of its own rather than the rest of a value.
pub(super) fn is_entry(trimmed: &str) -> bool {
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
pub(super) fn closing(text: &str, quote: char) -> Option<usize> {
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
