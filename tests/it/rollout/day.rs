//! A day on which numbers move to a host that fails for one in fifty: real processes, traffic, and
//! kills at exact places. Nothing depends on how fast the machine is: while a number that fails is at
//! the new host, each reading of the alerts waits until the sandbox has a new one.

use std::io::Read;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::kinds::{Meets, Size};
use super::{BAD, OLD, runs};
use crate::support::killing::At;
use crate::support::postgres::{Server, name_in};
use crate::support::sandbox::Sandbox;
use crate::support::world::{Ended, World};

/// Where the rollout is killed.
#[derive(Debug, Clone, Copy)]
pub enum Kill {
    /// At a write, after this many.
    Write(usize, At),
    /// At a reading of the alerts, after this many.
    Alerts(usize),
}

/// All numbers at the old host, with a registry that knows it.
pub struct Base {
    size: Size,
    world: World,
    server: Option<&'static Server>,
}

/// A process that ends with the test.
struct Started(Child);

impl Drop for Started {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A day that begins there.
pub struct Day {
    size: Size,
    meets: Meets,
    world: World,
    sandbox: Sandbox,
}

fn phone(place: usize) -> String {
    format!("+1501712{:04}", place + 1)
}

fn handlers(meets: Meets) -> String {
    let (seed, _) = meets.seed_and_place();
    format!(
        "traffic: {{ every: 250ms }}\nhandlers:\n  - {{ url: https://old.contoso.example }}\n  - {{ url: https://bad.contoso.example, status: 502, one_in: 50, seed: {seed} }}\n"
    )
}

impl Base {
    pub fn new(size: Size, server: Option<&'static Server>) -> Self {
        let number = |place: usize| {
            let phone = phone(place);
            format!("      n{place:03}: {{ phone_number: \"{phone}\" }}\n")
        };
        let configuration = format!(
            "version: 1\nproject: contoso\nvars: {{ host: old.contoso.example }}\nproviders:\n  us:\n    type: twilio\n    account_sid: AC00000000000000000000000000000001\n    callback_url: https://${{host}}/sms\n    numbers:\n{}",
            (0..size.numbers).map(number).collect::<String>()
        );
        let (mut world, _sandbox) = World::and_sandbox(&configuration, &handlers(Meets::Second));
        if let Some(server) = server {
            let registry = ("SWITCHBOARD_REGISTRY".to_owned(), server.database());
            world.variables.extend([registry]);
        }
        world.run_binary(&["apply", "--auto-approve"]).exits(0);
        Self {
            size,
            world,
            server,
        }
    }

    /// A day of its own, on which these numbers fail.
    pub fn day(&self, meets: Meets, name: &str) -> Day {
        let mut world = self.world.copy();
        let seed = world.beside("seed");
        std::fs::write(seed.join("sandbox.yaml"), handlers(meets)).unwrap();
        let sandbox = Sandbox::start(&seed, &world.beside("sandbox.json"));
        world.variables = sandbox.variables();
        if let (Some(server), Some(url)) = (
            self.server,
            self.world.variables.get("SWITCHBOARD_REGISTRY"),
        ) {
            let from = name_in(url);
            let open = format!("SELECT count(*) FROM pg_stat_activity WHERE datname = '{from}'");
            wait(|| server.run("postgres", &open) == ["0"]);
            let to = format!("{from}_{name}");
            server.run("postgres", &format!("CREATE DATABASE {to} TEMPLATE {from}"));
            let registry = ("SWITCHBOARD_REGISTRY".to_owned(), server.url(&to));
            world.variables.extend([registry]);
        }
        Day {
            size: self.size,
            meets,
            world,
            sandbox,
        }
    }
}

impl Day {
    /// Runs the rollout to its end, or kills it. `None` if it was killed.
    pub fn roll_out(&self, kill: Option<Kill>) -> Option<Ended> {
        let mut faults = vec![
            json!({ "method": "GET", "path": "/v1/Alerts", "times": 1_000_000, "then": { "hold": true } }),
        ];
        if let Some(Kill::Write(skip, at)) = kill {
            let then = match at {
                At::Before => json!({ "hold": true }),
                At::Done | At::Answered => json!({ "hold_answer": true }),
            };
            faults.push(json!({ "method": "POST", "skip": skip, "then": then }));
        }
        self.sandbox.add_faults(&json!(faults));
        let mut command = self.world.command(&[
            "apply",
            "--auto-approve",
            "--allow-mass-change",
            "--var",
            "host=bad.contoso.example",
            "--rollout",
            self.size.waves,
            "--rollout-pause",
            "100ms",
            "--rollout-revert",
            "--parallelism",
            "1",
        ]);
        let command = command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let (mut stdout, mut stderr) = (child.stdout.take().unwrap(), child.stderr.take().unwrap());
        let mut started = Started(child);
        let ended = std::thread::scope(move |scope| {
            // Its output is read while it runs, so that it never waits for a reader.
            let stdout = scope.spawn(move || text(&mut stdout));
            let stderr = scope.spawn(move || text(&mut stderr));
            let child = &mut started.0;
            let control = self.sandbox.control();
            let mut readings = 0;
            let mut killed = false;
            while control.wait_until_held_or(1, || child.try_wait().unwrap().is_some()) {
                let is_reading = control.held().iter().any(|one| one["method"] == "GET");
                killed = match kill {
                    Some(Kill::Alerts(after)) => is_reading && readings == after,
                    _ => !is_reading,
                };
                if killed {
                    break;
                }
                readings += 1;
                self.wait_for_an_alert();
                control.release();
            }
            if killed {
                child.kill().unwrap();
            }
            let code = child.wait().unwrap().code().unwrap_or(-1);
            control.wait_until_held(0);
            control.clear_faults();
            let ended = Ended {
                code,
                stdout: stdout.join().unwrap(),
                stderr: stderr.join().unwrap(),
            };
            (!killed).then_some(ended)
        });
        assert_eq!(ended.is_none(), kill.is_some(), "{kill:?}: {ended:?}");
        ended
    }

