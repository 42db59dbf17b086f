//! `findings`: the severities that the policy gives to findings.

use super::About;
use crate::model::{Address, Finding, Plan, Severity, Violation, Written};
use crate::policy::document::Level;
use crate::policy::layer::Policy;
use crate::yaml::Diagnostic;

/// Gives the plan's findings their severities. Those that refuse the plan become violations, and so do
/// those among what reading the configuration found.
pub(super) fn weigh(
    policy: &Policy,
    plan: &mut Plan,
    diagnostics: &[Diagnostic],
) -> Vec<Violation> {
    let mut found: Vec<Violation> = diagnostics
        .iter()
        .filter_map(|one| of_configuration(policy, one))
        .collect();
    let findings = std::mem::take(&mut plan.findings);
    for finding in findings {
        match refusal(policy, &finding) {
            Some(violation) => found.push(violation),
            None => plan.findings.push(reweighed(policy, finding)),
        }
    }
    if let Some(comparison) = &mut plan.comparison {
        for one in &mut comparison.disagreements {
            if let Some(violation) = refusal(policy, &one.finding) {
                let written = match &one.written_at {
                    Some(path) => Written::AtPath(path.clone()),
                    None => violation.written.clone(),
                };
                one.finding.severity = Severity::Error;
                found.push(Violation {
                    written,
                    ..violation
                });
            } else {
                let weight = policy.severity(one.finding.code, one.finding.severity);
                one.finding.severity = weight;
            }
        }
    }
    found
}

/// The violation that a finding is, if its code refuses a plan.
fn refusal(policy: &Policy, finding: &Finding) -> Option<Violation> {
    let (level, key, layer) = policy.level(finding.code, finding.severity)?;
    if level != Level::Error {
        return None;
    }
    let mut about = About::new(finding.summary.clone(), finding.help.clone());
    if let Some(address) = &finding.address {
        about = about.at(address);
        if let Some(key) = finding.key {
            about = about.written(Written::AtPath(format!("{address}.{key}")));
        }
    }
    Some(policy.found(layer, &format!("findings.{key}"), finding.code, about))
}

/// A finding with the policy's severity. What blocks the plan is never lowered.
fn reweighed(policy: &Policy, finding: Finding) -> Finding {
    let severity = policy.severity(finding.code, finding.severity);
    if severity == finding.severity {
        return finding;
    }
    if finding.blocks {
        let help = format!(
            "{} (the policy cannot lower it, because it blocks the plan)",
            finding.help
        );
        return Finding { help, ..finding };
    }
    Finding {
        severity,
        ..finding
    }
}

/// The violation that a warning or note of the configuration is, if its code refuses a plan. An error
/// leaves nothing to plan.
fn of_configuration(policy: &Policy, diagnostic: &Diagnostic) -> Option<Violation> {
    let (level, key, layer) = policy.level(diagnostic.code, diagnostic.severity)?;
    if level != Level::Error {
        return None;
    }
    let mut about = About::new(diagnostic.summary.clone(), diagnostic.help.clone());
    if let Some(address) = diagnostic.address.as_deref().and_then(Address::parse) {
        about = about.at(&address);
    }
    if let Some(span) = diagnostic.span() {
        about = about.written(Written::At(span));
    }
    Some(policy.found(layer, &format!("findings.{key}"), diagnostic.code, about))
}
