//! The shards of a merged document. Doc comments here are descriptions in JSON Schemas.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A shard of a merged document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct MergedShard {
    /// Which shard, from 1.
    pub index: u32,
    /// How many shards there are.
    pub count: u32,
    /// How much of it is known.
    pub state: ShardState,
}

/// How much is known of a merged shard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ShardState {
    /// Everything was read.
    Complete,
    /// Something could not be read.
    Incomplete,
    /// There is no document of it.
    Missing,
}
