//! What every call works with: the caller's [`Context`], and the [`Workspace`] opened from it.

use std::any::Any;
use std::collections::BTreeMap;
use std::sync::Arc;

use crate::config::{Configuration, Loaded, misdeclared_at};
use crate::counterpart::Connection;
use crate::engine::chosen::Chosen;
use crate::engine::error::RunError;
use crate::engine::placing::misdeclarations;
use crate::model::{Minutes, Name, Origins, Percent, Plan, RequestRate, Scope, Silences, State};
use crate::plan;
use crate::provider::{Declaration, Settings, Vault};
use crate::reconcile::{self, Accounts};
use crate::registry::Registry;
use crate::yaml::Diagnostic;

/// Called when accounts begin to be read. The returned value is dropped when they have been read.
pub type OnReading = Box<dyn Fn() -> Box<dyn Any + Send> + Send + Sync>;

/// The caller's surroundings.
pub struct Context {
    /// The registry.
    pub registry: Box<dyn Registry>,
    /// Where secrets are found.
    pub vault: Box<dyn Vault>,
    /// How accounts are called, and the token that cancels a call.
    pub settings: Settings,
    /// The project and environment whose entries of the registry are used.
    pub scope: Scope,
    /// Whether the counterpart that the configuration declares is opened, so that calls compare with
    /// it.
    pub compares: bool,
    /// Shows progress while accounts are read.
    pub reading: Option<OnReading>,
}

impl Context {
    /// A context for the project `default` without an environment, showing no progress. Caps on
    /// requests are shared through the registry.
    pub fn new(registry: Box<dyn Registry>, vault: Box<dyn Vault>, settings: Settings) -> Self {
        let settings = Settings {
            caps: settings.caps.shared(registry.slots(false)),
            ..settings
        };
        Self {
            registry,
            vault,
            settings,
            scope: Scope {
                project: "default".to_owned(),
                environment: String::new(),
            },
            compares: false,
            reading: None,
        }
    }

    /// Shows that accounts are being read until the returned value is dropped.
    pub(super) fn show_reading(&self) -> Option<Box<dyn Any + Send>> {
        self.reading.as_ref().map(|begin| begin())
    }
}

/// A configuration with its accounts opened. Opening sends nothing.
pub struct Workspace<'a> {
    /// The caller's surroundings.
    pub context: &'a Context,
    /// The configuration's files, for pointing at places.
    pub origins: &'a Origins,
    /// What the configuration declares.
    pub desired: State,
    /// Findings that the configuration suppresses.
    pub silences: Silences,
    pub(super) loaded: &'a Loaded,
    pub(super) accounts: Accounts,
    /// The counterpart; `None` if none is declared, or if calls do not compare with it.
    pub(super) counterpart: Option<Arc<dyn Connection>>,
    /// The identifier of each provider's account.
    ids: BTreeMap<Name, String>,
    /// How each provider decides who answers.
    pub(super) routers: plan::Routers<'static>,
    /// The cap on requests per second of each account that has one.
    rates: BTreeMap<String, RequestRate>,
    /// Providers whose mass changes are judged separately, with the share that may change.
    pub(super) limits: BTreeMap<Name, Percent>,
}

impl Workspace<'_> {
    /// Whether the configuration declares no counterpart.
    pub(super) fn declares_no_counterpart(&self) -> bool {
        let configuration = self.loaded.configuration.as_ref();
        configuration.is_some_and(|one| one.counterpart.is_none())
    }

    /// The identifier of a provider's account.
    pub(super) fn account_of(&self, provider: &Name) -> Option<&str> {
        self.ids.get(provider).map(String::as_str)
    }

    /// How long the writes of a plan take; `None` if no account has a cap.
    pub(super) fn minutes(&self, plan: &Plan) -> Option<Minutes> {
        plan::minutes(plan, &self.ids, &self.rates)
    }

    /// What another configuration of the same accounts declares.
    pub(super) fn desired_by(&self, configuration: &Configuration) -> State {
        configuration.desired(&self.ids)
    }
}

/// Why a workspace cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The configuration has errors, or credentials are missing: all of them.
    #[error("{}", summaries(.0))]
    Invalid(Vec<Diagnostic>),
    /// The call itself failed.
    #[error(transparent)]
    Run(#[from] RunError),
}

