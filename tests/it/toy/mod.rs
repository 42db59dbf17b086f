//! A second kind of provider, which has what the first one lacks: receivers that overlap and cover
//! whole accounts, two callback URLs, objects without a label, a name that only the registry keeps,
//! writes that complete later, URLs that come back without their query string, and textual error
//! codes. Each test is a property of the core that the first kind alone cannot show.

mod account;
mod counterpart;
mod declaration;
mod keywords_there;
mod operations;
mod vendor;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use serde_json::json;
use switchboard::config::{Configuration, Loaded};
use switchboard::engine::{
    self, Answer, ApplyError, ApplyOutcome, ApplyRequest, Approval, Approved, Chosen, Context,
    DriftRequest, Operator, PlanRequest, Planned,
};
use switchboard::model::{
    Action, Address, Covered, DriftStatus, Name, Plan, Scope, Secret, SecretReference,
};
use switchboard::provider::{self, Settings, Vault};
use switchboard::registry::{self, NewRun};
use switchboard::report::explain::{self, Explained};
use switchboard::report::graph::{Graph, graph};
use tokio_util::sync::CancellationToken;

use declaration::Declaration;
use vendor::{READY, Receiver, Vendor};

const STORE: &str = "+15017122661";
const OFFICE: &str = "+15017122662";
const INCOMING: &str = "https://sms.example/incoming?code=secret-1";

struct NoSecrets;

impl Vault for NoSecrets {
    fn variable(&self, _name: &str) -> Option<Secret> {
        None
    }

    fn resolve(&self, _reference: &SecretReference) -> Result<Secret, String> {
        Err("there are no secrets".to_owned())
    }
}

/// An account of the toy vendor, a registry, and the declaration.
struct Story {
    folder: Arc<tempfile::TempDir>,
    /// The registry's URL; without one it is a file in the folder.
    registry: Option<String>,
    environment: String,
    declared: Declaration,
    /// Cancels what is under way.
    cancel: CancellationToken,
}

fn name(text: &str) -> Name {
    Name::parse(text).unwrap()
}

fn receiver(name: &str, purpose: &str, url: &str, numbers: &[&str]) -> Receiver {
    Receiver {
        name: name.to_owned(),
        purpose: purpose.to_owned(),
        url: url.to_owned(),
        covers: String::new(),
        state: READY,
        numbers: numbers.iter().map(|number| (*number).to_owned()).collect(),
    }
}

fn covering(name: &str, url: &str, covers: &str) -> Receiver {
    Receiver {
        covers: covers.to_owned(),
        ..receiver(name, "incoming", url, &[])
    }
}

impl Story {
    /// Two numbers in the account, both declared.
    fn new() -> Self {
        let vendor = Vendor::with_numbers(&[STORE, OFFICE]);
        let declared = Declaration {
            numbers: [
                (name("store"), (STORE.to_owned(), None)),
                (name("office"), (OFFICE.to_owned(), None)),
            ]
            .into(),
            receivers: BTreeMap::new(),
            vendor: Arc::new(Mutex::new(vendor)),
        };
        Self {
            folder: Arc::new(tempfile::tempdir().unwrap()),
            registry: None,
            environment: String::new(),
            declared,
            cancel: CancellationToken::new(),
        }
    }

    fn declare(&mut self, at: &str, receiver: Receiver) {
        self.declared.receivers.insert(name(at), receiver);
    }

    /// Another environment of the same registry, with the same receivers of the same account.
    fn elsewhere(&self, environment: &str) -> Self {
        Self {
            folder: Arc::clone(&self.folder),
            registry: self.registry.clone(),
            cancel: CancellationToken::new(),
            environment: environment.to_owned(),
            declared: Declaration {
                numbers: BTreeMap::new(),
                ..self.declared.clone()
            },
        }
    }

