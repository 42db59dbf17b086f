//! What is before a byte, on its line and on the lines above.

use crate::edit::lines;

/// The byte after the last dash before a byte, if only blanks and comments are between them.
pub(super) fn after_dash(text: &str, at: usize) -> Option<usize> {
    let mut end = at;
    loop {
        let start = lines::start(text, end);
        let line = text.get(start..end)?;
        let code = line.get(..comment_in(line))?.trim_end();
        if code.ends_with('-') {
            return Some(start + code.len());
        }
        if !code.is_empty() || start == 0 {
            return None;
        }
        end = start - lines::break_before(text, start);
    }
}

/// Where the comment of a line begins, or its end.
pub(super) fn comment_in(line: &str) -> usize {
    let mut before = line.match_indices('#');
    let found = before.find(|(at, _)| line.get(..*at).is_some_and(|t| t.ends_with([' ', '\t'])));
    found.map_or(line.len(), |(at, _)| at)
}
