//! The differing parts of two long values, to be shown one under the other.
//!
//! Values are compared in tokens (runs of letters and digits, and every other character alone), so
//! that a changed path segment or query parameter is marked as a whole.

use similar::{Algorithm, DiffOp, capture_diff_slices};

/// A piece of one of the two values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Piece {
    /// The text.
    pub text: String,
    /// Whether the other value differs there.
    pub changed: bool,
}

/// Cuts both values into equal and differing pieces. If two values have little in common, nothing
/// is marked, because marks would not help.
pub(crate) fn pieces(before: &str, after: &str) -> (Vec<Piece>, Vec<Piece>) {
    let (old, new) = (tokens(before), tokens(after));
    let ops = capture_diff_slices(Algorithm::Myers, &old, &new);
    let mut left = Vec::new();
    let mut right = Vec::new();
    let mut kept = 0;
    for (at, op) in ops.iter().enumerate() {
        let text = old.get(op.old_range()).unwrap_or_default().concat();
        let last = at + 1 == ops.len();
        // A lone delimiter between two changes counts as changed.
        let island = at > 0 && !last && text.chars().count() <= 2;
        let changed = !matches!(op, DiffOp::Equal { .. }) || island;
        if !changed {
            kept += text.len();
        }
        push(&mut left, text, changed);
        push(
            &mut right,
            new.get(op.new_range()).unwrap_or_default().concat(),
            changed,
        );
    }
    if kept * 3 < before.len().max(after.len()) {
        let whole = |text: &str| {
            vec![Piece {
                text: text.to_owned(),
                changed: false,
            }]
        };
        return (whole(before), whole(after));
    }
    (left, right)
}

/// Carets under the changed pieces and blanks under the others, without blanks at the end.
pub(crate) fn underline(pieces: &[Piece]) -> String {
    let mut line = String::new();
    for piece in pieces {
        let mark = if piece.changed { '^' } else { ' ' };
        line.extend(piece.text.chars().map(|_| mark));
    }
    line.truncate(line.trim_end().len());
    line
}

fn push(pieces: &mut Vec<Piece>, text: String, changed: bool) {
    match pieces.last_mut() {
        _ if text.is_empty() => {}
        Some(last) if last.changed == changed => last.text.push_str(&text),
        _ => pieces.push(Piece { text, changed }),
    }
}

fn tokens(text: &str) -> Vec<&str> {
    let mut tokens = Vec::new();
    let mut start = 0;
    let mut in_word = false;
    for (at, c) in text.char_indices() {
        let word = c.is_alphanumeric();
        if at > start && !(word && in_word) {
            tokens.extend(text.get(start..at));
            start = at;
        }
        in_word = word;
    }
    tokens.extend(text.get(start..).filter(|rest| !rest.is_empty()));
    tokens
}

#[cfg(test)]
mod tests {
    use super::{pieces, underline};

    fn drawn(before: &str, after: &str) -> String {
        let (left, right) = pieces(before, after);
        format!(
            "{before}\n{}\n{after}\n{}",
            underline(&left),
            underline(&right)
        )
    }

    #[test]
    fn a_segment_is_marked_whole() {
        insta::assert_snapshot!(drawn("https://example.com/sms/incoming", "https://example.com/sms/inbound"), @"
        https://example.com/sms/incoming
                                ^^^^^^^^
        https://example.com/sms/inbound
                                ^^^^^^^
        ");
    }

    #[test]
    fn a_fragment_may_come_and_a_query_may_change() {
        insta::assert_snapshot!(drawn("https://example.com/sms?a=1&b=2", "https://example.com/sms?a=1&b=3#rc=4"), @"
        https://example.com/sms?a=1&b=2
                                      ^
        https://example.com/sms?a=1&b=3#rc=4
                                      ^^^^^^
        ");
    }

    #[test]
    fn what_only_goes_is_marked_where_it_was() {
        insta::assert_snapshot!(drawn("https://example.com/sms#rc=4", "https://example.com/sms"), @"
        https://example.com/sms#rc=4
                               ^^^^^
        https://example.com/sms
        ");
    }

    #[test]
    fn neighbouring_changes_run_together() {
        insta::assert_snapshot!(drawn("https://example.com/v1.0/orgs/3f2c/sms", "https://example.com/v2.1/orgs/3f2c/sms"), @"
        https://example.com/v1.0/orgs/3f2c/sms
                            ^^^^
        https://example.com/v2.1/orgs/3f2c/sms
                            ^^^^
        ");
    }

    #[test]
    fn values_with_little_in_common_are_not_marked() {
        let (_, right) = pieces(
            "https://demo.twilio.com/welcome/sms/reply",
            "https://public-usa.mkt.dynamics.com/api/v1.0/orgs/x/sms/incoming",
        );
        assert_eq!(underline(&right), "");
        assert_eq!(drawn("", ""), "\n\n\n");
    }
}
