//! The pattern of a number search (`Contains`): digits or keypad letters, `*` for one digit, `%` for any number of
//! digits, `+` and `$` to match at the start and at the end.

use crate::api::refusal::Refusal;

/// One part of a pattern.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Digit(u8),
    AnyOne,
    AnyRun,
}

/// A parsed pattern.
#[derive(Debug)]
pub(crate) struct Pattern {
    parts: Vec<Part>,
    from_start: bool,
    to_end: bool,
}

impl Pattern {
    /// Reads a pattern of 2 to 16 characters.
    pub(crate) fn parse(text: &str) -> Result<Self, Refusal> {
        let refused = || Refusal::parameter(format!("Contains is not a valid pattern: {text}"));
        let inner = text.strip_prefix('+').unwrap_or(text);
        let inner = inner.strip_suffix('$').unwrap_or(inner);
        let parts: Option<Vec<Part>> = inner.chars().map(part).collect();
        let parts = parts
            .filter(|parts| !parts.is_empty())
            .ok_or_else(refused)?;
        if !(2..=16).contains(&text.chars().count()) {
            return Err(refused());
        }
        Ok(Self {
            parts,
            from_start: text.starts_with('+'),
            to_end: text.ends_with('$'),
        })
    }

    /// True if an E.164 number matches.
    pub(crate) fn fits(&self, phone: &str) -> bool {
        let digits = phone.trim_start_matches('+').as_bytes();
        let last_start = if self.from_start { 0 } else { digits.len() };
        (0..=last_start).any(|start| {
            let rest = digits.get(start..).unwrap_or_default();
            fits(&self.parts, rest, self.to_end)
        })
    }
}

fn part(character: char) -> Option<Part> {
    let digit = match character.to_ascii_lowercase() {
        '*' => return Some(Part::AnyOne),
        '%' => return Some(Part::AnyRun),
        c @ '0'..='9' => u8::try_from(c).ok()?,
        'a'..='c' => b'2',
        'd'..='f' => b'3',
        'g'..='i' => b'4',
        'j'..='l' => b'5',
        'm'..='o' => b'6',
        'p'..='s' => b'7',
        't'..='v' => b'8',
        'w'..='z' => b'9',
        _ => return None,
    };
    Some(Part::Digit(digit))
}

fn fits(parts: &[Part], digits: &[u8], to_end: bool) -> bool {
    match (parts.split_first(), digits.split_first()) {
        (None, rest) => !to_end || rest.is_none(),
        (Some((Part::AnyRun, later)), rest) => {
            fits(later, digits, to_end) || rest.is_some_and(|(_, fewer)| fits(parts, fewer, to_end))
        }
        (Some(_), None) => false,
        (Some((part, later)), Some((digit, rest))) => {
            (*part == Part::AnyOne || *part == Part::Digit(*digit)) && fits(later, rest, to_end)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns() {
        let fits = |pattern: &str| Pattern::parse(pattern).unwrap().fits("+15015550100");
        for good in [
            "501",
            "+1501",
            "0100$",
            "+1*0155%00$",
            "5%1",
            "550100",
            "*****",
            "+1%0$",
        ] {
            assert!(fits(good), "{good}");
        }
        for bad in ["+501", "010$", "502", "+1501*******0$"] {
            assert!(!fits(bad), "{bad}");
        }
        for wrong in ["5", "5#1", "12345678901234567", "+$", "++"] {
            assert!(Pattern::parse(wrong).is_err(), "{wrong}");
        }
    }
}
