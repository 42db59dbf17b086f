//! The blanks between two tokens on one line.

use super::tokens::{Kind, Token};
use Kind::{Alias, Close, Colon, Comma, Item, Open, Plain, Property, Question, Quoted};

/// The canonical blanks between two tokens on one line. `between` are the blanks of the source;
/// they stay where another amount might mean something else.
pub(super) fn gap<'a>(text: &str, before: &Token, after: &Token, between: &'a str) -> &'a str {
    match (before.kind, after.kind) {
        _ if stays(text, before, after, between) => between,
        (Open(..), Close(_)) => "",
        (Open('{', _), _) | (_, Close('}')) => " ",
        (Open('[', _), _) | (_, Comma | Close(']')) | (Plain | Quoted, Colon) => "",
        (Comma | Item | Colon | Question | Property, _) => " ",
        _ => between,
    }
}

/// Whether fewer or more blanks might mean something else, to this reader of YAML or to another.
fn stays(text: &str, before: &Token, after: &Token, between: &str) -> bool {
    match (before.kind, after.kind) {
        // A comma, a bracket or another colon after an empty value, or after a name.
        (Colon | Alias | Property | Question, Comma | Colon | Close(']'))
        | (Open('[', _), Question | Colon) => true,
        // Text that begins or ends like a token of its own.
        (Open('[', _), Plain) => of(text, after).starts_with(['-', '?', ':']),
        (Plain, Comma | Colon | Close(']')) => of(text, before).ends_with([':', '-', '?']),
        (Property, Close('}')) => false,
        (Property, _) => between.is_empty(),
        (Question, _) => before.inside,
        _ => false,
    }
}

fn of<'a>(text: &'a str, token: &Token) -> &'a str {
    text.get(token.start..token.end).unwrap_or("")
}
