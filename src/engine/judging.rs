//! A plan, or a configuration alone, judged by a policy.

use std::collections::BTreeMap;

use crate::config::{Configuration, Loaded};
use crate::engine::chosen;
use crate::engine::context::Workspace;
use crate::model::{Address, Counterpart, Name, Plan, PolicyOutcome, Scope, State};
use crate::policy::{Case, Declared, DeclaredUrl, Known, Policy};
use crate::provider;

/// What is known of a plan besides itself.
#[derive(Clone, Copy)]
pub(super) struct Circumstances<'a> {
    /// Whether it applies the configuration. Otherwise it is judged by what it writes, not by what the
    /// configuration declares.
    pub configured: bool,
    /// Whether it changes a large part of what is recorded.
    pub mass_change: bool,
    /// What the registry recorded when it was made.
    pub recorded: &'a State,
}

/// Judges a plan.
pub(super) fn judge(
    workspace: &Workspace<'_>,
    plan: &mut Plan,
    policy: &Policy,
    around: Circumstances<'_>,
) {
    let configuration = workspace.loaded.configuration.as_ref();
    let declared = around.configured.then(|| Declared {
        state: &workspace.desired,
        urls: configuration.map(urls).unwrap_or_default(),
    });
    let case = Case {
        declared: declared.as_ref(),
        diagnostics: &workspace.loaded.diagnostics,
        mass_change: around.mass_change,
    };
    policy.judge(plan, &case);
    let (desired, recorded) = (&workspace.desired, around.recorded);
    let system = configuration.and_then(|one| Some(one.counterpart.as_ref()?.system()));
    let changed = plan.changes.iter().flat_map(|change| {
        let keys = [change.key.clone(), change.key_before.clone()];
        keys.map(|key| (change.address.clone(), key))
    });
    let changed: Vec<_> = changed.collect();
    let changed = changed.iter();
    let changed = changed.map(|(address, key)| (address.clone(), key.as_deref()));
    let known = Known {
        resources: resources(desired, recorded, system)
            .chain(changed)
            .collect(),
        meant: &|text| chosen::meant(text, desired, recorded),
    };
    policy.remark(plan, &known);
}

/// What is declared or recorded, and what a counterpart may have of it.
fn resources<'a>(
    desired: &'a State,
    recorded: &'a State,
    system: Option<Counterpart>,
) -> impl Iterator<Item = (Address, Option<&'a str>)> {
    let all = desired.resources.iter().chain(&recorded.resources);
    let there = system.map(|system| (Address::Counterpart { system, of: None }, None));
    let each = all.flat_map(move |(address, one)| {
        let key = one.key.as_deref();
        let there = system.map(|system| {
            let of = Some(Box::new(address.clone()));
            (Address::Counterpart { system, of }, key)
        });
        std::iter::once((address.clone(), key)).chain(there)
    });
    there.into_iter().chain(each)
}

/// What a valid configuration alone violates of a policy: the rules about declared URLs, keywords,
/// purposes and the findings of reading it. [`Policy::judged_by_plan`] are the others. `None` if the
/// configuration has errors.
pub fn judged_alone(loaded: &Loaded, scope: Scope, policy: &Policy) -> Option<PolicyOutcome> {
    let configuration = loaded.configuration.as_ref()?;
    // No account is opened, and no rule that is judged here is about its identifier.
    let unopened = |name: &Name| (name.clone(), String::new());
    let accounts: BTreeMap<Name, String> = configuration.providers.keys().map(unopened).collect();
    let state = configuration.desired(&accounts);
    let declared = Declared {
        state: &state,
        urls: urls(configuration),
    };
    let case = Case {
        declared: Some(&declared),
        diagnostics: &loaded.diagnostics,
        mass_change: false,
    };
    let mut plan = Plan::empty(scope);
    policy.judge(&mut plan, &case);
    plan.policy
}

/// The declared URLs, in the order of their paths.
fn urls(configuration: &Configuration) -> Vec<DeclaredUrl<'_>> {
    let collections = provider::collections();
    let providers = configuration.providers.iter();
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
