//! Texts that a group answers because numbers join it.

use super::Route;

/// Numbers that join a group, and who answers texts to them then.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Takeover {
    /// The numbers in E.164, in their order.
    pub numbers: Vec<String>,
    /// Who answers for each of them after the plan is carried out.
    pub after: Route,
}
