//! Advice about a declared group that answers in a number's place: one wording for the plan, for
//! drift and for `explain`.

use super::Address;

/// A declared group that answers for a number in another way than the configuration asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Obstacle {
    /// The address that declares the group.
    pub group: Address,
    /// Whether the configuration says there who answers. Then the number is not among the numbers
    /// that the configuration puts in that group.
    pub says_who: bool,
}

impl Obstacle {
    /// Returns what to declare so that the number is answered as declared. No option of `apply`
    /// does that.
    pub fn advice(&self, number: &Address) -> String {
        let (group, name) = (&self.group, number.name());
        if self.says_who {
            format!(
                "it is in {group}, which is declared and answers for every number in it, but it is not among the numbers declared there: add {name} to `numbers` of {group} and apply, or take it out in the provider's console to have it answer by itself"
            )
        } else {
            format!(
                "{group} is declared and does not say who answers: set `inbound: defer_to_sender` there, so that each number answers by itself, and apply"
            )
        }
    }
}
