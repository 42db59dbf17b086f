//! The DELETE that gives a phone number up, perhaps for good. Its path is made here and nowhere
//! else, and only what a person does by hand leads here: no plan and no apply.

use super::retry::Repeat;
use super::{Call, Client};
use crate::model::AccountSid;
use crate::provider::ProviderError;
use crate::provider::twilio::number::NumberSid;

impl Client {
    /// Gives up a number. Repeated while that may help: what is gone stays gone.
    pub async fn release(
        &self,
        account: &AccountSid,
        number: &NumberSid,
        doing: &str,
    ) -> Result<(), ProviderError> {
        let path = format!("/2010-04-01/Accounts/{account}/IncomingPhoneNumbers/{number}.json");
        let url = self.url(&path, None);
        let call = Call {
            url: &url,
            form: None,
            doing,
            repeat: Repeat::Removes,
        };
        self.send::<serde::de::IgnoredAny>(&call).await.map(|_| ())
    }
}
