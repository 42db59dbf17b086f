//! The one DELETE that an apply can send: a number leaves a messaging service and stays in the
//! account. Its path is made here and nowhere else, so that an apply can delete no other thing.

use super::{Call, Client};
use crate::http::Repeat;
use crate::provider::ProviderError;
use crate::provider::twilio::sender_sid::SenderSid;

impl Client {
    /// Ends a membership, with retries: a number that has left stays out. It cannot release a
    /// number: that is another call.
    pub async fn detach(
        &self,
        service: &str,
        number: &SenderSid,
        doing: &str,
    ) -> Result<(), ProviderError> {
        let (list, sid) = (number.list(), number.as_str());
        let path = format!("/v1/Services/{service}/{list}/{sid}");
        let url = self.messaging_url(&path, None);
        let call = Call {
            url: &url,
            form: None,
            doing,
            repeat: Repeat::Removes,
            glance: None,
        };
        self.send::<serde::de::IgnoredAny>(&call).await.map(|_| ())
    }
}
