//! What the help of a diagnostic proposes, and the nearest of several names to a misspelt one.

/// What the help of a diagnostic proposes, in a form that code can act on. No code reads the wording
/// of the help.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Suggestion {
    /// The name that a misspelt one was probably meant to be, as the help shows it.
    Name(String),
    /// The key that is missing.
    MissingKey(String),
    /// The key belongs to a map further in.
    FurtherIn,
    /// An environment variable holds the value.
    Variable,
    /// The same value in double quotes. Nothing else can have been meant.
    InQuotes,
}

/// The name most similar to `wrong`, if any is similar enough.
pub fn nearest<'a>(wrong: &str, names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let plain = fold(wrong);
    let length = plain.chars().count();
    if length > 100 {
        return None;
    }
    let allowed = length.max(3) / 3;
    names
        .into_iter()
        .filter(|name| name.len() <= 200)
        .map(|name| (distance(&plain, &fold(name)), name))
        .filter(|(distance, _)| *distance <= allowed)
        .min()
        .map(|(_, name)| name)
}

/// Folds differences of case and separator, which do not count as spelling mistakes.
fn fold(name: &str) -> String {
    name.to_lowercase().replace(['-', ' '], "_")
}

/// The number of letters to add, remove, replace or swap with their neighbour.
pub(crate) fn distance(a: &str, b: &str) -> usize {
    strsim::osa_distance(a, b)
}

#[cfg(test)]
mod tests {
    use super::{distance, nearest};

    #[test]
    fn the_nearest_name() {
        let keys = ["phone_number", "friendly_name", "incoming"];
        assert_eq!(nearest("phone-nubmer", keys), Some("phone_number"));
        assert_eq!(nearest("friendlyname", keys), Some("friendly_name"));
        assert_eq!(nearest("colour", keys), None);
        assert_eq!(distance("ab", "ba"), 1);
        assert_eq!(distance("", "abc"), 3);
    }
}
