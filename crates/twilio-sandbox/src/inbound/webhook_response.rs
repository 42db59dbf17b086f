//! Reads the response of a webhook as Twilio does: status, content type, size, and the reply.

use reqwest::Response;
use reqwest::header::{CONTENT_TYPE, LOCATION};

use crate::inbound::text::Attempt;
use crate::inbound::twiml;

/// The largest response, in bytes (Twilio: 11750 beyond that).
const LARGEST: usize = 64 * 1024;

/// Notes the response in `attempt`. The error begins with Twilio's code.
pub(crate) async fn read(mut response: Response, attempt: &mut Attempt) -> Result<(), String> {
    let status = response.status();
    attempt.status = Some(status.as_u16());
    let header = |name| {
        let value = response.headers().get(name)?;
        Some(value.to_str().unwrap_or_default().to_owned())
    };
    let kind = header(CONTENT_TYPE).unwrap_or_default();
    if status.is_redirection() {
        // Redirects on this machine were followed already.
        return match header(LOCATION) {
            Some(location) => {
                attempt.redirected_to = Some(location);
                Ok(())
            }
            None => Err(format!("11200: the handler answered {}", status.as_u16())),
        };
    }
    if let Some(failure) = failure_of(status.as_u16()) {
        return Err(failure);
    }
    let broken = |_| "11200: the answer broke off".to_owned();
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(broken)? {
        body.extend_from_slice(&chunk);
        if body.len() > LARGEST {
            return Err("11750: the answer is longer than 64 kB".to_owned());
        }
    }
    attempt.reply = reply(&kind, &String::from_utf8_lossy(&body))?;
    Ok(())
}

/// Why an answer with this status is a failure, if it is one.
pub(crate) fn failure_of(status: u16) -> Option<String> {
    let is_success = (200..300).contains(&status);
    (!is_success).then(|| format!("11200: the handler answered {status}"))
}

/// The reply in a response, if any. An empty body is no reply; plain text is the reply itself.
fn reply(kind: &str, body: &str) -> Result<Option<String>, String> {
    if body.trim().is_empty() {
        return Ok(None);
    }
    let kind = kind.split(';').next().unwrap_or_default().trim();
    match kind.to_ascii_lowercase().as_str() {
        "text/plain" => Ok(Some(body.trim().to_owned())),
        "text/xml" | "application/xml" | "text/html" => {
            let messages = twiml::messages(body)
                .map_err(|error| format!("12100: the answer is not TwiML: {error}"))?;
            Ok((!messages.is_empty()).then(|| messages.join("\n")))
        }
        "" => Err("12300: the answer has no content type".to_owned()),
        other => Err(format!("12300: the answer is {other}, not XML")),
    }
}

#[cfg(test)]
mod tests {
    use super::reply;

    #[test]
    fn kinds_of_answers() {
        let hi = Ok(Some("hi".to_owned()));
        let twiml = "<Response><Message>hi</Message></Response>";
        assert_eq!(reply("text/xml; charset=utf-8", twiml), hi);
        assert_eq!(reply("Application/XML", twiml), hi);
        assert_eq!(reply("text/plain", " hi\n"), hi);
        assert_eq!(reply("", ""), Ok(None));
        assert_eq!(reply("text/xml", "<Response/>"), Ok(None));
        let code = |kind, body| {
            reply(kind, body)
                .unwrap_err()
                .split(':')
                .next()
                .unwrap()
                .to_owned()
        };
        assert_eq!(code("application/json", "{}"), "12300");
        assert_eq!(code("", twiml), "12300");
        assert_eq!(code("text/xml", "OK"), "12100");
    }
}
