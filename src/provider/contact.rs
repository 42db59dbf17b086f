//! The first contact with a provider: whether its server answers, what time it has, and whether it
//! accepts the credentials.

use jiff::Timestamp;

use super::ProviderError;

/// What a provider's server answered.
#[derive(Debug, Clone)]
pub struct Contact {
    /// The host that answered.
    pub host: String,
    /// Its time, if it says so.
    pub time: Option<Timestamp>,
    /// Whether it accepts the credentials.
    pub accepted: Result<(), ProviderError>,
}