    fn vendor(&self) -> MutexGuard<'_, Vendor> {
        self.declared.vendor.lock().unwrap()
    }

    fn loaded(&self) -> Loaded {
        let declaration = provider::Declaration::new(self.declared.clone());
        Loaded {
            configuration: Some(Configuration {
                counterpart: None,
                project: "default".to_owned(),
                organisation: None,
                providers: [(name("toy"), declaration)].into(),
                keywords: Vec::new(),
                sha256: String::new(),
                enforced: std::collections::BTreeSet::default(),
            }),
            ..Loaded::default()
        }
    }

    fn context(&self) -> Context {
        let file: &Path = &self.folder.path().join("registry.db");
        let registry = match &self.registry {
            Some(url) => registry::open(url).unwrap(),
            None => registry::in_file(file.to_owned()),
        };
        Context {
            compares: false,
            registry,
            vault: Box::new(NoSecrets),
            settings: Settings {
                cancel: self.cancel.clone(),
                ..Settings::default()
            },
            scope: Scope {
                project: "default".to_owned(),
                environment: self.environment.clone(),
            },
            reading: None,
        }
    }

    async fn plan(&self) -> Planned {
        let (context, loaded) = (self.context(), self.loaded());
        let workspace = engine::open(&context, &loaded, Chosen::default())
            .await
            .unwrap();
        engine::plan(&workspace, &request()).await.unwrap()
    }

    async fn apply(&self) -> ApplyOutcome {
        self.apply_with(None, &mut ()).await.unwrap()
    }

    /// The same for one plan only, if its hash is given, with an operator.
    async fn apply_with(
        &self,
        expected: Option<&str>,
        operator: &mut dyn Operator,
    ) -> Result<ApplyOutcome, ApplyError> {
        let (context, loaded) = (self.context(), self.loaded());
        let workspace = engine::open(&context, &loaded, Chosen::default())
            .await
            .unwrap();
        let request = ApplyRequest {
            plan: request(),
            undo: None,
            revert: None,
            approval: Approval {
                expected,
                mass_change: true,
                purchases: 0,
                approved: Approved::AnyPlan,
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
            lock_timeout: Duration::from_secs(5),
            parallelism: 2,
            rollout: None,
            verify: false,
            probe: engine::Probe::No,
        };
        engine::apply(&workspace, &request, operator).await
    }

    /// What `explain` and `graph` show of a number.
    async fn explained(&self, number: &str) -> Shown {
        let (context, loaded) = (self.context(), self.loaded());
        let workspace = engine::open(&context, &loaded, Chosen::default())
            .await
            .unwrap();
        let Answer::Numbers(answers) = engine::explain(&workspace, number).await.unwrap() else {
            panic!("{number} is a number");
        };
        let explanation = answers.explanations(&workspace).remove(0);
        let explained = Explained::Number(explanation);
        Shown {
            human: explain::human(&explained),
            json: serde_json::from_str(&explain::document::to_json(&explained, Vec::new()))
                .unwrap(),
            graph: graph(&answers.routes.numbers, None),
        }
    }

    /// Applies, and checks that nothing is left to do.
    async fn converge(&self) -> Planned {
        let outcome = self.apply().await;
        assert!(outcome.error.is_none(), "{:?}", outcome.applied.failed);
        assert!(
            outcome.applied.failed.is_empty(),
            "{:?}",
            outcome.applied.failed
        );
        let again = self.plan().await;
        let left: Vec<&Address> = again
            .plan
            .effective()
            .map(|change| &change.address)
            .collect();
        assert!(left.is_empty(), "{left:?}");
        assert!(again.plan.complete);
        again
    }
}

/// What `explain` and `graph` show of a number.
struct Shown {
    human: String,
    json: serde_json::Value,
    graph: Graph,
}

fn request() -> PlanRequest<'static> {
    PlanRequest {
        create_keywords: false,
        chosen: Chosen::default(),
        allow_detach: false,
        carrier_checks: false,
        policy: None,
    }
}

fn codes(plan: &Plan) -> Vec<String> {
    let codes = plan.findings.iter();
    codes.map(|finding| finding.code.to_string()).collect()
}

#[tokio::test]
async fn a_number_may_be_in_two_receivers_and_both_are_kept() {
    let mut story = Story::new();
    story.declare("texts", receiver("texts", "incoming", INCOMING, &[STORE]));
    let reports = receiver("reports", "report", "https://sms.example/reports", &[STORE]);
    story.declare("reports", reports);
    story.converge().await;
    assert_eq!(story.vendor().deliver(STORE), [INCOMING]);
    assert_eq!(story.vendor().receivers.len(), 2);
}

