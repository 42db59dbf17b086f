//! The library put together as the commands do, with limits that no command has an option for.

use std::collections::BTreeMap;
use std::time::Duration;

use switchboard::config::{self, Configuration, Input, Text};
use switchboard::model::{Covered, Plan, RunStatus, Scope, Secret, SecretReference, Selection};
use switchboard::plan::{self, Terms};
use switchboard::provider::{Settings, Vault};
use switchboard::reconcile::{self, Applied};
use switchboard::registry::{self, NewRun, Registry};
use tokio_util::sync::CancellationToken;

/// Variables, and no other secrets.
pub struct Variables(pub BTreeMap<String, String>);

impl Vault for Variables {
    fn variable(&self, name: &str) -> Option<Secret> {
        self.0.get(name).cloned().map(Secret::new)
    }

    fn resolve(&self, _: &SecretReference) -> Result<Secret, String> {
        Err("no secret is declared".to_owned())
    }
}

/// A configuration and a registry.
pub struct Library {
    pub registry: Box<dyn Registry>,
    configuration: Configuration,
    pub scope: Scope,
}

/// The result of one run.
pub struct Ran {
    pub plan: Plan,
    pub applied: Applied,
}

impl Ran {
    /// Whether the run reports that nothing is left to do.
    pub fn claims_all(&self) -> bool {
        self.plan.complete && self.plan.unconverged() == 0 && !self.applied.is_unfinished()
    }

    /// Every problem that the run reports.
    pub fn said(&self) -> Vec<&str> {
        let findings = self.plan.findings.iter().map(|one| one.summary.as_str());
        let entries = [
            &self.applied.failed,
            &self.applied.unsettled,
            &self.applied.not_tried,
        ];
        let whys = entries.into_iter().flatten().map(|(.., why)| why.as_str());
        findings.chain(whys).collect()
    }
}

impl Library {
    /// A configuration of this project, and the registry at this URL.
    pub fn new(configuration: &str, project: &str, registry: &str) -> Self {
        let text = Text {
            name: "switchboard.yaml".to_owned(),
            bytes: configuration.into(),
        };
        let loaded = config::load(Input {
            base: vec![text],
            ..Input::default()
        });
        Self {
            registry: registry::open(registry).unwrap(),
            configuration: loaded.configuration.unwrap(),
            scope: Scope {
                project: project.to_owned(),
                environment: String::new(),
            },
        }
    }

    /// Plans and applies, as the command does.
    pub async fn run(&self, vault: &dyn Vault, settings: &Settings) -> Ran {
        let providers = &self.configuration.providers;
        let accounts = reconcile::open(providers, vault, settings);
        let accounts = accounts.unwrap_or_else(|_| panic!("the account does not open"));
        let desired = self.configuration.desired(accounts.ids());
        let snapshot = self.registry.snapshot(&self.scope).await.unwrap();
        let everything = Selection::default();
        let (observed, _) =
            reconcile::observe(&accounts, &desired, &snapshot.state, &everything).await;
        let terms = Terms {
            routers: self.configuration.routers(),
            ..Terms::default()
        };
        let plan = plan::plan(&self.scope, &desired, &snapshot, observed, &terms);
        if plan.effective().next().is_none() || plan.blocked() {
            return Ran {
                plan,
                applied: Applied::default(),
            };
        }
        let run = NewRun {
            user: "tester".to_owned(),
            host: "here".to_owned(),
            pid: std::process::id(),
            git_commit: None,
            plan_sha256: plan.sha256(),
            undoes: None,
            covered: Covered::Everything,
        };
        let session = self.registry.begin(&self.scope, &run, Duration::ZERO);
        let mut session = session.await.unwrap();
        let applied = reconcile::apply(
            &plan,
            &accounts,
            session.as_mut(),
            settings.parallelism,
            &CancellationToken::new(),
            &mut |_| {},
        )
        .await;
        session.finish(RunStatus::Succeeded).await.unwrap();
        Ran { plan, applied }
    }
}
