//! An account and an environment that agree, and a folder whose commands find both.

use dataverse_sandbox::{Running, Sandbox, Seed, State};
use serde_json::{Value, json};
use tokio::runtime::Runtime;

use super::declared::{CONFIGURATION, FIRST, KEYWORDS, NUMBERS, SECOND, SEED};
use crate::support::control::Control;
use crate::support::sandbox::Sandbox as Twilio;
use crate::support::secrets;
use crate::support::world::{Ended, World};

/// Both sides. When it is dropped, no request may have broken a rule of the stand-in's, and no file
/// may hold one of its secrets.
pub struct Both {
    pub world: World,
    pub twilio: Twilio,
    pub running: Running,
    /// The id of the SMS provider.
    pub provider: String,
    _runtime: Runtime,
}

impl Both {
    /// The usual configuration, applied.
    pub fn new() -> Self {
        Self::of(CONFIGURATION)
    }

    /// A configuration, applied without reading Dynamics 365.
    pub fn of(configuration: &str) -> Self {
        Self::seeded(configuration, SEED)
    }

    /// The same with this seed.
    pub fn seeded(configuration: &str, seed: &str) -> Self {
        Self::kept_in(configuration, seed, None)
    }

    /// The same with the registry at this URL.
    pub fn kept_in(configuration: &str, seed: &str, registry: Option<&str>) -> Self {
        let mut both = Self::unapplied(configuration, seed);
        let url = registry.map(|url| ("SWITCHBOARD_REGISTRY".to_owned(), url.to_owned()));
        both.world.variables.extend(url);
        let apply = ["apply", "--auto-approve", "--no-dynamics"];
        both.run(&apply).exits(0);
        both.add_provider();
        both.clear_calls();
        both
    }

