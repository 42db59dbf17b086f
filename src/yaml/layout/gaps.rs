//! What stands between two tokens on one line.

use super::pieces::{Kind, Piece};

/// The canonical blanks between two tokens on one line; `between` are those of the source, which
/// stay where another amount might mean something else.
pub(super) fn gap<'a>(text: &str, before: &Piece, after: &Piece, between: &'a str) -> &'a str {
    use Kind::{Alias, Block, Close, Colon, Comma, Item, Open, Plain, Property, Question, Quoted};
    match (before.kind, after.kind) {
        (Open('{', _), Close(_)) | (Open('[', _), Close(_)) => "",
        // A comma, a bracket or another colon behind nothing at all.
        (Colon | Alias | Property | Question, Comma | Colon | Close(']')) => between,
        (Open('{', _), _) | (_, Close('}')) => " ",
        (Open('[', _), Plain) if odd(text, after) => between,
        (Open('[', _), Question | Colon) => between,
        (Open('[', _), _) => "",
        (Plain | Quoted | Close(_), Comma) => "",
        (Plain, Close(_) | Colon) if ends_oddly(text, before) => between,
        (Plain | Quoted | Close(_) | Comma, Close(']')) | (Plain | Quoted, Colon) => "",
        (Comma | Item | Colon, _) => " ",
        (Question, Plain | Quoted | Open(..) | Block | Item) if !before.inside => " ",
        (Question, Property | Alias | Question) if !before.inside => " ",
        (Property, _) if !between.is_empty() => " ",
        _ => between,
    }
}

/// Text that begins like a token of its own.
fn odd(text: &str, piece: &Piece) -> bool {
    let piece = text.get(piece.start..piece.end).unwrap_or("");
    piece.starts_with(['-', '?', ':'])
}

fn ends_oddly(text: &str, piece: &Piece) -> bool {
    let piece = text.get(piece.start..piece.end).unwrap_or("");
    piece.ends_with([':', '-', '?'])
}
