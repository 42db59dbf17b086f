//! A plan compared with a policy. What violates a rule becomes part of the plan; the severities that
//! the policy gives to findings become those of the plan.

mod approval;
mod callbacks;
mod changes;
mod findings;
mod idle;
mod offline;
mod purchases;
mod requires;
mod touched;

pub use idle::Known;

use super::layer::{Layer, Policy, Rule};
use crate::model::{
    Action, Address, Change, Code, Plan, PolicyCode, PolicyOutcome, State, Violation, Written,
};
use crate::yaml::Diagnostic;

/// What a plan is judged by, besides itself.
#[derive(Debug, Clone, Copy)]
pub struct Case<'a> {
    /// What the configuration declares; `None` for a plan that undoes a run or reverts drift.
    pub declared: Option<&'a Declared<'a>>,
    /// What reading the configuration found.
    pub diagnostics: &'a [Diagnostic],
    /// Whether the plan changes a large part of what is recorded.
    pub mass_change: bool,
}

/// What a configuration declares.
#[derive(Debug, Clone)]
pub struct Declared<'a> {
    /// The declared resources.
    pub state: &'a State,
    /// The declared URLs, in the order of their paths.
    pub urls: Vec<DeclaredUrl<'a>>,
}

/// A declared URL.
#[derive(Debug, Clone)]
pub struct DeclaredUrl<'a> {
    /// The resource that declares it.
    pub address: Option<Address>,
    /// The dotted path of its key.
    pub path: String,
    /// The URL.
    pub url: &'a str,
}

impl Policy {
    /// Compares a plan with the rules. Its findings get the severities that the policy gives them, and
    /// the outcome becomes part of the plan.
    pub fn judge(&self, plan: &mut Plan, case: &Case<'_>) {
        let mut violations = callbacks::judge(self, plan, case);
        violations.extend(changes::judge(self, plan, case.declared));
        violations.extend(purchases::judge(self, plan));
        if let Some(declared) = case.declared {
            violations.extend(requires::judge(self, plan, declared));
        }
        violations.extend(findings::weigh(self, plan, case.diagnostics));
        let needs_approval = approval::needed(self, plan, case);
        plan.policy = Some(PolicyOutcome {
            file: self.file.clone(),
            sha256: self.sha256.clone(),
            violations,
            remarks: Vec::new(),
            needs_approval,
        });
    }

    /// A violation of a rule. It names the rule's path, and the item of its list if `item` is given.
    /// People count from 1.
    fn violation<T>(&self, rule: &Rule<'_, T>, code: PolicyCode, about: About) -> Violation {
        let Some(item) = about.item else {
            return self.found(rule.layer, rule.path, code.into(), about);
        };
        let path = format!("{}.{item}", rule.path);
        let found = self.found(rule.layer, &path, code.into(), about);
        Violation {
            rule: format!("{}.{}", rule.path, item.saturating_add(1)),
            ..found
        }
    }

    fn found(&self, layer: &Layer, path: &str, code: Code, about: About) -> Violation {
        let (span, place) = layer.place(&self.file, path);
        Violation {
            rule: path.to_owned(),
            code,
            address: about.address,
            summary: about.summary,
            help: about.help,
            place,
            span,
            written: about.written,
        }
    }
}

/// Whether a change counts. To adopt is to record what is there already, unless that drops another
/// number from the registry. The entry of a provider there only carries what is under it.
fn counts(change: &Change) -> bool {
    let entry = matches!(change.address, Address::Provider(_)) && change.action == Action::Create;
    let adopts = change.action == Action::Adopt && change.key_before.is_none();
    !adopts && !entry
}

/// What violates a rule.
struct About {
    /// Which item of the rule's list.
    item: Option<usize>,
    address: Option<Address>,
    written: Written,
    summary: String,
    help: String,
}

impl About {
    fn new(summary: String, help: String) -> Self {
        Self {
            item: None,
            address: None,
            written: Written::AtTheAddress,
            summary,
            help,
        }
    }

    fn at(self, address: &Address) -> Self {
        Self {
            address: Some(address.clone()),
            ..self
        }
    }

    fn item(self, item: Option<usize>) -> Self {
        Self { item, ..self }
    }

    fn written(self, written: Written) -> Self {
        Self { written, ..self }
    }
}

/// The end of a help: who can change the rule.
const OR_THE_POLICY: &str = "or ask those who own the policy to change it";

#[cfg(test)]
mod tests;
