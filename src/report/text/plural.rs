//! Counts with their nouns.

/// A count with its noun: `1 number`, `2 numbers`, `2 keywords in a place`.
pub fn plural(count: usize, noun: &str) -> String {
    match (count, noun.split_once(" in ")) {
        (1, _) => format!("1 {noun}"),
        (_, Some((noun, place))) => format!("{count} {noun}s in {place}"),
        (_, None) => format!("{count} {noun}s"),
    }
}

#[cfg(test)]
mod tests {
    use super::plural;

    #[test]
    fn counts_are_polite() {
        assert_eq!(plural(1, "number"), "1 number");
        assert_eq!(plural(0, "number"), "0 numbers");
        assert_eq!(plural(2, "keyword in a place"), "2 keywords in a place");
    }
}
