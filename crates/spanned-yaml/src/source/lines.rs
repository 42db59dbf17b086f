//! The starts of the lines of a text, and the number of characters before a byte.

/// The size of a block, in bytes. Characters are counted once per block, so that finding a column
/// is cheap even on a line of megabytes.
const BLOCK: usize = 4096;

/// The lines of one text.
#[derive(Debug)]
pub(crate) struct Lines {
    starts: Vec<u32>,
    characters: Vec<u32>,
}

impl Lines {
    /// A line ends at `\n`, `\r\n` or a lone `\r`, as in YAML 1.2.
    pub(crate) fn of(text: &str) -> Self {
        let bytes = text.as_bytes();
        let mut starts = vec![0];
        let offset = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        // Usually every line ends with `\n`, and one such byte after the other is found quickly.
        let mut rest = bytes.len();
        if text.contains('\r') {
            rest = 0;
        } else {
            starts.extend(text.match_indices('\n').map(|(at, _)| offset(at + 1)));
        }
        while let Some(found) = bytes
            .get(rest..)
            .and_then(|b| b.iter().position(|b| *b == b'\n' || *b == b'\r'))
        {
            let at = rest + found;
            let pair = bytes.get(at..at + 2) == Some(b"\r\n".as_slice());
            rest = at + if pair { 2 } else { 1 };
            starts.push(offset(rest));
        }
        let mut characters = vec![0];
        let mut count = 0;
        for block in bytes.chunks(BLOCK) {
            count += count_characters(block);
            characters.push(offset(count));
        }
        Self { starts, characters }
    }

    /// The number of the line (from 1) that a byte is in.
    pub(crate) fn at(&self, byte: usize) -> usize {
        self.starts
            .partition_point(|start| *start as usize <= byte)
            .max(1)
    }

    /// The first byte of a line (from 1); `None` after the last line.
    pub(crate) fn start(&self, line: usize) -> Option<usize> {
        self.starts
            .get(line.checked_sub(1)?)
            .map(|start| *start as usize)
    }

    /// The number of characters before a byte of the text.
    pub(crate) fn characters(&self, text: &str, byte: usize) -> usize {
        let block = byte / BLOCK;
        let before = self.characters.get(block).map_or(0, |n| *n as usize);
        let rest = text.as_bytes().get(block * BLOCK..byte).unwrap_or(&[]);
        before + count_characters(rest)
    }
}

/// Counts characters as bytes that do not continue one.
fn count_characters(bytes: &[u8]) -> usize {
    bytes.iter().filter(|b| **b & 0xC0 != 0x80).count()
}
