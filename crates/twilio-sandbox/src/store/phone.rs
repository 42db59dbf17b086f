//! What a phone number alone shows: validity, country, kind, and Twilio's way to write it for people. Covers only the
//! part of the world's numbering plans that the sandbox's pool and usual seeds need.

use serde::{Deserialize, Serialize};

/// The kind of a number, as in the paths `IncomingPhoneNumbers/{Local,Mobile,TollFree}.json`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum NumberKind {
    /// Belongs to a place.
    Local,
    /// Belongs to a mobile range.
    Mobile,
    /// Free for the caller.
    #[serde(alias = "toll-free", alias = "toll_free")]
    TollFree,
}

/// Toll-free prefixes of the North American plan.
const TOLL_FREE: [&str; 7] = ["800", "833", "844", "855", "866", "877", "888"];

/// Area codes of Canada; the rest of `+1` is taken for the United States.
const CANADA: [&str; 10] = [
    "204", "236", "250", "403", "416", "438", "514", "604", "613", "647",
];

/// Ranges that are mobile or toll-free outside North America, and whose.
const RANGES: [(&str, &str, NumberKind); 9] = [
    ("+447", "GB", NumberKind::Mobile),
    ("+44800", "GB", NumberKind::TollFree),
    ("+44808", "GB", NumberKind::TollFree),
    ("+44", "GB", NumberKind::Local),
    ("+614", "AU", NumberKind::Mobile),
    ("+611800", "AU", NumberKind::TollFree),
    ("+61", "AU", NumberKind::Local),
    ("+336", "FR", NumberKind::Mobile),
    ("+33", "FR", NumberKind::Local),
];

/// True if `text` is a number in E.164: a plus and at most 15 digits, the first not zero.
pub(crate) fn is_e164(text: &str) -> bool {
    text.strip_prefix('+').is_some_and(|digits| {
        (7..=15).contains(&digits.len())
            && digits.bytes().all(|b| b.is_ascii_digit())
            && !digits.starts_with('0')
    })
}

/// The kind of an E.164 number; local if no other kind is known.
pub(crate) fn kind_of(phone: &str) -> NumberKind {
    if let Some(area) = north_american_area(phone) {
        return if TOLL_FREE.contains(&area) {
            NumberKind::TollFree
        } else {
            NumberKind::Local
        };
    }
    range_of(phone).map_or(NumberKind::Local, |(_, kind)| kind)
}

/// The ISO country code of an E.164 number, where this table knows it.
pub(crate) fn country_of(phone: &str) -> Option<&'static str> {
    match north_american_area(phone) {
        Some(area) if CANADA.contains(&area) => Some("CA"),
        Some(_) => Some("US"),
        None => range_of(phone).map(|(country, _)| country),
    }
}

/// The default friendly name of a number: `(501) 712-2661` in North America, else the number itself.
pub(crate) fn displayed(phone: &str) -> String {
    let parts = phone.strip_prefix("+1").filter(|rest| rest.len() == 10);
    match parts.map(|rest| (rest.get(..3), rest.get(3..6), rest.get(6..))) {
        Some((Some(area), Some(exchange), Some(line))) => format!("({area}) {exchange}-{line}"),
        _ => phone.to_owned(),
    }
}

/// The three digits after `+1`.
pub(crate) fn north_american_area(phone: &str) -> Option<&str> {
    phone
        .strip_prefix("+1")
        .filter(|rest| rest.len() == 10)
        .and_then(|rest| rest.get(..3))
}

fn range_of(phone: &str) -> Option<(&'static str, NumberKind)> {
    RANGES
        .iter()
        .find(|(prefix, ..)| phone.starts_with(prefix))
        .map(|(_, country, kind)| (*country, *kind))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_and_countries() {
        let cases = [
            ("+15017122661", NumberKind::Local, Some("US")),
            ("+18885550123", NumberKind::TollFree, Some("US")),
            ("+14165550100", NumberKind::Local, Some("CA")),
            ("+447700900000", NumberKind::Mobile, Some("GB")),
            ("+442079460000", NumberKind::Local, Some("GB")),
            ("+4930231250", NumberKind::Local, None),
        ];
        for (phone, kind, country) in cases {
            assert_eq!(
                (kind_of(phone), country_of(phone)),
                (kind, country),
                "{phone}"
            );
        }
    }

    #[test]
    fn names_and_shape() {
        assert_eq!(displayed("+15017122661"), "(501) 712-2661");
        assert_eq!(displayed("+447700900000"), "+447700900000");
        for text in [
            "15017122661",
            "+0501712266",
            "+1501712266x",
            "+",
            "+1234567890123456",
        ] {
            assert!(!is_e164(text), "{text}");
        }
        assert!(is_e164("+15017122661"));
    }
}
