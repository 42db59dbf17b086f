//! Several plans as one document.

use schemars::JsonSchema;
use serde::Serialize;

use super::cost::MonthlyCostDocument;
use super::counts::Counts;
use super::purchases::cost_of;
use super::shape::{FORMAT_VERSION, PlanDocument};

/// What `switchboard apply` would do, and the inputs of that decision, in one or several
/// environments.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[serde(untagged)]
#[schemars(title = "Switchboard plan")]
pub enum PlanFile {
    /// One environment.
    One(Box<PlanDocument>),
    /// Several environments.
    Several(PlanSet),
}

/// Several environments, in the order of the merged documents.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct PlanSet {
    /// Version of this format, `major.minor`. Keys may be added within a major version.
    pub format_version: String,
    /// `plan-set`, or `apply-set` for the reports of applies. It cannot be applied.
    #[schemars(extend("enum" = ["plan-set", "apply-set"]))]
    pub kind: String,
    /// Whether everything declared could be read and planned in every environment.
    pub complete: bool,
    /// Whether a diagnostic of any environment is an error.
    pub errored: bool,
    /// The number of changes by action, in all environments.
    pub summary: Counts,
    /// What the numbers that are bought cost per month, in all environments; left out if nothing is bought.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub monthly_cost: Option<MonthlyCostDocument>,
    /// One document per environment.
    pub environments: Vec<PlanDocument>,
}

impl PlanFile {
    /// The document of these environments.
    pub(in crate::report) fn of(documents: &[PlanDocument]) -> Self {
        if let [only] = documents {
            return Self::One(Box::new(only.clone()));
        }
        let mut summary = Counts::default();
        for document in documents {
            summary.add(&document.summary);
        }
        let changes = documents.iter().flat_map(|one| &one.resource_changes);
        let kind = documents.first().map_or("plan", |first| &first.kind);
        Self::Several(PlanSet {
            format_version: FORMAT_VERSION.to_owned(),
            kind: format!("{kind}-set"),
            complete: documents.iter().all(|document| document.complete),
            errored: documents.iter().any(|document| document.errored),
            summary,
            monthly_cost: cost_of(changes),
            environments: documents.to_vec(),
        })
    }
}
