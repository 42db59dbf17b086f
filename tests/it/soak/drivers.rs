//! Two ways to apply a configuration and to read the result.

use std::collections::BTreeMap;
use std::rc::Rc;
use std::time::Duration;

use serde_json::Value;
use switchboard::config::{self, Configuration, Input, Text};
use switchboard::model::{Covered, RunStatus, Scope, Selection};
use switchboard::plan;
use switchboard::provider::{Limits, Settings};
use switchboard::reconcile::{self, Missed};
use switchboard::registry::{self, NewRun, Registry};

use super::life::Recorded;
use crate::support::library::Variables;
use crate::support::world::World;

/// Applies the configuration that lies in a world.
pub trait Driver {
    /// Applies once. If something goes wrong, another apply may succeed. `stop_after` interrupts it
    /// after that many changes, where the driver can do that.
    fn apply(&self, stop_after: Option<usize>) -> Result<(), String>;

    /// Why a plan would still change something, or cannot be made; nothing where all is done.
    fn undone(&self) -> Option<String>;

    /// The recorded state, by address.
    fn recorded(&self) -> BTreeMap<String, Recorded>;
}

/// The real binary.
pub struct Binary(Rc<World>);

impl Binary {
    pub fn new(world: Rc<World>) -> Self {
        Self(world)
    }
}

impl Driver for Binary {
    fn apply(&self, _: Option<usize>) -> Result<(), String> {
        let ended = self.0.run_binary(&[
            "apply",
            "--auto-approve",
            "--allow-mass-change",
            "--allow-purchases",
            "9",
            "--lock-timeout",
            "0",
        ]);
        match ended.code {
            0 => Ok(()),
            1 | 3 => Err(format!("{}{}", ended.stdout, ended.stderr)),
            _ => panic!("{ended:?}"),
        }
    }

    fn undone(&self) -> Option<String> {
        let ended = self.0.run_binary(&["plan", "--detailed-exitcode"]);
        (ended.code != 0).then(|| format!("{}{}", ended.stdout, ended.stderr))
    }

    fn recorded(&self) -> BTreeMap<String, Recorded> {
        let show = ["registry", "show", "--format", "json"];
        let document = self.0.run_binary(&show).exits(0).json();
        let lists = ["providers", "numbers", "messaging_services", "keywords"];
        lists
            .iter()
            .flat_map(|list| document[*list].as_array().unwrap())
            .map(|entry| {
                let fields = entry.get("applied").unwrap_or(entry).clone();
                let sid = entry["sid"].as_str().map(str::to_owned);
                (
                    entry["address"].as_str().unwrap().to_owned(),
                    Recorded { sid, fields },
                )
            })
            .collect()
    }
}

/// The library, put together as the binary does.
pub struct Library {
    world: Rc<World>,
    runtime: tokio::runtime::Runtime,
    registry: Box<dyn Registry>,
    scope: Scope,
}

/// A plan with everything that is needed to carry it out.
struct Planned {
    plan: switchboard::model::Plan,
    missed: Missed,
    accounts: reconcile::Accounts,
    settings: Settings,
}

impl Library {
    pub fn new(world: Rc<World>) -> Self {
        let path = world.path("registry.db");
        Self {
            world,
            runtime: tokio::runtime::Builder::new_multi_thread()
                .worker_threads(2)
                .enable_all()
                .build()
                .unwrap(),
            registry: registry::open(&format!("sqlite:{}", path.display())).unwrap(),
            scope: Scope {
                project: "soak".to_owned(),
                environment: String::new(),
            },
        }
    }

    fn configuration(&self) -> Configuration {
        let text = self.world.read("switchboard.yaml");
        let base = vec![Text {
            name: "switchboard.yaml".to_owned(),
            bytes: text.clone().into_bytes(),
        }];
        let loaded = config::load(Input {
            base,
            ..Input::default()
        });
        loaded
            .configuration
            .unwrap_or_else(|| panic!("{:#?}\n{text}", loaded.diagnostics))
    }

    async fn plan(&self) -> Planned {
        let configuration = self.configuration();
        let api = &self.world.variables["SWITCHBOARD_TWILIO_API_URL"];
        let settings = Settings {
            api_urls: std::collections::BTreeMap::from([("twilio", api.parse().unwrap())]),
            // Longer than a late creation takes.
            limits: Limits {
                unclear_here: Duration::from_secs(1),
                ..Limits::default()
            },
            ..Settings::default()
        };
        let vault = Variables(self.world.variables.clone());
        let opened = reconcile::open(&configuration.providers, &vault, &settings);
        let accounts = opened.unwrap_or_else(|refused| panic!("{refused:?}"));
        let desired = configuration.desired(accounts.ids());
        let snapshot = self.registry.snapshot(&self.scope).await.unwrap();
        let (observed, missed) =
            reconcile::observe(&accounts, &desired, &snapshot.state, &Selection::default()).await;
        let terms = plan::Terms {
            routers: configuration.routers(),
            ..plan::Terms::default()
        };
        let plan = plan::plan(&self.scope, &desired, &snapshot, observed, &terms);
        Planned {
            plan,
            missed,
            accounts,
            settings,
        }
    }

    async fn carry_out(&self, stop_after: Option<usize>) -> Result<(), String> {
        let planned = self.plan().await;
        let plan = &planned.plan;
        let run = NewRun {
            user: "tester".to_owned(),
            host: "here".to_owned(),
            pid: std::process::id(),
            git_commit: None,
            plan_sha256: plan.sha256(),
            undoes: None,
            covered: Covered::Everything,
        };
        let mut session = self
            .registry
            .begin(&self.scope, &run, Duration::ZERO)
            .await
            .unwrap();
        let mut count = 0;
        let applied = reconcile::apply(
            plan,
            &planned.accounts,
            session.as_mut(),
            4,
            &planned.settings.cancel,
            &mut |_| {
                count += 1;
                if stop_after == Some(count) {
                    planned.settings.cancel.cancel();
                }
            },
        )
        .await;
        session.finish(RunStatus::Succeeded).await.unwrap();
        if applied.is_unfinished() || !plan.complete || plan.unconverged() > 0 {
            return Err(format!(
                "{applied:#?}\n{:#?}\n{:?}",
                plan.findings, planned.missed
            ));
        }
        Ok(())
    }
}

impl Driver for Library {
    fn apply(&self, stop_after: Option<usize>) -> Result<(), String> {
        self.runtime.block_on(self.carry_out(stop_after))
    }

    fn undone(&self) -> Option<String> {
        let Planned { plan, .. } = self.runtime.block_on(self.plan());
        let left: Vec<_> = plan.effective().collect();
        let done = left.is_empty() && plan.complete && plan.unconverged() == 0;
        (!done).then(|| format!("{left:#?}\n{:#?}", plan.findings))
    }

    fn recorded(&self) -> BTreeMap<String, Recorded> {
        let asked = self.registry.contents(Some(&self.scope));
        let contents = self.runtime.block_on(asked).unwrap();
        let resources = contents.into_iter().flat_map(|one| one.state.resources);
        resources
            .map(|(address, resource)| {
                let fields: Value = resource.fields.to_json();
                (
                    address.to_string(),
                    Recorded {
                        sid: resource.id.map(Into::into),
                        fields,
                    },
                )
            })
            .collect()
    }
}
