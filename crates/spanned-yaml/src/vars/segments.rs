//! A text cut into plain segments and the names in `${…}`.

/// A segment of a text.
pub(crate) enum Segment<'t> {
    Text(&'t str),
    Name(&'t str),
    /// A `${` that is not closed, or has no name in it.
    Bad,
}

pub(crate) fn is_name(text: &str) -> bool {
    !text.is_empty()
        && text
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-')
}

pub(crate) fn names_in(text: &str) -> impl Iterator<Item = &str> {
    segments(text).filter_map(|segment| match segment {
        Segment::Name(name) => Some(name),
        _ => None,
    })
}

/// Cuts a text into plain segments and names.
pub(crate) fn segments(text: &str) -> impl Iterator<Item = Segment<'_>> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let at = rest.find('$').unwrap_or(rest.len());
        if at > 0 {
            let (segment, behind) = rest.split_at(at);
            rest = behind;
            return Some(Segment::Text(segment));
        }
        if let Some(behind) = rest.strip_prefix("$$") {
            rest = behind;
            return Some(Segment::Text("$"));
        }
        let Some(behind) = rest.strip_prefix("${") else {
            rest = rest.get(1..).unwrap_or("");
            return Some(Segment::Text("$"));
        };
        let length = behind.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_' || c == '-'));
        let (name, end) = behind.split_at(length.unwrap_or(behind.len()));
        if let (Some(behind), true) = (end.strip_prefix('}'), is_name(name)) {
            rest = behind;
            return Some(Segment::Name(name));
        }
        rest = behind;
        Some(Segment::Bad)
    })
}
