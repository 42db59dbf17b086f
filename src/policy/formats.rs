//! Checks a text that should be a pattern, an amount or a code.

use glob::Pattern;
use rust_decimal::Decimal;

use super::document::{FindingKey, TargetPattern};
use super::url_pattern::{HostPattern, PathPattern};
use crate::model::{
    Address, AddressPattern, Code, FindingCode, Invalid, Keyword, PolicyCode, Severity,
};
use crate::yaml::{Formats, Problem, Scalar, Style, nearest, shown};

/// The formats that a policy's schema uses.
pub(super) struct PolicyFormats<'a> {
    /// Every code that a finding can have.
    pub codes: &'a [Code],
}

impl Formats for PolicyFormats<'_> {
    fn check(&self, format: &str, scalar: &Scalar) -> Vec<Problem> {
        let text = scalar.text.as_str();
        let refused = match format {
            "host-pattern" => HostPattern::parse(text).err(),
            "path-pattern" => PathPattern::parse(text).err(),
            "address-pattern" => TargetPattern::check(text).err(),
            "field-pattern" => field(text).err(),
            "finding-key" => self.finding(text).err(),
            "currency" => currency(text).err(),
            "amount" => amount(scalar).err(),
            "keyword" => Keyword::parse(text).err(),
            _ => None,
        };
        refused.into_iter().map(problem).collect()
    }
}

impl PolicyFormats<'_> {
    fn finding(&self, text: &str) -> Result<(), Invalid> {
        if is_own_rule(text) {
            return Err(Invalid::new(
                FindingCode::UnknownFinding,
                format!("`{text}` reports a rule of the policy, which always refuses the plan"),
                "change or remove the rule itself; `findings` is about what else a plan finds",
            ));
        }
        if text == FindingKey::WARNINGS || self.codes.iter().any(|code| code.as_str() == text) {
            return Ok(());
        }
        let names = self.codes.iter().map(|code| code.as_str());
        let near = nearest(text, names.chain([FindingKey::WARNINGS]));
        let help = near.map_or_else(
            || "write a code of docs/findings.md, such as W0751, or `warnings`".to_owned(),
            |near| format!("did you mean `{near}`?"),
        );
        let summary = format!("there is no finding `{}`", shown(text));
        Err(Invalid::new(FindingCode::UnknownFinding, summary, help))
    }
}

/// Whether a code reports a violated rule. Its severity is that of the rule.
fn is_own_rule(text: &str) -> bool {
    let mut own = PolicyCode::ALL.iter().map(|code| code.code());
    own.any(|code| code.as_str() == text && code.severity() == Severity::Error)
}

impl FindingKey {
    /// The word that stands for every code whose finding is a warning.
    pub const WARNINGS: &'static str = "warnings";
}

impl TargetPattern {
    /// The pattern, as the policy writes it.
    pub(super) fn as_str(&self) -> &str {
        &self.0
    }

    fn check(text: &str) -> Result<(), Invalid> {
        let refuse = |why: &str| {
            Err(Invalid::new(
                FindingCode::InvalidPattern,
                format!("`{}` is not a pattern of addresses: {why}", shown(text)),
                "write an address, such as providers.legacy, or a pattern, such as \"providers.*.numbers.*\"",
            ))
        };
        if text.is_empty() || text.contains(char::is_whitespace) {
            return refuse("it is empty or contains a blank");
        }
        match AddressPattern::parse(text) {
            Ok(_) => Ok(()),
            Err(why) => refuse(why),
        }
    }

    /// Whether a resource with this address and natural key is meant, or the provider that it is
    /// under. As for `--target`, what means a provider means everything under it.
    pub(super) fn fits(&self, address: &Address, key: Option<&str>) -> bool {
        let provider = address.provider().cloned().map(Address::Provider);
        let around = provider.filter(|provider| provider != address);
        self.fits_itself(address, key)
            || around.is_some_and(|provider| {
                let name = provider.name();
                self.fits_itself(&provider, Some(name))
            })
    }

    /// Whether a resource with this natural key is meant, wherever it is declared.
    pub(super) fn fits_key(&self, key: &str) -> bool {
        let pattern = AddressPattern::is_written_as_one(&self.0).then(|| Pattern::new(&self.0));
        match pattern {
            Some(pattern) => pattern.is_ok_and(|pattern| pattern.matches(key)),
            None => self.0 == key,
        }
    }

