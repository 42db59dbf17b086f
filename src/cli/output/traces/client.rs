//! Sends exported spans with the project's own HTTP client: the same TLS, authorities and proxy as
//! for every other request.

use std::fmt;
use std::pin::Pin;
use std::time::Duration;

use opentelemetry_http::{Bytes, HttpClient, HttpError, Request, Response};
use tokio::runtime::{Builder, Runtime};
use url::Url;

use super::trouble;
use crate::http::{Limits, body, is_loopback, transport};

/// The largest answer that is read, in bytes.
const ANSWER: usize = 64 * 1024;
/// How long a connection may take.
const CONNECT: Duration = Duration::from_secs(5);

/// Sends requests from the exporter's thread, which may be blocked.
pub(super) struct Courier {
    url: Url,
    http: reqwest::Client,
    limits: Limits,
    runtime: Runtime,
}

/// Shows nothing: the URL may hold a password.
impl fmt::Debug for Courier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Courier").finish_non_exhaustive()
    }
}

impl Courier {
    /// Prepares a client for the URL. Sends nothing. The error says why there is none.
    pub(super) fn new(
        url: &str,
        timeout: Duration,
        authorities: Option<&[u8]>,
    ) -> Result<Self, String> {
        let url = Url::parse(url).map_err(|error| error.to_string())?;
        let limits = Limits {
            connect: CONNECT.min(timeout),
            request: timeout,
            ..Limits::default()
        };
        let mut builder = transport::builder(&limits, url.scheme() == "http", authorities)?;
        if is_loopback(&url) {
            builder = builder.no_proxy();
        }
        let http = builder
            .build()
            .map_err(|error| transport::root_cause(&error.without_url()))?;
        let runtime = Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|error| format!("the async runtime cannot start: {error}"))?;
        Ok(Self {
            url,
            http,
            limits,
            runtime,
        })
    }

    fn send(&self, request: Request<Bytes>) -> Result<Response<Bytes>, String> {
        let request = reqwest::Request::try_from(request)
            .map_err(|error| transport::root_cause(&error.without_url()))?;
        let answer = self.runtime.block_on(async {
            let answer = self.http.execute(request).await?;
            let status = answer.status();
            let body = body::read(answer, ANSWER).await.ok().flatten();
            Ok((status, body.unwrap_or_default()))
        });
        let (status, body) = answer.map_err(|error: reqwest::Error| {
            transport::unanswered(error, &self.url, &self.limits).message
        })?;
        if !status.is_success() {
            let host = self.url.host_str().unwrap_or("nowhere");
            return Err(format!("{host} answered {status}"));
        }
        let mut response = Response::new(Bytes::from(body));
        *response.status_mut() = status;
        Ok(response)
    }
}

impl HttpClient for Courier {
    fn send_bytes<'life0, 'async_trait>(
        &'life0 self,
        request: Request<Bytes>,
    ) -> Pin<Box<dyn Future<Output = Result<Response<Bytes>, HttpError>> + Send + 'async_trait>>
    where
        'life0: 'async_trait,
        Self: 'async_trait,
    {
        Box::pin(async move {
            self.send(request).map_err(|why| {
                trouble::note(format!("traces were not exported: {why}"));
                why.into()
            })
        })
    }
}
