//! Bytes of a file into text: size, encoding, and the characters YAML allows.

use std::ops::Range;

use crate::codes::YamlCode;
use crate::diagnostic::Diagnostic;

/// The largest file that is read: 64 MiB.
pub const MAX_BYTES: usize = 64 << 20;

/// Why a file is not read.
pub(crate) struct Refused {
    /// The problem, without its place.
    pub problem: Diagnostic,
    /// The text as far as it can be shown, and the range of its wrong bytes.
    pub place: Option<(String, Range<usize>)>,
}

/// The number of bytes in the byte-order marks at the beginning. Programs that join files leave
/// more than one; they are not part of the text.
fn marks(text: &str) -> usize {
    text.len() - text.trim_start_matches('\u{feff}').len()
}

/// The text of a file, without byte-order marks.
pub(crate) fn decode(bytes: Vec<u8>) -> Result<String, Box<Refused>> {
    let refuse = |problem, place| Err(Box::new(Refused { problem, place }));
    if bytes.len() > MAX_BYTES {
        let problem = Diagnostic::error(YamlCode::TooLarge, "the file is larger than 64 MiB");
        return refuse(
            problem.help("split the configuration into several files"),
            None,
        );
    }
    if let Some(encoding) = other_encoding(&bytes) {
        let summary = format!("the file is {encoding}, not UTF-8");
        let problem = Diagnostic::error(YamlCode::Encoding, summary);
        return refuse(problem.help("save it as UTF-8 and try again"), None);
    }
    match String::from_utf8(bytes) {
        Ok(mut text) => {
            text.drain(..marks(&text));
            match first_refused(&text) {
                None => Ok(text),
                Some((at, c)) => refuse(control_character(c), Some((text, at..at + c.len_utf8()))),
            }
        }
        Err(error) => {
            let at = error.utf8_error().valid_up_to();
            let byte = error.as_bytes().get(at).copied().unwrap_or_default();
            let mut text = String::from_utf8_lossy(error.as_bytes()).into_owned();
            // Byte-order marks are valid text and were counted; they are removed as above.
            let marks = marks(&text);
            text.drain(..marks);
            let at = at - marks;
            let summary = format!("the byte 0x{byte:02X} is not UTF-8");
            let problem = Diagnostic::error(YamlCode::Encoding, summary)
                .help("save the file as UTF-8; this byte may come from Latin-1 or Windows-1252");
            refuse(problem, Some((text, at..at + 3)))
        }
    }
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

/// The first character that is refused, and its place. Blocks of bytes that cannot be part of one
/// are passed over at once.
fn first_refused(text: &str) -> Option<(usize, char)> {
    // The second half of the conditions is about the first bytes of U+0080 and U+FFFE.
    let odd =
        |b: u8| (b < b' ' && !matches!(b, b'\t' | b'\n' | b'\r')) | matches!(b, 0x7f | 0xC2 | 0xEF);
    let blocks = text.as_bytes().chunks(64).enumerate();
    let blocks = blocks.filter(|(_, block)| block.iter().fold(false, |any, b| any | odd(*b)));
    let mut places = blocks.flat_map(|(n, block)| {
        let bytes = block.iter().enumerate();
        bytes.filter_map(move |(at, b)| odd(*b).then_some(n * 64 + at))
    });
    places.find_map(|at| {
        let c = text.get(at..)?.chars().next()?;
        is_refused(c).then_some((at, c))
    })
}

/// Characters outside YAML 1.2's printable set.
fn is_refused(c: char) -> bool {
    matches!(c, '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{7f}'..='\u{84}'
        | '\u{86}'..='\u{9f}' | '\u{fffe}' | '\u{ffff}')
}

fn control_character(c: char) -> Diagnostic {
    let name = match c {
        '\0' => " (NUL)",
        '\u{7}' => " (bell)",
        '\u{1b}' => " (escape)",
        _ => "",
    };
    let code = u32::from(c);
    Diagnostic::error(
        YamlCode::ControlCharacter,
        format!("the control character U+{code:04X}{name} is not allowed"),
    )
    .help(format!(
        "remove it, or write \"\\u{code:04X}\" inside double quotes"
    ))
}

#[cfg(test)]
mod tests {
    use super::{first_refused, is_refused};

    #[test]
    fn every_refused_character_is_found_wherever_it_is() {
        let refused = ('\0'..='\u{10ffff}').filter(|c| is_refused(*c));
        for (n, c) in refused.enumerate() {
            let before = "é\u{85}\u{a0}\u{fffd}\t\n".chars().cycle().take(n + 60);
            let text: String = before.chain([c, '\0']).collect();
            let at = text.len() - 1 - c.len_utf8();
            assert_eq!(first_refused(&text), Some((at, c)));
        }
        let allowed: String = ('\0'..='\u{10ffff}').filter(|c| !is_refused(*c)).collect();
        assert_eq!(first_refused(&allowed), None);
    }
}