    fn fits_itself(&self, address: &Address, key: Option<&str>) -> bool {
        // The record of a counterpart goes with the resource that it is about.
        if let Address::Counterpart { of: Some(of), .. } = address
            && self.fits(of, key)
        {
            return true;
        }
        let text = self.0.as_str();
        if AddressPattern::is_written_as_one(text) {
            return AddressPattern::parse(text).is_ok_and(|pattern| pattern.fits(address, key));
        }
        if let Address::Keyword(word) = address {
            let word = word.as_str();
            return text.eq_ignore_ascii_case(word)
                || text.eq_ignore_ascii_case(&format!("keywords.{word}"))
                || text == "keywords";
        }
        let whole = address.to_string();
        let is_under = whole
            .strip_prefix(text)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
        is_under || address.name() == text || key == Some(text)
    }
}

fn field(text: &str) -> Result<(), Invalid> {
    let why = match Pattern::new(text) {
        Ok(_) if !text.is_empty() => return Ok(()),
        Ok(_) => "it is empty",
        Err(error) => error.msg,
    };
    Err(Invalid::new(
        FindingCode::InvalidPattern,
        format!("`{}` is not a pattern of fields: {why}", shown(text)),
        "write the name of a field, or a pattern, such as \"sms_*\"",
    ))
}

fn currency(text: &str) -> Result<(), Invalid> {
    if text.len() == 3 && text.bytes().all(|byte| byte.is_ascii_uppercase()) {
        return Ok(());
    }
    Err(Invalid::new(
        FindingCode::InvalidAmount,
        format!("`{}` is not the code of a currency", shown(text)),
        "write three capital letters, such as USD",
    ))
}

/// The most digits of an amount before its point, and after it. Sums of such amounts are exact.
const LONGEST: usize = 12;

/// An unquoted amount reads as a binary fraction in other tools.
fn amount(scalar: &Scalar) -> Result<(), Invalid> {
    let text = scalar.text.as_str();
    let (whole, part) = text.split_once('.').unwrap_or((text, "0"));
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let is_plain = is_number(whole) && is_number(part);
    let amount = text.parse::<Decimal>().ok();
    let Some(amount) =
        amount.filter(|_| is_plain && whole.len() <= LONGEST && part.len() <= LONGEST)
    else {
        let help = if is_plain {
            "write at most 12 digits before the point and 12 after it"
        } else {
            "write digits, and a point before a fraction, in quotes: \"20.00\""
        };
        let summary = format!(
            "`{}` is not an amount of money that can be a limit",
            shown(text)
        );
        return Err(Invalid::new(FindingCode::InvalidAmount, summary, help));
    };
    if scalar.style == Style::Plain {
        let help = format!(
            "write \"{amount}\": without quotes, other tools read a fraction that is not exact"
        );
        let summary = format!("the amount `{}` is not in quotes", shown(text));
        return Err(Invalid::new(FindingCode::InvalidAmount, summary, help).right_in_quotes());
    }
    Ok(())
}

fn problem(invalid: Invalid) -> Problem {
    Problem {
        code: invalid.code,
        summary: invalid.summary,
        help: invalid.help,
        suggestion: invalid.suggestion,
        warning: false,
    }
}

#[cfg(test)]
mod tests {
    use super::TargetPattern;
    use crate::model::Address;

    #[test]
    fn an_address_means_everything_under_it_and_a_pattern_what_it_matches() {
        for (pattern, address, is_it) in [
            ("providers.legacy", "providers.legacy", true),
            ("providers.legacy", "providers.legacy.numbers.a", true),
            ("providers.legacy", "providers.legacy-2.numbers.a", false),
            ("providers.*.numbers.*", "providers.us.numbers.a", true),
            ("providers.*.numbers.*", "providers.us", false),
            ("a", "providers.us.numbers.a", true),
            ("us", "providers.us.numbers.a", true),
            ("u*", "providers.us.numbers.a", true),
            ("providers.u?", "providers.us.numbers.a", true),
            ("eu", "providers.us.numbers.a", false),
            ("numbers", "providers.us.numbers.a", false),
            ("+15017122661", "providers.us.numbers.a", true),
            ("+1*", "providers.us.numbers.a", true),
            ("1*", "providers.us.numbers.a", false),
            ("keywords.join", "keywords.JOIN", true),
            ("keywords", "keywords.JOIN", true),
            ("keywords.J*", "keywords.STOP", false),
            ("keywords.*", "dynamics.keywords.JOIN", true),
            ("dynamics", "dynamics.keywords.JOIN", true),
        ] {
            let address = Address::parse(address).unwrap();
            let pattern = TargetPattern(pattern.to_owned());
            assert_eq!(
                pattern.fits(&address, Some("+15017122661")),
                is_it,
                "{pattern:?} {address}"
            );
        }
    }
}
