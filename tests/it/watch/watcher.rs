//! A running `switchboard watch` and its output: by HTTP, and in its log.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::support::world::World;

/// Waits until something holds.
#[track_caller]
pub fn until(what: &str, mut holds: impl FnMut() -> bool) {
    let deadline = Instant::now() + Duration::from_mins(1);
    while !holds() {
        assert!(Instant::now() < deadline, "it never came true: {what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// An answer over HTTP.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub head: String,
    pub body: String,
}

impl Answer {
    /// A header's value.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| {
            let (key, value) = line.split_once(": ")?;
            key.eq_ignore_ascii_case(name).then_some(value)
        })
    }
}

/// Sends bytes and reads what comes back to its end; `None` where nothing does.
pub fn exchange(address: &str, request: &[u8]) -> Option<Answer> {
    let mut stream = TcpStream::connect(address).unwrap();
    stream
        .set_read_timeout(Some(Duration::from_mins(1)))
        .unwrap();
    // The request may be refused before it is sent whole.
    let _ = stream.write_all(request);
    let mut bytes = Vec::new();
    let _ = stream.read_to_end(&mut bytes);
    let text = String::from_utf8(bytes).unwrap();
    let (head, body) = text.split_once("\r\n\r\n")?;
    Some(Answer {
        status: head.split(' ').nth(1)?.parse().ok()?,
        head: head.to_owned(),
        body: body.to_owned(),
    })
}

/// A running watch. It is killed when this is dropped.
pub struct Watcher {
    pub child: Child,
    pub address: String,
    log: Arc<Mutex<Vec<String>>>,
    reader: Option<JoinHandle<()>>,
}

impl Watcher {
    /// Starts a watch that looks every second, with more arguments.
    pub fn start(world: &World, more: &[&str]) -> Self {
        let arguments = [
            &["watch", "--interval", "1s", "--listen", "127.0.0.1:0"][..],
            &["--format", "json"],
            more,
        ];
        Self::of(world.command(&arguments.concat()))
    }

    /// Starts a watch command, with its log as JSON.
    pub fn of(mut command: Command) -> Self {
        let mut child = command
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let stderr = BufReader::new(child.stderr.take().unwrap());
        let log: Arc<Mutex<Vec<String>>> = Arc::default();
        let kept = Arc::clone(&log);
        let reader = std::thread::spawn(move || {
            for line in stderr.lines() {
                kept.lock().unwrap().push(line.unwrap());
            }
        });
        let mut watcher = Self {
            child,
            address: String::new(),
            log,
            reader: Some(reader),
        };
        until("it listens", || {
            let found = watcher.events("listening").first().cloned();
            if let Some(event) = found {
                let url = event["url"].as_str().unwrap();
                url.strip_prefix("http://")
                    .unwrap()
                    .clone_into(&mut watcher.address);
            }
            let ended = watcher.child.try_wait().unwrap();
            assert!(ended.is_none(), "it ended: {}", watcher.text());
            !watcher.address.is_empty()
        });
        watcher
    }

    /// The whole log so far.
    pub fn text(&self) -> String {
        self.log.lock().unwrap().join("\n")
    }

    /// The log's events with a name.
    pub fn events(&self, name: &str) -> Vec<Value> {
        let log = self.log.lock().unwrap();
        let events = log
            .iter()
            .map(|line| serde_json::from_str::<Value>(line).unwrap_or_else(|_| panic!("{line}")));
        events.filter(|event| event["event"] == name).collect()
    }

    pub fn get(&self, path: &str) -> Answer {
        let request = format!("GET {path} HTTP/1.1\r\nHost: {}\r\n\r\n", self.address);
        exchange(&self.address, request.as_bytes()).unwrap()
    }

    pub fn json(&self) -> Value {
        serde_json::from_str(&self.get("/drift.json").body).unwrap()
    }

    /// A metric by its name and labels.
    pub fn metric(&self, name: &str) -> Option<f64> {
        let text = self.get("/metrics").body;
        let value = text.lines().find_map(|line| line.strip_prefix(name));
        value.and_then(|value| value.strip_prefix(' ')?.parse().ok())
    }

    /// The number of rounds that ended.
    pub fn rounds(&self) -> u32 {
        let text = self.get("/metrics").body;
        let counts = text
            .lines()
            .filter(|line| line.starts_with("switchboard_watch_runs_total{"));
        counts
            .map(|line| line.rsplit(' ').next().unwrap().parse::<u32>().unwrap())
            .sum()
    }

    /// Waits for a number of rounds that begin from now on.
    #[track_caller]
    pub fn wait_rounds(&self, more: u32) {
        // The round under way began before.
        let before = self.rounds();
        until("rounds go on", || self.rounds() > before + more);
    }

    #[track_caller]
    pub fn wait_ready(&self) {
        until("it is ready", || self.get("/readyz").status == 200);
    }

    pub fn leads(&self) -> bool {
        self.metric("switchboard_watch_leader") == Some(1.0)
    }

    pub fn signal(&self, name: &str) {
        let sent = Command::new("kill")
            .args([name, &self.child.id().to_string()])
            .status();
        assert!(sent.unwrap().success());
    }

    /// Waits for the end of the watch, and returns its whole log.
    pub fn ended(mut self) -> (ExitStatus, String) {
        let status = self.child.wait().unwrap();
        self.reader.take().unwrap().join().unwrap();
        (status, self.text())
    }

    /// Kills the watch, as the kernel would.
    pub fn kill(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }

    /// The memory of the watch, in KiB.
    #[cfg(target_os = "linux")]
    pub fn memory(&self) -> u64 {
        let path = format!("/proc/{}/status", self.child.id());
        let status = std::fs::read_to_string(path).unwrap();
        let line = status.lines().find(|line| line.starts_with("VmRSS:"));
        let number = line.unwrap().split_whitespace().nth(1).unwrap();
        number.parse().unwrap()
    }
}

impl Drop for Watcher {
    fn drop(&mut self) {
        self.kill();
    }
}
