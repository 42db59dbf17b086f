//! Lines, blanks and comments around a byte of a text, whatever ends its lines.

/// The text from a byte on.
fn rest(text: &str, at: usize) -> &str {
    text.get(at..).unwrap_or("")
}

/// The first byte of the line that a byte is on.
pub(super) fn start(text: &str, at: usize) -> usize {
    let before = text.get(..at).unwrap_or("");
    before
        .rfind(['\n', '\r'])
        .map_or(0, |break_at| break_at + 1)
}

/// The byte of the line break that ends the line, or the end of the text.
pub(super) fn end(text: &str, at: usize) -> usize {
    rest(text, at)
        .find(['\n', '\r'])
        .map_or(text.len(), |n| at + n)
}

/// The first byte of the next line, or the end of the text.
pub(super) fn next(text: &str, at: usize) -> usize {
    let end = end(text, at);
    end + break_at(text, end)
}

/// The length of the line break at a byte.
pub(super) fn break_at(text: &str, at: usize) -> usize {
    let rest = rest(text, at);
    if rest.starts_with("\r\n") {
        2
    } else {
        usize::from(rest.starts_with(['\n', '\r']))
    }
}

/// The first line break of a text, or `\n`.
pub(super) fn first_break(text: &str) -> &'static str {
    let first = end(text, 0);
    match break_at(text, first) {
        2 => "\r\n",
        1 if is_at(text, first, '\r') => "\r",
        _ => "\n",
    }
}

/// The length of the line break that ends before a byte.
pub(super) fn break_before(text: &str, at: usize) -> usize {
    let before = text.get(..at).unwrap_or("");
    if before.ends_with("\r\n") {
        2
    } else {
        usize::from(before.ends_with(['\n', '\r']))
    }
}

/// Whether there are only blanks between the beginning of its line and a byte.
pub(super) fn begins(text: &str, at: usize) -> bool {
    let before = text.get(start(text, at)..at).unwrap_or("");
    before.trim_start_matches([' ', '\t']).is_empty()
}

/// The byte after the blanks at a byte.
pub(super) fn after_blanks(text: &str, at: usize) -> usize {
    let rest = rest(text, at);
    at + rest.len() - rest.trim_start_matches([' ', '\t']).len()
}

/// The comment that follows a byte on its line, after blanks.
pub(super) fn comment(text: &str, at: usize) -> Option<&str> {
    let from = after_blanks(text, at);
    if is_at(text, from, '#') {
        text.get(from..end(text, from))
    } else {
        None
    }
}

/// The byte after blanks, line breaks and comments.
pub(super) fn token(text: &str, at: usize) -> usize {
    let mut at = at;
    loop {
        let here = rest(text, at);
        at += here.len() - here.trim_start_matches([' ', '\t', '\n', '\r']).len();
        if !rest(text, at).starts_with('#') {
            return at;
        }
        at = end(text, at);
    }
}

/// The byte after blanks and line breaks.
pub(super) fn token_or_comment(text: &str, at: usize) -> usize {
    let here = rest(text, at);
    at + here.len() - here.trim_start_matches([' ', '\t', '\n', '\r']).len()
}

/// Whether the text at a byte begins with a character.
pub(super) fn is_at(text: &str, at: usize, c: char) -> bool {
    rest(text, at).starts_with(c)
}

/// The column of a byte on its line, in characters.
pub(super) fn column(text: &str, at: usize) -> usize {
    let line = text.get(start(text, at)..at).unwrap_or("");
    line.chars().count()
}

/// A line of its own that is blank, or holds a comment in a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Line {
    Blank,
    Comment(usize),
    Other,
}

/// What is on the line that begins at a byte.
pub(super) fn kind(text: &str, start: usize) -> Line {
    let line = text.get(start..end(text, start)).unwrap_or("");
    let inner = line.trim_start_matches([' ', '\t']);
    if inner.is_empty() {
        Line::Blank
    } else if inner.starts_with('#') {
        Line::Comment(line.len() - inner.len())
    } else {
        Line::Other
    }
}
