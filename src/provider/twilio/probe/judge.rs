//! The meaning of a callback's answers. Pure.

use super::no_answer::NoAnswer;
use super::{Answer, twiml};
use crate::model::{Verdict, mask_userinfo};
use crate::provider::{Callback, Probed};

/// A test and its callback, as a title.
pub(super) fn title(what: &str, callback: &Callback) -> String {
    format!(
        "{what} {} {}",
        callback.method,
        mask_userinfo(&callback.url)
    )
}

fn accepts(callback: &Callback) -> Probed {
    Probed {
        id: "callback-accepts",
        title: title("Correctly signed", callback),
        outcome: Verdict::Passed,
        code: None,
        detail: String::new(),
        advice: String::new(),
    }
}

fn refuses(callback: &Callback) -> Probed {
    Probed {
        id: "callback-refuses",
        title: title("Wrongly signed", callback),
        ..accepts(callback)
    }
}

/// The result for a callback that could not be called.
pub(super) fn uncallable(callback: &Callback, why: String) -> Probed {
    accepts(callback).failed(why, "check the URL, and SSL_CERT_FILE where it is set")
}

/// The result for a wrong signature that was not tried.
pub(super) fn not_tried(callback: &Callback) -> Probed {
    refuses(callback).skipped("not called: the correctly signed text got no answer")
}

/// Judges the answer to the right signature.
pub(super) fn accepted(callback: &Callback, answer: Result<Answer, NoAnswer>) -> Probed {
    let probed = accepts(callback);
    let answer = match answer {
        Ok(answer) => answer,
        Err(error) if error.certificate.is_some() => {
            return probed.skipped("not called: Twilio would not trust its certificate");
        }
        Err(error) => {
            return probed.failed(format!("no answer: {}", error.why), error.advice);
        }
    };
    let (status, milliseconds) = (answer.status, answer.took.as_millis());
    if status.is_redirection() {
        let where_to = answer.location.as_ref().map(|to| format!(" to {to}"));
        let where_to = where_to.unwrap_or_default();
        // Only a URL that could be declared is worth recommending.
        let advice = match answer.location {
            Some(to) if answer.declarable => format!("declare {to}"),
            _ => "let the declared URL itself answer: Twilio follows no redirect".to_owned(),
        };
        let detail = format!("it redirects{where_to} (HTTP {status}): the text is lost on the way");
        return probed.failed(detail, advice);
    }
    if status.is_server_error() {
        return probed.failed(
            format!("it failed on a correctly signed text (HTTP {status}, Twilio: 11200)"),
            "check the log of the program at the URL: it, or a proxy in front of it, failed",
        );
    }
    if !status.is_success() {
        return probed.failed(
            format!("it refused a correctly signed text (HTTP {status}, Twilio: 11200)"),
            "check that it validates with this account's auth token and exactly the declared URL",
        );
    }
    let Some(body) = answer.body else {
        return probed.failed(
            "its answer is larger than 64 kB (Twilio: 11750)".to_owned(),
            "answer with short TwiML",
        );
    };
    if !body.is_empty() {
        if answer.kind.starts_with("text/plain") {
            return Probed {
                outcome: Verdict::Warning,
                detail: format!(
                    "accepted in {milliseconds} ms (HTTP {status}); its answer is plain text, which may be sent to the texter as the reply"
                ),
                advice:
                    "unless this is intended, answer with TwiML as text/xml, or with 204 and no body"
                        .to_owned(),
                ..probed
            };
        }
        if !answer.kind.contains("xml") {
            let kind = match answer.kind.as_str() {
                "" => "no content type".to_owned(),
                kind => format!("the content type `{kind}`, which is not XML"),
            };
            return probed.failed(
                format!("its answer has {kind} (Twilio: 12300)"),
                "answer with TwiML as text/xml, or with 204 and no body",
            );
        }
        if let Err(why) = twiml::check(&body) {
            return probed.failed(
                format!("its answer is not TwiML: {why} (Twilio: 12100)"),
                "answer with a <Response> element",
            );
        }
    }
    Probed {
        detail: format!("accepted in {milliseconds} ms (HTTP {status})"),
        ..probed
    }
}

/// Judges the answer to the wrong signature. `takes_texts` is true if the right signature was
/// accepted.
pub(super) fn refused(
    callback: &Callback,
    takes_texts: bool,
    answer: Result<Answer, NoAnswer>,
) -> Probed {
    let probed = refuses(callback);
    match answer {
        // Neither accepted nor refused.
        Ok(answer) if answer.status.is_server_error() || answer.status.is_redirection() => {
            let status = answer.status;
            if !takes_texts {
                return probed.skipped(&format!(
                    "not known: it accepts no text, not even a correctly signed one (HTTP {status})"
                ));
            }
            Probed {
                outcome: Verdict::Warning,
                detail: format!("neither accepted nor refused (HTTP {status})"),
                advice: "refuse it with 403, so that the refusal is clear".to_owned(),
                ..probed
            }
        }
        Ok(answer) if answer.status.is_client_error() => Probed {
            detail: format!("refused (HTTP {})", answer.status),
            ..probed
        },
        Ok(answer) => probed.failed(
            format!(
                "did not refuse a wrongly signed text (HTTP {})",
                answer.status
            ),
            "validate X-Twilio-Signature, or anyone can send texts in your customers' names",
        ),
        Err(error) => probed.failed(
            format!("no answer to a wrongly signed text: {}", error.why),
            "refuse it with 403",
        ),
    }
}
