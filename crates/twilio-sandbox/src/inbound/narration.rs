//! The outcome of a text as one short paragraph.

use crate::inbound::text::{Attempt, DecidedBy, OptOut, Outcome};
use crate::store::method::Method;

impl Outcome {
    /// The outcome for people. Control characters of a reply are escaped.
    pub fn in_words(&self) -> String {
        let mut text = format!(
            "A text from {} to {}: ",
            printable(&self.from),
            printable(&self.to)
        );
        let who = match self.decided_by {
            DecidedBy::Nothing => {
                text.push_str("no webhook receives it.");
                if let Some(reason) = &self.webhook.error {
                    text.push_str(&format!(" {}.", capital(&printable(reason))));
                }
                return text + &self.taken_in_words() + self.opt_out_in_words();
            }
            DecidedBy::Number => "the number's own webhook".to_owned(),
            DecidedBy::Application => {
                let sid = self.application_sid.as_deref().unwrap_or_default();
                format!("the webhook of the number's application {sid}")
            }
            DecidedBy::MessagingService => {
                let sid = self.service_sid.as_deref().unwrap_or_default();
                format!("the webhook of its messaging service {sid}")
            }
        };
        text.push_str(&format!("{who} decides. {}", attempt(&self.webhook)));
        match &self.fallback {
            Some(fallback) => {
                text.push_str(&format!(" The fallback was called: {}", attempt(fallback)));
            }
            None if self.webhook.error.is_some() => text.push_str(" There is no fallback."),
            None => {}
        }
        if !self.answered {
            text.push_str(" No webhook answered.");
        } else if self.was_answered_here() {
            match &self.webhook.reply {
                Some(reply) => text.push_str(&format!(" The reply: \"{}\".", printable(reply))),
                None => text.push_str(" There is no reply."),
            }
        }
        text + &self.taken_in_words() + self.opt_out_in_words()
    }

    fn taken_in_words(&self) -> String {
        self.may_be_taken_by.as_deref().map_or_else(String::new, |sid| {
            format!(
                " At Twilio, Conversations may take this text first (address configuration {sid}); its documentation contradicts itself about whether the webhook is called too, so this is not simulated."
            )
        })
    }

    /// True if the webhook that answered was called.
    fn was_answered_here(&self) -> bool {
        let last = self.fallback.as_ref().unwrap_or(&self.webhook);
        last.called && last.redirected_to.is_none()
    }

    fn opt_out_in_words(&self) -> &'static str {
        match self.opt_out {
            None => "",
            Some(OptOut::Stop) => {
                " Twilio also confirms STOP automatically, and sends nothing more to this phone until it sends START."
            }
            Some(OptOut::Start) => " Twilio also confirms START automatically.",
            Some(OptOut::Help) => " Twilio also answers HELP automatically.",
        }
    }
}

fn attempt(attempt: &Attempt) -> String {
    let method = match attempt.method {
        Some(Method::Get) => "GET",
        _ => "POST",
    };
    let url = printable(attempt.url.as_deref().unwrap_or_default());
    if !attempt.called && attempt.error.is_none() {
        return format!(
            "Twilio would call {method} {url}, which is not on this machine and was not called."
        );
    }
    let target = attempt.target.as_deref().map(printable);
    let target = target.map_or_else(String::new, |target| format!(" (at {target})"));
    let ended = match (&attempt.error, &attempt.redirected_to, attempt.status) {
        (Some(error), ..) => match error.split_once(": ") {
            Some((code, why)) => format!("failed: {} (Twilio: {code})", printable(why)),
            None => format!("failed: {}", printable(error)),
        },
        (None, Some(to), _) => format!(
            "redirected to {}, which is not on this machine and was not called",
            printable(to)
        ),
        (None, None, Some(status)) => format!("answered {status}"),
        (None, None, None) => "answered".to_owned(),
    };
    let by = if attempt.simulated {
        " (simulated here)"
    } else {
        ""
    };
    format!("{method} {url}{target} {ended}{by}.")
}

/// The sentence with an initial capital.
fn capital(sentence: &str) -> String {
    let mut rest = sentence.chars();
    match rest.next() {
        Some(first) => first.to_uppercase().chain(rest).collect(),
        None => String::new(),
    }
}

/// Untrusted text, made safe for a terminal.
fn printable(text: &str) -> String {
    let one = |c: char| {
        if c.is_control()
            || ('\u{202a}'..='\u{202e}').contains(&c)
            || ('\u{2066}'..='\u{2069}').contains(&c)
        {
            c.escape_default().to_string()
        } else {
            c.to_string()
        }
    };
    text.chars().map(one).collect()
}
