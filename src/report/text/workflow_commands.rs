//! Escapes workflow commands in output. A CI runner executes commands that it finds in a log, and
//! names and texts in our output come from accounts and files that others can write to.
//!
//! GitHub's runner executes `::name …::` at the start of a line, after blanks too, and `##[name …]`
//! anywhere in a line; Azure's agent executes `##vso[name …]` anywhere. Both treat a carriage
//! return as the end of a line.

use std::borrow::Cow;
use std::io;

/// A text for people: a blank breaks each command.
pub fn text(text: &str) -> Cow<'_, str> {
    if text.contains("::") {
        Cow::Owned(anywhere(&line_starts(text)).into_owned())
    } else {
        anywhere(text)
    }
}

/// Our own commands for GitHub's runner, one per line. Keeps each `::`, and breaks `##[…]` in their
/// texts.
pub fn commands(text: &str) -> Cow<'_, str> {
    anywhere(text)
}

/// A JSON document. Its meaning stays the same.
pub fn json(text: &str) -> Cow<'_, str> {
    parted(text, "#\\u0023")
}

/// Writes a JSON document piece by piece, with the escapes of [`json`]. What is still held back is
/// written by `flush`.
pub struct JsonWriter<W> {
    to: W,
    held: Vec<u8>,
}

/// How much is held back before it is written.
const PIECE: usize = 64 << 10;

impl<W: io::Write> JsonWriter<W> {
    /// A writer to `to`.
    pub fn new(to: W) -> Self {
        Self {
            to,
            held: Vec::with_capacity(PIECE + PIECE / 8),
        }
    }

    /// Writes the first bytes of what is held back.
    fn pass(&mut self, bytes: usize) -> io::Result<()> {
        let rest = self.held.split_off(bytes);
        let piece = std::mem::replace(&mut self.held, rest);
        match str::from_utf8(&piece) {
            Ok(text) => self.to.write_all(json(text).as_bytes()),
            Err(_) => self.to.write_all(&piece),
        }
    }
}

impl<W: io::Write> io::Write for JsonWriter<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        /// One less than the bytes of the longest beginning of a command, `##vso[`.
        const OPEN: usize = 5;
        self.held.extend_from_slice(bytes);
        if self.held.len() >= PIECE {
            // A command may begin here and go on in the next piece.
            let last = self.held.len().saturating_sub(OPEN);
            let tail = self.held.get(last..).unwrap_or_default();
            let open = tail.iter().position(|byte| *byte == b'#');
            let mut end = open.map_or(self.held.len(), |at| last + at);
            // It may be the second of the two that every command begins with.
            if open.is_some()
                && self
                    .held
                    .get(..end)
                    .is_some_and(|held| held.ends_with(b"#"))
            {
                end -= 1;
            }
            self.pass(end)?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.pass(self.held.len())?;
        self.to.flush()
    }
}

fn anywhere(text: &str) -> Cow<'_, str> {
    parted(text, "## ")
}

/// The text with `##` replaced where it begins a command.
fn parted<'a>(text: &'a str, instead: &str) -> Cow<'a, str> {
    let begins = |rest: &str| {
        rest.starts_with('[')
            || rest
                .get(..4)
                .is_some_and(|word| word.eq_ignore_ascii_case("vso["))
    };
    let found = text.match_indices('#').filter(|(at, _)| {
        let rest = text.get(at + 1..).unwrap_or_default();
        rest.strip_prefix('#').is_some_and(begins)
    });
    let mut out = String::new();
    let mut done = 0;
    for (at, _) in found {
        out.push_str(text.get(done..at).unwrap_or_default());
        out.push_str(instead);
        done = at + 2;
    }
    if done == 0 {
        return Cow::Borrowed(text);
    }
    out.push_str(text.get(done..).unwrap_or_default());
    Cow::Owned(out)
}

/// The text with `::` broken at the start of every line.
fn line_starts(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for line in text.split_inclusive(['\n', '\r']) {
        // A third colon would be part of the command's name; no command has such a name.
        match line.trim_start().strip_prefix("::") {
            Some(rest) if !rest.starts_with(':') => {
                let before = line.len() - rest.len() - 2;
                out.push_str(line.get(..before).unwrap_or_default());
                out.push_str(": :");
                out.push_str(rest);
            }
            _ => out.push_str(line),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::{JsonWriter, commands, json, text};

    /// Each form is parted, wherever a runner would look for it.
    #[test]
    fn what_a_runner_obeys_is_parted() {
        for (given, harmless) in [
            ("::set-output name=a::b", ": :set-output name=a::b"),
            ("a\n \t::debug::x\rb\r::c::", "a\n \t: :debug::x\rb\r: :c::"),
            ("a ##[set-output name=a]b", "a ## [set-output name=a]b"),
            ("###[x]##VSO[y]", "### [x]## VSO[y]"),
            ("a::b ## c ##", "a::b ## c ##"),
            ("\u{a0}::x::", "\u{a0}: :x::"),
            ("  ::: a.yaml:8:18", "  ::: a.yaml:8:18"),
        ] {
            assert_eq!(text(given), harmless);
        }
        assert_eq!(commands("::error::a ##[b]"), "::error::a ## [b]");
    }

    /// Wherever the pieces end, the result is the same.
    #[test]
    fn pieces_are_parted_like_the_whole() {
        let text = format!(
            "{{\"name\": \"{}\"}}",
            "##[a] é ###[b] ##vso[c] ".repeat(9_000)
        );
        for size in [1, 2, 3, 5, 7, 1 << 20] {
            let mut written = Vec::new();
            let mut writer = JsonWriter::new(&mut written);
            for piece in text.as_bytes().chunks(size) {
                // A document is written in whole characters.
                writer.held.extend_from_slice(piece);
                if str::from_utf8(&writer.held).is_ok() {
                    assert_eq!(writer.write(b"").unwrap(), 0);
                }
            }
            writer.flush().unwrap();
            assert_eq!(String::from_utf8(written).unwrap(), json(&text), "{size}");
        }
    }

    /// A document says the same as before.
    #[test]
    fn a_document_means_what_it_meant() {
        let document = r###"{"name": "##[a] ###[b] ##vso[c] ::d::"}"###;
        let inert = json(document);
        assert!(
            !inert.contains("##[") && !inert.contains("##vso["),
            "{inert}"
        );
        let value = |text: &str| serde_json::from_str::<serde_json::Value>(text).unwrap();
        assert_eq!(value(&inert), value(document));
    }
}
