//! Patterns of addresses that match nothing: a misspelt one protects nothing and allows nothing.

use super::About;
use crate::model::{Address, Plan, PolicyCode, Remark, Severity};
use crate::policy::document::{Level, TargetPattern};
use crate::policy::layer::{Origin, Policy, Rule};

/// The addresses that a pattern can match: what is declared, recorded or planned, whatever part of it
/// a plan covers.
pub struct Known<'a> {
    /// Each address, with its natural key.
    pub resources: Vec<(Address, Option<&'a str>)>,
    /// What a pattern that matches nothing was probably meant to be, in a clause.
    pub meant: &'a dyn Fn(&str) -> Option<String>,
}

/// The end of the help. A policy often serves several configurations.
const SHARED: &str =
    "if another configuration has such an address, write `findings: { W0941: note }`";

impl Policy {
    /// Adds to a judged plan what is wrong with patterns of the policy's file. `findings` decides by
    /// name how it is reported; `warnings` does not, because the configuration cannot correct it.
    pub fn remark(&self, plan: &mut Plan, known: &Known<'_>) {
        let Some(outcome) = plan.policy.as_mut() else {
            return;
        };
        let allow = self.rule("changes.allow", |d| d.changes.as_ref()?.allow.as_ref());
        let forbid = self.rule("changes.forbid", |d| d.changes.as_ref()?.forbid.as_ref());
        let rules = allow.map(|rule| (rule, "allows"));
        let rules = rules
            .into_iter()
            .chain(forbid.map(|rule| (rule, "forbids")));
        let own = rules.filter(|(rule, _)| matches!(rule.layer.origin, Origin::File(_)));
        for (rule, verb) in own {
            let idle = rule.value.iter().enumerate();
            for (item, pattern) in idle.filter(|(_, pattern)| !known.has(pattern)) {
                let about = self.idle(&rule, item, pattern, verb, known);
                let level = self.level(PolicyCode::MatchesNothing.code(), Severity::Note);
                let severity = match level.map(|(level, ..)| level) {
                    Some(Level::Error) => {
                        outcome.violations.push(about);
                        continue;
                    }
                    Some(Level::Note) => Severity::Note,
                    Some(Level::Warning) | None => Severity::Warning,
                };
                outcome.remarks.push(Remark { severity, about });
            }
        }
    }

    fn idle(
        &self,
        rule: &Rule<'_, Vec<TargetPattern>>,
        item: usize,
        pattern: &TargetPattern,
        verb: &str,
        known: &Known<'_>,
    ) -> crate::model::Violation {
        let text = pattern.as_str();
        let summary = format!(
            "`{text}` {verb} nothing: no address that is declared, recorded or planned matches it"
        );
        let meant = (known.meant)(text);
        let meant = meant.unwrap_or_else(|| "correct it, or remove it".to_owned());
        let joint = if meant.ends_with('?') { " " } else { "; " };
        let about = About::new(summary, format!("{meant}{joint}{SHARED}")).item(Some(item));
        self.violation(rule, PolicyCode::MatchesNothing, about)
    }
}

impl Known<'_> {
    fn has(&self, pattern: &TargetPattern) -> bool {
        let mut all = self.resources.iter();
        all.any(|(address, key)| pattern.fits(address, *key))
    }
}
