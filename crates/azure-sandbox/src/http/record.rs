//! Requests as they are recorded: without credentials.

use sandbox_server::{Call, Received};
use serde_json::Value;
use url::form_urlencoded;

/// Fields of a form that are credentials.
const SECRET_FIELDS: [&str; 2] = ["client_secret", "client_assertion"];
const HIDDEN: &str = "***";

/// The record of a request.
pub(crate) fn call(received: &Received) -> Call {
    let media = received.header("content-type").unwrap_or_default();
    let is_form = media.starts_with("application/x-www-form-urlencoded");
    let fields = is_form.then(|| form_urlencoded::parse(&received.body).into_owned());
    let form = fields.into_iter().flatten().map(|(name, value)| {
        let is_secret = SECRET_FIELDS.contains(&name.as_str());
        (name, if is_secret { HIDDEN.to_owned() } else { value })
    });
    let mut body: Option<Value> = None;
    if !is_form {
        body = serde_json::from_slice(&received.body).ok();
    }
    if let Some(body) = &mut body {
        hide(body);
    }
    Call {
        method: received.parts.method.as_str().to_owned(),
        path: received.path().to_owned(),
        form: form.collect(),
        body,
        ..Call::default()
    }
}

/// Hides the values of secret headers, at any depth.
fn hide(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            if fields.get("isSecret") == Some(&Value::Bool(true)) {
                fields.insert("value".to_owned(), HIDDEN.into());
            }
            fields.values_mut().for_each(hide);
        }
        Value::Array(items) => items.iter_mut().for_each(hide),
        _ => {}
    }
}
