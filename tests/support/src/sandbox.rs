//! A `switchboard sandbox` as tests use it: the calls that it received, the faults still to come,
//! and changes by hand in the console.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Stdio};

use serde_json::Value;

use crate::control::Control;
use crate::dynamics::Dynamics;
use crate::http;
use crate::in_process::{self, Command};
use crate::world::{binary, surroundings};

/// A running sandbox. It ends when this is dropped.
pub struct Sandbox {
    running: Option<Running>,
    pub url: String,
    /// Account SIDs and their tokens, in the order of SIDs.
    pub accounts: Vec<(String, String)>,
    /// The URL of the stand-in for Azure, if there is one.
    pub azure_url: Option<String>,
    /// What opens each resource at Azure, as printed.
    pub azure: Vec<Value>,
    /// The stand-in for Dynamics 365, if there is one.
    pub dynamics: Option<Dynamics>,
}

enum Running {
    Thread(Command),
    Process(Child),
}

/// A request that the sandbox received.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Call {
    pub account: String,
    pub method: String,
    /// Path below the account, a number's SID replaced by the number.
    pub path: String,
    pub form: Vec<(String, String)>,
}

impl Sandbox {
    /// Starts a sandbox for the configuration and the `sandbox.yaml` in `folder`: in this process
    /// if that is possible.
    pub fn start(folder: &Path, state: &Path) -> Self {
        if !in_process::POSSIBLE {
            return Self::start_binary(folder, state);
        }
        let state = state.to_str().unwrap();
        let arguments = ["sandbox", "--port", "0", "--state", state];
        let command = Command::start(folder, surroundings(), &arguments);
        let line = command.stdout.first_line(&command);
        if line.is_empty() {
            let ended = command.wait();
            panic!("no sandbox in {}: {}", folder.display(), ended.stderr);
        }
        Self::of(Running::Thread(command), &line)
    }

