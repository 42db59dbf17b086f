//! Decides what answers a text to a number that no service answers for: its `TwiML` application,
//! else its own URL. Pure and total.

use super::handler::handler;
use super::number::{SMS_APPLICATION_SID, SMS_METHOD, SMS_URL};
use crate::model::{Decider, Fields, Route, Step, Text, Value};

/// The `sms_url` of the number's application, observed only.
pub(super) const APPLICATION_URL: &str = "application_sms_url";
/// The method of `application_sms_url`. Observed only.
pub(super) const APPLICATION_METHOD: &str = "application_sms_method";
/// The application that these two belong to. A plan may set another one. Observed only.
pub(super) const APPLICATION_READ: &str = "application_read";

/// A `TwiML` application.
const APPLICATION: Decider = Decider::other("application");

/// The application that a number names.
pub(super) struct Named {
    /// The SID; `None` if the application is not created yet.
    sid: Option<Text>,
    /// The name of an application that is not created yet.
    name: Option<Text>,
    /// The URL that it calls, if it was read and has one.
    url: Option<Text>,
    /// Whether it was read.
    is_read: bool,
}

/// Returns the application that a number names, if it names one.
pub(super) fn named(number: &Fields) -> Option<Named> {
    let (sid, name, mark) = match number.get(SMS_APPLICATION_SID) {
        Value::Text(sid) => (Some(sid.clone()), None, sid.clone()),
        Value::Reference { reference } => {
            let name = Some(reference.name().into());
            (None, name, reference.to_string().into())
        }
        _ => return None,
    };
    let is_read = number.get(APPLICATION_READ).as_text() == Some(&mark);
    Some(Named {
        sid,
        name,
        url: is_read.then(|| text(number, APPLICATION_URL)).flatten(),
        is_read,
    })
}

impl Named {
    /// The step in which it is considered.
    pub(super) fn step(&self, decides: bool, because: &'static str) -> Step {
        Step {
            considered: APPLICATION,
            id: self.sid.clone(),
            url: self.url.clone(),
            decides,
            because: because.into(),
        }
    }

    fn route(self, number: &Fields, steps: Vec<Step>) -> Route {
        Route {
            method: self
                .url
                .as_ref()
                .map(|_| method(number, APPLICATION_METHOD)),
            decided_by: APPLICATION,
            url_unknown: !self.is_read,
            without_query: false,
            also: Vec::new(),
            receivers: Vec::new(),
            decider: self.sid,
            decider_name: self.name,
            by_stranger: false,
            handler: self.url.as_deref().and_then(handler),
            steps,
            url: self.url,
        }
    }
}

/// The route of a number that no service answers for.
pub(super) fn alone(number: &Fields, mut steps: Vec<Step>) -> Route {
    if let Some(application) = named(number) {
        let because = "a TwiML application on the number answers in place of the number's own URL";
        steps.push(application.step(true, because));
        steps.extend(not_called(
            number,
            "the number's own URL is not called while it has an application",
        ));
        return application.route(number, steps);
    }
    let own_url = text(number, SMS_URL);
    let decided_by = if own_url.is_some() {
        Decider::NUMBER
    } else {
        Decider::NOTHING
    };
    steps.push(Step {
        considered: Decider::NUMBER,
        id: None,
        url: own_url.clone(),
        decides: true,
        because: match own_url {
            Some(_) => "the number's own URL is called",
            None => "the number has no URL: texts are not answered",
        }
        .into(),
    });
    Route {
        method: own_url.as_ref().map(|_| method(number, SMS_METHOD)),
        decided_by,
        url_unknown: false,
        without_query: false,
        also: Vec::new(),
        receivers: Vec::new(),
        decider: None,
        decider_name: None,
        by_stranger: false,
        handler: own_url.as_deref().and_then(handler),
        steps,
        url: own_url,
    }
}

/// The step for the number's own URL if something else decides: a setting that has no effect.
pub(super) fn not_called(number: &Fields, because: &'static str) -> Option<Step> {
    Some(Step {
        considered: Decider::NUMBER,
        id: None,
        url: Some(text(number, SMS_URL)?),
        decides: false,
        because: because.into(),
    })
}

/// A text field, or what may be shown of it.
pub(super) fn text(fields: &Fields, name: &str) -> Option<Text> {
    match fields.get(name) {
        Value::Text(text) => Some(text.clone()),
        Value::Concealed(kept) => Some(kept.shown().into()),
        _ => None,
    }
}

/// The method of a URL. POST is Twilio's default where nothing is set.
pub(super) fn method(fields: &Fields, name: &str) -> Text {
    text(fields, name).unwrap_or_else(|| Text::new_static("POST"))
}
