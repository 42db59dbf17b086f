//! D4: the organisation that callback URLs and the configuration name, and the environment's own.

use super::super::rows::Organization;
use super::gathered::Gathered;
use super::report::{quoted, report, whole};
use crate::counterpart::Ours;
use crate::model::{Address, CounterpartCode, Disagreement};

/// Where the configuration declares the organisation.
const WRITTEN_AT: &str = "environment.dynamics_org_id";

/// Compares each organisation that is named with the environment's.
pub(super) fn compare(organization: Option<&Organization>, ours: &Ours, found: &mut Gathered) {
    let Some(organization) = organization else {
        return;
    };
    if let Some(declared) = &ours.organization
        && *declared != organization.id
    {
        let theirs = quoted(&organization.id);
        let (summary, help) = if is_environment(organization, declared) {
            (
                format!("`{WRITTEN_AT}` is the environment's id; the organisation's is {theirs}"),
                format!("write {theirs}"),
            )
        } else {
            (
                format!(
                    "`{WRITTEN_AT}` is {}, and this Dynamics 365 is the organisation {theirs}",
                    quoted(declared)
                ),
                format!(
                    "write {theirs}, or correct `dynamics.url` if it names the wrong environment"
                ),
            )
        };
        let values = (declared.as_str(), WRITTEN_AT);
        let one = disagreement(&whole(), organization, values, summary, help);
        found.disagreements.push(one);
    }
    let mut named = 0;
    let mut others = 0;
    for url in &ours.urls {
        let Some(declared) = &url.organization else {
            continue;
        };
        named += 1;
        if *declared == organization.id {
            continue;
        }
        others += 1;
        let summary = if is_environment(organization, declared) {
            format!(
                "the callback URL names {}: this is the environment's id; the organisation's is {}",
                quoted(declared),
                quoted(&organization.id)
            )
        } else {
            format!(
                "the callback URL names the organisation {}, and this Dynamics 365 is the organisation {}: replies go to another environment",
                quoted(declared),
                quoted(&organization.id)
            )
        };
        let help = "copy the callback URL from the wizard of the SMS provider in Dynamics 365; after an environment was copied, take it from the wizard again";
        let values = (declared.as_str(), url.written_at.as_str());
        let one = disagreement(&url.address, organization, values, summary, help.to_owned());
        found.disagreements.push(one);
    }
    found.agreed.organization = named > 0 && others == 0;
}

/// Whether an id is that of the environment and not of its organisation. People mistake one for the
/// other: both are on one page.
fn is_environment(organization: &Organization, id: &str) -> bool {
    organization.environment_id.as_deref() == Some(id) && organization.id != id
}

fn disagreement(
    address: &Address,
    organization: &Organization,
    (declared, written_at): (&str, &str),
    summary: String,
    help: String,
) -> Disagreement {
    Disagreement {
        written_at: Some(written_at.to_owned()),
        field: Some("OrganizationId".to_owned()),
        declared: Some(declared.to_owned()),
        theirs: Some(organization.id.clone()),
        ..report(CounterpartCode::AnotherOrganisation, address, summary, help)
    }
}
