//! The files that were read: names, text, positions, and the parts of their text that must not be
//! shown.
//!
//! Callers read the files; this module only has bytes. Every line of a source that reaches a person
//! or a report comes from [`Sources::shown_line`], which conceals secrets first.

pub(crate) mod encoding;
mod excerpt;
mod lines;
pub(crate) mod span;

use std::collections::HashSet;
use std::ops::Range;
use std::sync::OnceLock;

use crate::diagnostic::Diagnostic;
use crate::secrets::mask;
use crate::source::encoding::decode;
pub use crate::source::excerpt::ShownLine;
use crate::source::excerpt::{floor_boundary, window};
use crate::source::lines::Lines;
pub(crate) use crate::source::span::span;
pub use crate::source::span::{Position, SourceId, Span};

#[derive(Debug)]
struct File {
    name: String,
    text: String,
    /// The file has a complete tree, which marks its secrets.
    parsed: bool,
    /// The character that a syntax error is about, which is shown although the text around it is not.
    revealed: Option<Range<usize>>,
    lines: OnceLock<Lines>,
}

/// All files that were read.
#[derive(Debug, Default)]
pub struct Sources {
    files: Vec<File>,
    /// In order and not overlapping.
    concealed: Vec<Span>,
    /// Words of hidden text that look like secrets themselves.
    words: OnceLock<HashSet<String>>,
}

impl Sources {
    /// Adds a file. A byte-order mark is dropped.
    ///
    /// A file that is refused is kept as far as it can be shown, so that its diagnostic can point
    /// into it. Files of more than 64 MiB, in other encodings than UTF-8, or with control
    /// characters that YAML does not allow are refused.
    pub fn add(
        &mut self,
        name: impl Into<String>,
        bytes: Vec<u8>,
    ) -> Result<SourceId, Box<Diagnostic>> {
        let name = name.into();
        let refused = match decode(bytes) {
            Ok(text) => return Ok(self.keep(name, text)),
            Err(refused) => refused,
        };
        Err(Box::new(match refused.place {
            Some((text, range)) => {
                let source = self.keep(name, text);
                refused.problem.at(span(source, range.start, range.end), "")
            }
            None => refused.problem.in_file(name),
        }))
    }

    /// Adds a file that is not YAML, such as one with a pattern per line. Excerpts show its lines,
    /// except values that are named like secrets. Errors as in [`Sources::add`].
    pub fn add_lines(
        &mut self,
        name: impl Into<String>,
        bytes: Vec<u8>,
    ) -> Result<SourceId, Box<Diagnostic>> {
        let source = self.add(name, bytes)?;
        self.mark_parsed(source);
        Ok(source)
    }

    fn keep(&mut self, name: String, text: String) -> SourceId {
        let id = SourceId(u32::try_from(self.files.len()).unwrap_or(u32::MAX));
        self.files.push(File {
            name,
            text,
            parsed: false,
            revealed: None,
            lines: OnceLock::new(),
        });
        id
    }

    /// From now on, excerpts of this file show whole lines, without the concealed parts. Excerpts of
    /// a file without a tree show keys only.
    pub(crate) fn mark_parsed(&mut self, id: SourceId) {
        if let Some(file) = self.files.get_mut(id.0 as usize) {
            file.parsed = true;
        }
        self.words = OnceLock::new();
    }

    /// From now on, excerpts of a file without a tree show this character of its syntax.
    pub(crate) fn reveal(&mut self, at: Span) {
        if let Some(file) = self.files.get_mut(at.source.0 as usize) {
            file.revealed = Some(at.start as usize..at.end as usize);
        }
    }

    fn file(&self, id: SourceId) -> Option<&File> {
        self.files.get(id.0 as usize)
    }

