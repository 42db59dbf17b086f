//! Warnings about text without quotes that is valid YAML but looks unintended.

use crate::codes::YamlCode;
use crate::diagnostic::Diagnostic;
use crate::source::{Sources, Span, span};

/// A warning about text without quotes: an invisible character at its edge or after a colon, a
/// comment that cuts it short, or a following line that it includes.
pub(crate) fn look_at_plain(sources: &Sources, at: Span, value: &str) -> Option<Diagnostic> {
    let raw = sources.slice(at);
    if !raw.is_ascii() {
        let edge = raw.char_indices().find(|(n, c)| {
            is_invisible(*c)
                && (*n == 0
                    || n + c.len_utf8() == raw.len()
                    || raw.get(..*n).is_some_and(|t| t.ends_with([':', '-'])))
        });
        if let Some((n, c)) = edge {
            let n = at.start as usize + n;
            return Some(invisible(span(at.source, n, n + c.len_utf8()), c));
        }
    }
    if raw.contains('\n') {
        let swallowed = raw
            .split('\n')
            .skip(1)
            .map(str::trim_start)
            .find(|line| line.starts_with("- "));
        if let Some(line) = swallowed {
            let start = at.start as usize + (line.as_ptr() as usize - raw.as_ptr() as usize);
            let place = span(at.source, start, start + 1);
            let warning = Diagnostic::warning(
                YamlCode::RunsOverLines,
                "this line continues the text above; it is not a list item",
            );
            return Some(
                warning
                    .help("quote the text, or remove the text after the key")
                    .at(place, ""),
            );
        }
    }
    let rest = sources.text(at.source).get(at.end as usize..)?;
    let spaces = rest.len() - rest.trim_start_matches([' ', '\t']).len();
    let comment = rest
        .get(spaces..)?
        .strip_prefix('#')
        .filter(|_| spaces > 0)?;
    // A comment for people begins with a space, or is a line of hashes.
    let meant = comment.is_empty() || comment.starts_with(|c: char| c == '#' || c.is_whitespace());
    if !meant && (value.contains("://") || comment.starts_with(char::is_alphanumeric)) {
        let start = at.end as usize + spaces;
        let warning = Diagnostic::warning(
            YamlCode::CutByComment,
            "the value ends before the `#`; what follows is a comment",
        );
        return Some(
            warning
                .help("quote the value if the `#` is part of it; else put a space after the `#` of a comment")
                .at(span(at.source, start, start + 1), "a comment begins here"),
        );
    }
    None
}

/// Whether a character looks like a space, or like nothing at all.
pub(crate) fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{a0}' | '\u{ad}' | '\u{1680}' | '\u{2000}'
            ..='\u{200f}'
                | '\u{2028}'
                | '\u{2029}'
                | '\u{202f}'
                | '\u{205f}'
                | '\u{2060}'
                | '\u{3000}'
                | '\u{feff}'
    )
}

/// The name of an invisible character, for messages: `no-break space (U+00A0)`.
pub(super) fn character_name(c: char) -> String {
    let name = match c {
        '\u{a0}' => "no-break space",
        '\u{ad}' => "soft hyphen",
        '\u{200b}' => "zero-width space",
        '\u{200c}' | '\u{200d}' => "zero-width joiner",
        '\u{200e}' | '\u{200f}' => "direction mark",
        '\u{2028}' => "line separator",
        '\u{2029}' => "paragraph separator",
        '\u{202f}' => "narrow no-break space",
        '\u{2060}' => "word joiner",
        '\u{3000}' => "ideographic space",
        '\u{feff}' => "byte-order mark",
        '\u{2000}'..='\u{200a}' | '\u{205f}' | '\u{1680}' => "special space",
        _ => "character",
    };
    format!("{name} (U+{:04X})", u32::from(c))
}

pub(crate) fn invisible(at: Span, c: char) -> Diagnostic {
    let name = character_name(c);
    Diagnostic::error(
        YamlCode::InvisibleCharacter,
        format!("a {name} is in place of a plain space"),
    )
    .help("delete it and type a space; if it is meant as part of a value, quote the value")
    .at(at, name)
}
