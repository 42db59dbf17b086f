//! A request without credentials: whether the host answers, and what time it has.

use jiff::Timestamp;
use reqwest::header::DATE;

use super::Client;
use crate::http::transport;

impl Client {
    /// The host of the API of accounts and numbers, and its time. The error says why there is no
    /// answer.
    pub async fn greet(&self) -> (String, Result<Option<Timestamp>, String>) {
        let url = self.url("/", None);
        let host = url.host_str().unwrap_or("nowhere").to_owned();
        let answer = match self.http.get(url.clone()).send().await {
            Ok(answer) => {
                let date = answer.headers().get(DATE);
                let date = date.and_then(|date| date.to_str().ok());
                let date = date.and_then(|date| jiff::fmt::rfc2822::parse(date).ok());
                Ok(date.map(|date| date.timestamp()))
            }
            Err(error) => Err(transport::unanswered(error, &url, &self.limits).message),
        };
        (host, answer)
    }
}
