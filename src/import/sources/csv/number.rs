//! A number as a spreadsheet left it.

use crate::model::E164;
use crate::yaml::shown;

/// A number in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Written {
    /// In E.164.
    Exact(E164),
    /// Digits without a plus, or with separators. They count only if they are those of a number
    /// that the account has.
    Digits(String),
}

const ROUNDED: &str = "export the list again with this column formatted as text";
const CANONICAL: &str = "write it in E.164, such as +15017122661, in a column formatted as text";

impl Written {
    /// Parses a cell. The error is a summary and a help.
    pub(super) fn parse(text: &str) -> Result<Self, (String, &'static str)> {
        if let Ok(exact) = E164::parse(text) {
            return Ok(Self::Exact(exact));
        }
        if is_rounded(text) {
            let summary = format!("the spreadsheet has rounded this number: `{}`", shown(text));
            return Err((summary, ROUNDED));
        }
        let digits: String = text.chars().filter(char::is_ascii_digit).collect();
        let separators = |c: char| c.is_ascii_digit() || " \u{a0}+-.()/".contains(c);
        // Three digits are the shortest short code.
        if text.chars().all(separators) && (3..=15).contains(&digits.len()) {
            return Ok(Self::Digits(digits));
        }
        Err((
            format!("`{}` is not a phone number", shown(text)),
            CANONICAL,
        ))
    }

    /// The digits, without a plus.
    pub fn digits(&self) -> &str {
        match self {
            Self::Exact(number) => number.as_str().trim_start_matches('+'),
            Self::Digits(digits) => digits,
        }
    }

    /// Whether this is a number of the account: one in E.164, or a short code's digits.
    pub fn is(&self, known: &str) -> bool {
        match self {
            Self::Exact(number) => number.as_str() == known,
            Self::Digits(digits) => known.strip_prefix('+').unwrap_or(known) == digits,
        }
    }
}

/// Whether a text is in scientific notation, with the decimal point of any language.
fn is_rounded(text: &str) -> bool {
    let text = text.trim_start_matches(['+', '-']);
    let Some((front, exponent)) = text.split_once(['e', 'E']) else {
        return false;
    };
    let exponent = exponent.trim_start_matches(['+', '-']);
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let (whole, fraction) = front.split_once(['.', ',']).unwrap_or((front, "0"));
    digits(whole) && digits(fraction) && digits(exponent)
}

#[cfg(test)]
mod tests {
    use super::Written;

    #[test]
    fn a_number_without_a_plus_is_a_candidate_and_no_more() {
        for text in ["15017122661", "1 (501) 712-2661", "+1 501 712 2661"] {
            let written = Written::parse(text).unwrap();
            assert_eq!(written, Written::Digits("15017122661".to_owned()), "{text}");
            assert!(written.is("+15017122661"));
            assert!(!written.is("+115017122661") && !written.is("+5017122661"));
        }
        // Ten digits match no number: a country code is never invented.
        assert!(!Written::parse("(501) 712-2661").unwrap().is("+15017122661"));
        assert!(Written::parse("74454").unwrap().is("74454"));
        assert!(Written::parse("+15017122661").unwrap().is("+15017122661"));
    }

    #[test]
    fn scientific_notation_is_recognised_in_every_language() {
        for text in ["1.50171E+10", "1,50171E+10", "1.5e10", "4E+11", "+1.5E+10"] {
            let (summary, _) = Written::parse(text).unwrap_err();
            assert!(summary.contains("rounded"), "{text}: {summary}");
        }
        for text in ["", "E", "=A1", "12", "1234567890123456", "1E", "é"] {
            let (summary, _) = Written::parse(text).unwrap_err();
            assert!(!summary.contains("rounded"), "{text}");
        }
    }
}
