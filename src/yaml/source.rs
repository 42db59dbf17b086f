//! The files that were read: names, text, positions, and what of their text must not be shown.
//!
//! Reading happens elsewhere; here are only bytes. Every line of a source that reaches a person
//! or a report comes from [`Sources::shown_line`], which conceals secrets first.

use std::ops::Range;
use std::sync::OnceLock;

use super::codes;
use super::diagnostic::Diagnostic;
use super::mask;

/// The largest file that is read: 64 MiB.
pub const MAX_BYTES: usize = 64 << 20;
/// Characters are counted once for every block of this many bytes, so that a column is cheap to
/// find on a line of megabytes too.
const BLOCK: usize = 4096;

/// One of the files in a [`Sources`]. Ids are given in reading order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SourceId(u32);

/// A range of bytes in one source, end exclusive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// The file.
    pub source: SourceId,
    /// First byte.
    pub start: u32,
    /// The byte after the last.
    pub end: u32,
}

/// A place as people count: both from 1, the column in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
}

/// One line of a source, fit to be shown: secrets replaced, very long lines cut.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShownLine {
    /// The text, without its line break.
    pub text: String,
    /// Where shown bytes come from: bytes of the source, bytes of `text`, and whether they are
    /// the same bytes. Ordered; together they cover the line.
    parts: Vec<(Range<usize>, Range<usize>, bool)>,
}

impl ShownLine {
    /// The byte in `text` for a byte of the source. A concealed byte is at the start of its
    /// `***` when `end` is false, behind it when `end` is true.
    pub fn offset(&self, byte: usize, end: bool) -> usize {
        for (from, to, verbatim) in &self.parts {
            if byte < from.end || (end && byte == from.end) {
                if byte <= from.start {
                    return to.start;
                }
                return if *verbatim {
                    to.start + (byte - from.start)
                } else if end {
                    to.end
                } else {
                    to.start
                };
            }
        }
        self.text.len()
    }
}

#[derive(Debug)]
struct File {
    name: String,
    text: String,
    index: OnceLock<Index>,
    masked: OnceLock<Vec<Range<usize>>>,
}

/// Where lines start, and how many characters stand before each block.
#[derive(Debug)]
struct Index {
    lines: Vec<u32>,
    characters: Vec<u32>,
}

/// All files that were read.
#[derive(Debug, Default)]
pub struct Sources {
    files: Vec<File>,
    concealed: Vec<Span>,
}

impl Sources {
    /// Takes in a file. A byte-order mark is dropped.
    ///
    /// A file that is refused is kept as far as it can be shown, so that its diagnostic can
    /// point into it. Refused are more than 64 MiB, other encodings than UTF-8, and control
    /// characters YAML does not allow.
    pub fn add(&mut self, name: impl Into<String>, bytes: Vec<u8>) -> Result<SourceId, Diagnostic> {
        let name = name.into();
        if bytes.len() > MAX_BYTES {
            return Err(
                Diagnostic::error(codes::TOO_LARGE, "the file is larger than 64 MiB")
                    .help("split the configuration into several files")
                    .in_file(name),
            );
        }
        if let Some(encoding) = other_encoding(&bytes) {
            let summary = format!("the file is {encoding}, not UTF-8");
            return Err(Diagnostic::error(codes::ENCODING, summary)
                .help("save it as UTF-8 and try again")
                .in_file(name));
        }
        match String::from_utf8(bytes) {
            Ok(mut text) => {
                if text.starts_with('\u{feff}') {
                    text.drain(..3);
                }
                let bad = text.char_indices().find(|(_, c)| is_refused(*c));
                let source = self.keep(name, text);
                match bad {
                    None => Ok(source),
                    Some((at, c)) => Err(control_character(span(source, at, at + c.len_utf8()), c)),
                }
            }
            Err(error) => {
                let at = error.utf8_error().valid_up_to();
                let byte = error.as_bytes().get(at).copied().unwrap_or_default();
                let text = String::from_utf8_lossy(error.as_bytes()).into_owned();
                // A byte-order mark is valid text and was counted; it goes like above.
                let (text, at) = match text.strip_prefix('\u{feff}') {
                    Some(rest) => (rest.to_owned(), at.saturating_sub(3)),
                    None => (text, at),
                };
                let source = self.keep(name, text);
                let summary = format!("the byte 0x{byte:02X} is not UTF-8");
                Err(Diagnostic::error(codes::ENCODING, summary)
                    .help("save the file as UTF-8; this byte may come from Latin-1 or Windows-1252")
                    .at(span(source, at, at + 3), "not UTF-8"))
            }
        }
    }

