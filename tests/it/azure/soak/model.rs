//! What is declared and what others have: kept by hand, and compared with what is there.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::azure::cloud::{Cloud, child, extension, source};
use crate::soak::chance::Chance;

/// The numbers of the resource.
pub const NUMBERS: usize = 8;
const INCOMING: &str = "eu-incoming";
const DELIVERY: &str = "eu-delivery-reports";

/// A number of the resource.
pub fn phone(at: usize) -> String {
    format!("+1501712200{at}")
}

/// What is declared.
#[derive(Default)]
pub struct Model {
    pub callback: String,
    /// The URL of the delivery reports, while they are declared.
    pub reports: Option<String>,
    /// The declared numbers, with their names.
    pub numbers: BTreeMap<usize, String>,
    /// Subscriptions of others, as they left them.
    pub strangers: BTreeMap<String, Value>,
    /// Whether the delivery reports were ever declared: what is forgotten stays.
    pub left: bool,
    /// A counter that makes each new name unique.
    pub names: usize,
}

impl Model {
    fn fresh(&mut self, stem: &str) -> String {
        self.names += 1;
        format!("{stem}{}", self.names)
    }

    /// The configuration.
    pub fn yaml(&self) -> String {
        let mut yaml = format!(
            "version: 1\nproject: demo\nproviders:\n  eu:\n    type: azure\n    resource_id: {}\n    callback_url: {}\n",
            source(),
            self.callback
        );
        if let Some(url) = &self.reports {
            let _ = writeln!(yaml, "    delivery_report_url: {url}");
        }
        yaml.push_str("    numbers:\n");
        for (at, name) in &self.numbers {
            let _ = writeln!(
                yaml,
                "      n{at}: {{ phone_number: \"{}\", friendly_name: {name} }}",
                phone(*at)
            );
        }
        yaml
    }

    /// An edit of the configuration.
    pub fn edit(&mut self, chance: &mut Chance) {
        match chance.below(5) {
            0 => self.callback = self.url(chance),
            1 if self.reports.is_some() => self.reports = None,
            1 | 2 => self.reports = Some(self.url(chance)),
            3 => {
                let name = self.fresh("Line ");
                self.numbers.insert(chance.below(NUMBERS), name);
            }
            _ if self.numbers.len() > 1 => {
                let gone = chance.one_of(self.numbers.keys().copied()).unwrap();
                self.numbers.remove(&gone);
            }
            _ => {}
        }
        self.left |= self.reports.is_some();
    }

    fn url(&mut self, chance: &mut Chance) -> String {
        let path = self.fresh("v");
        let query = chance.one_of(["", "?key=7", "?a=1&b=%41", "?"]).unwrap();
        format!("https://crm.example.com/{path}/sms{query}")
    }

    /// What somebody else does.
    pub fn outside(&mut self, cloud: &Cloud, chance: &mut Chance) {
        let ours = [INCOMING, DELIVERY];
        let there = cloud.subscriptions();
        let ours = ours.iter().filter(|name| {
            let one = there.get(&child(name).to_lowercase());
            one.is_some_and(|one| one["state"] == "Succeeded")
        });
        let one = chance.one_of(ours);
        match (chance.below(6), one) {
            (0, _) => {
                let (name, under) = (self.fresh("theirs-"), ["topic", "source"][chance.below(2)]);
                let url = format!("https://{name}.example.com/sms?code=canary-{name}");
                let subscription = json!({ "name": name, "under": under, "endpoint_url": url, "event_types": ["SMSReceived"] });
                let there = cloud.stand_in().state();
                if under == "topic" && there["topics"].as_object().unwrap().is_empty() {
                    return;
                }
                cloud.mutate(
                    &json!({ "add": { "resource": source(), "subscription": subscription } }),
                );
                let id = if under == "topic" {
                    child(&name)
                } else {
                    extension(&name)
                };
                let id = id.to_lowercase();
                let added = cloud.subscriptions()[&id].clone();
                self.strangers.insert(id, added);
            }
            (1, Some(name)) => cloud.mutate(&json!({ "remove": { "id": child(name) } })),
            (2, Some(name)) => {
                let url = format!("https://{}.example.com/", self.fresh("other"));
                set(cloud, name, &destination(&url));
            }
            (3, Some(name)) => {
                let id = child(name).to_lowercase();
                let properties = &cloud.subscriptions()[&id]["properties"]["destination"];
                let url = properties["properties"]["endpointUrl"].as_str().unwrap();
                let base = url.split('?').next().unwrap();
                let code = self.fresh("other");
                set(cloud, name, &destination(&format!("{base}?code={code}")));
            }
            (4, Some(name)) => {
                let filter = json!({ "filter": { "subjectEndsWith": "phonenumber/4470000000" } });
                set(cloud, name, &filter);
            }
            (5, Some(name)) => {
                cloud.mutate(&json!({ "state": { "id": child(name), "state": "Failed" } }));
            }
            _ => {}
        }
    }

