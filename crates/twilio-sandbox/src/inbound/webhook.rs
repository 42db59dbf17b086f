//! A webhook as it is configured.

use crate::store::method::Method;

/// A webhook URL and its HTTP method.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Webhook {
    pub(crate) url: String,
    pub(crate) method: Method,
}

impl Webhook {
    /// The webhook with this URL; none if it is blank.
    pub(crate) fn of(url: &str, method: Method) -> Option<Self> {
        let set = !url.is_empty();
        set.then(|| Self {
            url: url.to_owned(),
            method,
        })
    }
}