    /// The same in a process of its own.
    pub fn start_binary(folder: &Path, state: &Path) -> Self {
        let mut child = binary()
            .current_dir(folder)
            .args(["sandbox", "--port", "0", "--state"])
            .arg(state)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit())
            .spawn()
            .unwrap();
        let mut line = String::new();
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        stdout.read_line(&mut line).unwrap();
        Self::of(Running::Process(child), &line)
    }

    /// A sandbox that has printed this line.
    fn of(running: Running, line: &str) -> Self {
        let printed: Value =
            serde_json::from_str(line).unwrap_or_else(|_| panic!("the sandbox printed {line:?}"));
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let accounts = printed["accounts"].as_array().unwrap();
        Self {
            url: text(&printed["url"]),
            accounts: accounts
                .iter()
                .map(|account| (text(&account["account_sid"]), text(&account["auth_token"])))
                .collect(),
            azure_url: printed["azure_url"].as_str().map(str::to_owned),
            azure: printed["azure"].as_array().cloned().unwrap_or_default(),
            dynamics: Dynamics::of(&printed),
            running: Some(running),
        }
    }

    /// The variables that a command needs to call it: the first account as Twilio's own, and
    /// every account's token as `TOKEN_1`, `TOKEN_2` …; those of Azure's first resource, or those of
    /// Dynamics 365 where Azure is not played.
    pub fn variables(&self) -> BTreeMap<String, String> {
        let mut variables =
            BTreeMap::from([("SWITCHBOARD_TWILIO_API_URL".to_owned(), self.url.clone())]);
        for (at, (sid, token)) in self.accounts.iter().enumerate() {
            variables.insert(format!("TOKEN_{}", at + 1), token.clone());
            if at == 0 {
                variables.insert("TWILIO_ACCOUNT_SID".to_owned(), sid.clone());
                variables.insert("TWILIO_AUTH_TOKEN".to_owned(), token.clone());
            }
        }
        if let Some(url) = &self.azure_url {
            variables.insert("SWITCHBOARD_AZURE_API_URL".to_owned(), url.clone());
            variables.insert("SWITCHBOARD_ENTRA_URL".to_owned(), url.clone());
        }
        let names = [
            ("ACS_CONNECTION_STRING", "connection_string"),
            ("AZURE_TENANT_ID", "tenant_id"),
            ("AZURE_CLIENT_ID", "client_id"),
            ("AZURE_CLIENT_SECRET", "client_secret"),
        ];
        if let (Some(dynamics), None) = (&self.dynamics, &self.azure_url) {
            variables.extend(dynamics.variables());
        }
        if let Some(resource) = self.azure.first() {
            for (variable, key) in names {
                let value = resource[key].as_str().unwrap();
                variables.insert(variable.to_owned(), value.to_owned());
            }
        }
        variables
    }

    /// What it has in common with every other stand-in.
    pub fn control(&self) -> Control {
        Control::of(self.url.clone())
    }

    /// Adds faults, a JSON list in the sandbox's format.
    #[track_caller]
    pub fn add_faults(&self, faults: &Value) {
        self.control().add_faults(faults);
    }

    /// Faults with every phone number in them replaced by its SID, as a path spells it.
    pub fn with_sids(&self, faults: &Value) -> Value {
        let state = self.state();
        let text = numbers(&state).fold(faults.to_string(), |text, (_, sid, number)| {
            text.replace(digits(number), sid)
        });
        serde_json::from_str(&text).unwrap()
    }

    /// The faults that are still to come.
    pub fn faults(&self) -> Value {
        self.control().faults()
    }

    /// Forgets all faults.
    pub fn clear_faults(&self) {
        self.control().clear_faults();
    }

    /// Forgets the calls so far.
    pub fn clear_calls(&self) {
        self.control().clear_calls();
    }

    /// The state of every account.
    pub fn state(&self) -> Value {
        self.control().state()
    }

    /// A number's or short code's account, SID and present settings.
    pub fn number(&self, phone_number: &str) -> (String, String, Value) {
        let state = self.state();
        let found = numbers(&state).find(|(_, _, number)| digits(number) == phone_number);
        let found = found.unwrap_or_else(|| panic!("no {phone_number} in {state:#}"));
        (found.0.to_owned(), found.1.to_owned(), found.2.clone())
    }

    /// One of a number's texts, such as its `sms_url`.
    pub fn setting(&self, phone_number: &str, field: &str) -> String {
        let (account, sid, _) = self.number(phone_number);
        let path = path_of(&account, &sid);
        let answer = http::send(&self.url, "GET", &path, Some(self.login(&account)), None);
        answer.body[field].as_str().unwrap_or_default().to_owned()
    }

    fn login(&self, account: &str) -> (&str, &str) {
        let found = self.accounts.iter().find(|(sid, _)| sid == account);
        let (sid, token) = found.unwrap();
        (sid, token)
    }

    /// Changes a number in the console.
    pub fn change(&self, method: &str, phone_number: &str, fields: &[(String, String)]) {
        let (account, sid, _) = self.number(phone_number);
        let path = path_of(&account, &sid);
        self.send(method, &account, &path, fields);
    }

    /// Changes another object of an account in the console, at its path.
    pub fn change_at(&self, account: &str, path: &str, fields: &[(String, String)]) {
        self.send("POST", account, path, fields);
    }

    fn send(&self, method: &str, account: &str, path: &str, fields: &[(String, String)]) {
        let body = http::form(fields);
        let content = ("application/x-www-form-urlencoded", body.as_str());
        let login = Some(self.login(account));
        let answer = http::send(&self.url, method, path, login, Some(content));
        assert!(answer.status < 300, "{method} {path}: {answer:?}");
    }

    /// The calls since they were last cleared, oldest first, each with the status of its answer.
    pub fn journal(&self) -> Vec<Value> {
        self.control().journal()
    }

    /// The requests that a `hold` keeps waiting.
    pub fn held(&self) -> Vec<Value> {
        self.control().held()
    }

    /// Releases these requests.
    pub fn release(&self) {
        self.control().release();
    }

    /// Waits until this many requests are kept waiting.
    #[track_caller]
    pub fn wait_until_held(&self, count: usize) {
        self.control().wait_until_held(count);
    }

    /// Changes anything in the first account: a path at the API in which `{name}` is replaced by
    /// the SID of the number, service or application of that name, in the fields too.
    pub fn request(&self, method: &str, path: &str, fields: &[(String, String)]) {
        let state = self.state();
        let (account, _) = self.accounts.first().unwrap();
        let objects = ["services", "applications"].into_iter();
        let objects =
            objects.flat_map(|list| state["accounts"][account][list].as_object().unwrap());
        let objects =
            objects.map(|(sid, object)| (object["friendly_name"].as_str().unwrap(), sid.as_str()));
        let numbers = numbers(&state).map(|(_, sid, number)| (digits(number), sid));
        let names: Vec<(&str, &str)> = objects.chain(numbers).collect();
        let meant = |text: &str| {
            names.iter().fold(text.to_owned(), |text, (name, sid)| {
                text.replace(&format!("{{{name}}}"), sid)
            })
        };
        let fields: Vec<_> = fields
            .iter()
            .map(|(name, value)| (name.clone(), meant(value)))
            .collect();
        let body = http::form(&fields);
        let content = ("application/x-www-form-urlencoded", body.as_str());
        let login = Some(self.login(account));
        let answer = http::send(&self.url, method, &meant(path), login, Some(content));
        assert!(answer.status < 300, "{method} {path}: {answer:?}");
    }

    /// The calls since they were last cleared, in a settled order: writes to one account run
    /// side by side.
    pub fn calls(&self) -> Vec<Call> {
        let state = self.state();
        let sids: BTreeMap<&str, &str> = numbers(&state)
            .map(|(_, sid, number)| (sid, digits(number)))
            .collect();
        let list = self.journal();
        let call = |call: &Value| {
            let path = call["path"].as_str().unwrap();
            let below = path.strip_prefix("/2010-04-01/Accounts/");
            // Messaging services have no account in their path; the login says whose they are.
            let (account, rest) = below
                .and_then(|below| below.split_once('/'))
                .unwrap_or(("", path));
            let rest = sids.iter().fold(rest.to_owned(), |rest, (sid, number)| {
                rest.replace(sid, number)
            });
            Call {
                account: account.to_owned(),
                method: call["method"].as_str().unwrap().to_owned(),
                path: rest,
                form: serde_json::from_value(call["form"].clone()).unwrap(),
            }
        };
        let mut calls: Vec<Call> = list.iter().map(call).collect();
        calls.sort();
        calls
    }
}