    /// The same before the first apply, without a provider in the environment.
    pub fn unapplied(configuration: &str, seed: &str) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .unwrap();
        let state = State::from_seed(&Seed::from_yaml(seed).unwrap()).unwrap();
        let address = ([127, 0, 0, 1], 0).into();
        let running = runtime.block_on(Sandbox::start(state, None, address));
        let running = running.unwrap();
        let (mut world, twilio) = World::and_sandbox(configuration, "");
        let access = running.access().remove(0);
        let variables = [
            ("SWITCHBOARD_DYNAMICS_API_URL", running.url()),
            ("SWITCHBOARD_ENTRA_URL", running.url()),
            ("AZURE_TENANT_ID", access.tenant_id),
            ("AZURE_CLIENT_ID", access.client_id),
            ("AZURE_CLIENT_SECRET", access.client_secret),
        ];
        let variables = variables.map(|(name, value)| (name.to_owned(), value));
        world.variables.extend(variables);
        Self {
            world,
            twilio,
            running,
            provider: String::new(),
            _runtime: runtime,
        }
    }

    /// Adds the SMS provider with both numbers, as the configuration has them.
    fn add_provider(&mut self) {
        let provider = json!({
            "name": "Twilio US",
            "account_sid": self.account(),
            "messaging_service_sid": self.service(),
            "numbers": [
                {"contact_point": FIRST, "name": "First"},
                {"contact_point": SECOND, "name": "Second"},
            ],
        });
        self.provider = self.mutate(&json!({ "provider": provider }));
    }

    /// The SID of the account.
    pub fn account(&self) -> String {
        self.twilio.accounts[0].0.clone()
    }

    /// The SID of the first messaging service, if the account has one.
    pub fn service(&self) -> Option<String> {
        let state = self.twilio.state();
        let services = state["accounts"][self.account()]["services"].as_object();
        services.and_then(|all| all.keys().next().cloned())
    }

    /// Runs a command, which must show no secret of the stand-in's.
    pub fn run(&self, arguments: &[&str]) -> Ended {
        let ended = self.world.run(arguments);
        secrets::silent(&self.running.canaries(), &ended);
        ended
    }

    /// The comparison in a plan, which ends with this exit code.
    #[track_caller]
    pub fn plan(&self, code: i32) -> Value {
        self.compared(&["plan", "--format", "json"], code)
    }

    /// The comparison in a document.
    #[track_caller]
    pub fn compared(&self, arguments: &[&str], code: i32) -> Value {
        let document = self.run(arguments).exits(code).json();
        let dynamics = document["dynamics"].clone();
        assert!(dynamics.is_object(), "{document:#}");
        dynamics
    }

    /// Applies with these arguments and expects this exit code.
    #[track_caller]
    pub fn apply(&self, more: &[&str], code: i32) -> Ended {
        self.run(&[&["apply", "--auto-approve"], more].concat())
            .exits(code)
    }

    /// Replaces a text of the configuration.
    #[track_caller]
    pub fn edit(&self, from: &str, to: &str) {
        let before = self.world.read("switchboard.yaml");
        assert!(before.contains(from), "{from}\n{before}");
        self.world
            .write("switchboard.yaml", &before.replacen(from, to, 1));
    }

    /// The number of the first line of the configuration with this text.
    #[track_caller]
    pub fn line(&self, text: &str) -> u64 {
        let all = self.world.read("switchboard.yaml");
        let at = all.lines().position(|line| line.contains(text));
        1 + u64::try_from(at.unwrap_or_else(|| panic!("no {text} in {all}"))).unwrap()
    }

    /// What the stand-in has in common with others.
    pub fn stand_in(&self) -> Control {
        Control::of(self.running.url())
    }

    #[track_caller]
    fn control(&self, method: &str, path: &str, body: &Value) -> Value {
        let answer = self.stand_in().send(method, path, Some(&body.to_string()));
        assert!(answer.status < 300, "{method} {path}: {answer:?}");
        answer.body
    }

    /// Changes settings of the stand-in.
    #[track_caller]
    pub fn settings(&self, settings: &Value) {
        self.control("PATCH", "settings", settings);
    }

    /// Spoils every request whose path contains a text.
    #[track_caller]
    pub fn spoil(&self, path: &str, then: &Value) {
        let fault = json!([{ "path": path, "times": 999, "then": then }]);
        self.stand_in().add_faults(&fault);
    }

    /// Somebody changes the environment. Returns the id of the row.
    #[track_caller]
    pub fn mutate(&self, change: &Value) -> String {
        let made = self.control("POST", "mutate", change);
        made["id"].as_str().unwrap().to_owned()
    }

    /// Sets columns of a row.
    #[track_caller]
    pub fn set(&self, id: &str, values: &Value) {
        self.mutate(&json!({ "set": { "id": id, "values": values } }));
    }

    /// Deletes a row.
    #[track_caller]
    pub fn remove(&self, id: &str) {
        self.mutate(&json!({ "remove": { "id": id } }));
    }

    /// The rows of a table with a value.
    pub fn rows(&self, table: &str, column: &str, value: &str) -> Vec<Value> {
        let state = self.stand_in().state();
        let rows = state["rows"].as_object().unwrap().values();
        let is_it = |row: &&Value| row["table"] == table && row["values"][column] == value;
        rows.filter(is_it).cloned().collect()
    }

    #[track_caller]
    fn id(&self, table: &str, column: &str, value: &str) -> String {
        let rows = self.rows(table, column, value);
        assert_eq!(rows.len(), 1, "{table} {column} {value}: {rows:?}");
        rows[0]["id"].as_str().unwrap().to_owned()
    }

    /// The id of a number.
    #[track_caller]
    pub fn number(&self, contact: &str) -> String {
        self.id(NUMBERS, "msdyn_contactpoint", contact)
    }

    /// The id of a keyword.
    #[track_caller]
    pub fn keyword(&self, word: &str) -> String {
        self.id(KEYWORDS, "msdynmkt_name", word)
    }

    /// The id of the row that holds what is special to a provider's or a number's kind.
    pub fn extension(&self, id: &str) -> String {
        let state = self.stand_in().state();
        let own = &state["rows"][id]["values"]["_msdyn_extendedentityid_value"];
        own.as_str().unwrap().to_owned()
    }

    /// How many keywords have this word, in any case.
    pub fn count(&self, word: &str) -> usize {
        let state = self.stand_in().state();
        let rows = state["rows"].as_object().unwrap().values();
        let keywords = rows.filter(|row| row["table"] == KEYWORDS);
        let names = keywords.filter_map(|row| row["values"]["msdynmkt_name"].as_str());
        names.filter(|name| name.eq_ignore_ascii_case(word)).count()
    }

    /// The requests so far with this method whose path contains a text.
    pub fn requests(&self, method: &str, part: &str) -> usize {
        let calls = self.running.calls();
        let of_method = calls.iter().filter(|call| call.method == method);
        of_method.filter(|call| call.path.contains(part)).count()
    }

    /// All requests so far, those for tokens included.
    pub fn all_requests(&self) -> usize {
        self.running.calls().len()
    }

    /// Forgets the calls so far.
    pub fn clear_calls(&self) {
        self.stand_in().clear_calls();
    }

    /// The addresses of the recorded rows of Dynamics 365.
    pub fn recorded(&self) -> Vec<String> {
        let shown = self.run(&["registry", "show", "--format", "json"]);
        let shown = shown.exits(0).json();
        let rows = shown["dynamics"].as_array().cloned().unwrap_or_default();
        let address = |row: &Value| row["address"].as_str().unwrap().to_owned();
        rows.iter().map(address).collect()
    }
}

impl Drop for Both {
    fn drop(&mut self) {
        if std::thread::panicking() {
            return;
        }
        let violations = self.running.violations();
        assert!(violations.is_empty(), "{violations:#?}");
        secrets::kept_nowhere(&self.running.canaries(), &self.world, &[]);
    }
}
