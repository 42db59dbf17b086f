//! Requests that change something. Each is sent again only where it cannot have been carried out.

use reqwest::Method;
use serde_json::Value;
use url::Url;

use super::{Answer, Call, Client, Plane};
use crate::http::Repeat;
use crate::model::Secret;
use crate::provider::azure::hosts;
use crate::provider::{Failure, ProviderError};

impl Client {
    /// Creates or replaces an object. Retried only where the request cannot have been carried out;
    /// otherwise the error is [`Failure::Unclear`] and the caller must read the object first.
    /// `secrets` are texts of the body that no error may show.
    pub async fn put(
        &self,
        url: &Url,
        body: &Value,
        doing: &str,
        secrets: &[Secret],
    ) -> Result<Answer<Value>, ProviderError> {
        self.write(Method::PUT, url, body, doing, secrets).await
    }

    /// Changes an object, under the same conditions as [`Client::put`].
    pub async fn patch(
        &self,
        url: &Url,
        body: &Value,
        doing: &str,
        secrets: &[Secret],
    ) -> Result<Answer<Value>, ProviderError> {
        self.write(Method::PATCH, url, body, doing, secrets).await
    }

    async fn write(
        &self,
        method: Method,
        url: &Url,
        body: &Value,
        doing: &str,
        secrets: &[Secret],
    ) -> Result<Answer<Value>, ProviderError> {
        let call = Call {
            plane: Plane::Management,
            method,
            url,
            body: Some(body),
            doing,
            repeat: Repeat::Makes,
            secrets,
        };
        self.send(&call, &mut 0).await
    }

    /// Deletes an event subscription, with retries: one that is gone stays away. Any other URL is
    /// refused and nothing is sent, so that no number and no topic can be deleted. Returns where
    /// the operation can be followed.
    pub async fn delete(&self, url: &Url, doing: &str) -> Result<Option<Url>, ProviderError> {
        if !hosts::is_event_subscription(url) {
            let message = "not sent: only an event subscription can be deleted";
            return Err(self.error(doing, Failure::Refused, message));
        }
        let call = Call {
            plane: Plane::Management,
            method: Method::DELETE,
            url,
            body: None,
            doing,
            repeat: Repeat::Removes,
            secrets: &[],
        };
        let answer: Answer<Value> = self.send(&call, &mut 0).await?;
        Ok(answer.operation)
    }
}
