//! An expected difference: one parsed line of `.switchboardignore`.

use super::{Address, Aspect, Counterpart, Expected};

/// Addresses, by a pattern, whose differences are expected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exemption {
    /// The parts of the address; `*` in a part matches any letters of it.
    parts: Vec<String>,
    /// The one aspect that may differ, such as a field; `None` if everything may.
    aspect: Option<String>,
    /// The reason, and the line that gives it.
    expected: Expected,
}

/// Whether something at an address of these parts can drift: what is at a provider, and a
/// counterpart's record of it or of a keyword.
fn is_compared(parts: &[String]) -> bool {
    let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
    let at_provider = |parts: &[&str]| match parts {
        ["providers", rest @ ..] => (1..=3).contains(&rest.len()),
        _ => false,
    };
    match parts.as_slice() {
        [first, of @ ..] if Counterpart::parse(first).is_some() => {
            at_provider(of) || matches!(of, ["keywords", _] | ["*"])
        }
        own => at_provider(own),
    }
}

impl Exemption {
    /// Parses `ADDRESS` or `ADDRESS:FIELD`. The parts of the address may hold `*`. The error says
    /// what is wrong.
    pub fn parse(pattern: &str, reason: &str, line: usize) -> Result<Self, String> {
        let (address, aspect) = match pattern.split_once(':') {
            Some((address, aspect)) => (address, Some(aspect)),
            None => (pattern, None),
        };
        let word = |text: &str| {
            let known = |c: char| c.is_ascii_alphanumeric() || "-_*".contains(c);
            !text.is_empty() && text.chars().all(known)
        };
        if let Some(odd) = aspect.filter(|aspect| !word(aspect)) {
            return Err(format!("`{odd}` is not the name of a field"));
        }
        let parts: Vec<String> = address.split('.').map(str::to_owned).collect();
        if !is_compared(&parts) || !parts.iter().all(|part| word(part)) {
            return Err(format!("`{address}` is not an address at a provider"));
        }
        Ok(Self {
            parts,
            aspect: aspect.map(str::to_owned),
            expected: Expected {
                reason: reason.to_owned(),
                line,
            },
        })
    }

    /// Returns the reason why a difference is expected, if it is. A pattern covers what is under
    /// it, as a target does.
    pub fn covers(&self, address: &Address, aspect: &Aspect) -> Option<&Expected> {
        let address = address.to_string();
        let mut named = address.split('.');
        let fits = self
            .parts
            .iter()
            .all(|part| named.next().is_some_and(|named| matches(part, named)));
        let meant = self
            .aspect
            .as_ref()
            .is_none_or(|meant| matches(meant, aspect.as_str()));
        (fits && meant).then_some(&self.expected)
    }
}

/// Whether a text matches a pattern with `*`. Only the last `*` is remembered, so that no pattern
/// takes more than length times length.
fn matches(pattern: &str, text: &str) -> bool {
    let (pattern, text) = (pattern.as_bytes(), text.as_bytes());
    let (mut p, mut t) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while t < text.len() {
        match (pattern.get(p), text.get(t)) {
            (Some(b'*'), _) => {
                star = Some((p, t));
                p += 1;
            }
            (Some(a), Some(b)) if a == b => {
                p += 1;
                t += 1;
            }
            _ => match star {
                Some((at, taken)) => {
                    star = Some((at, taken + 1));
                    p = at + 1;
                    t = taken + 1;
                }
                None => return false,
            },
        }
    }
    pattern.iter().skip(p).all(|rest| *rest == b'*')
}

#[cfg(test)]
mod tests {
    use super::{Exemption, matches};
    use crate::model::{Address, Aspect};

    #[test]
    fn a_star_stands_for_letters_of_one_part() {
        for (pattern, text) in [
            ("*", ""),
            ("*", "ab"),
            ("a*", "abc"),
            ("*c", "abc"),
            ("a*c*", "abcd"),
        ] {
            assert!(matches(pattern, text), "{pattern} {text}");
        }
        for (pattern, text) in [("", "a"), ("a*d", "abc"), ("a", "ab"), ("*a", "ab")] {
            assert!(!matches(pattern, text), "{pattern} {text}");
        }
    }

    #[test]
    fn a_pattern_covers_what_is_under_it() {
        let address = Address::parse("providers.us.numbers.store-line").unwrap();
        let field = Aspect::Field("friendly_name".into());
        let covers = |pattern: &str, aspect: &Aspect| {
            Exemption::parse(pattern, "why", 1)
                .unwrap()
                .covers(&address, aspect)
                .is_some()
        };
        for pattern in [
            "providers.us",
            "providers.*.numbers",
            "providers.us.numbers.store-*",
            "providers.us.numbers.*:friendly_name",
            "providers.*:friendly_*",
        ] {
            assert!(covers(pattern, &field), "{pattern}");
        }
        assert!(!covers("providers.eu", &field));
        assert!(!covers("providers.us.messaging_services.*", &field));
        assert!(!covers("providers.us.numbers.*:route", &field));
        assert!(covers("providers.us.numbers.*:route", &Aspect::Route));
    }

    #[test]
    fn a_pattern_can_cover_every_record_of_a_counterpart() {
        let existence = Aspect::Existence;
        let covers = |pattern: &str, address: &str| {
            let address = Address::parse(address).unwrap();
            let exemption = Exemption::parse(pattern, "why", 1).unwrap();
            exemption.covers(&address, &existence).is_some()
        };
        for of in ["providers.us", "providers.us.numbers.a", "keywords.JOIN"] {
            assert!(covers("dynamics.*", &format!("dynamics.{of}")), "{of}");
        }
        assert!(!covers("dynamics.*", "providers.us"));
    }

    #[test]
    fn what_means_nothing_at_a_provider_is_refused() {
        for bad in [
            "",
            "keywords.JOIN",
            "providers",
            "providers..x",
            "store-line",
            "providers.us.numbers.a.b",
            "providers.us:",
            "providers.us:a b",
        ] {
            assert!(Exemption::parse(bad, "why", 1).is_err(), "{bad}");
        }
    }
}
