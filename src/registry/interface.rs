//! What every kind of registry can do, and the values that go in and out.

use std::collections::BTreeMap;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use super::attempt::Attempt;
use super::error::RegistryError;
use super::holder::Holder;
use super::operation::{Accepted, OpenOperation};
use super::prune::{Keep, Prunable};
use super::settlement::{Intent, Settlement};
use crate::http::Slots;
use crate::model::{
    Address, Covered, LeftRoute, LeftRoutes, Outcome, Resource, Run, RunStatus, Scope, Serials,
    Settled, Sightings, Snapshot, State, Wave,
};

/// A future that a trait object returns.
pub type Pending<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// The result of a call to a registry, as a future.
pub type Answer<'a, T> = Pending<'a, Result<T, RegistryError>>;

/// The record of the objects that we own and the changes that we made.
pub trait Registry: Send + Sync {
    /// The state that the last apply of a scope left, without the routes that it left. A registry
    /// that does not exist yet is empty, and is not created.
    fn snapshot<'a>(&'a self, scope: &'a Scope) -> Answer<'a, Snapshot>;

    /// The routes that the last apply of a scope left. No plan needs them.
    fn left_routes<'a>(&'a self, scope: &'a Scope) -> Answer<'a, LeftRoutes>;

    /// Takes the locks of all parts of the scope that the run covers, or none, and records the run
    /// as running. Creates the registry if there is none, and migrates an older one. Waits up to
    /// `wait` for a living holder of one of them, then returns [`RegistryError::HeldBy`].
    fn begin<'a>(
        &'a self,
        scope: &'a Scope,
        run: &'a NewRun,
        wait: Duration,
    ) -> Answer<'a, Box<dyn Session>>;

    /// What is recorded in one scope, or in every scope, ordered by project and environment.
    /// A scope in which no run ever began is left out.
    fn contents<'a>(&'a self, scope: Option<&'a Scope>) -> Answer<'a, Vec<Contents>>;

    /// The scope's runs, the latest first, in the order in which they began rather than by their
    /// clocks. A run that is recorded as running but whose process is gone reads as interrupted.
    fn runs<'a>(&'a self, scope: &'a Scope) -> Answer<'a, Vec<Run>>;

    /// A run of any scope with its changes, in the order in which they were recorded. A prefix of
    /// the run's identifier is enough if no other run shares it.
    fn changes<'a>(&'a self, run_id: &'a str) -> Answer<'a, Option<(Run, Vec<Settled>)>>;

    /// The waves of these runs, by run, in the order in which they began. A run that was no rollout has
    /// none, and a registry that is older than these records has none.
    fn waves<'a>(&'a self, run_ids: &'a [&'a str]) -> Answer<'a, BTreeMap<String, Vec<Wave>>>;

    /// How many changes of these runs have each outcome.
    fn outcomes<'a>(&'a self, run_ids: &'a [&'a str]) -> Answer<'a, Vec<OutcomeCount>>;

    /// The runs of the scope that [`Registry::prune`] may remove, the latest first: those that
    /// `keep` does not name and that nothing needs.
    fn prunable<'a>(&'a self, scope: &'a Scope, keep: Keep) -> Answer<'a, Vec<Prunable>>;

    /// Removes runs with their changes and waves. What they recorded of resources stays, and of a run that was
    /// the last to write a recorded resource only these are removed. Takes no scope lock;
    /// migrates an older registry.
    fn prune<'a>(&'a self, runs: &'a [Prunable]) -> Answer<'a, ()>;

    /// The runs that hold locks of the scope, the oldest lock first.
    fn holders<'a>(&'a self, scope: &'a Scope) -> Answer<'a, Vec<Holder>>;

    /// Takes the scope's locks away from their holders and returns these. If one of them lives,
    /// nothing is taken away and [`RegistryError::HeldBy`] is returned, unless `force` is set; it
    /// then notices at its next record, which fails with [`RegistryError::LostLock`].
    fn unlock<'a>(&'a self, scope: &'a Scope, force: bool) -> Answer<'a, Vec<Holder>>;

    /// The differences that the last drift check of the scope found, each with the time at which
    /// it was first seen.
    fn differences<'a>(&'a self, scope: &'a Scope) -> Answer<'a, Sightings>;

    /// Records the differences in `now` and drops those that are only in `before`; all others
    /// stay, so that checks of different shards disturb nothing of each other. Takes no lock.
    /// Never creates a registry and never migrates an older one, since that would shut out the
    /// older programs that apply with it: it returns [`RegistryError::Older`] instead.
    fn note_differences<'a>(
        &'a self,
        scope: &'a Scope,
        before: &'a Sightings,
        now: &'a Sightings,
    ) -> Answer<'a, ()>;

    /// Records who answers for numbers at the end of an apply, unless the serial of the number's
    /// part is another by then: a later apply knows it better. Addresses that are not recorded
    /// are ignored. Like [`Registry::note_differences`], it takes no lock, creates no registry
    /// and refuses an older one.
    fn note_routes<'a>(
        &'a self,
        scope: &'a Scope,
        serials: &'a Serials,
        routes: &'a BTreeMap<Address, LeftRoute>,
    ) -> Answer<'a, ()>;

    /// The rows of counterparts that agreed when an apply of the scope last looked, by the
    /// counterparts' addresses. A registry that does not exist yet, or is older than these records,
    /// has none.
    fn counterpart_records<'a>(
        &'a self,
        scope: &'a Scope,
    ) -> Answer<'a, BTreeMap<Address, Resource>>;

    /// Records rows of a counterpart that agree, in place of earlier ones, and drops the records of
    /// those that are gone. All other records stay. Addresses that are not a counterpart's are
    /// ignored. Like [`Registry::note_differences`], it takes no lock, creates no registry and
    /// refuses an older one.
    fn note_counterpart<'a>(
        &'a self,
        scope: &'a Scope,
        agreeing: &'a BTreeMap<Address, Resource>,
        gone: &'a [Address],
    ) -> Answer<'a, ()>;

    /// The operations of the scope whose end is not recorded, the latest first. Those of runs that
    /// still run are among them.
    fn operations<'a>(&'a self, scope: &'a Scope) -> Answer<'a, Vec<OpenOperation>>;

    /// Records that these operations have ended, so that [`Registry::operations`] no longer returns
    /// them. Like [`Registry::note_differences`], it takes no lock, creates no registry and refuses
    /// an older one.
    fn close_operations<'a>(&'a self, ended: &'a [OpenOperation]) -> Answer<'a, ()>;

    /// Makes this process the leader among the watchers of exactly these scopes; `None` while
    /// another living process leads. Writes nothing and creates no registry. An apply never waits
    /// for it.
    fn lead<'a>(&'a self, scopes: &'a [Scope]) -> Answer<'a, Option<Box<dyn Leadership>>>;

    /// The slots for requests to accounts that this process shares with others of the same registry.
    /// Nothing is accessed yet. Taking one never creates a registry, takes no lock that a run waits
    /// for, and never fails. `creates`: whether the registry's folder is created if there is none, so
    /// that the first runs of a new registry share slots too.
    fn slots(&self, creates: bool) -> Arc<dyn Slots>;
}