    /// Waits until a number that is at the new host and fails has got another text, if there is one.
    fn wait_for_an_alert(&self) {
        let state = self.sandbox.state();
        let (_, first) = self.meets.seed_and_place();
        let urls = self.urls(&state);
        let mut failing = (first..self.size.numbers).step_by(50);
        if failing.any(|place| urls[place] == BAD) {
            let before = alerts(&state);
            wait(|| alerts(&self.sandbox.state()) > before);
        }
    }

    /// The URL of each number, in their order.
    fn urls(&self, state: &Value) -> Vec<String> {
        let numbers = &state["accounts"]["AC00000000000000000000000000000001"]["numbers"];
        let numbers = numbers.as_object().unwrap().values();
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        // The sandbox adds a number that nobody declares.
        let declared =
            numbers.filter(|number| text(&number["phone_number"]).starts_with("+1501712"));
        let mut urls: Vec<(String, String)> = declared
            .map(|number| (text(&number["phone_number"]), text(&number["sms_url"])))
            .collect();
        urls.sort();
        assert_eq!(urls.len(), self.size.numbers);
        urls.into_iter().map(|(_, url)| url).collect()
    }

    /// How many numbers are at the new host.
    pub fn moved(&self) -> usize {
        let urls = self.urls(&self.sandbox.state());
        urls.iter().filter(|url| *url == BAD).count()
    }

    /// Expects the end of a bad day: every number at the old host, the exit code of a rollout that
    /// stopped, the reason in the output, and nothing left to do.
    #[track_caller]
    pub fn is_over(&self, ended: &Ended, says: &[&str], when: &str) {
        assert_eq!(ended.code, 3, "{when}: {ended:?}");
        let urls = self.urls(&self.sandbox.state());
        let elsewhere: Vec<_> = urls.iter().enumerate().filter(|one| one.1 != OLD).collect();
        assert!(elsewhere.is_empty(), "{when}: {elsewhere:?}\n{ended:?}");
        for part in says {
            let said = ended.stdout.contains(part) || ended.stderr.contains(part);
            assert!(said, "{when}: {part} is not in {ended:?}");
        }
        let plan = self.world.run(&["plan", "--detailed-exitcode"]);
        assert_eq!(plan.code, 0, "{when}: {plan:?}");
        let id = runs(&self.world)[0]["id"].as_str().unwrap().to_owned();
        let history = ["registry", "history", &id, "--format", "json"];
        let run = self.world.run(&history).exits(0).json();
        let last = run["waves"].as_array().unwrap().last().unwrap();
        assert_eq!(
            (&last["kind"], &last["state"]),
            (&json!("revert"), &json!("passed")),
            "{when}"
        );
    }
}

/// How many alerts there were so far.
fn alerts(state: &Value) -> u64 {
    state["alerts"].as_u64().unwrap_or_default()
}

fn text(from: &mut impl Read) -> String {
    let mut text = String::new();
    from.read_to_string(&mut text).unwrap();
    text
}

/// Waits until something is so.
#[track_caller]
fn wait(mut is_so: impl FnMut() -> bool) {
    let deadline = Instant::now() + Duration::from_mins(1);
    while !is_so() {
        assert!(Instant::now() < deadline, "it never became so");
        std::thread::yield_now();
    }
}
