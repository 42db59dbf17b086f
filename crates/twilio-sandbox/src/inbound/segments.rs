//! The number of segments of a text: one segment holds 160 characters of the GSM alphabet or 70 of UCS-2, each of
//! several holds 153 or 67 (GSM 03.38).

/// The basic alphabet without the letters and digits of ASCII.
const BASIC: &str = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./:;<=>?¡ÄÖÑÜ§¿äöñüà";
/// Characters that take two places.
const EXTENDED: &str = "^{}\\[~]|€\u{c}";

/// The number of segments of `body`; an empty text is one.
pub(crate) fn count(body: &str) -> usize {
    let places: Option<usize> = body
        .chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() || BASIC.contains(c) {
                Some(1)
            } else {
                EXTENDED.contains(c).then_some(2)
            }
        })
        .sum();
    match places {
        Some(places) => split(places, 160, 153),
        None => split(body.encode_utf16().count(), 70, 67),
    }
}

fn split(places: usize, single: usize, each: usize) -> usize {
    if places <= single {
        1
    } else {
        places.div_ceil(each)
    }
}

#[cfg(test)]
mod tests {
    use super::count;

    #[test]
    fn both_alphabets() {
        assert_eq!(count(""), 1);
        assert_eq!(count(&"a".repeat(160)), 1);
        assert_eq!(count(&"a".repeat(161)), 2);
        assert_eq!(count(&"€".repeat(81)), 2);
        assert_eq!(count(&"☃".repeat(70)), 1);
        assert_eq!(count(&"☃".repeat(71)), 2);
        assert_eq!(count(&"a".repeat(307)), 3);
    }
}
