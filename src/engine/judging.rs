//! A plan judged by a policy.

use crate::engine::context::Workspace;
use crate::engine::plan::Planned;
use crate::model::Address;
use crate::policy::{Case, Declared, DeclaredUrl, Policy};
use crate::provider;

/// The plan with what the policy says about it. A plan that undoes a run or reverts drift is judged by
/// what it writes, not by what the configuration declares.
#[must_use]
pub fn judged(workspace: &Workspace<'_>, mut planned: Planned, policy: Option<&Policy>) -> Planned {
    let Some(policy) = policy else {
        return planned;
    };
    let configured = planned.undoes.is_none() && planned.reverts.is_none();
    let declared = configured.then(|| Declared {
        state: &workspace.desired,
        urls: urls(workspace),
    });
    let case = Case {
        declared: declared.as_ref(),
        diagnostics: &workspace.loaded.diagnostics,
        mass_change: !planned.mass_changes.is_empty(),
    };
    policy.judge(&mut planned.plan, &case);
    planned
}

/// The declared URLs, in the order of their paths.
fn urls<'a>(workspace: &Workspace<'a>) -> Vec<DeclaredUrl<'a>> {
    let collections = provider::collections();
    let configuration = workspace.loaded.configuration.iter();
    let providers = configuration.flat_map(|one| &one.providers);
    providers
        .flat_map(|(name, provider)| {
            let all = provider.declared().callbacks().into_iter();
            all.map(move |(path, url)| (format!("providers.{name}.{path}"), url))
        })
        .map(|(path, url)| DeclaredUrl {
            address: Address::enclosing(&path, &collections),
            path,
            url: url.as_str(),
        })
        .collect()
}