fn summaries(diagnostics: &[Diagnostic]) -> String {
    let errors = diagnostics.iter().filter(|one| one.is_error());
    let summaries: Vec<&str> = errors.map(|one| one.summary.as_str()).collect();
    summaries.join("; ")
}

/// Opens the accounts of the chosen addresses. The credentials of other accounts are not needed.
/// Sends nothing.
pub async fn open<'a>(
    context: &'a Context,
    loaded: &'a Loaded,
    chosen: Chosen<'_>,
) -> Result<Workspace<'a>, OpenError> {
    open_with(context, context.vault.as_ref(), loaded, chosen).await
}

/// Opens the accounts with the secrets of another vault than the context's.
pub(super) async fn open_with<'a>(
    context: &'a Context,
    vault: &dyn Vault,
    loaded: &'a Loaded,
    chosen: Chosen<'_>,
) -> Result<Workspace<'a>, OpenError> {
    let Some(configuration) = &loaded.configuration else {
        return Err(OpenError::Invalid(loaded.diagnostics.clone()));
    };
    // A target means the same whichever accounts are opened.
    let unopened = |name: &Name| (name.clone(), String::new());
    let mut ids: BTreeMap<Name, String> = configuration.providers.keys().map(unopened).collect();
    let mut providers: Vec<(&Name, &Declaration)> = configuration.providers.iter().collect();
    if !chosen.is_everything() {
        let (mut desired, mut recorded) = (State::default(), State::default());
        // Only names have to be looked up.
        if !chosen.names_nothing() {
            desired = configuration.desired(&ids);
            let snapshot = context.registry.snapshot(&context.scope).await;
            recorded = snapshot.map_err(RunError::from)?.state;
        }
        let meant = chosen.selection(&desired, &recorded)?;
        providers.retain(|(name, _)| meant.concerns(name));
    }
    let rates = reconcile::request_rates(configuration.providers.values(), vault);
    let accounts = if rates.is_empty() {
        reconcile::open(providers, vault, &context.settings)
    } else {
        let intervals = rates.iter().map(|(id, rate)| (id.clone(), rate.interval()));
        let settings = Settings {
            caps: context.settings.caps.with(intervals.collect()),
            ..context.settings.clone()
        };
        reconcile::open(providers, vault, &settings)
    };
    let counterpart = counterpart(context, vault, loaded, configuration);
    match (accounts, counterpart) {
        (Ok(accounts), Ok(counterpart)) => {
            ids.extend(accounts.ids().clone());
            let opened = workspace(context, loaded, configuration, &ids, accounts);
            Ok(Workspace {
                counterpart,
                rates,
                ..opened
            })
        }
        // A secret is missing because the wait for it was cancelled.
        _ if context.settings.cancel.is_cancelled() => Err(RunError::interrupted().into()),
        (accounts, counterpart) => {
            let refused = accounts.err().into_iter().flatten();
            let mut problems = misdeclarations(refused, &loaded.origins);
            problems.extend(counterpart.err().into_iter().flatten());
            Err(OpenError::Invalid(problems))
        }
    }
}

/// Opens the counterpart, if calls compare with it. Sends nothing.
fn counterpart(
    context: &Context,
    vault: &dyn Vault,
    loaded: &Loaded,
    configuration: &Configuration,
) -> Result<Option<Arc<dyn Connection>>, Vec<Diagnostic>> {
    let declared = configuration.counterpart.as_ref();
    let Some(declared) = declared.filter(|_| context.compares) else {
        return Ok(None);
    };
    let base = declared.system().as_str();
    let find = |path: &[&str]| loaded.origins.find(path);
    let opened = declared.open(vault, &context.settings);
    opened.map(Some).map_err(|problems| {
        let problems = problems.into_iter();
        problems
            .map(|problem| misdeclared_at(base, problem, &find))
            .collect()
    })
}

fn workspace<'a>(
    context: &'a Context,
    loaded: &'a Loaded,
    configuration: &Configuration,
    ids: &BTreeMap<Name, String>,
    accounts: Accounts,
) -> Workspace<'a> {
    Workspace {
        context,
        origins: &loaded.origins,
        desired: configuration.desired(ids),
        silences: configuration.silences(),
        counterpart: None,
        loaded,
        accounts,
        ids: ids.clone(),
        rates: BTreeMap::new(),
        routers: configuration.routers(),
        limits: configuration.mass_changes(),
    }
}
