//! The nearest of several names to a misspelt one, for help lines.

/// The name most like `wrong`, if one is like it at all.
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

/// Case and the kind of separator do not count as a mistake in spelling.
fn fold(name: &str) -> String {
    name.to_lowercase().replace(['-', ' '], "_")
}

/// How many letters must be put in, left out, replaced or swapped with their neighbour.
pub(crate) fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, y) in b.iter().enumerate() {
            let get = |r: &[usize], n: usize| r.get(n).copied().unwrap_or(usize::MAX / 2);
            let replace = get(&last, j) + usize::from(x != y);
            let mut best = replace.min(get(&last, j + 1) + 1).min(get(&row, j) + 1);
            let swapped = i > 0 && j > 0 && a.get(i - 1) == Some(y) && b.get(j - 1) == Some(x);
            if swapped {
                best = best.min(get(&before, j - 1) + 1);
            }
            row.push(best);
        }
        before = std::mem::replace(&mut last, row);
    }
    last.last().copied().unwrap_or(0)
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
