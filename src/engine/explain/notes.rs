//! The diagnostics of an explanation: what could not be read, what cannot be planned as declared,
//! and what may take texts first.

use super::NumberAnswers;
use crate::engine::context::Workspace;
use crate::engine::placing::{placed, uncompared, unread};
use crate::model::{Address, Finding, Kind, Severity};
use crate::report::explain::Explanation;
use crate::yaml::Diagnostic;

/// The diagnostics of an explanation.
#[derive(Debug, Default)]
pub struct Notes {
    /// The diagnostics, each once.
    pub diagnostics: Vec<Diagnostic>,
    /// Whether something could not be read or planned.
    pub incomplete: bool,
}

impl Notes {
    fn add(&mut self, diagnostics: impl IntoIterator<Item = Diagnostic>) {
        for diagnostic in diagnostics {
            if !self.diagnostics.contains(&diagnostic) {
                self.diagnostics.push(diagnostic);
            }
        }
    }
}

impl NumberAnswers {
    /// The diagnostics of these explanations.
    pub fn notes(&self, explanations: &[Explanation<'_>], workspace: &Workspace<'_>) -> Notes {
        let mut notes = Notes::default();
        let origins = workspace.origins;
        if let Some(address) = self.whole() {
            // The list of numbers may be incomplete.
            notes.add(unread(self.routes.unread.iter(), origins));
            notes.incomplete = !notes.diagnostics.is_empty();
            self.add_unplanned(address, &mut notes, workspace);
        } else {
            let of_numbers = explanations.iter().flat_map(|one| &one.number.unread);
            notes.add(unread(of_numbers, origins));
            notes.incomplete = !notes.diagnostics.is_empty();
        }
        for one in explanations.iter().filter(|one| one.is_unplanned()) {
            notes.incomplete = true;
            notes.add(one.errors.iter().cloned());
        }
        let comparison = self.routes.plan.comparison.as_ref();
        notes.add(uncompared(comparison, origins));
        notes.incomplete |= comparison.is_some_and(|comparison| !comparison.complete);
        let taken = taken(explanations, workspace);
        notes.add(taken.iter().map(|finding| placed(finding, origins)));
        notes
    }

    /// Adds the findings of a group that cannot be planned as declared. The findings of a
    /// provider say what could not be read, which is reported already.
    fn add_unplanned(&self, address: &Address, notes: &mut Notes, workspace: &Workspace<'_>) {
        let plan = &self.routes.plan;
        let planned = plan.changes.iter().any(|change| change.address == *address);
        if !planned && address.kind() != Kind::Provider {
            notes.incomplete = true;
            let findings = plan.findings.iter();
            let own = findings.filter(|finding| finding.address.as_ref() == Some(address));
            notes.add(own.map(|finding| placed(finding, workspace.origins)));
        }
    }
}

/// What may take texts to the declared ones among these numbers, unless suppressed.
fn taken(explanations: &[Explanation<'_>], workspace: &Workspace<'_>) -> Vec<Finding> {
    let key = |address: &Address, number: &str| {
        let router = workspace.routers.get(address.provider()?)?;
        Some(router.keys().of_number(Some(number)))
    };
    let declared = explanations.iter().filter(|one| one.number.is_declared);
    let at = declared.filter_map(|one| Some((one, one.number.address.as_ref()?)));
    let found = at.flat_map(|(one, address)| {
        let number = one.number.phone_number.as_str();
        one.taken_by().map(move |taker| (address, number, taker))
    });
    found
        .filter(|(address, _, taker)| !workspace.silences.hide(taker.code, Some(address)))
        .map(|(address, number, taker)| Finding {
            severity: Severity::Warning,
            code: taker.code,
            address: Some(Address::clone(address)),
            key: key(address, number),
            summary: taker.summary.clone(),
            help: taker.help.to_owned(),
            blocks: false,
        })
        .collect()
}
