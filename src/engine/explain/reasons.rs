//! What a plan and a configuration say about one number.

use crate::engine::placing::placed;
use crate::model::{
    Address, Finding, FindingCode, Kind, NumberRoutes, Origins, Plan, Role, Severity, State, Value,
};
use crate::yaml::Diagnostic;

/// Errors about a group that concern all of its members.
const OF_GROUPS: [FindingCode; 3] = [
    FindingCode::AmbiguousGroup,
    FindingCode::OwnedElsewhere,
    FindingCode::ReroutesForeignNumbers,
];

/// Whether an address is the number, or contains it.
pub(super) fn concerns(address: &Address, number: &NumberRoutes) -> bool {
    let in_group = |address: &Address| {
        let group = number.group.as_ref();
        number.declared_in.as_ref() == Some(address)
            || group.and_then(|group| group.address.as_ref()) == Some(address)
    };
    match address {
        Address::Provider(provider) => number.provider == *provider,
        Address::Group { .. } => {
            let handlers = [&number.handler, &number.declared_handler];
            in_group(address) || handlers.contains(&&Some(address.clone()))
        }
        _ => number.address.as_ref() == Some(address),
    }
}

/// The keys that can hold the declared URL of a number, the deciding one first.
pub(super) fn url_keys(
    number: &NumberRoutes,
) -> impl Iterator<Item = (Address, &'static str)> + use<> {
    let declared = number.declared.as_ref();
    let role = declared.map_or(Role::Number, |route| route.decided_by.role);
    let drops = declared.is_some_and(|route| route.url.is_none());
    let group = number.declared_in.clone().filter(|_| role == Role::Group);
    let own = number.address.clone().filter(|_| number.is_declared);
    let first = match group {
        // A group that drops texts has no URL; its `inbound` key says so.
        Some(group) if drops => Some((group, "inbound")),
        Some(group) => Some((group, "callback_url")),
        None => own.map(|address| match role {
            Role::Nothing => (address, "incoming"),
            Role::Other => match &number.declared_handler {
                Some(handler) => (handler.clone(), "url"),
                None => (address, "incoming.application"),
            },
            Role::Number | Role::Group => (address, "incoming.url"),
        }),
    };
    let provider = Address::Provider(number.provider.clone());
    first.into_iter().chain([(provider, "callback_url")])
}

/// The group that the plan adds a number to.
pub(super) fn joins<'a>(plan: &'a Plan, number: &NumberRoutes) -> Option<&'a Address> {
    let group = number.declared_in.as_ref()?;
    let change = plan.changes.iter().find(|one| one.address == *group)?;
    let has = |value: &Value| {
        let members = value.members();
        members.is_some_and(|members| members.contains(&number.phone_number))
    };
    let mut fields = change.fields.iter();
    fields
        .any(|field| has(&field.after) && !has(&field.before))
        .then_some(&change.address)
}

/// The plan's errors about a declared number: its own, and those of the group it cannot join.
pub(super) fn errors(plan: &Plan, number: &NumberRoutes, origins: &Origins) -> Vec<Diagnostic> {
    if !number.is_declared {
        return Vec::new();
    }
    let names_it = |finding: &Finding| {
        let mut words = finding
            .summary
            .split(|c: char| c.is_whitespace() || c == ',');
        words.any(|word| word == number.phone_number)
    };
    let group = number.declared_in.as_ref();
    let concerns = |finding: &&Finding| {
        finding.severity == Severity::Error
            && finding.address.is_some()
            && (finding.address == number.address
                || finding.address.as_ref() == group
                    && (names_it(finding) || finding.code.is_one_of(&OF_GROUPS)))
    };
    let found = plan.findings.iter().filter(concerns);
    found.map(|finding| placed(finding, origins)).collect()
}

/// The address of a number that is declared, but under another provider than the one whose
/// account holds it.
pub(super) fn declared_as<'a>(desired: &'a State, number: &NumberRoutes) -> Option<&'a Address> {
    let mut declared = desired.resources.iter();
    let found = declared.find(|(address, want)| {
        address.kind() == Kind::Number && want.key.as_deref() == Some(number.phone_number.as_str())
    });
    found
        .map(|(address, _)| address)
        .filter(|_| !number.is_declared)
}