#[tokio::test]
async fn a_group_has_the_words_of_its_own_collection() {
    let mut story = Story::new();
    story.declare("texts", receiver("texts", "incoming", INCOMING, &[STORE]));
    let planned = story.plan().await;
    let group = planned
        .plan
        .changes
        .iter()
        .find(|change| change.address.kind().is_group());
    let address = &group.unwrap().address;
    assert_eq!(address.to_string(), "providers.toy.receivers.texts");
    assert_eq!(address.kind().as_str(), "receiver");
}

#[tokio::test]
async fn a_receiver_of_the_whole_account_answers_for_every_number() {
    let mut story = Story::new();
    story.declare("all", covering("all", INCOMING, "all"));
    let planned = story.converge().await;
    for change in &planned.plan.changes {
        if let Some(route) = &change.route {
            assert!(route.converges(), "{}", change.address);
        }
    }
    let routed = planned
        .plan
        .changes
        .iter()
        .filter(|change| change.route.is_some());
    assert_eq!(routed.count(), 2);
}

#[tokio::test]
async fn a_number_sends_through_the_receiver_that_covers_it() {
    let mut story = Story::new();
    story.declare("some", covering("some", INCOMING, STORE));
    let senders = BTreeMap::from([(STORE.to_owned(), Some("some".to_owned()))]);
    story.plan().await;
    assert_eq!(story.vendor().senders, senders, "before it is created");
    story.converge().await;
    assert_eq!(story.vendor().senders, senders);
}

#[tokio::test]
async fn a_receiver_serves_one_environment() {
    let mut story = Story::new();
    story.declare("all", covering("all", INCOMING, "all"));
    story.converge().await;
    let test = story.elsewhere("test");
    let planned = test.plan().await;
    assert_eq!(codes(&planned.plan), ["E0701"]);
    // One that was deleted meanwhile is not created a second time: its name decides.
    story.vendor().receivers.clear();
    let planned = test.plan().await;
    assert_eq!(codes(&planned.plan), ["E0701"]);
}

#[tokio::test]
async fn a_receiver_of_a_prefix_answers_for_numbers_that_start_so() {
    let mut story = Story::new();
    story.declare("some", covering("some", INCOMING, "+15017122661"));
    let planned = story.converge().await;
    let routed: Vec<&str> = planned
        .plan
        .changes
        .iter()
        .filter(|change| change.route.is_some())
        .filter_map(|change| change.key.as_deref())
        .collect();
    assert_eq!(routed, [STORE]);
}

#[tokio::test]
async fn a_stranger_beside_the_declared_receiver_is_reported_and_left_alone() {
    let mut story = Story::new();
    story.declare("texts", receiver("texts", "incoming", INCOMING, &[STORE]));
    let stranger = covering("spy", "https://elsewhere.example/sms", "all");
    story
        .vendor()
        .receivers
        .insert("spy-1".to_owned(), stranger);
    let planned = story.converge().await;
    assert_eq!(codes(&planned.plan), ["W0720"]);
    assert!(planned.plan.findings[0].summary.contains("spy (spy-1)"));
    assert!(story.vendor().receivers.contains_key("spy-1"));
}

#[tokio::test]
async fn a_second_receiver_is_shown_beside_the_declared_one() {
    let mut story = Story::new();
    story.declare("texts", receiver("texts", "incoming", INCOMING, &[STORE]));
    story.converge().await;
    let shown = story.explained("store").await;
    assert!(!shown.human.contains("and by"), "{}", shown.human);
    assert!(shown.json["now"].get("also").is_none(), "{}", shown.json);
    let second = covering("spy", "https://u:secret-2@elsewhere.example/sms", STORE);
    story.vendor().receivers.insert("spy-1".to_owned(), second);
    let shown = story.explained("store").await;
    let line =
        "  and by https://u:***@elsewhere.example/sms (the receiver spy, spy-1, not declared)\n";
    assert!(shown.human.contains(line), "{}", shown.human);
    let advice = "Texts are delivered more than once: remove spy (spy-1) in";
    assert!(shown.human.contains(advice), "{}", shown.human);
    let also = json!([{
        "id": "spy-1",
        "name": "spy",
        "type": "receiver",
        "url": "https://u:***@elsewhere.example/sms",
        "declared": false,
    }]);
    assert_eq!(shown.json["now"]["also"], also);
    let graph = &shown.graph;
    let at = |line: &str| graph.nodes.iter().position(|node| node.lines[0] == line);
    let edge = |from: &str, to: &str| {
        let (from, to) = (at(from).unwrap(), at(to).unwrap());
        graph
            .edges
            .iter()
            .any(|edge| (edge.from, edge.to) == (from, to))
    };
    assert!(edge("store (toy)", "texts"), "{graph:?}");
    assert!(edge("store (toy)", "spy"), "{graph:?}");
    assert!(
        edge("spy", "https://u:***@elsewhere.example/sms"),
        "{graph:?}"
    );
}

