//! Whether the files of an import are what they claim to be: valid, in canonical layout, and
//! without a write in their plan that no source wants.

use std::collections::BTreeSet;

use super::ImportedProvider;
use crate::config::{self, Input, Loaded, Text};
use crate::engine::chosen::Chosen;
use crate::engine::context::{Context, OpenError, open_with};
use crate::engine::error::{RunError, RunErrorKind};
use crate::engine::plan::{Reading, decide};
use crate::import::addition::Addition;
use crate::model::{Address, Change, Plan, Secret, SecretReference, Snapshot, Value};
use crate::plan::{self, AccountListing};
use crate::provider::{ProviderKind, Vault};
use crate::reconcile::Missed;
use crate::yaml::{self, Diagnostic, Sources};

/// What to do about a file that is not what it claims to be.
const BUG: &str = "this is a bug in switchboard, and nothing was written: please report it";

/// Plans new files against what was read for them.
pub(super) async fn plan(
    context: &Context,
    vault: &dyn Vault,
    kind: &ProviderKind,
    providers: &[ImportedProvider],
    snapshot: Snapshot,
    listings: Vec<AccountListing>,
) -> Result<Plan, OpenError> {
    for provider in providers {
        laid_out(provider)?;
    }
    let base = providers.iter().map(|provider| Text {
        name: format!("{}.yaml", provider.name),
        bytes: provider.text.clone().into_bytes(),
    });
    let loaded = config::load(Input {
        base: base.collect(),
        ..Input::default()
    });
    let wanted = providers.iter().flat_map(|one| one.wanted.clone());
    let checked = Checked {
        loaded: &loaded,
        targets: &[],
        added: None,
        wanted: &wanted.collect(),
        kind,
    };
    checked.plan(context, vault, snapshot, listings).await
}

/// A vault for accounts that nothing is sent to.
struct Unused<'a> {
    inner: &'a dyn Vault,
    token: &'static str,
}

impl Vault for Unused<'_> {
    fn variable(&self, name: &str) -> Option<Secret> {
        self.inner.variable(name)
    }

    fn resolve(&self, _: &SecretReference) -> Result<Secret, String> {
        Ok(Secret::new(self.token))
    }

    fn token_of(&self, _: &str) -> Option<Secret> {
        Some(Secret::new(self.token))
    }
}

/// A configuration that an import has made, or has added to.
pub(super) struct Checked<'a> {
    /// The configuration.
    pub loaded: &'a Loaded,
    /// What was read; everything if it is empty.
    pub targets: &'a [String],
    /// What was added; `None` if everything was.
    pub added: Option<&'a Addition>,
    /// Numbers whose route is not the account's, because a source wants another.
    pub wanted: &'a BTreeSet<Address>,
    /// The kind of the accounts' provider.
    pub kind: &'a ProviderKind,
}

impl Checked<'_> {
    /// Plans the configuration against what was read for it. What was added must not be changed.
    /// Nothing is sent, so the variables that the configuration names need not be set yet.
    pub(super) async fn plan(
        &self,
        context: &Context,
        vault: &dyn Vault,
        snapshot: Snapshot,
        listings: Vec<AccountListing>,
    ) -> Result<Plan, OpenError> {
        let chosen = Chosen::only(self.targets);
        let unused = Unused {
            inner: vault,
            token: self.kind.describer.empty_token(),
        };
        let workspace = match open_with(context, &unused, self.loaded, chosen).await {
            Ok(workspace) => workspace,
            Err(OpenError::Invalid(problems)) => {
                let first = problems.iter().find(|one| one.is_error());
                let why = first.map(|one| format!("{}: {}", one.code, one.summary));
                return Err(wrong(&format!("is not valid: {}", why.unwrap_or_default())).into());
            }
            Err(error) => return Err(error),
        };
        let selection = chosen.selection(&workspace.desired, &snapshot.state)?;
        let observed = plan::bind(&workspace.desired, &snapshot.state, listings);
        let reading = Reading {
            snapshot,
            observed,
            missed: Missed::Nothing,
            selection,
        };
        let plan = decide(&workspace, reading, false).plan;
        match self.surprise(&plan) {
            Some(address) => Err(wrong(&format!("would change {address}")).into()),
            None => Ok(plan),
        }
    }

    /// An added address that the plan writes, although nothing but its route may differ, or not
    /// even that. A declared group that got numbers may differ in what it declared before, but not
    /// in these numbers.
    fn surprise(&self, plan: &Plan) -> Option<String> {
        let is_new = |address: &Address| {
            self.added
                .is_none_or(|added| added.addresses.contains(address))
        };
        let new = plan.changes.iter().filter(|one| is_new(&one.address));
        let keys: BTreeSet<&str> = new.filter_map(|one| one.key.as_deref()).collect();
        let is_added = |change: &&Change| {
            let has_grown = self
                .added
                .is_some_and(|added| added.grown.contains(&change.address));
            is_new(&change.address) || (has_grown && moves(change, &keys))
        };
        let is_wanted = |change: &&Change| {
            let mut fields = change.fields.iter();
            let kind = change.address.kind();
            self.wanted.contains(&change.address)
                && fields.all(|one| self.kind.router.is_route(kind, &one.field))
        };
        let writes = plan
            .changes
            .iter()
            .filter(|change| change.writes_to_provider());
        let mut strange = writes.filter(is_added).filter(|change| !is_wanted(change));
        strange.next().map(|change| change.address.to_string())
    }
}

/// Whether a change lets one of these numbers join its group, or leave it.
fn moves(change: &Change, keys: &BTreeSet<&str>) -> bool {
    change.fields.iter().any(|field| {
        let has = |value: &Value, key: &str| value.members().is_some_and(|all| all.contains(key));
        let mut keys = keys.iter();
        keys.any(|key| has(&field.before, key) != has(&field.after, key))
    })
}

fn wrong(how: &str) -> RunError {
    RunError::new(RunErrorKind::Other, format!("the imported file {how}")).help(BUG)
}

/// Checks that `fmt` would leave the file as it is.
fn laid_out(provider: &ImportedProvider) -> Result<(), RunError> {
    let mut sources = Sources::default();
    let name = format!("{}.yaml", provider.name);
    let added = sources.add(name, provider.text.clone().into_bytes());
    let laid_out = added
        .map_err(|why| *why)
        .and_then(|id| yaml::layout(&sources, id));
    match laid_out {
        Ok(text) if text == provider.text => Ok(()),
        Ok(_) => Err(wrong("is not in canonical layout")),
        Err(Diagnostic { summary, .. }) => Err(wrong(&format!("cannot be formatted: {summary}"))),
    }
}
