//! One line of a source, safe to show.

use std::ops::Range;

/// One line of a source, safe to show: secrets replaced, very long lines cut.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShownLine {
    /// The text, without its line break.
    pub text: String,
    /// The origin of the shown bytes: bytes of the source, bytes of `text`, and whether they are
    /// the same bytes. Ordered; together they cover the line.
    parts: Vec<(Range<usize>, Range<usize>, bool)>,
}

impl ShownLine {
    /// The byte in `text` for a byte of the source. A concealed byte is at the start of its `***`
    /// when `end` is false, after it when `end` is true.
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

    /// A line of a text, only the part in the window, with its hidden ranges (in order) as `***`.
    pub(crate) fn of(
        text: &str,
        line: Range<usize>,
        window: &Range<usize>,
        hidden: Vec<Range<usize>>,
    ) -> Self {
        let mut shown = ShownLine {
            text: String::new(),
            parts: Vec::new(),
        };
        let part = |range: Range<usize>| text.get(range).unwrap_or("");
        let mut at = window.start;
        if window.start > line.start {
            shown.put(line.start..window.start, "…", false);
        }
        for range in hidden {
            let range = range.start.max(at)..range.end.min(window.end);
            if range.start < range.end {
                shown.put(at..range.start, part(at..range.start), true);
                shown.put(range.clone(), "***", false);
                at = range.end;
            }
        }
        shown.put(at..window.end, part(at..window.end), true);
        if window.end < line.end {
            shown.put(window.end..line.end, "…", false);
        }
        shown
    }

    fn put(&mut self, from: Range<usize>, text: &str, verbatim: bool) {
        let start = self.text.len();
        self.text.push_str(text);
        self.parts.push((from, start..self.text.len(), verbatim));
    }
}

/// The part of a line to show: all of it, or about `width` characters around `near`.
pub(crate) fn window(text: &str, line: &Range<usize>, near: usize, width: usize) -> Range<usize> {
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

pub(crate) fn floor_boundary(text: &str, byte: usize) -> usize {
    let mut byte = byte.min(text.len());
    while !text.is_char_boundary(byte) {
        byte -= 1;
    }
    byte
}