    /// The ids of all files, in reading order.
    pub fn ids(&self) -> impl Iterator<Item = SourceId> + '_ {
        (0..self.files.len()).map(|n| SourceId(u32::try_from(n).unwrap_or(u32::MAX)))
    }

    /// The name a file was added under.
    pub fn name(&self, id: SourceId) -> &str {
        self.file(id).map_or("", |f| &f.name)
    }

    /// The whole text, with its secrets: never show it, see [`Sources::shown_line`].
    pub fn text(&self, id: SourceId) -> &str {
        self.file(id).map_or("", |f| &f.text)
    }

    /// The text of a span, with its secrets.
    pub fn slice(&self, span: Span) -> &str {
        self.text(span.source)
            .get(span.start as usize..span.end as usize)
            .unwrap_or("")
    }

    /// Start and end of a span as line and column.
    pub fn position(&self, span: Span) -> (Position, Position) {
        let Some(file) = self.file(span.source) else {
            let first = Position { line: 1, column: 1 };
            return (first, first);
        };
        (
            file.position(span.start as usize),
            file.position(span.end.max(span.start) as usize),
        )
    }

    /// The bytes of a line (from 1), without its line break.
    pub fn line_range(&self, id: SourceId, line: usize) -> Range<usize> {
        let Some(file) = self.file(id) else {
            return 0..0;
        };
        let start = file.lines().start(line).unwrap_or(file.text.len());
        let end = file.lines().start(line + 1).unwrap_or(file.text.len());
        let text = file.text.get(start..end).unwrap_or("");
        start..start + text.trim_end_matches(['\n', '\r']).len()
    }

    /// The text of a line (from 1), with its secrets.
    pub fn line_text(&self, id: SourceId, line: usize) -> &str {
        self.text(id).get(self.line_range(id, line)).unwrap_or("")
    }

    /// Conceals the text of these places from now on.
    pub fn conceal(&mut self, spans: impl IntoIterator<Item = Span>) {
        self.concealed.extend(spans);
        self.concealed.sort_unstable();
        self.concealed.dedup_by(|next, last| {
            let one = next.source == last.source && next.start < last.end;
            if one {
                last.end = last.end.max(next.end);
            }
            one || next == last
        });
        self.words = OnceLock::new();
    }

    /// A message without passwords in URLs, and without any word of a hidden text that looks like a
    /// secret. This is the last protection, for files that are broken in unforeseen ways.
    pub fn scrub(&self, message: &str) -> String {
        // Most messages have no such word, and then no file needs to be searched for them.
        let words = || {
            let all = || self.ids().flat_map(|id| self.hidden_words(id)).collect();
            self.words.get_or_init(all)
        };
        let hidden = mask::words(message).filter(|word| {
            message
                .get(word.clone())
                .is_some_and(|word| words().contains(word))
        });
        mask::redact(&mask::without(message, hidden))
    }

    fn hidden_words(&self, id: SourceId) -> Vec<String> {
        let text = self.text(id);
        let parts = self
            .hidden(id, &(0..text.len()), None)
            .into_iter()
            .filter_map(|range| text.get(range));
        parts
            .flat_map(|part| mask::words(part).filter_map(|word| part.get(word)))
            .map(str::to_owned)
            .collect()
    }

    /// The span of a whole file.
    pub fn whole(&self, id: SourceId) -> Span {
        span(id, 0, self.text(id).len())
    }

    /// A line (from 1) with every concealed part as `***`. At most about `width` characters
    /// around the byte `near` are kept; a cut is shown as `…`.
    pub fn shown_line(&self, id: SourceId, line: usize, near: usize, width: usize) -> ShownLine {
        let range = self.line_range(id, line);
        let text = self.text(id);
        let window = window(text, &range, near, width);
        let revealed = self.file(id).and_then(|file| file.revealed.as_ref());
        let hidden = self.hidden(id, &window, revealed);
        ShownLine::of(text, range, &window, hidden)
    }

    /// The concealed and masked ranges that touch a part of one line or a whole file, in order.
    /// Masked ranges leave out `revealed`.
    fn hidden(
        &self,
        id: SourceId,
        range: &Range<usize>,
        revealed: Option<&Range<usize>>,
    ) -> Vec<Range<usize>> {
        let Some(file) = self.file(id) else {
            return Vec::new();
        };
        let lines = file.whole_lines(range);
        let masked = mask::masked(file.text.get(lines.clone()).unwrap_or(""), file.parsed);
        let masked = masked.into_iter();
        let mut all: Vec<_> = masked
            .map(|m| lines.start + m.start..lines.start + m.end)
            .flat_map(|m| mask::around(&file.text, m, revealed))
            .collect();
        let of_file = |s: &Span| s.source == id;
        let from = self
            .concealed
            .partition_point(|s| s.source < id || (of_file(s) && s.end as usize <= range.start));
        let concealed = self.concealed.iter().skip(from);
        let concealed = concealed.take_while(|s| of_file(s) && (s.start as usize) < range.end);
        all.extend(concealed.map(|s| s.start as usize..s.end as usize));
        all.retain(|m| m.start < range.end && m.end > range.start);
        // Overlapping ranges are one hidden part.
        mask::joined(all)
    }
}

/// The longest beginning of a line whose characters are counted one by one, in bytes.
const SHORT: usize = 256;

impl File {
    /// The range, extended to the beginning of its first line and the end of its last one.
    fn whole_lines(&self, range: &Range<usize>) -> Range<usize> {
        let bytes = self.text.as_bytes();
        let ends = |b: &u8| matches!(b, b'\n' | b'\r');
        let before = bytes.get(..range.start).unwrap_or_default();
        let after = bytes.get(range.end..).unwrap_or_default();
        let start = before.iter().rposition(ends).map_or(0, |at| at + 1);
        let length = after.iter().position(ends).unwrap_or(after.len());
        start..range.end + length
    }

    fn lines(&self) -> &Lines {
        self.lines.get_or_init(|| Lines::of(&self.text))
    }

    fn position(&self, byte: usize) -> Position {
        let byte = floor_boundary(&self.text, byte);
        let lines = self.lines();
        let line = lines.at(byte);
        let start = lines.start(line).unwrap_or(0);
        let before = match self.text.get(start..byte) {
            // Most lines are shorter than what lies between two counts of characters.
            Some(text) if text.len() <= SHORT => text.chars().count(),
            _ => lines.characters(&self.text, byte) - lines.characters(&self.text, start),
        };
        Position {
            line,
            column: before + 1,
        }
    }
}
