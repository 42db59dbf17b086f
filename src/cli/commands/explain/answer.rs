//! What is told beside an explanation: what could not be read, and the errors of a plan where
//! something that was asked about cannot be planned as it is declared.

use crate::cli::output::remedies;
use crate::cli::session::{Project, World};
use crate::cli::{planning, routes};
use crate::model::{Address, Finding, Kind, NumberRoutes, Plan, Severity, State, Unread, Value};
use crate::report::explain::Explanation;
use crate::yaml::Diagnostic;

/// A service that is meant by its name, where several have it.
const SEVERAL: &str = "E0725";
/// A service belongs to another project or environment.
const OWNED: &str = "E0701";
/// A change of a service reroutes numbers of another project or environment.
const REROUTES: &str = "E0771";

/// What is told beside an explanation: what could not be read, and the plan's errors where
/// something asked about could not be planned as it is declared.
#[derive(Default)]
pub struct Told {
    pub diagnostics: Vec<Diagnostic>,
    pub incomplete: bool,
}

impl Told {
    pub fn unread<'a>(&mut self, unread: impl Iterator<Item = &'a Unread>, project: &Project) {
        self.diagnostics = routes::unread_told(unread, project);
        self.incomplete |= !self.diagnostics.is_empty();
    }

    pub fn whole(&mut self, address: &Address, plan: &Plan, project: &Project, world: &World) {
        let planned = plan.changes.iter().any(|change| change.address == *address);
        let findings = plan.findings.iter();
        let own = findings.filter(|finding| finding.address.as_ref() == Some(address));
        // What could not be read is told under the provider, and is told already.
        if !planned && address.kind() != Kind::Provider {
            self.incomplete = true;
            self.add(own.map(|finding| placed(finding, project, world)));
        }
    }

    pub fn numbers(&mut self, numbers: &[Explanation<'_>]) {
        for one in numbers.iter().filter(|one| one.is_unplanned()) {
            self.incomplete = true;
            self.add(one.errors.iter().cloned());
        }
    }

    pub fn add(&mut self, diagnostics: impl Iterator<Item = Diagnostic>) {
        for told in diagnostics {
            if !self.diagnostics.contains(&told) {
                self.diagnostics.push(told);
            }
        }
    }
}

pub fn placed(finding: &Finding, project: &Project, world: &World) -> Diagnostic {
    remedies::in_sandbox(planning::placed(finding, &project.loaded.origins), world)
}

/// The service that the plan adds a number to.
pub fn joins<'a>(plan: &'a Plan, number: &NumberRoutes) -> Option<&'a Address> {
    let service = number.declared_in.as_ref()?;
    let change = plan.changes.iter().find(|one| one.address == *service)?;
    let has = |value: &Value| {
        let members = value.members();
        members.is_some_and(|members| members.contains(&number.phone_number))
    };
    let mut fields = change.fields.iter();
    fields
        .any(|field| has(&field.after) && !has(&field.before))
        .then_some(&change.address)
}

/// The plan's errors about a number: its own, and those of the service it cannot join.
pub fn errors(
    plan: &Plan,
    number: &NumberRoutes,
    project: &Project,
    world: &World,
) -> Vec<Diagnostic> {
    if !number.is_declared {
        return Vec::new();
    }
    let names_it = |finding: &Finding| {
        let mut words = finding
            .summary
            .split(|c: char| c.is_whitespace() || c == ',');
        words.any(|word| word == number.phone_number)
    };
    let service = number.declared_in.as_ref();
    let concerns = |finding: &&Finding| {
        finding.severity == Severity::Error
            && finding.address.is_some()
            && (finding.address == number.address
                || finding.address.as_ref() == service
                    && (names_it(finding) || [SEVERAL, OWNED, REROUTES].contains(&finding.code)))
    };
    let found = plan.findings.iter().filter(concerns);
    found
        .map(|finding| placed(finding, project, world))
        .collect()
}

/// Where a number is declared that its account's provider does not declare.
pub fn declared_as<'a>(desired: &'a State, number: &NumberRoutes) -> Option<&'a Address> {
    let mut declared = desired.resources.iter();
    let found = declared.find(|(address, want)| {
        address.kind() == Kind::Number && want.key.as_ref() == Some(&number.phone_number)
    });
    found
        .map(|(address, _)| address)
        .filter(|_| !number.is_declared)
}

/// Whether a number is what was asked for, or under it.
pub fn concerns(address: &Address, number: &NumberRoutes) -> bool {
    let in_group = |address: &Address| {
        number.declared_in.as_ref() == Some(address)
            || number
                .group
                .as_ref()
                .and_then(|group| group.address.as_ref())
                == Some(address)
    };
    match address {
        Address::Provider(provider) => number.provider == *provider,
        Address::MessagingService { .. } => in_group(address),
        _ => number.address.as_ref() == Some(address),
    }
}
