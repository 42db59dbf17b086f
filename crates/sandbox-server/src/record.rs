//! Requests as they are recorded: without the credentials of a token request.

use url::form_urlencoded;

use crate::calls::Call;
use crate::stand_in::Received;

/// What is recorded in place of a credential.
pub const HIDDEN: &str = "***";
/// Fields of a form that are credentials.
const SECRET_FIELDS: [&str; 2] = ["client_secret", "client_assertion"];

/// The record of a request: a form without its credentials, or a JSON body as sent.
pub fn record(received: &Received) -> Call {
    let media = received.header("content-type").unwrap_or_default();
    let is_form = media.starts_with("application/x-www-form-urlencoded");
    let fields = is_form.then(|| form_urlencoded::parse(&received.body).into_owned());
    let form = fields.into_iter().flatten().map(|(name, value)| {
        let is_secret = SECRET_FIELDS.contains(&name.as_str());
        (name, if is_secret { HIDDEN.to_owned() } else { value })
    });
    let body = (!is_form).then(|| serde_json::from_slice(&received.body).ok());
    Call {
        method: received.parts.method.as_str().to_owned(),
        path: received.path().to_owned(),
        form: form.collect(),
        body: body.flatten(),
        ..Call::default()
    }
}
