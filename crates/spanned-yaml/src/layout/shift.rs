//! Values of several lines, moved sideways as a whole.

/// How far lines move.
#[derive(Debug, Clone, Copy)]
pub(super) struct Move {
    /// The column of the node in the source.
    pub from: usize,
    /// Its new column.
    pub to: usize,
    /// The fewest blanks that a moved line begins with.
    pub least: usize,
}

/// A further line of a value that runs over several lines. If the node does not move, neither does
/// the line.
pub(super) fn further(line: &str, by: Move) -> String {
    let inner = line.trim_start_matches(' ');
    if by.from == by.to || inner.trim().is_empty() {
        return line.to_owned();
    }
    let old = line.len() - inner.len();
    let new = (old + by.to).saturating_sub(by.from).max(by.least);
    format!("{:new$}{inner}", "")
}

/// A line of a block's text, moved from the first column `from` to the column `to`.
pub(super) fn of_block(line: &str, from: usize, to: usize) -> String {
    let blanks = line.len() - line.trim_start_matches(' ').len();
    match line.get(from..) {
        Some("") => String::new(),
        Some(inner) if blanks >= from => format!("{:to$}{inner}", ""),
        _ if blanks == line.len() => String::new(),
        _ => line.to_owned(),
    }
}

/// The column at which a block's text begins; `None` if no line shows it.
pub(super) fn column_of_block(header: &str, content: &str, parent: usize) -> Option<usize> {
    if let Some(more) = indicator(header) {
        return Some(parent + more);
    }
    let blanks = |line: &str| line.len() - line.trim_start_matches(' ').len();
    let first = content.split('\n').find(|line| blanks(line) < line.len())?;
    Some(blanks(first))
}

/// The number in a block's header, if it has one.
pub(super) fn indicator(header: &str) -> Option<usize> {
    let digit = header.chars().find_map(|c| c.to_digit(10))?;
    usize::try_from(digit).ok()
}

/// A block's text without the blank lines after it. A line with more blanks than the text's column
/// is not such a line: the extra blanks belong to the text.
pub(super) fn own(text: &str, column: usize) -> &str {
    let mut end = text.len();
    for line in text.split_inclusive('\n').rev() {
        let line_end = line.trim_end_matches('\n');
        if line_end.len() > column || !line_end.trim_matches(' ').is_empty() {
            break;
        }
        end -= line.len();
    }
    text.get(..end).unwrap_or(text)
}

/// A block's text with the blank lines after it, but without blanks after the last line break.
pub(super) fn kept(text: &str, column: usize) -> &str {
    match text.rfind('\n').map(|at| text.split_at(at + 1)) {
        Some((lines, last)) if last.len() <= column && last.trim_matches(' ').is_empty() => lines,
        _ => text,
    }
}
