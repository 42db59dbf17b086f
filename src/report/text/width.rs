//! The width of a text, and texts cut to a width.

use std::borrow::Cow;

/// The columns that a text takes, one per character. Wide characters count as one column too, which
/// only affects the alignment.
pub fn columns(text: &str) -> usize {
    text.chars().count()
}

/// The text cut to at most `most` characters, with an ellipsis in place of the rest.
pub fn shortened(text: &str, most: usize) -> Cow<'_, str> {
    if columns(text) <= most {
        return Cow::Borrowed(text);
    }
    let kept: String = text.chars().take(most.saturating_sub(1)).collect();
    Cow::Owned(format!("{kept}…"))
}

/// The text cut to at most `most` characters, of which the last `ending` are its own last ones.
pub fn ends_kept(text: &str, most: usize, ending: usize) -> Cow<'_, str> {
    let length = columns(text);
    if length <= most {
        return Cow::Borrowed(text);
    }
    let begin = shortened(text, most.saturating_sub(ending));
    let end: String = text.chars().skip(length.saturating_sub(ending)).collect();
    Cow::Owned(format!("{begin}{end}"))
}

#[cfg(test)]
mod tests {
    use super::shortened;

    #[test]
    fn the_end_is_cut() {
        assert_eq!(shortened("abcdef", 4), "abc…");
    }
}
