//! Syntax errors in words that a person can follow.
//!
//! The parser reports the kind of an error and its place. Often the true cause is a tab, a no-break
//! space or a missing quote nearby; this file looks for it on the line and names it. It never
//! repeats text that may be a secret.

use granit_parser::ErrorKind;

use crate::codes::YamlCode;
use crate::diagnostic::Diagnostic;
use crate::quote::shown;
use crate::read::plain_scalars::{invisible, is_invisible};
use crate::source::{SourceId, Sources, Span, span};

/// A diagnostic for an error of the parser at a byte.
pub(crate) fn explain(kind: &ErrorKind, sources: &Sources, id: SourceId, at: usize) -> Diagnostic {
    let text = sources.text(id);
    let at = at.min(text.len());
    let width = text
        .get(at..)
        .and_then(|t| t.chars().next())
        .map_or(0, |c| {
            if c == '\n' || c == '\r' {
                0
            } else {
                c.len_utf8()
            }
        });
    let place = span(id, at, at + width);
    if let Some((found, c)) = invisible_nearby(sources, id, at) {
        return invisible(found, c);
    }
    if let Some(tab) = tab_nearby(kind, sources, id, at) {
        return Diagnostic::error(YamlCode::Tab, "a tab cannot indent YAML")
            .help("use spaces; set the editor to insert spaces for tabs")
            .at(tab, "a tab");
    }
    let (code, summary, help) = words(kind, at == text.len());
    Diagnostic::error(code, summary).help(help).at(place, "")
}

/// The character that an error is about, if it is one of YAML's own and no part of a value: it may be
/// shown although the text around it may be a secret. `place` is where the error is reported.
pub(crate) fn character(kind: &ErrorKind, sources: &Sources, place: Span) -> Option<Span> {
    use ErrorKind as K;
    const OWN: &str = "[]{},:-?\"'\\*&!|>@`%#\t";
    // These are about a missing character: what is there may belong to a value.
    let is_missing = matches!(
        kind,
        K::InvalidTrailingDoubleQuotedScalar
            | K::InvalidTrailingSingleQuotedScalar
            | K::ExpectedFlowMappingSeparator
            | K::ExpectedFlowSequenceSeparator
            | K::SimpleKeyExpected
            | K::InvalidSimpleKey
    );
    let text = sources.slice(place);
    (!is_missing && text.len() == 1 && OWN.contains(text)).then_some(place)
}

