//! Which rules need a plan. The others can be judged from the configuration alone.

use crate::policy::layer::Policy;

impl Policy {
    /// The rules that only a plan can judge, by their paths.
    pub fn judged_by_plan(&self) -> Vec<&'static str> {
        let has = |find: &dyn Fn(&crate::policy::Document) -> bool| {
            self.layers.iter().any(|layer| find(&layer.document))
        };
        let changes = |find: fn(&crate::policy::document::Changes) -> bool| {
            has(&|d| d.changes.as_ref().is_some_and(find))
        };
        let purchases = |find: fn(&crate::policy::document::Purchases) -> bool| {
            has(&|d| d.purchases.as_ref().is_some_and(find))
        };
        let approval = has(&|d| d.approval.as_ref().is_some_and(|one| one.auto.is_some()));
        let findings = has(&|d| d.findings.as_ref().is_some_and(|all| !all.is_empty()));
        let all = [
            ("changes.allow", changes(|one| one.allow.is_some())),
            ("changes.forbid", changes(|one| one.forbid.is_some())),
            ("changes.at_most", changes(|one| one.at_most.is_some())),
            ("changes.fields", changes(|one| one.fields.is_some())),
            ("purchases.at_most", purchases(|one| one.at_most.is_some())),
            (
                "purchases.monthly_cost",
                purchases(|one| one.monthly_cost.is_some()),
            ),
            ("approval.auto", approval),
            ("findings", findings),
        ];
        let present = all.into_iter().filter(|(_, present)| *present);
        present.map(|(path, _)| path).collect()
    }
}
