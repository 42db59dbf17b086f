//! The counts of a plan document. Doc comments here are descriptions in its JSON Schema.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::model::Minutes;

/// The number of changes by action.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Counts {
    /// To be created.
    pub create: usize,
    /// To be updated.
    pub update: usize,
    /// To be recorded as they are, without a write at the provider.
    pub adopt: usize,
    /// To be dropped from the registry; nothing changes at the provider.
    pub forget: usize,
    /// To be bought; left out if zero.
    #[serde(skip_serializing_if = "is_zero")]
    pub purchase: usize,
    /// As declared.
    pub no_op: usize,
    /// Numbers and receivers of texts in the accounts that are not in the configuration.
    pub unmanaged: usize,
}

impl Counts {
    /// Adds the counts of another document.
    pub(in crate::report) fn add(&mut self, more: &Self) {
        self.create += more.create;
        self.update += more.update;
        self.adopt += more.adopt;
        self.forget += more.forget;
        self.purchase += more.purchase;
        self.no_op += more.no_op;
        self.unmanaged += more.unmanaged;
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands a reference")]
fn is_zero(count: &usize) -> bool {
    *count == 0
}

/// The number of calls to the provider.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CallCounts {
    /// HTTP reads made for the plan.
    pub reads: u64,
    /// HTTP writes that an apply will make.
    pub writes: u64,
    /// How many minutes the writes take at the declared `requests_per_second`, with one decimal, rounded up; of several accounts the longest. Left out if no account has a cap.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub minutes: Option<Minutes>,
}