type Words = (YamlCode, String, &'static str);

fn words(kind: &ErrorKind, at_end: bool) -> Words {
    use ErrorKind as K;
    const QUOTE: &str = "quote the whole value: \"…\"";
    const BRACKETS: &str = "close it, or quote the value if the bracket is part of it";
    const INDENT: &str = "indent entries of one map or list by the same number of spaces";
    let syntax = |summary: &str, help| (YamlCode::Syntax, summary.to_owned(), help);
    match kind {
        K::UnclosedQuotedScalar | K::DocumentIndicatorInQuotedScalar => (
            YamlCode::UnclosedQuote,
            "a quote is opened here and never closed".to_owned(),
            "close it on the same line; inside double quotes write \\\" and inside single quotes ''",
        ),
        K::UnclosedFlowCollection { open } => (
            YamlCode::UnclosedBracket,
            format!("`{open}` is opened here and never closed"),
            BRACKETS,
        ),
        K::MismatchedFlowCollectionEnd { open, close } => (
            YamlCode::UnclosedBracket,
            format!("`{open}` is opened here and closed by `{close}`"),
            BRACKETS,
        ),
        K::MisplacedFlowCollectionEnd => (
            YamlCode::UnclosedBracket,
            "a closing bracket has no opening bracket".to_owned(),
            "remove it, or quote the value it belongs to",
        ),
        K::UnexpectedEofFlowSequence
        | K::UnexpectedEofFlowMapping
        | K::UnexpectedEofImplicitFlowMapping => (
            YamlCode::UnclosedBracket,
            "the file ends inside brackets".to_owned(),
            BRACKETS,
        ),
        K::ExpectedFlowMappingSeparator | K::ExpectedFlowSequenceSeparator => (
            YamlCode::UnclosedBracket,
            "a comma or a closing bracket is missing before this".to_owned(),
            "put a comma between entries in brackets, and close the bracket",
        ),
        K::UnexpectedCharacter { character } => (
            YamlCode::NeedsQuotes,
            format!(
                "a value cannot begin with `{}`",
                shown(&character.to_string())
            ),
            QUOTE,
        ),
        K::MappingValueNotAllowed => (
            YamlCode::NeedsQuotes,
            "a `:` is where no key can be".to_owned(),
            "quote the value if the colon is part of it: \"…: …\"; else check the indentation",
        ),
        K::InvalidTrailingDoubleQuotedScalar | K::InvalidTrailingSingleQuotedScalar => (
            YamlCode::NeedsQuotes,
            "text follows a closing quote".to_owned(),
            "put the whole value inside the quotes",
        ),
        K::MissingAnchorOrAliasName => (
            YamlCode::NeedsQuotes,
            "a value cannot begin with a lone `*` or `&`".to_owned(),
            QUOTE,
        ),
        K::PlainScalarStartsWithDashFlowIndicator
        | K::FlowMappingValueAdjacentCollection
        | K::CommentNotSeparated => (
            YamlCode::NeedsQuotes,
            "this value must be quoted".to_owned(),
            QUOTE,
        ),
        K::RecursionLimitExceeded => (
            YamlCode::TooDeep,
            format!(
                "lists and maps are nested more than {} deep",
                crate::read::limits::MAX_DEPTH
            ),
            "no configuration needs this; look for stray brackets or dashes",
        ),
        K::TabNotAllowed
        | K::TabInBlockIndentation
        | K::TabInIndentation
        | K::TabAtBlockScalarStart
        | K::TabInPlainScalar => (
            YamlCode::Tab,
            "a tab is not allowed here".to_owned(),
            "use spaces; set the editor to insert spaces for tabs",
        ),
        K::UnknownQuotedScalarEscape => syntax(
            "a backslash in double quotes begins an escape that does not exist",
            "write the backslash twice, or use single quotes",
        ),
        K::InvalidQuotedScalarHexEscape
        | K::InvalidLowSurrogateHexEscape
        | K::InvalidLowSurrogate
        | K::MissingLowSurrogate
        | K::UnpairedLowSurrogate
        | K::InvalidUnicodeEscape => syntax(
            "an escape in double quotes names no character",
            "write the character itself, or use single quotes",
        ),
        K::BlockSequenceEntryNotAllowed | K::BlockEntryInFlowCollection => syntax(
            "a list item cannot begin here",
            "put `- ` on a line of its own below the key, or quote the value",
        ),
        K::SimpleKeyExpected | K::InvalidSimpleKey => syntax(
            "a `:` is missing after a key",
            "write `key: value` with a space after the colon, or indent the line to continue the value above",
        ),
        K::InvalidIndentation
        | K::ExpectedBlockMappingKey
        | K::ExpectedBlockSequenceEntry
        | K::InvalidFlowScalarIndent
        | K::InvalidQuotedScalarIndent
        | K::InvalidBlockScalarIndent => syntax("the indentation fits no entry above", INDENT),
        K::CommentInterceptedScalar => syntax(
            "a comment interrupts an unquoted text",
            "quote the text, or move the comment",
        ),
        K::MappingKeyNotAllowed => syntax("a key is not allowed here", INDENT),
        K::UnsupportedYamlMajorVersion
        | K::DuplicateVersionDirective
        | K::DuplicateTagDirective
        | K::MissingDocumentEndBeforeDirective
        | K::UndeclaredTagHandle => syntax(
            "directives and custom tags are not supported",
            "remove the line that begins with `%`, and the tags",
        ),
        K::InvalidDocumentEnd => syntax(
            "text follows the end of the document",
            "remove `...` and everything after it",
        ),
        _ if at_end => syntax("the file ends too early", "complete the last entry"),
        _ => syntax(
            "this is not valid YAML",
            "look at this line and the one above; quote values with special characters",
        ),
    }
}

/// The tab that causes the error: the error is about tabs, or there is a tab in the indentation of
/// its line.
fn tab_nearby(kind: &ErrorKind, sources: &Sources, id: SourceId, at: usize) -> Option<Span> {
    use ErrorKind as K;
    let about_tabs = matches!(
        kind,
        K::TabNotAllowed
            | K::TabInBlockIndentation
            | K::TabInIndentation
            | K::TabAtBlockScalarStart
            | K::TabInPlainScalar
    );
    let (position, _) = sources.position(span(id, at, at));
    for line in [
        position.line,
        position.line + 1,
        position.line.saturating_sub(1),
    ] {
        let range = sources.line_range(id, line);
        let text = sources.line_text(id, line);
        let indent = text.len() - text.trim_start_matches([' ', '\t']).len();
        if let Some(tab) = text.get(..indent).and_then(|t| t.find('\t'))
            && (about_tabs || line == position.line)
        {
            return Some(span(id, range.start + tab, range.start + tab + 1));
        }
        if !about_tabs {
            return None;
        }
    }
    None
}

/// A no-break space or another invisible character near an error: on its line or the one above.
fn invisible_nearby(sources: &Sources, id: SourceId, at: usize) -> Option<(Span, char)> {
    let (position, _) = sources.position(span(id, at, at));
    for line in [position.line, position.line.saturating_sub(1)] {
        let range = sources.line_range(id, line);
        let text = sources.line_text(id, line);
        let start = text.len() - text.trim_start_matches(' ').len();
        let found = text.char_indices().take(2000).find(|(n, c)| {
            is_invisible(*c)
                && (*n == start || text.get(..*n).is_some_and(|t| t.ends_with([':', '-', ' '])))
        });
        if let Some((n, c)) = found {
            let n = range.start + n;
            return Some((span(id, n, n + c.len_utf8()), c));
        }
    }
    None
}

/// A key that is not text.
pub(crate) fn complex_key(summary: &str, at: Span) -> Diagnostic {
    Diagnostic::error(YamlCode::ComplexKey, summary)
        .help("keys are plain text; quote the key, or the value if this was meant as one")
        .at(at, "")
}
