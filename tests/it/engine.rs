//! The engine as a library: an apply, a drift and an undo in this process, against the sandbox and
//! without the command line.

use std::collections::BTreeMap;

use switchboard::config::{self, Loaded};
use switchboard::engine::{
    self, ApplyOutcome, ApplyRequest, Approval, Approved, Chosen, Context, DriftRequest,
    PlanRequest, RunErrorKind, UndoneRun,
};
use switchboard::model::{Action, Covered, DriftStatus, Secret};
use switchboard::provider::Settings;
use switchboard::registry::{self, NewRun};
use switchboard::sandbox::{Running, Sandbox, Seed, State};

const STORE: &str = "providers.main.numbers.store";

/// An account of the sandbox, and a folder for registries.
struct Account {
    folder: tempfile::TempDir,
    running: Running,
}

impl Account {
    async fn start() -> Self {
        let state = State::from_seed(&Seed::demo());
        let address = ([127, 0, 0, 1], 0).into();
        Self {
            folder: tempfile::tempdir().unwrap(),
            running: Sandbox::start(state, None, address).await.unwrap(),
        }
    }

    /// The surroundings of a caller with this registry.
    fn context(&self, registry: &str) -> Context {
        let (sid, token) = self.running.credentials().remove(0);
        let secrets = [("TWILIO_ACCOUNT_SID", sid), ("TWILIO_AUTH_TOKEN", token)];
        let vault: BTreeMap<String, Secret> = secrets
            .map(|(name, value)| (name.to_owned(), Secret::new(value)))
            .into();
        let settings = Settings {
            api_urls: BTreeMap::from([("twilio", self.running.url().parse().unwrap())]),
            ..Settings::default()
        };
        let file = self.folder.path().join(registry);
        Context::new(registry::in_file(file), Box::new(vault), settings)
    }
}

/// A configuration of one number with this name.
fn named(friendly_name: &str) -> Loaded {
    let yaml = format!(
        "version: 1\nproviders: {{ main: {{ type: twilio, numbers: \
         {{ store: {{ phone_number: '+15017122661', friendly_name: {friendly_name} }} }} }} }}\n"
    );
    config::load(config::Input::of("switchboard.yaml", yaml.as_str()))
}

fn request(undo: Option<&UndoneRun>, approved: Approved) -> ApplyRequest<'_> {
    ApplyRequest {
        plan: PlanRequest::default(),
        undo,
        revert: None,
        approval: Approval {
            expected: None,
            mass_change: false,
            purchases: 0,
            approved,
        },
        run: NewRun {
            user: "tester".to_owned(),
            host: "here".to_owned(),
            pid: std::process::id(),
            git_commit: None,
            plan_sha256: String::new(),
            undoes: None,
            covered: Covered::Everything,
        },
        lock_timeout: std::time::Duration::from_secs(5),
        parallelism: 1,
        rollout: None,
        verify: false,
        probe: engine::Probe::No,
    }
}

async fn apply(context: &Context, loaded: &Loaded, undo: Option<&UndoneRun>) -> ApplyOutcome {
    let workspace = engine::open(context, loaded, Chosen::default())
        .await
        .unwrap();
    let request = request(undo, Approved::AnyPlan);
    let outcome = engine::apply(&workspace, &request, &mut ()).await.unwrap();
    assert!(outcome.error.is_none() && outcome.applied.failed.is_empty());
    outcome
}

/// The actions of a plan, by address; without those that change nothing.
async fn planned(context: &Context, loaded: &Loaded) -> Vec<(String, Action)> {
    let workspace = engine::open(context, loaded, Chosen::default())
        .await
        .unwrap();
    let planned = engine::plan(&workspace, &PlanRequest::default()).await;
    let planned = planned.unwrap();
    let changes = planned.plan.effective();
    changes
        .map(|change| (change.address.to_string(), change.action))
        .collect()
}

async fn drifted(context: &Context, loaded: &Loaded) -> Vec<(String, DriftStatus)> {
    let workspace = engine::open(context, loaded, Chosen::default())
        .await
        .unwrap();
    let request = DriftRequest {
        chosen: Chosen::default(),
        exemptions: &[],
        compares: false,
        events: false,
        now: jiff::Timestamp::UNIX_EPOCH,
    };
    let outcome = engine::drift(&workspace, &request).await.unwrap();
    let drifted = outcome.drift.worst_first();
    let drifted = drifted
        .iter()
        .filter(|one| one.status != DriftStatus::InSync);
    drifted
        .map(|one| (one.address.to_string(), one.status))
        .collect()
}

#[tokio::test]
async fn an_apply_leaves_nothing_to_plan() {
    let account = Account::start().await;
    let (context, loaded) = (account.context("ours.db"), named("Store"));
    assert!(!planned(&context, &loaded).await.is_empty());
    let outcome = apply(&context, &loaded, None).await;
    let done = outcome.applied.done.iter();
    let done: Vec<String> = done.map(|(address, _)| address.to_string()).collect();
    assert!(done.contains(&STORE.to_owned()), "{done:?}");
    assert!(outcome.run_id.is_some());
    assert_eq!(planned(&context, &loaded).await, []);
}

#[tokio::test]
async fn without_an_approval_nothing_is_written() {
    let account = Account::start().await;
    let (context, loaded) = (account.context("ours.db"), named("Store"));
    let before = planned(&context, &loaded).await;
    let workspace = engine::open(&context, &loaded, Chosen::default())
        .await
        .unwrap();
    let request = request(None, Approved::None);
    let refused = engine::apply(&workspace, &request, &mut ()).await;
    let refused = refused.err().unwrap();
    assert_eq!(refused.error.kind, RunErrorKind::NotApproved);
    assert!(refused.planned.is_some());
    assert_eq!(planned(&context, &loaded).await, before);
}

#[tokio::test]
async fn drift_reports_what_another_caller_changed() {
    let account = Account::start().await;
    let (ours, loaded) = (account.context("ours.db"), named("Store"));
    apply(&ours, &loaded, None).await;
    assert_eq!(drifted(&ours, &loaded).await, []);
    apply(&account.context("theirs.db"), &named("Shop"), None).await;
    assert_eq!(
        drifted(&ours, &loaded).await,
        [(STORE.to_owned(), DriftStatus::Modified)]
    );
    assert_eq!(
        planned(&ours, &loaded).await,
        [(STORE.to_owned(), Action::Update)]
    );
}

#[tokio::test]
async fn an_undone_run_leaves_what_was_there_before() {
    let account = Account::start().await;
    let context = account.context("ours.db");
    apply(&context, &named("Store"), None).await;
    let renamed = apply(&context, &named("Shop"), None).await;
    assert!(!planned(&context, &named("Store")).await.is_empty());
    let run = renamed.run_id.unwrap();
    let undone = UndoneRun::read(&run, &context).await.unwrap();
    apply(&context, &named("Shop"), Some(&undone)).await;
    assert_eq!(planned(&context, &named("Store")).await, []);
    let missing = UndoneRun::read("00000000", &context).await.unwrap_err();
    assert_eq!(missing.kind, RunErrorKind::Run);
    assert!(missing.help.is_some());
}
