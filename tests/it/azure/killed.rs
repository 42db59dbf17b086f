//! An apply that is killed at each of its requests, before and after it was carried out, with its
//! registry in a file and on a server: the next apply finishes the job, and nothing is made twice.
//! `SWITCHBOARD_LONG_TESTS=1` tries every request; without it, one of each kind is tried.
#![cfg(unix)]

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::cloud::{CALLBACK, Cloud, REPORTS, configuration, reports};
use crate::support::killing::{self, At};
use crate::support::postgres::server;
use crate::support::world::Ended;

const APPLY: [&str; 5] = [
    "apply",
    "--auto-approve",
    "--allow-mass-change",
    "--lock-timeout",
    "20",
];
const INCOMING: &str = "eu-incoming";
const DELIVERY: &str = "eu-delivery-reports";

/// What the apply that is killed has to do.
#[derive(Debug, Clone, Copy)]
enum Story {
    /// The topic and both subscriptions are to be made.
    Creates,
    /// Both subscriptions are there, with other URLs.
    Updates,
}

impl Story {
    /// The world before that apply.
    fn begin(self, registry: Option<&str>) -> Cloud {
        let declared = configuration(&reports());
        let mut cloud = Cloud::new(&declared);
        let url = registry.map(|url| ("SWITCHBOARD_REGISTRY".to_owned(), url.to_owned()));
        cloud.world.variables.extend(url);
        if matches!(self, Self::Updates) {
            cloud.apply(0);
            let edited = declared.replace("example.com/api", "example.com/v2");
            cloud.world.write("switchboard.yaml", &edited);
        }
        cloud.stand_in().clear_calls();
        cloud
    }

