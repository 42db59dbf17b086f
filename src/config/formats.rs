//! Says what is wrong with a text that should be a number, a URL, a keyword or a SID, by asking
//! the type that parses it. The schema names the type; this is where the names are understood.

use crate::config::document::OrganisationId;
use crate::model::{AccountSid, E164, HttpsUrl, Invalid, Keyword, MessagingServiceSid, Name};
use crate::yaml::{Formats, Problem, Scalar, Style};

/// The formats that the configuration's schema uses.
pub(super) struct DomainFormats;

impl Formats for DomainFormats {
    fn check(&self, format: &str, scalar: &Scalar) -> Vec<Problem> {
        let text = scalar.text.as_str();
        let refused = match format {
            "e164" => phone_number(scalar).err(),
            "https-url" => HttpsUrl::parse(text).err(),
            "keyword" => Keyword::parse(text).err(),
            "name" => Name::parse(text).err(),
            "sid-AC" => AccountSid::parse(text).err(),
            "sid-MG" => MessagingServiceSid::parse(text).err(),
            "organisation-id" => OrganisationId::parse(text).err(),
            _ => None,
        };
        refused.into_iter().map(problem).collect()
    }
}

/// An unquoted number reads as an integer in other tools, which lose the plus.
fn phone_number(scalar: &Scalar) -> Result<E164, Invalid> {
    let number = E164::parse(&scalar.text)?;
    if scalar.style == Style::Plain {
        return Err(Invalid::new(
            "E0302",
            "a phone number must be in quotes",
            format!(
                "write \"{number}\": without quotes YAML reads an integer and the plus is lost"
            ),
        ));
    }
    Ok(number)
}

fn problem(invalid: Invalid) -> Problem {
    Problem {
        code: invalid.code,
        summary: invalid.summary,
        help: invalid.help,
        warning: false,
    }
}