    fn keep(&mut self, name: String, text: String) -> SourceId {
        let id = SourceId(u32::try_from(self.files.len()).unwrap_or(u32::MAX));
        self.files.push(File {
            name,
            text,
            index: OnceLock::new(),
            masked: OnceLock::new(),
        });
        id
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

    /// Start and end of a span as people count.
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
        let lines = &file.index().lines;
        let start = lines
            .get(line.wrapping_sub(1))
            .map_or(file.text.len(), |s| *s as usize);
        let end = lines.get(line).map_or(file.text.len(), |s| *s as usize);
        let text = file.text.get(start..end).unwrap_or("");
        start..start + text.trim_end_matches(['\n', '\r']).len()
    }

    /// The text of a line (from 1), with its secrets.
    pub fn line_text(&self, id: SourceId, line: usize) -> &str {
        self.text(id).get(self.line_range(id, line)).unwrap_or("")
    }

    /// From now on the text of these places is never shown.
    pub fn conceal(&mut self, spans: impl IntoIterator<Item = Span>) {
        self.concealed.extend(spans);
        self.concealed.sort_unstable();
        self.concealed.dedup();
    }

    /// Whether any of a span's text is concealed, or looks as if it should be.
    pub fn hides(&self, span: Span) -> bool {
        let range = span.start as usize..(span.end as usize).max(span.start as usize + 1);
        !self.hidden(span.source, &range).is_empty()
    }

    /// A line (from 1) with every concealed part as `***`. At most about `width` characters
    /// around the byte `near` are kept; a cut is shown as `…`.
    pub fn shown_line(&self, id: SourceId, line: usize, near: usize, width: usize) -> ShownLine {
        let range = self.line_range(id, line);
        let text = self.text(id);
        let window = window(text, &range, near, width);
        let mut shown = ShownLine {
            text: String::new(),
            parts: Vec::new(),
        };
        let mut at = range.start;
        if window.start > range.start {
            shown.put(range.start..window.start, "…", false);
            at = window.start;
        }
        for hidden in self.hidden(id, &window) {
            let hidden = hidden.start.max(at)..hidden.end.min(window.end);
            if hidden.start >= hidden.end {
                continue;
            }
            shown.put(
                at..hidden.start,
                text.get(at..hidden.start).unwrap_or(""),
                true,
            );
            shown.put(hidden.clone(), "***", false);
            at = hidden.end;
        }
        shown.put(at..window.end, text.get(at..window.end).unwrap_or(""), true);
        if window.end < range.end {
            shown.put(window.end..range.end, "…", false);
        }
        shown
    }

    /// The concealed and masked ranges that touch a range, in order.
    fn hidden(&self, id: SourceId, range: &Range<usize>) -> Vec<Range<usize>> {
        let Some(file) = self.file(id) else {
            return Vec::new();
        };
        let masked = file.masked.get_or_init(|| mask::masked(&file.text));
        let from = masked.partition_point(|m| m.end <= range.start);
        let masked = masked
            .iter()
            .skip(from)
            .take_while(|m| m.start < range.end)
            .cloned();
        let mut all: Vec<_> = masked.collect();
        let concealed = self.concealed.iter().filter(|s| s.source == id);
        all.extend(
            concealed
                .map(|s| s.start as usize..s.end as usize)
                .filter(|s| s.start < range.end && s.end > range.start),
        );
        all.sort_unstable_by_key(|r| (r.start, r.end));
        all
    }
}

impl ShownLine {
    fn put(&mut self, from: Range<usize>, text: &str, verbatim: bool) {
        let start = self.text.len();
        self.text.push_str(text);
        self.parts.push((from, start..self.text.len(), verbatim));
    }
}

impl File {
    fn index(&self) -> &Index {
        self.index.get_or_init(|| Index::of(&self.text))
    }

