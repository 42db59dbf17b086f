//! What a provider says about takers: see [`crate::model::Takers`].

use super::ProviderError;
use crate::model::Taker;

/// What was asked about takers, and what came of it.
#[derive(Debug, Clone, Default)]
pub struct Asked {
    /// What was looked at, by the provider's name for it; empty where a provider has nothing of
    /// the kind, and was not asked.
    pub place: &'static str,
    /// Those that were found.
    pub found: Vec<Taker>,
    /// Why not all of them are known.
    pub failed: Option<ProviderError>,
    /// How many HTTP requests were made, repeated ones included.
    pub reads: u64,
}
