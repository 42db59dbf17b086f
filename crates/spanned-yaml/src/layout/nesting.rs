//! The open maps and lists in block style: where each is in the source, where it will be, and to
//! which of them a comment belongs.

use super::tokens::{Change, Kind, Token};

/// The number of blanks by which each level is indented.
pub(super) const STEP: usize = 2;

/// An open map or list in block style.
#[derive(Debug, Clone, Copy)]
pub(super) struct Level {
    kind: Of,
    /// Its column in the source; unknown until its first token.
    pub from: Option<usize>,
    /// Its new column.
    pub to: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Of {
    Map,
    List,
    /// A list whose dashes are in the column of the key above.
    Flush,
}

/// All open levels, outermost first.
#[derive(Debug, Clone, Default)]
pub(super) struct Levels(Vec<Level>);

impl Levels {
    /// The innermost level.
    pub(super) fn last(&self) -> Option<&Level> {
        self.0.last()
    }

    /// Opens and closes levels before a token. `column` is called only where the token's column is
    /// not known yet. Returns whether the token begins an entry of the innermost level.
    pub(super) fn nest(&mut self, token: &Token, column: impl Fn() -> usize) -> bool {
        let mut entry = false;
        for change in &token.changes {
            match change {
                Change::Map => self.open(Of::Map),
                Change::List => self.open(Of::List),
                Change::Key => {
                    self.close_flush();
                    entry = true;
                }
                Change::End => {
                    self.close_flush();
                    self.0.pop();
                }
            }
        }
        if token.inside {
            return entry;
        }
        match token.kind {
            Kind::Question => {
                self.close_flush();
                entry = true;
            }
            Kind::Colon => {
                self.close_flush();
                // A colon on a line of its own belongs to a `?`.
                entry = true;
            }
            Kind::Item => {
                if self.0.last().is_none_or(|level| level.kind == Of::Map) {
                    self.open(Of::Flush);
                }
                entry = true;
            }
            _ => {}
        }
        if entry
            && self.0.last().is_some_and(|level| level.from.is_none())
            && let Some(level) = self.0.last_mut()
        {
            level.from = Some(column());
        }
        entry
    }

    fn open(&mut self, kind: Of) {
        let to = self.0.last().map_or(0, |level| level.to + STEP);
        self.0.push(Level {
            kind,
            from: None,
            to,
        });
    }

    fn close_flush(&mut self) {
        if self.0.last().is_some_and(|level| level.kind == Of::Flush) {
            self.0.pop();
        }
    }
}

/// The levels to which a comment after them may belong: columns in the source, and new columns,
/// outermost first; only those deeper than what follows.
pub(super) fn candidates(levels: &Levels, waits: bool, below: usize) -> Vec<(usize, usize, Of)> {
    let mut all: Vec<_> = levels
        .0
        .iter()
        .filter_map(|level| Some((level.from?, level.to, level.kind)))
        .map(|(from, to, of)| (from + usize::from(of == Of::Flush), to, of))
        .collect();
    // A comment under a key or a dash without a value takes the place of that value.
    if let (true, Some(last)) = (waits, levels.last()) {
        all.push((last.from.unwrap_or(0) + 1, last.to + STEP, Of::Map));
    }
    all.retain(|(from, _, _)| *from > below);
    all
}

/// The new column of a comment on a line of its own: that of the innermost level it reaches, or
/// else of what follows.
pub(super) fn place(
    candidates: &[(usize, usize, Of)],
    (_, below): (usize, usize),
    column: usize,
    text: &str,
) -> usize {
    // A dash after the `#` means an item that was commented out.
    let item = text.trim_start_matches(['#', ' ']).starts_with("- ");
    let reached = |(from, _, of): &&(usize, usize, Of)| {
        *from <= column + usize::from(item && *of == Of::Flush)
    };
    candidates
        .iter()
        .rev()
        .find(reached)
        .map_or(below, |(_, to, _)| *to)
}