    fn position(&self, byte: usize) -> Position {
        let byte = floor_boundary(&self.text, byte);
        let lines = &self.index().lines;
        let line = lines
            .partition_point(|start| *start as usize <= byte)
            .max(1);
        let start = lines.get(line - 1).map_or(0, |s| *s as usize);
        Position {
            line,
            column: self.characters(byte) - self.characters(start) + 1,
        }
    }

    /// How many characters stand before a byte.
    fn characters(&self, byte: usize) -> usize {
        let block = byte / BLOCK;
        let before = self
            .index()
            .characters
            .get(block)
            .map_or(0, |n| *n as usize);
        let rest = self.text.as_bytes().get(block * BLOCK..byte).unwrap_or(&[]);
        before + count_characters(rest)
    }
}

impl Index {
    /// A line ends at `\n`, `\r\n` or a lone `\r`, as in YAML 1.2.
    fn of(text: &str) -> Self {
        let bytes = text.as_bytes();
        let mut lines = vec![0];
        let mut rest = 0;
        while let Some(found) = bytes
            .get(rest..)
            .and_then(|b| b.iter().position(|b| *b == b'\n' || *b == b'\r'))
        {
            let at = rest + found;
            let pair = bytes.get(at..at + 2) == Some(b"\r\n".as_slice());
            rest = at + if pair { 2 } else { 1 };
            lines.push(u32::try_from(rest).unwrap_or(u32::MAX));
        }
        let mut characters = vec![0];
        let mut count = 0;
        for block in bytes.chunks(BLOCK) {
            count += count_characters(block);
            characters.push(u32::try_from(count).unwrap_or(u32::MAX));
        }
        Self { lines, characters }
    }
}

/// A span from byte offsets; files end at 64 MiB, so that offsets fit.
pub(super) fn span(source: SourceId, start: usize, end: usize) -> Span {
    let fit = |n| u32::try_from(n).unwrap_or(u32::MAX);
    Span {
        source,
        start: fit(start),
        end: fit(end.max(start)),
    }
}

/// Counts characters as bytes that do not continue one.
fn count_characters(bytes: &[u8]) -> usize {
    bytes.iter().filter(|b| **b & 0xC0 != 0x80).count()
}

fn floor_boundary(text: &str, byte: usize) -> usize {
    let mut byte = byte.min(text.len());
    while !text.is_char_boundary(byte) {
        byte -= 1;
    }
    byte
}

/// The part of a line to show: all of it, or about `width` characters around `near`.
fn window(text: &str, line: &Range<usize>, near: usize, width: usize) -> Range<usize> {
    if line.len() <= width {
        return line.clone();
    }
    let near = near.clamp(line.start, line.end);
    let start = if near - line.start <= width * 2 / 3 {
        line.start
    } else {
        near - width / 3
    };
    let end = (start + width).min(line.end);
    floor_boundary(text, start)..floor_boundary(text, end)
}

/// Names an encoding that is not UTF-8, by its byte-order mark or by its zero bytes.
fn other_encoding(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [0xFF, 0xFE, 0, 0, ..] | [0, 0, 0xFE, 0xFF, ..] => Some("UTF-32"),
        [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] => Some("UTF-16"),
        [0, 0, 0, b, ..] if *b != 0 => Some("UTF-32"),
        [a, 0, b, 0, ..] if *a != 0 && *b != 0 => Some("UTF-16"),
        [0, a, 0, b, ..] if *a != 0 && *b != 0 => Some("UTF-16"),
        _ => None,
    }
}

/// Characters outside YAML 1.2's printable set.
fn is_refused(c: char) -> bool {
    matches!(c, '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{7f}'..='\u{84}'
        | '\u{86}'..='\u{9f}' | '\u{fffe}' | '\u{ffff}')
}

fn control_character(span: Span, c: char) -> Diagnostic {
    let name = match c {
        '\0' => " (NUL)",
        '\u{7}' => " (bell)",
        '\u{1b}' => " (escape)",
        _ => "",
    };
    let code = u32::from(c);
    Diagnostic::error(
        codes::CONTROL_CHARACTER,
        format!("the control character U+{code:04X}{name} is not allowed"),
    )
    .help(format!(
        "remove it, or write \"\\u{code:04X}\" inside double quotes"
    ))
    .at(span, "control character")
}