#[tokio::test]
async fn a_url_that_reads_back_without_its_query_is_in_sync_up_to_there() {
    let mut story = Story::new();
    story.declare("texts", receiver("texts", "incoming", INCOMING, &[STORE]));
    story.converge().await;
    let other = "https://sms.example/other?code=secret-1".to_owned();
    story.vendor().receivers.get_mut("id-texts").unwrap().url = other;
    let planned = story.plan().await;
    let changed: Vec<Action> = planned
        .plan
        .effective()
        .map(|change| change.action)
        .collect();
    assert_eq!(changed, [Action::Update]);
}

#[tokio::test]
async fn a_name_that_only_the_registry_keeps_is_recorded_and_never_written() {
    let mut story = Story::new();
    story.converge().await;
    let writes = story.vendor().writes;
    let labelled = (STORE.to_owned(), Some("Store line".to_owned()));
    story.declared.numbers.insert(name("store"), labelled);
    let planned = story.plan().await;
    assert_eq!(planned.plan.calls.writes, 0);
    assert_eq!(planned.plan.effective().count(), 1);
    story.converge().await;
    assert_eq!(story.vendor().writes, writes);
    let renamed = (STORE.to_owned(), Some("Shop".to_owned()));
    story.declared.numbers.insert(name("store"), renamed);
    story.converge().await;
    assert_eq!(story.vendor().writes, writes);
}

#[tokio::test]
async fn a_write_that_outlasts_the_wait_is_unclear_and_not_made_twice() {
    let mut story = Story::new();
    story.declare("all", covering("all", INCOMING, "all"));
    story.vendor().polls = 8;
    let outcome = story.apply().await;
    let failed = format!("{:?}", outcome.applied.failed);
    assert!(failed.contains("still at it"), "{failed}");
    assert!(failed.contains("the next apply"), "{failed}");
    // It completes meanwhile, and the next plan adopts it.
    story.vendor().finish();
    let writes = story.vendor().writes;
    story.converge().await;
    assert_eq!(story.vendor().writes, writes);
}

#[tokio::test]
async fn an_error_code_may_be_a_word() {
    let mut story = Story::new();
    story.declare("all", covering("all", INCOMING, "all"));
    story.vendor().refuses = Some("AuthorizationFailed".to_owned());
    let outcome = story.apply().await;
    let failed = format!("{:?}", outcome.applied.failed);
    assert!(failed.contains("code AuthorizationFailed"), "{failed}");
    story.converge().await;
}

#[tokio::test]
async fn what_changes_behind_the_registry_is_drift() {
    let mut story = Story::new();
    story.declare("texts", receiver("texts", "incoming", INCOMING, &[STORE]));
    let labelled = (STORE.to_owned(), Some("Store line".to_owned()));
    story.declared.numbers.insert(name("store"), labelled);
    story.converge().await;
    let drifted = |story: &Story| {
        let (context, loaded) = (story.context(), story.loaded());
        async move {
            let workspace = engine::open(&context, &loaded, Chosen::default())
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
            let all = drifted
                .iter()
                .map(|one| (one.address.to_string(), one.status));
            all.collect::<Vec<(String, DriftStatus)>>()
        }
    };
    assert_eq!(drifted(&story).await, []);
    let elsewhere = "https://elsewhere.example/sms".to_owned();
    story.vendor().receivers.get_mut("id-texts").unwrap().url = elsewhere;
    let found = drifted(&story).await;
    assert!(
        found.contains(&(
            "providers.toy.receivers.texts".to_owned(),
            DriftStatus::Modified
        )),
        "{found:?}"
    );
}
