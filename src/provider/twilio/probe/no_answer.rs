//! Why a callback gave no answer, with the code under which Twilio would report it (docs/twilio.md:
//! Webhooks). Pure: it only looks at an error.

use std::error::Error;
use std::io::ErrorKind;
use std::time::Duration;

use rustls::CertificateError;

use crate::http::trust::{causes, distrust, tls};

/// A call without an answer.
pub(super) struct NoAnswer {
    /// What happened. Never contains the URL, which may hold a password.
    pub(super) why: String,
    /// What to do.
    pub(super) advice: &'static str,
    /// The certificate's error, if that is the cause.
    pub(super) certificate: Option<CertificateError>,
}

impl NoAnswer {
    /// The meaning of an error. `connecting`: it happened before anything was sent; `late`: the
    /// answer took longer than `patience`.
    pub(super) fn of(
        error: &(dyn Error + 'static),
        connecting: bool,
        late: bool,
        patience: Duration,
    ) -> Self {
        let (why, advice) = match (connecting, late) {
            (true, true) => (
                "no connection in time (Twilio: 11201)".to_owned(),
                "check that the host can be reached from the internet, at this port",
            ),
            (false, true) => (
                format!("nothing within {patience:?} (Twilio: 11205)"),
                "answer within 15 s: take the text, answer, and do the slow work after that",
            ),
            (_, false) => explain(error),
        };
        Self {
            why,
            advice,
            certificate: distrust(error).cloned(),
        }
    }
}

fn explain(error: &(dyn Error + 'static)) -> (String, &'static str) {
    let refused = |cause: &(dyn Error + 'static)| {
        let io = cause.downcast_ref::<std::io::Error>();
        io.is_some_and(|io| io.kind() == ErrorKind::ConnectionRefused)
    };
    let reason = innermost(error);
    if causes(error).any(|cause| cause.to_string().starts_with("tunnel error")) {
        return (
            format!("the proxy made no connection: {reason}"),
            "check HTTPS_PROXY and NO_PROXY here; Twilio does not use them",
        );
    }
    if causes(error).any(|cause| cause.to_string() == "dns error") {
        return (
            format!("the host has no address: {reason} (Twilio: 11210)"),
            "check the host's name and its DNS entry",
        );
    }
    if causes(error).any(refused) {
        return (
            "the connection was refused (Twilio: 11202)".to_owned(),
            "check the port, and that the program at the URL is running",
        );
    }
    if causes(error).any(|cause| tls(cause).is_some()) {
        return (
            format!("no TLS connection could be made: {reason} (Twilio: 11220)"),
            "check that the port speaks TLS 1.2 or newer",
        );
    }
    (
        format!("{reason} (Twilio: 11200)"),
        "check the URL and that it is reachable from the internet",
    )
}

/// The innermost reason of an error, without the URL, which may hold a password.
pub(super) fn innermost(error: &(dyn Error + 'static)) -> String {
    let last = causes(error).last();
    last.map_or_else(|| "it could not be called".to_owned(), ToString::to_string)
}