    /// The names and URLs of ours that must be there.
    fn ours(&self) -> Vec<(&'static str, &String)> {
        let reports = self.reports.iter().map(|url| (DELIVERY, url));
        std::iter::once((INCOMING, &self.callback))
            .chain(reports)
            .collect()
    }

    /// What must hold, however the round went.
    pub fn nothing_of_others_is_touched(&self, cloud: &Cloud, when: &str) {
        let there = cloud.subscriptions();
        for (id, left) in &self.strangers {
            assert_eq!(there.get(id), Some(left), "{when}: {id}");
        }
        let mut known: BTreeSet<String> = self.strangers.keys().cloned().collect();
        known.insert(child(INCOMING).to_lowercase());
        if self.left {
            known.insert(child(DELIVERY).to_lowercase());
        }
        for id in there.keys() {
            assert!(known.contains(id), "{when}: {id} was made");
        }
        let calls = cloud.running.calls();
        let writes = calls
            .iter()
            .filter(|call| call.method != "GET" && call.method != "POST");
        for call in writes {
            let at_azure = call.path.starts_with("/subscriptions/");
            assert!(at_azure, "{when}: {call:?}");
            if call.method == "DELETE" {
                let mut ours = [INCOMING, DELIVERY].iter().map(|name| child(name));
                assert!(
                    ours.any(|id| call.path.starts_with(&id)),
                    "{when}: {call:?}"
                );
            }
        }
        let asked = [
            "/oauth2/v2.0/token",
            "/getFullUrl?",
            "/getDeliveryAttributes?",
        ];
        let mut posts = calls.iter().filter(|call| call.method == "POST");
        let other = posts.find(|call| !asked.iter().any(|part| call.path.contains(part)));
        assert!(other.is_none(), "{when}: {other:?}");
        assert_eq!(cloud.violations(), Vec::<String>::new(), "{when}");
    }

    /// What must hold once nothing is in the way.
    pub fn agrees(&self, cloud: &Cloud, when: &str) {
        self.nothing_of_others_is_touched(cloud, when);
        let there = cloud.subscriptions();
        for (name, url) in self.ours() {
            let one = &there[&child(name).to_lowercase()];
            let sent = &one["properties"]["destination"]["properties"]["endpointUrl"];
            assert_eq!(sent, url, "{when}");
            assert_eq!(one["state"], "Succeeded", "{when}: {one:#}");
        }
        let plan = cloud.run(&["plan", "--detailed-exitcode"]);
        assert_eq!(plan.code, 0, "{when}\n{}{}", plan.stdout, plan.stderr);
        let drift = cloud.run(&["drift"]);
        assert_eq!(drift.code, 0, "{when}\n{}{}", drift.stdout, drift.stderr);
    }
}

fn destination(url: &str) -> Value {
    json!({ "destination": { "endpointType": "WebHook", "properties": { "endpointUrl": url } } })
}

fn set(cloud: &Cloud, name: &str, properties: &Value) {
    cloud.mutate(&json!({ "set": { "id": child(name), "properties": properties } }));
}