/// The leadership among watchers. Dropping it, or the end of the process, gives it up.
pub trait Leadership: Send {
    /// True while it is still ours. Once false, it stays false.
    fn lasts(&mut self) -> Pending<'_, bool>;
}

/// A scope or some parts of it, held for one run. Dropping an unfinished session releases them as
/// well; the run then reads as interrupted.
pub trait Session: Send {
    /// The run's identifier (UUID v7).
    fn run_id(&self) -> &str;

    /// The registry's identifier.
    fn lineage(&self) -> &str;

    /// The scope's serials. Every `record` increments those of the parts in which it changes
    /// resources. Those of parts that the run does not cover are as they were when it began.
    fn serials(&self) -> &Serials;

    /// One transaction: settles the changes that ended, then records the intents that begin.
    /// Everything is committed when it returns; on an error nothing is. What it keeps or forgets at
    /// an address of a counterpart is a counterpart's record, and no resource.
    fn record<'a>(&'a mut self, settled: &'a [Settlement], intents: &'a [Intent])
    -> Answer<'a, ()>;

    /// One transaction: notes the operations of accepted writes on the open intents of their
    /// addresses, each in place of an earlier one. An operation is dropped when its change ends,
    /// unless the end is unclear.
    fn accept<'a>(&'a mut self, accepted: &'a [Accepted]) -> Answer<'a, ()>;

    /// The objects that earlier runs of this scope, and none that still runs, tried to create since a time (RFC 3339 in UTC)
    /// without a known end: each may exist, or may still come into existence. What they tried to
    /// create at a counterpart is not among them: repeating it creates nothing twice.
    fn unclear<'a>(&'a mut self, since: &'a str) -> Answer<'a, Vec<Attempt>>;

    /// Records a wave of the run's rollout, in place of what was recorded of it before. A wave is
    /// known by its kind and number. It is committed when this returns.
    fn note_wave<'a>(&'a mut self, wave: &'a Wave) -> Answer<'a, ()>;

    /// Records that the run applies another plan than the one it began with.
    fn replan<'a>(&'a mut self, plan_sha256: &'a str) -> Answer<'a, ()>;

    /// Closes the run with its final status and releases what it holds.
    fn finish(&mut self, status: RunStatus) -> Answer<'_, ()>;
}

/// A run that is about to begin. The registry assigns its identifier and times.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewRun {
    /// The user's login name.
    pub user: String,
    /// The host's name.
    pub host: String,
    /// The process id on that host.
    pub pid: u32,
    /// The commit of the configuration's repository, if there is one.
    pub git_commit: Option<String>,
    /// The plan's hash.
    pub plan_sha256: String,
    /// The identifier of the run that the plan undoes, if it undoes one.
    pub undoes: Option<String>,
    /// The parts that it covers.
    pub covered: Covered,
}

/// The number of a run's changes that have an outcome.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutcomeCount {
    /// The run.
    pub run_id: String,
    /// The outcome.
    pub outcome: Outcome,
    /// The number of changes.
    pub changes: u64,
}

/// Everything recorded in one scope.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contents {
    /// The project and environment.
    pub scope: Scope,
    /// The registry's identifier.
    pub lineage: String,
    /// The sum of the scope's serials.
    pub serial: u64,
    /// The recorded resources.
    pub state: State,
    /// Who answered for each number at the end of the last apply, as far as that is recorded.
    pub left: LeftRoutes,
    /// The rows of counterparts that agreed when an apply last looked.
    pub counterpart_records: BTreeMap<Address, Resource>,
}
