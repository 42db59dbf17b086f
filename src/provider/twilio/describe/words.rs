//! Sentences of comments. Pure.

use super::Refusal;
use crate::model::mask_userinfo;

/// How many numbers share the provider's URL.
pub(super) fn share(numbers: usize, of: usize) -> String {
    if numbers == of && of == 2 {
        "Both numbers have this URL.".to_owned()
    } else if numbers == of {
        format!("All {of} numbers have this URL.")
    } else {
        format!("{numbers} of {of} numbers have this URL; the others say what they have.")
    }
}

/// The heading above the numbers of a service.
pub(super) fn heading(service: &str) -> String {
    format!("Numbers in the messaging service {service}:")
}

/// A URL in a sentence: without its password, and without the values of its query string and its
/// fragment.
pub(super) fn shown(url: &str) -> String {
    let url = mask_userinfo(url);
    let Some(start) = url.find(['?', '#']) else {
        return url.into_owned();
    };
    let (before, rest) = url.split_at(start);
    let mut text = before.to_owned();
    for parameter in rest.split_inclusive(['?', '#', '&', ';']) {
        let end = parameter.trim_end_matches(['?', '#', '&', ';']).len();
        let (parameter, separator) = parameter.split_at(end);
        match parameter.split_once('=') {
            Some((name, value)) => {
                text.push_str(name);
                text.push_str(if value.is_empty() { "=" } else { "=***" });
            }
            // Without a name, it may be a key itself.
            None if parameter.is_empty() => {}
            None => text.push_str("***"),
        }
        text.push_str(separator);
    }
    text
}

/// Why a URL is not written. It names the URL without its secrets.
pub(super) fn refusal(what: &str, url: &str, why: Refusal) -> String {
    let url = shown(url);
    match why {
        Refusal::Password => format!("{what} {url} holds a password"),
        Refusal::Method => format!("{what} {url} has a method that is neither GET nor POST"),
        Refusal::Url
            if url
                .get(..7)
                .is_some_and(|start| start.eq_ignore_ascii_case("http://")) =>
        {
            format!("{what} {url} is not https")
        }
        Refusal::Url => format!("{what} {url} is not an https URL that the internet can reach"),
    }
}

/// A service that answers instead of its numbers.
pub(super) fn shadowed(service: &str) -> String {
    format!("Shadowed: the messaging service {service} answers instead of the number itself.")
}

/// A service that drops texts.
pub(super) fn dropped(service: &str) -> String {
    format!("Shadowed: the messaging service {service} drops the texts to this number.")
}

/// Why nothing of a number is written whose service answers.
pub(super) const LEFT_OPEN: &str =
    "its messaging service answers in its place, and the configuration does not say how";

pub(super) const DEMO: &str = "Twilio's demo answers: the URL that a new number has.";
pub(super) const APPLICATION: &str = "A TwiML application answers.";
pub(super) const DEAF: &str = "This number cannot receive texts.";

/// An application that answers, with the URL that it calls.
pub(super) fn application(url: Option<&str>) -> String {
    match url {
        Some(url) => {
            format!("A TwiML application answers, with {}.", shown(url))
        }
        None => APPLICATION.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::shown;

    #[test]
    fn a_url_in_a_sentence_has_no_values_that_may_be_secrets() {
        for (url, expected) in [
            ("https://a.example/sms", "https://a.example/sms"),
            ("https://u:p@a.example/sms", "https://u:***@a.example/sms"),
            (
                "https://u:p@a.example/sms?token=s3cret&org=1",
                "https://u:***@a.example/sms?token=***&org=***",
            ),
            ("http://a.example?c2VjcmV0", "http://a.example?***"),
            (
                "http://a.example?a=&b==x?y=z",
                "http://a.example?a=&b=***?y=***",
            ),
            (
                "http://a.example?a=1;code=2#t=3",
                "http://a.example?a=***;code=***#t=***",
            ),
            ("http://a.example/#s3cret", "http://a.example/#***"),
            ("http://a.example?", "http://a.example?"),
        ] {
            assert_eq!(shown(url), expected);
        }
    }
}
