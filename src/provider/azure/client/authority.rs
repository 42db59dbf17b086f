//! What authorises a request: a signature of the data plane, or a token of Entra.

use jiff::Timestamp;
use reqwest::RequestBuilder;
use reqwest::header::{AUTHORIZATION, HeaderValue};

use super::{Call, Client, Plane};
use crate::http::entra::{SignIn, SignInError, SignInFailure};
use crate::http::{Attempted, Reach};
use crate::model::{Secret, VendorCode};
use crate::provider::azure::signature::{AccessKey, Signable, sign};
use crate::provider::{Failure, ProviderError};

impl Plane {
    /// The scope of tokens for the plane.
    fn scope(self) -> &'static str {
        match self {
            // Two slashes, as the official clients send it.
            Self::Numbers => "https://communication.azure.com//.default",
            Self::Management => "https://management.azure.com/.default",
        }
    }
}

/// What authorises one attempt.
pub(super) enum Authority<'a> {
    /// The attempt is signed.
    Key(&'a AccessKey),
    /// The attempt carries this token.
    Token {
        sign_in: &'a SignIn,
        scope: &'static str,
        token: Secret,
    },
}

impl Authority<'_> {
    /// Forgets the token, which was not accepted. Returns `false` for a key.
    pub(super) async fn refuse(&self) -> bool {
        match self {
            Self::Key(_) => false,
            Self::Token {
                sign_in,
                scope,
                token,
            } => {
                sign_in.refuse(scope, token).await;
                true
            }
        }
    }

    /// Adds the headers to a request with this body. Returns the credential in them, which no error
    /// may show.
    pub(super) fn authorise(
        &self,
        request: RequestBuilder,
        call: &Call<'_>,
        body: &[u8],
    ) -> (RequestBuilder, Secret) {
        match self {
            Self::Key(key) => {
                let url = call.url;
                let host = match (url.host_str().unwrap_or_default(), url.port()) {
                    (host, Some(port)) => format!("{host}:{port}"),
                    (host, None) => host.to_owned(),
                };
                let target = match url.query() {
                    Some(query) => format!("{}?{query}", url.path()),
                    None => url.path().to_owned(),
                };
                let signable = Signable {
                    method: call.method.as_str(),
                    target: &target,
                    host: &host,
                    body,
                };
                let signed = sign(&signable, key, Timestamp::now());
                let request = request
                    .header("x-ms-date", signed.date)
                    .header("x-ms-content-sha256", signed.content_hash);
                let request = with_authorization(request, signed.authorization.expose());
                (request, signed.mac)
            }
            Self::Token { token, .. } => {
                let header = Secret::new(format!("Bearer {}", token.expose()));
                let request = with_authorization(request, header.expose());
                (request, token.clone())
            }
        }
    }
}

fn with_authorization(request: RequestBuilder, value: &str) -> RequestBuilder {
    match HeaderValue::try_from(value) {
        Ok(mut value) => {
            value.set_sensitive(true);
            request.header(AUTHORIZATION, value)
        }
        // The request then fails before it is sent, with an error that does not show the value.
        Err(_) => request.header(AUTHORIZATION, value),
    }
}

impl Client {
    /// What authorises the next attempt of a request. A token is fetched if none is valid.
    pub(super) async fn authority(
        &self,
        call: &Call<'_>,
    ) -> Result<Authority<'_>, Attempted<ProviderError>> {
        if let (Plane::Numbers, Some(key)) = (call.plane, &self.access.key) {
            return Ok(Authority::Key(key));
        }
        let Some(sign_in) = &self.access.sign_in else {
            let (message, advice) = match call.plane {
                Plane::Numbers => ("not sent: there is no access key and no sign-in", NO_KEY),
                Plane::Management => ("not sent: there is no sign-in", NO_SIGN_IN),
            };
            return Err(unsent(ProviderError {
                advice: Some(advice),
                ..self.error(call.doing, Failure::Unauthorised, message)
            }));
        };
        let scope = call.plane.scope();
        match sign_in.token(scope).await {
            Ok(token) => Ok(Authority::Token {
                sign_in,
                scope,
                token,
            }),
            Err(error) => Err(unsent(self.unsigned(call, &error))),
        }
    }

    /// The error of a request for which there is no token.
    fn unsigned(&self, call: &Call<'_>, error: &SignInError) -> ProviderError {
        let failure = match error.kind {
            SignInFailure::Refused | SignInFailure::Unproven => Failure::Unauthorised,
            SignInFailure::Unreachable => Failure::Unreachable,
            SignInFailure::Unintelligible => Failure::Unintelligible,
        };
        ProviderError {
            status: error.status,
            advice: error.advice,
            tries: error.tries,
            waited: error.waited,
            code: error.error.clone().map(VendorCode::Word),
            ..self.error(call.doing, failure, &error.to_string())
        }
    }
}

/// A failure before anything was sent. The sign-in has made its own retries.
fn unsent(error: ProviderError) -> Attempted<ProviderError> {
    Attempted {
        error,
        reach: Reach::Nowhere,
        passing: false,
        wait: None,
    }
}

/// Advice where ARM cannot be called.
const NO_SIGN_IN: &str = "set `tenant_id`, `client_id` and `client_secret`, or run where AZURE_FEDERATED_TOKEN_FILE is set, or in a GitHub job with `permissions: id-token: write`";
/// Advice where the data plane cannot be called.
const NO_KEY: &str = "set `connection_string`, or `tenant_id`, `client_id` and `client_secret`";
