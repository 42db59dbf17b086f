//! A stand-in for Azure with one resource, and a folder whose commands find it.

use azure_sandbox::{Running, Sandbox, Seed, State};
use serde_json::{Map, Value, json};
use tokio::runtime::Runtime;

use crate::support::control::Control;
use crate::support::secrets;
use crate::support::world::{Ended, World};

pub const GROUP: &str =
    "/subscriptions/00000000-0000-4000-8000-000000000001/resourceGroups/messaging/providers";
pub const CALLBACK: &str =
    "https://crm.example.com/api/v1.1/orgs/3f2c0b7e-0000-4000-8000-000000000000/sms/incoming";
pub const REPORTS: &str =
    "https://crm.example.com/api/v1.1/orgs/3f2c0b7e-0000-4000-8000-000000000000/sms/report";
pub const NUMBER: &str = "+18885550123";

/// Further lines of a configuration: delivery reports.
pub fn reports() -> String {
    format!("    delivery_report_url: {REPORTS}\n")
}

/// The id of the resource.
pub fn source() -> String {
    format!("{GROUP}/Microsoft.Communication/communicationServices/contoso-sms")
}

/// The id of a subscription below the topic.
pub fn child(name: &str) -> String {
    format!("{GROUP}/Microsoft.EventGrid/systemTopics/contoso-sms-events/eventSubscriptions/{name}")
}

/// The id of a subscription at the resource.
pub fn extension(name: &str) -> String {
    format!(
        "{}/providers/Microsoft.EventGrid/eventSubscriptions/{name}",
        source()
    )
}

/// A configuration with the usual resource. `more` are further lines below the provider.
pub fn configuration(more: &str) -> String {
    format!(
        "version: 1\nproject: demo\nproviders:\n  eu:\n    type: azure\n    resource_id: {}\n    callback_url: {CALLBACK}\n{more}    numbers:\n      support:\n        phone_number: \"{NUMBER}\"\n        friendly_name: Support\n",
        source()
    )
}

/// A running stand-in, and a folder whose commands find it.
pub struct Cloud {
    pub world: World,
    pub running: Running,
    runtime: Runtime,
}

impl Cloud {
    /// The usual resource, with a number and no topic.
    pub fn new(configuration: &str) -> Self {
        Self::of(configuration, "")
    }

    /// The same with further lines in the stand-in's seed: below the resource, indented by four.
    pub fn of(configuration: &str, more: &str) -> Self {
        let seed = format!(
            "resources:\n  - resource_id: {}\n    numbers: [\"{NUMBER}\", \"+15017122661\"]\n{more}",
            source()
        );
        Self::seeded(configuration, &seed)
    }