/// The calls as `calls.txt` shows them. Accounts are named only where there are several.
pub fn listed(title: &str, calls: &[Call]) -> String {
    let mut accounts: Vec<&str> = calls.iter().map(|call| call.account.as_str()).collect();
    accounts.retain(|account| !account.is_empty());
    accounts.dedup();
    let several = accounts.len() > 1;
    let mut lines = vec![title.to_owned()];
    // Lists are read side by side, so reads that follow each other arrive in any order.
    let is_read = |call: &Call| call.method == "GET";
    let runs = calls.chunk_by(|one, next| is_read(one) && is_read(next));
    let ordered = runs.flat_map(|run| {
        let mut run: Vec<&Call> = run.iter().collect();
        run.sort_by_key(|call| (&call.account, &call.path));
        run
    });
    for call in ordered {
        let named = several && !call.account.is_empty();
        let (account, slash) = if named {
            (call.account.as_str(), "/")
        } else {
            ("", "")
        };
        lines.push(format!("  {} {account}{slash}{}", call.method, call.path));
        let fields = call.form.iter();
        lines.extend(fields.map(|(name, value)| format!("    {name}={value}")));
    }
    lines.join("\n") + "\n"
}

/// Every number and short code of every account: the account, the SID, the settings.
fn numbers(state: &Value) -> impl Iterator<Item = (&str, &str, &Value)> {
    let accounts = state["accounts"].as_object().into_iter().flatten();
    accounts.flat_map(|(account, holds)| {
        let all = move |list: &str| holds[list].as_object().into_iter().flatten();
        all("numbers")
            .chain(all("short_codes"))
            .map(move |(sid, number)| (account.as_str(), sid.as_str(), number))
    })
}

/// The digits of a number, with a plus, or of a short code.
fn digits(number: &Value) -> &str {
    let own = number["phone_number"].as_str();
    own.or_else(|| number["short_code"].as_str()).unwrap()
}

/// The path of a number or short code.
pub(crate) fn path_of(account: &str, sid: &str) -> String {
    let list = if sid.starts_with("SC") {
        "SMS/ShortCodes"
    } else {
        "IncomingPhoneNumbers"
    };
    format!("/2010-04-01/Accounts/{account}/{list}/{sid}.json")
}

impl Sandbox {
    /// Ends the sandbox: a process as a crash would. It may have ended by itself.
    pub fn end(&mut self) {
        match self.running.take() {
            Some(Running::Thread(command)) => command.stop(),
            Some(Running::Process(mut child)) => {
                let _ = child.kill();
                let _ = child.wait();
            }
            None => {}
        }
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        // Nothing is left running.
        self.end();
    }
}
