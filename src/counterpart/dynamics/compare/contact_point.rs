//! Contact points: what texts are sent from, in one spelling. Rows hold them as people typed them:
//! with a plus or without, with blanks, hyphens, brackets and dots.

/// What a contact point is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// A number with its country code.
    Number,
    /// The digits of a short code.
    ShortCode,
    /// The name of an alphanumeric sender.
    Name,
}

/// A contact point in the spelling by which rows are found.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct ContactPoint(String);

impl ContactPoint {
    /// Returns the canonical spelling; `None` if there is nothing but blanks and punctuation.
    ///
    /// 7 to 15 digits are a number, with a plus or without, and up to 6 a short code. Everything else
    /// is a name, where case and inner blanks count.
    pub(super) fn of(text: &str) -> Option<Self> {
        let plain: String = text.chars().filter(|c| !is_punctuation(*c)).collect();
        let digits = plain.strip_prefix('+').unwrap_or(&plain);
        if plain.is_empty() {
            return None;
        }
        let only_digits = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
        let has_plus = digits.len() < plain.len();
        Some(Self(match digits.len() {
            7..=15 if only_digits => format!("+{digits}"),
            1..=6 if only_digits && !has_plus => plain,
            _ => text.trim().to_owned(),
        }))
    }

    /// The canonical spelling.
    pub(super) fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns what the contact point is. A short code of 7 or 8 digits looks like a number here;
    /// [`form_of_declared`] tells them apart.
    pub(super) fn form(&self) -> Form {
        form_of_declared(&self.0)
    }
}

/// Returns what a declared contact point is: a declared number has a plus, and a short code has none.
pub(super) fn form_of_declared(contact: &str) -> Form {
    if is_e164(contact) {
        Form::Number
    } else if !contact.is_empty() && contact.bytes().all(|b| b.is_ascii_digit()) {
        Form::ShortCode
    } else {
        Form::Name
    }
}

/// How a row spells a contact point, where that differs from the spelling of other rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Oddity {
    /// It holds blanks or punctuation.
    Punctuation,
    /// It is a number without its plus.
    NoPlus,
}

/// Returns what is odd about the spelling of a row whose contact point has this form.
pub(super) fn oddity(spelled: &str, form: Form) -> Option<Oddity> {
    let punctuated = match form {
        Form::Name => spelled.trim() != spelled,
        Form::Number | Form::ShortCode => spelled.contains(is_punctuation),
    };
    if punctuated {
        Some(Oddity::Punctuation)
    } else if form == Form::Number && !spelled.starts_with('+') {
        Some(Oddity::NoPlus)
    } else {
        None
    }
}

/// Whether a number is toll-free: these prefixes of the North American plan.
pub(super) fn is_toll_free(number: &str) -> bool {
    const PREFIXES: [&str; 7] = ["800", "833", "844", "855", "866", "877", "888"];
    let Some(national) = number.strip_prefix("+1") else {
        return false;
    };
    let prefixed = PREFIXES.iter().any(|prefix| national.starts_with(prefix));
    national.len() == 10 && prefixed
}

fn is_e164(text: &str) -> bool {
    let digits = text.strip_prefix('+').unwrap_or_default();
    (7..=15).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit())
}

/// Whether a character is dropped from what otherwise has digits only.
fn is_punctuation(c: char) -> bool {
    c.is_whitespace() || matches!(c, '-' | '(' | ')' | '.')
}

#[cfg(test)]
mod tests {
    use super::{ContactPoint, Form, Oddity, form_of_declared, is_toll_free, oddity};

    fn canonical(text: &str) -> Option<String> {
        ContactPoint::of(text).map(|contact| contact.as_str().to_owned())
    }

    #[test]
    fn every_spelling_of_a_number_has_one_canonical_form() {
        for text in [
            "+15017122661",
            "15017122661",
            " +1 (501) 712-2661 ",
            "+1.501.712.2661",
            "1\u{a0}501 712 2661",
        ] {
            assert_eq!(canonical(text).as_deref(), Some("+15017122661"), "{text}");
        }
    }

    #[test]
    fn short_codes_and_names_are_not_numbers() {
        for (text, expected) in [
            ("98765", "98765"),
            ("98-765", "98765"),
            ("1234567", "+1234567"),
            ("CONTOSO", "CONTOSO"),
            (" My Shop ", "My Shop"),
            ("A-B", "A-B"),
            ("+12", "+12"),
            ("++15017122661", "++15017122661"),
            ("1234567890123456", "1234567890123456"),
            ("١٢٣٤٥٦٧", "١٢٣٤٥٦٧"),
        ] {
            assert_eq!(canonical(text).as_deref(), Some(expected), "{text}");
        }
        assert_eq!(canonical(" -.()"), None);
        assert_eq!(canonical(""), None);
        assert_ne!(canonical("Contoso"), canonical("CONTOSO"));
    }

    #[test]
    fn a_declared_contact_point_has_its_form_by_its_plus() {
        assert_eq!(form_of_declared("+15017122661"), Form::Number);
        assert_eq!(form_of_declared("12345678"), Form::ShortCode);
        assert_eq!(form_of_declared("CONTOSO"), Form::Name);
        assert_eq!(form_of_declared("+12"), Form::Name);
    }

    #[test]
    fn a_spelling_is_odd_by_its_form() {
        let punctuation = Some(Oddity::Punctuation);
        assert_eq!(oddity("+15017122661", Form::Number), None);
        assert_eq!(oddity("15017122661", Form::Number), Some(Oddity::NoPlus));
        assert_eq!(oddity("+1 5017122661", Form::Number), punctuation);
        assert_eq!(oddity("98 765", Form::ShortCode), punctuation);
        assert_eq!(oddity("My Shop", Form::Name), None);
        assert_eq!(oddity("CONTOSO ", Form::Name), punctuation);
    }

    #[test]
    fn toll_free_numbers_are_north_american() {
        assert!(is_toll_free("+18005550123"));
        assert!(is_toll_free("+18335550123"));
        assert!(!is_toll_free("+18015550123"));
        assert!(!is_toll_free("+448005550123"));
        assert!(!is_toll_free("+180055501234"));
    }
}
