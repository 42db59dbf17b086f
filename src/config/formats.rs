//! Checks a text that should be a number, a URL, a keyword or a SID with the type that parses it.
//! The schema names the format; this file maps each name to its type.

use crate::config::document::OrganisationId;
use crate::counterpart;
use crate::model::{E164, FindingCode, HttpsUrl, Invalid, Keyword, Name, ShortCode};
use crate::provider;
use crate::yaml::{Formats, Problem, Scalar, Style};

/// The formats that the configuration's schema uses.
pub(super) struct DomainFormats;

impl Formats for DomainFormats {
    fn check(&self, format: &str, scalar: &Scalar) -> Vec<Problem> {
        let text = scalar.text.as_str();
        let refused = match format {
            "e164" => phone_number(scalar).err(),
            ShortCode::FORMAT => short_code(scalar).err(),
            "https-url" => HttpsUrl::parse(text).err(),
            "keyword" => Keyword::parse(text).err(),
            "name" => Name::parse(text).err(),
            "organisation-id" => OrganisationId::parse(text).err(),
            "variable" => variable_name(text).err(),
            "finding-code" => provider::IgnoredCode::parse(text).err(),
            _ => provider::check_format(format, text)
                .or_else(|| counterpart::dynamics::check_format(format, text)),
        };
        refused.into_iter().map(problem).collect()
    }
}

/// An unquoted number reads as an integer in other tools, which lose the plus.
fn phone_number(scalar: &Scalar) -> Result<E164, Invalid> {
    let number = E164::parse(&scalar.text)?;
    if scalar.style == Style::Plain {
        return Err(Invalid::new(
            FindingCode::InvalidPhoneNumber,
            "a phone number must be in quotes",
            format!(
                "write \"{number}\": without quotes YAML reads an integer and the plus is lost"
            ),
        )
        .right_in_quotes());
    }
    Ok(number)
}

/// An unquoted short code reads as an integer in other tools, which drop a leading zero.
fn short_code(scalar: &Scalar) -> Result<ShortCode, Invalid> {
    let code = ShortCode::parse(&scalar.text)?;
    if scalar.style == Style::Plain {
        return Err(Invalid::new(
            FindingCode::InvalidShortCode,
            "a short code must be in quotes",
            format!(
                "write \"{code}\": without quotes YAML reads an integer, and a zero in front is lost"
            ),
        )
        .right_in_quotes());
    }
    Ok(code)
}

/// The name of an environment variable. If a user pastes the token itself here, the error message
/// must not repeat it.
fn variable_name(text: &str) -> Result<(), Invalid> {
    let word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let hex = text.len() >= 32 && text.bytes().all(|b| b.is_ascii_hexdigit());
    let named =
        text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_') && text.chars().all(word);
    // The rule about the length reports an empty text.
    if text.is_empty() || (named && !hex) {
        return Ok(());
    }
    Err(Invalid::new(
        FindingCode::NotAVariableName,
        "this is not the name of an environment variable",
        "write the variable's name, such as TWILIO_AUTH_TOKEN, and never the secret itself; revoke a secret that was committed",
    ))
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