    /// The names and URLs of the subscriptions after it.
    fn ours(self) -> [(&'static str, String); 2] {
        let url = |url: &str| match self {
            Self::Creates => url.to_owned(),
            Self::Updates => url.replace("example.com/api", "example.com/v2"),
        };
        [(INCOMING, url(CALLBACK)), (DELIVERY, url(REPORTS))]
    }

    /// How many requests of a method an undisturbed apply sends.
    fn writes(self) -> [(&'static str, usize); 2] {
        match self {
            Self::Creates => [("PUT", 3), ("PATCH", 0)],
            Self::Updates => [("PUT", 0), ("PATCH", 2)],
        }
    }

    /// The requests of an undisturbed apply.
    fn requests(self) -> Vec<Request> {
        let cloud = self.begin(None);
        cloud.world.run(&APPLY).exits(0);
        let journal = cloud.stand_in().journal();
        assert!(journal.len() > 12, "{journal:#?}");
        let mut seen: Vec<(String, String)> = Vec::new();
        for call in journal {
            let text = |key: &str| call[key].as_str().unwrap().to_owned();
            seen.push((text("method"), text("path")));
        }
        for (method, count) in self.writes() {
            let made = seen.iter().filter(|(own, _)| own == method).count();
            assert_eq!(made, count, "{method} of {self:?}: {seen:#?}");
        }
        let requests = seen.iter().enumerate().map(|(at, (method, path))| Request {
            method: method.clone(),
            path: path.clone(),
            before: seen[..at]
                .iter()
                .filter(|one| **one == (method.clone(), path.clone()))
                .count(),
        });
        requests.collect()
    }
}

/// A request of an apply.
#[derive(Debug, Clone)]
struct Request {
    method: String,
    path: String,
    /// How many like it were sent before.
    before: usize,
}

impl Request {
    /// What it is about: the same for the requests that a short run takes for one.
    fn kind(&self) -> (String, String) {
        let path = self.path.split('?').next().unwrap();
        let parts = path.rsplit('/').collect::<Vec<_>>();
        let is_operation = parts.contains(&"operationsStatus");
        let what = if is_operation { "operation" } else { parts[0] };
        let is_read = self.method == "GET" && what.starts_with("eu-");
        let what = if is_read { "a subscription" } else { what };
        (self.method.clone(), what.to_owned())
    }

    fn place(&self) -> Value {
        json!({ "method": self.method, "path": format!("{}$", self.path), "skip": self.before })
    }

    fn is_poll(&self) -> bool {
        self.path.contains("/operationsStatus/")
    }
}

/// The places of a story: all, or one of each kind, the moments taking turns.
fn places(story: Story) -> Vec<(Request, At)> {
    let moments = [At::Before, At::Done, At::Answered];
    let requests = story.requests().into_iter();
    if std::env::var_os("SWITCHBOARD_LONG_TESTS").is_some_and(|value| value == "1") {
        let all = requests.flat_map(|one| moments.map(|at| (one.clone(), at)));
        return all.collect();
    }
    let mut kinds = BTreeSet::new();
    let one_of_each = requests.filter(|one| kinds.insert(one.kind()));
    let turns = moments.into_iter().cycle().skip(1);
    one_of_each.zip(turns).collect()
}

/// Applies once more, without anything in the way. Azure may not have finished what it accepted
/// before; then nothing is sent to it, and another apply follows when it has.
fn finish(cloud: &Cloud, known: bool, when: &str) {
    let again = |text: &str| -> Ended {
        let ended = cloud.run(&APPLY);
        assert!([0, 3].contains(&ended.code), "{when}, {text}: {ended:?}");
        ended
    };
    let first = again("the next apply");
    if first.code == 3 {
        let shown = first.stdout + &first.stderr;
        assert!(shown.contains("E0772"), "{when}\n{shown}");
        assert!(!known, "the operation was recorded: {when}\n{shown}");
        cloud.control("POST", "settle", &json!({}));
        let second = again("after Azure had finished");
        assert_eq!(second.code, 0, "{when}: {second:?}");
    }
}

/// Kills the apply of a story at one place.
fn killed_at(story: Story, request: &Request, at: At, registry: Option<&str>) {
    let when = format!("{story:?}, killed {at:?} {request:?}");
    let cloud = story.begin(registry);
    let came = killing::kill(
        &cloud.world,
        &cloud.stand_in(),
        &request.place(),
        at,
        &APPLY,
    );
    assert!(came, "never sent: {when}");
    finish(&cloud, request.is_poll() && at != At::Answered, &when);
    let ours = story.ours();
    let ours = ours.each_ref().map(|(name, url)| (*name, url.as_str()));
    cloud.is_as_declared(&ours, &when);
    // Whatever was carried out was sent once. What never reached Azure is sent again.
    for (method, count) in story.writes() {
        let lost = usize::from(at == At::Before && request.method == method);
        let sent = cloud.requests(method, "");
        assert_eq!(sent, count + lost, "{method}, {when}");
    }
    let drift = cloud.run(&["drift"]);
    assert_eq!(drift.code, 0, "{when}: {drift:?}");
}

#[test]
fn an_apply_that_creates_is_finished_by_the_next() {
    for (request, at) in places(Story::Creates) {
        killed_at(Story::Creates, &request, at, None);
    }
}

#[test]
fn an_apply_that_updates_is_finished_by_the_next() {
    for (request, at) in places(Story::Updates) {
        killed_at(Story::Updates, &request, at, None);
    }
}

/// The same with the registry on a server: at writes and polls only, where something is recorded.
#[test]
fn it_is_finished_with_a_registry_on_postgresql_too() {
    let Some(server) = server() else { return };
    for story in [Story::Creates, Story::Updates] {
        for (request, at) in places(story) {
            let is_write = ["PUT", "PATCH"].contains(&request.method.as_str());
            if is_write || request.is_poll() {
                killed_at(story, &request, at, Some(&server.database()));
            }
        }
    }
}

/// SIGKILL in the apply that finishes an earlier one, again and again: every attempt takes it
/// further or leaves it as it was.
#[test]
fn an_apply_that_is_killed_every_time_never_makes_anything_twice() {
    let cloud = Story::Creates.begin(None);
    for (method, path) in [
        ("PUT", "Topics/"),
        ("GET", "/operationsStatus/"),
        ("PUT", "/eventSub"),
    ] {
        let place = json!({ "method": method, "path": path });
        killing::kill(&cloud.world, &cloud.stand_in(), &place, At::Done, &APPLY);
        cloud.control("POST", "settle", &json!({}));
    }
    finish(&cloud, false, "after the kills");
    cloud.is_as_declared(
        &[(INCOMING, CALLBACK), (DELIVERY, REPORTS)],
        "after the kills",
    );
    assert_eq!(cloud.requests("PUT", ""), 3);
}
