//! A text cut into its tokens, each with its place and its change of the nesting.
//!
//! The scanner says which token comes next. Its place is found in the text itself, since only
//! blanks, line breaks and comments are between two tokens. A text for which the two do not agree,
//! or with more in it than one plain document, is not cut.

use std::ops::Range;

use granit_parser::{ScalarStyle, Scanner, StrInput, TokenType};

/// The kind of a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// `-` before an item.
    Item,
    /// `?` before a key.
    Question,
    /// `:`.
    Colon,
    /// `,`.
    Comma,
    /// `{` or `[`; the token that closes it, by number.
    Open(char, usize),
    /// `}` or `]`.
    Close(char),
    /// `*name`.
    Alias,
    /// `&name`, or a tag.
    Property,
    /// Text without quotes.
    Plain,
    /// Text in quotes.
    Quoted,
    /// `|` or `>` with its indicators; the text is on the lines below.
    Block,
    /// `---`.
    Start,
}

/// A change of the nesting before a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Change {
    /// A map of lines begins.
    Map,
    /// A list of lines begins.
    List,
    /// The innermost map or list ends.
    End,
    /// A key begins, without a `?`.
    Key,
}

/// A token.
#[derive(Debug)]
pub(super) struct Token {
    pub kind: Kind,
    /// The first byte of the token.
    pub start: usize,
    /// The byte after the token.
    pub end: usize,
    /// The whole lines of a block's text.
    pub content: Option<Range<usize>>,
    /// Whether the token is within `{}` or `[]`, or closes them.
    pub inside: bool,
    pub changes: Vec<Change>,
}

/// All tokens of a text.
#[derive(Debug, Default)]
pub(super) struct Tokens {
    pub tokens: Vec<Token>,
}

/// The tokens of a text whose syntax is sound; `None` if it cannot be cut.
pub(super) fn tokens(text: &str) -> Option<Tokens> {
    let mut found = Tokens::default();
    let mut changes = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    let mut at = 0;
    for token in Scanner::new(StrInput::new(text)) {
        let (place, token) = token.ok()?.into_parts();
        let place = place.byte_range()?;
        let kind = match token {
            TokenType::StreamStart | TokenType::StreamEnd => continue,
            TokenType::BlockSequenceStart => {
                changes.push(Change::List);
                continue;
            }
            TokenType::BlockMappingStart => {
                changes.push(Change::Map);
                continue;
            }
            TokenType::BlockEnd => {
                changes.push(Change::End);
                continue;
            }
            TokenType::Key if place.is_empty() => {
                if open.is_empty() {
                    changes.push(Change::Key);
                }
                continue;
            }
            TokenType::Key => Kind::Question,
            TokenType::BlockEntry => Kind::Item,
            TokenType::Value => Kind::Colon,
            TokenType::FlowEntry => Kind::Comma,
            TokenType::FlowSequenceStart => Kind::Open('[', 0),
            TokenType::FlowMappingStart => Kind::Open('{', 0),
            TokenType::FlowSequenceEnd => Kind::Close(']'),
            TokenType::FlowMappingEnd => Kind::Close('}'),
            TokenType::Alias(_) => Kind::Alias,
            TokenType::Anchor(_) | TokenType::Tag(..) => Kind::Property,
            TokenType::Scalar(ScalarStyle::Plain, _) => Kind::Plain,
            TokenType::Scalar(ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted, _) => {
                Kind::Quoted
            }
            TokenType::Scalar(..) => Kind::Block,
            TokenType::DocumentStart if found.tokens.is_empty() => Kind::Start,
            _ => return None,
        };
        let start = next(text, at);
        let mut content = None;
        let rest = text.get(start..)?;
        let end = match kind {
            Kind::Item => start + rest.strip_prefix('-').map(|_| 1)?,
            Kind::Colon => start + rest.strip_prefix(':').map(|_| 1)?,
            Kind::Block => {
                let header = rest.find(|c: char| !matches!(c, '|' | '>' | '+' | '-' | '0'..='9'));
                let end = start + header.unwrap_or(rest.len());
                content = Some(block(text, end, place.end)?);
                end
            }
            _ if place.start == start && place.end > start => place.end,
            _ => return None,
        };
        let inside = !open.is_empty();
        match kind {
            Kind::Open(..) => open.push(found.tokens.len()),
            Kind::Close(_) => {
                let closing = found.tokens.len();
                let opening = found.tokens.get_mut(open.pop()?)?;
                if let Kind::Open(_, other) = &mut opening.kind {
                    *other = closing;
                }
            }
            _ => {}
        }
        at = content.as_ref().map_or(end, |content| content.end);
        found.tokens.push(Token {
            kind,
            start,
            end,
            content,
            inside,
            changes: std::mem::take(&mut changes),
        });
    }
    let whole = next(text, at) == text.len() && open.is_empty();
    (whole && is_plain_document(text, &found.tokens)).then_some(found)
}

/// Whether lines can be moved to the left edge. They cannot if they are one value as a whole, or if
/// a text looks like the marks between documents, because it would become such a mark.
fn is_plain_document(text: &str, tokens: &[Token]) -> bool {
    let body = tokens.iter().find(|token| token.kind != Kind::Start);
    let of_lines = |token: &Token| {
        let mut changes = token.changes.iter();
        changes.any(|change| matches!(change, Change::Map | Change::List))
    };
    let mark = |token: &Token| {
        let text = text.get(token.start..token.end).unwrap_or("");
        token.kind == Kind::Plain && (text.starts_with("---") || text.starts_with("..."))
    };
    body.is_none_or(of_lines) && !starts_on_the_line(text, tokens) && !tokens.iter().any(mark)
}

/// Whether a token is on the line of `---`.
fn starts_on_the_line(text: &str, tokens: &[Token]) -> bool {
    match tokens {
        [first, second, ..] if first.kind == Kind::Start => !text
            .get(first.end..second.start)
            .is_some_and(|between| between.contains('\n')),
        _ => false,
    }
}

/// The comment in the rest of a line between or after tokens.
pub(super) fn comment(line: &str) -> Option<&str> {
    line.find('#')
        .and_then(|at| line.get(at..))
        .map(str::trim_end)
}

/// The byte where the next token begins: after blanks, line breaks and comments.
fn next(text: &str, from: usize) -> usize {
    let mut at = from;
    loop {
        let rest = text.get(at..).unwrap_or("");
        let blank = rest.len() - rest.trim_start_matches([' ', '\t', '\n']).len();
        at += blank;
        match rest.get(blank..) {
            Some(rest) if rest.starts_with('#') => {
                at += rest.find('\n').unwrap_or(rest.len());
            }
            _ => return at,
        }
    }
}

/// The whole lines below a block's header that the scanner took for its text, with the blank lines
/// after it.
fn block(text: &str, header: usize, end: usize) -> Option<Range<usize>> {
    let behind = text.get(header..)?;
    let start = header + behind.find('\n').map_or(behind.len(), |at| at + 1);
    let mut at = start;
    while at < end {
        let line = text.get(at..)?.split_inclusive('\n').next()?;
        let blanks = line.len() - line.trim_start_matches(' ').len();
        // What follows begins on the line in which the scanner stopped.
        if at + line.len() > end && end - at <= blanks {
            break;
        }
        at += line.len();
    }
    Some(start..at)
}
