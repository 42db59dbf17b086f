//! Counts with their nouns.

/// A count with its noun: `1 number`, `2 numbers`.
pub fn plural(count: usize, noun: &str) -> String {
    if count == 1 {
        format!("1 {noun}")
    } else {
        format!("{count} {noun}s")
    }
}

#[cfg(test)]
mod tests {
    use super::plural;

    #[test]
    fn counts_are_polite() {
        assert_eq!(plural(1, "number"), "1 number");
        assert_eq!(plural(0, "number"), "0 numbers");
    }
}
