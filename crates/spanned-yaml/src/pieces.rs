//! A text cut into plain pieces and the names in `${…}`.

/// A piece of a text.
pub(super) enum Piece<'t> {
    Text(&'t str),
    Name(&'t str),
    /// A `${` that is not closed, or holds no name.
    Bad,
}

pub(super) fn is_name(text: &str) -> bool {
    !text.is_empty()
        && text
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-')
}

pub(super) fn names_in(text: &str) -> impl Iterator<Item = &str> {
    pieces(text).filter_map(|piece| match piece {
        Piece::Name(name) => Some(name),
        _ => None,
    })
}

/// Cuts a text into plain pieces and names.
pub(super) fn pieces(text: &str) -> impl Iterator<Item = Piece<'_>> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let at = rest.find('$').unwrap_or(rest.len());
        if at > 0 {
            let (piece, behind) = rest.split_at(at);
            rest = behind;
            return Some(Piece::Text(piece));
        }
        if let Some(behind) = rest.strip_prefix("$$") {
            rest = behind;
            return Some(Piece::Text("$"));
        }
        let Some(behind) = rest.strip_prefix("${") else {
            rest = rest.get(1..).unwrap_or("");
            return Some(Piece::Text("$"));
        };
        let length = behind.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_' || c == '-'));
        let (name, end) = behind.split_at(length.unwrap_or(behind.len()));
        if let (Some(behind), true) = (end.strip_prefix('}'), is_name(name)) {
            rest = behind;
            return Some(Piece::Name(name));
        }
        rest = behind;
        Some(Piece::Bad)
    })
}