    /// A stand-in with this seed.
    pub fn seeded(configuration: &str, seed: &str) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .unwrap();
        let state = State::from_seed(&Seed::from_yaml(seed).unwrap()).unwrap();
        let address = ([127, 0, 0, 1], 0).into();
        let running = runtime
            .block_on(Sandbox::start(state, None, address))
            .unwrap();
        let mut world = World::with(configuration);
        let access = running.access().remove(0);
        let variables = [
            ("SWITCHBOARD_AZURE_API_URL", running.url()),
            ("SWITCHBOARD_ENTRA_URL", running.url()),
            ("ACS_CONNECTION_STRING", access.connection_string),
            ("AZURE_TENANT_ID", access.tenant_id),
            ("AZURE_CLIENT_ID", access.client_id),
            ("AZURE_CLIENT_SECRET", access.client_secret),
        ];
        world
            .variables
            .extend(variables.map(|(name, value)| (name.to_owned(), value)));
        Self {
            world,
            running,
            runtime,
        }
    }

    /// Everything that a command shows.
    pub fn shown(&self, arguments: &[&str], code: i32) -> String {
        let ended = self.run(arguments).exits(code);
        ended.stdout + &ended.stderr
    }

    /// Runs a command, which must show no secret of the stand-in's.
    pub fn run(&self, arguments: &[&str]) -> Ended {
        let ended = self.world.run(arguments);
        secrets::silent(&self.running.canaries(), &ended);
        ended
    }

    /// Applies and expects this exit code.
    pub fn apply(&self, code: i32) -> Ended {
        self.run(&["apply", "--auto-approve"]).exits(code)
    }

    /// The plan as a document.
    pub fn plan(&self) -> Value {
        self.run(&["plan", "--format", "json"]).json()
    }

    /// What the plan does with an address: action, reason, and the fields that change with their values
    /// before and after.
    pub fn change(&self, address: &str) -> (String, String, Value) {
        let change = self.entry(address);
        let action = change["change"]["actions"][0].as_str().unwrap_or_default();
        let reason = change["action_reason"].as_str().unwrap_or_default();
        (
            action.to_owned(),
            reason.to_owned(),
            change["changed_fields"].clone(),
        )
    }

    /// The entry of an address in the plan.
    pub fn entry(&self, address: &str) -> Value {
        let plan = self.plan();
        let changes = plan["resource_changes"].as_array().unwrap();
        let change = changes.iter().find(|one| one["address"] == address);
        change
            .unwrap_or_else(|| panic!("{address} is not in {plan:#}"))
            .clone()
    }

    /// The codes of the plan's findings, with their addresses.
    pub fn findings(&self) -> Vec<(String, String)> {
        let plan = self.plan();
        let findings = plan["diagnostics"].as_array().unwrap();
        let text = |one: &Value, key: &str| one[key].as_str().unwrap_or_default().to_owned();
        findings
            .iter()
            .map(|one| (text(one, "code"), text(one, "address")))
            .collect()
    }

    /// The drift status of an address.
    pub fn status(&self, address: &str) -> String {
        let drift = self.run(&["drift", "--format", "json"]).json();
        let all = drift["resources"].as_array().unwrap();
        let one = all.iter().find(|one| one["address"] == address);
        let one = one.unwrap_or_else(|| panic!("{address} is not in {drift:#}"));
        one["status"].as_str().unwrap().to_owned()
    }

    /// Expects that nothing is left to do.
    pub fn is_settled(&self) {
        let ended = self.run(&["plan", "--detailed-exitcode"]);
        assert_eq!(ended.code, 0, "{}\n{}", ended.stdout, ended.stderr);
    }

    /// What the stand-in has in common with others.
    pub fn stand_in(&self) -> Control {
        Control::of(self.running.url())
    }

    /// A request to the stand-in's own paths.
    pub fn control(&self, method: &str, path: &str, body: &Value) -> Value {
        let answer = self.stand_in().send(method, path, Some(&body.to_string()));
        assert!(
            answer.status < 300,
            "{method} {path}: {} {}",
            answer.status,
            answer.body
        );
        answer.body
    }

    /// Somebody else changes something.
    pub fn mutate(&self, change: &Value) {
        self.control(
            "POST",
            "mutate",
            &json!({ "caller": "alex@contoso.com", "change": change }),
        );
    }

    /// Changes settings of the stand-in.
    pub fn settings(&self, settings: &Value) {
        self.control("PATCH", "settings", settings);
    }

    /// Adds faults.
    pub fn faults(&self, faults: &Value) {
        self.control("POST", "faults", faults);
    }

    /// The requests so far that match a method and a part of the path.
    pub fn requests(&self, method: &str, part: &str) -> usize {
        let calls = self.running.calls();
        calls
            .iter()
            .filter(|call| call.method == method && call.path.contains(part))
            .count()
    }

    /// The access key that the commands use.
    pub fn access_key(&self) -> String {
        let access = self.running.access().remove(0);
        let parts = access.connection_string.split(';');
        let mut keys = parts.filter_map(|part| part.strip_prefix("accesskey="));
        keys.next().unwrap().to_owned()
    }

    /// Whether the stand-in takes a text for a secret of its own.
    pub fn canaries_include(&self, text: &str) -> bool {
        let canaries = self.running.canaries();
        canaries.iter().any(|one| one == text)
    }

    /// The event subscriptions that are there, by id in lower case.
    pub fn subscriptions(&self) -> Map<String, Value> {
        let state = self.stand_in().state();
        state["subscriptions"].as_object().unwrap().clone()
    }

    /// Expects exactly these subscriptions of ours and one topic, each working and with its URL,
    /// that nothing is left to do, and that nothing was deleted.
    #[track_caller]
    pub fn is_as_declared(&self, ours: &[(&str, &str)], when: &str) {
        let there = self.subscriptions();
        let names: Vec<&str> = there
            .values()
            .filter_map(|one| one["id"].as_str()?.rsplit('/').next())
            .collect();
        assert_eq!(names.len(), ours.len(), "{when}: {names:?}");
        for (name, url) in ours {
            let one = &there[&child(name).to_lowercase()];
            let sent = &one["properties"]["destination"]["properties"]["endpointUrl"];
            assert_eq!(sent, url, "{when}: {one:#}");
            assert_eq!(one["state"], "Succeeded", "{when}: {one:#}");
        }
        let topics = self.stand_in().state()["topics"].clone();
        assert_eq!(topics.as_object().unwrap().len(), 1, "{when}: {topics:#}");
        let plan = self.run(&["plan", "--detailed-exitcode"]);
        assert_eq!(plan.code, 0, "{when}\n{}{}", plan.stdout, plan.stderr);
        assert_eq!(self.requests("DELETE", ""), 0, "{when}");
    }

    /// The rules that requests broke.
    pub fn violations(&self) -> Vec<String> {
        let all = self.running.violations();
        all.iter().map(|one| format!("{one:?}")).collect()
    }
}

impl Drop for Cloud {
    fn drop(&mut self) {
        if std::thread::panicking() {
            return;
        }
        let violations = self.violations();
        assert!(violations.is_empty(), "{violations:#?}");
        // A declared URL may hold what the stand-in takes for a secret query.
        let except = ["switchboard.yaml", "sandbox.yaml"];
        secrets::kept_nowhere(&self.running.canaries(), &self.world, &except);
        let _ = &self.runtime;
    }
}
