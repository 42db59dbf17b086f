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
        .filter(|name| name.len() <= 200 && may_be_near(name, &plain, allowed))
        .map(|name| (distance(&plain, &fold(name)), name))
        .filter(|(distance, _)| *distance <= allowed)
        .min()
        .map(|(_, name)| name)
}

/// Whether a name may differ from a folded one by so few letters: it has about its length, and few
/// letters that the other lacks. There may be 100,000 names, and a distance takes much longer.
fn may_be_near(name: &str, plain: &str, allowed: usize) -> bool {
    let fold = |b: u8| match b {
        b'-' | b' ' => b'_',
        letter => letter.to_ascii_lowercase(),
    };
    let lacks = |b: &u8| !plain.as_bytes().contains(&fold(*b));
    !(name.is_ascii() && plain.is_ascii())
        || (name.len().abs_diff(plain.len()) <= allowed
            && name.bytes().filter(lacks).count() <= allowed)
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
    use proptest::prelude::*;

    use super::{distance, fold, nearest};

    #[test]
    fn the_nearest_name() {
        let keys = ["phone_number", "friendly_name", "incoming"];
        assert_eq!(nearest("phone-nubmer", keys), Some("phone_number"));
        assert_eq!(nearest("friendlyname", keys), Some("friendly_name"));
        assert_eq!(nearest("colour", keys), None);
        assert_eq!(distance("ab", "ba"), 1);
        assert_eq!(distance("", "abc"), 3);
    }

    proptest! {
        #[test]
        fn no_near_name_is_passed_over(wrong in "[a-cA-C _é-]{0,7}", name in "[a-cB_ -]{0,7}") {
            let allowed = fold(&wrong).chars().count().max(3) / 3;
            let near = distance(&fold(&wrong), &fold(&name)) <= allowed;
            prop_assert_eq!(nearest(&wrong, [name.as_str()]).is_some(), near);
        }
    }
}
