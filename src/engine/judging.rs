//! A plan judged by a policy.

use crate::engine::context::Workspace;
use crate::model::{Address, Plan};
use crate::policy::{Case, Declared, DeclaredUrl, Policy};
use crate::provider;

/// Judges a plan. `configured` is whether it applies the configuration; otherwise it is judged by what
/// it writes, not by what the configuration declares.
pub(super) fn judge(
    workspace: &Workspace<'_>,
    plan: &mut Plan,
    policy: &Policy,
    configured: bool,
    mass_change: bool,
) {
    let declared = configured.then(|| Declared {
        state: &workspace.desired,
        urls: urls(workspace),
    });
    let case = Case {
        declared: declared.as_ref(),
        diagnostics: &workspace.loaded.diagnostics,
        mass_change,
    };
    policy.judge(plan, &case);
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
