//! Comments at the end of a line, and the lines joined into one text.
//!
//! One blank precedes such a comment. If the comments of consecutive lines begin in one column, the
//! alignment is taken as intended: it is kept, at the same distance from the longest line.

/// A line to be written.
#[derive(Debug, Default)]
pub(super) struct Line {
    /// Everything but the comment, with its indentation.
    pub code: String,
    /// The column after the code in the source.
    pub width: usize,
    pub comment: Option<Comment>,
}

/// A comment and where it began in the source.
#[derive(Debug)]
pub(super) struct Comment {
    pub text: String,
    pub column: usize,
    /// The column of a comment on a line of its own.
    pub own: Option<usize>,
}

/// The lines as one text.
pub(super) fn join(lines: &[Line]) -> String {
    let mut text = String::new();
    let mut rest = lines;
    while let Some(first) = rest.first() {
        let (together, others) = rest.split_at(aligned(rest).max(1));
        let column = (together.len() > 1).then(|| column(together)).flatten();
        match column {
            Some(_) => together
                .iter()
                .for_each(|line| put(&mut text, line, column)),
            None => put(&mut text, first, None),
        }
        rest = others;
    }
    text
}

/// How many lines from the first on have comments that begin in one column.
fn aligned(lines: &[Line]) -> usize {
    let column = match lines.first().and_then(|line| line.comment.as_ref()) {
        Some(comment) if comment.own.is_none() => comment.column,
        _ => return 0,
    };
    let same = |line: &&Line| line.comment.as_ref().is_some_and(|c| c.column == column);
    lines.iter().take_while(same).count()
}

/// Where the comments of lines that belong together begin.
fn column(lines: &[Line]) -> Option<usize> {
    let with_code = || {
        let all = lines
            .iter()
            .filter_map(|line| line.comment.as_ref().map(|c| (line, c)));
        all.filter(|(_, comment)| comment.own.is_none())
    };
    let gap = with_code()
        .map(|(line, c)| c.column.saturating_sub(line.width))
        .min()?;
    let widest = with_code()
        .map(|(line, _)| line.code.chars().count())
        .max()?;
    Some(widest + gap.max(1))
}

/// Writes a line; the comments of lines that belong together begin at `column`.
fn put(text: &mut String, line: &Line, column: Option<usize>) {
    text.push_str(&line.code);
    if let Some(comment) = &line.comment {
        let blanks = match (comment.own, column) {
            (Some(own), None) => own,
            (Some(_), Some(column)) => column,
            (None, Some(column)) => column.saturating_sub(line.code.chars().count()),
            (None, None) => 1,
        };
        text.push_str(&format!("{:blanks$}{}", "", comment.text));
    }
    text.push('\n');
}
