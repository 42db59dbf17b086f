//! Friendly names that are no names: Twilio gives every new number its own digits as one.

/// Whether a text is this number, formatted in any way: `(501) 712-2661`, `+1 501-712-2661`,
/// `07911 123456`.
pub fn is_formatted(text: &str, number: &str) -> bool {
    if text.chars().any(char::is_alphabetic) {
        return false;
    }
    let digits = |text: &str| {
        text.chars()
            .filter(char::is_ascii_digit)
            .collect::<String>()
    };
    let (number, text) = (digits(number), digits(text));
    // National forms have zeros in front, and international ones may have them instead of the plus.
    let text = text.trim_start_matches('0');
    // Seven digits are a local number; fewer may be a name.
    !text.is_empty() && (number == text || (text.len() >= 7 && number.ends_with(text)))
}

#[cfg(test)]
mod tests {
    use super::is_formatted;

    #[test]
    fn a_number_in_any_format_is_recognised() {
        for (text, number) in [
            ("(501) 712-2661", "+15017122661"),
            ("+1 501-712-2661", "+15017122661"),
            ("15017122661", "+15017122661"),
            ("712.2661", "+15017122661"),
            ("07911 123456", "+447911123456"),
            ("0044 7911 123456", "+447911123456"),
            ("74454", "74454"),
        ] {
            assert!(is_formatted(text, number), "{text}");
        }
        for text in [
            "Store (501) 712-2661",
            "2661",
            "(501) 712-2662",
            "",
            "4711",
            "☎",
        ] {
            assert!(!is_formatted(text, "+15017122661"), "{text}");
        }
        assert!(!is_formatted("4711", ""));
    }
}
