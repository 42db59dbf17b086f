//! The error of a request that ended without success.

use super::{Call, Client};
use crate::http::Ended;
use crate::provider::ProviderError;
use crate::provider::ending::Asked;

impl Client {
    /// The error of a request.
    pub(super) fn ended(&self, call: &Call<'_>, ended: Ended<ProviderError>) -> ProviderError {
        let asked = Asked {
            repeat: call.repeat,
            doing: call.doing,
            vendor: "Twilio",
            patience: self.dispatcher.patience(),
        };
        asked.ended(ended)
    }
}
