//! The DELETE that releases a phone number, perhaps for good. Its path is made here and nowhere
//! else, and only a command for it leads here: no plan and no apply.

use super::{Call, Client};
use crate::http::Repeat;
use crate::provider::ProviderError;
use crate::provider::twilio::number::NumberSid;
use crate::provider::twilio::sid::AccountSid;

impl Client {
    /// Releases a number, with retries: a released number stays released. Each attempt is added to
    /// `tries`.
    pub async fn release(
        &self,
        account: &AccountSid,
        number: &NumberSid,
        doing: &str,
        tries: &mut u64,
    ) -> Result<(), ProviderError> {
        let path = format!("/2010-04-01/Accounts/{account}/IncomingPhoneNumbers/{number}.json");
        let url = self.url(&path, None);
        let call = Call {
            url: &url,
            form: None,
            doing,
            repeat: Repeat::Removes,
            glance: None,
        };
        let sent = self.send_counting::<serde::de::IgnoredAny>(&call, tries);
        sent.await.map(|_| ())
    }
}
