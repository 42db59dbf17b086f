//! A client of yaml-language-server, which editors talk to: JSON messages over its standard input
//! and output.

use std::collections::VecDeque;
use std::io::{BufRead, BufReader, Write};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use serde_json::{Value, json};

use crate::support::programs::present;
use crate::support::world::World;

/// How long the server may take for an answer before it counts as hanging.
const PATIENCE: Duration = Duration::from_mins(1);

/// A running server with a folder open.
pub struct Server {
    process: Child,
    input: ChildStdin,
    messages: Receiver<Value>,
    /// Notifications that nobody has asked for yet.
    notes: VecDeque<Value>,
    folder: PathBuf,
    requests: u64,
    opened: u64,
}

/// One error that an editor underlines: its line from 1, and its message.
pub type Shown = (u64, String);

impl Server {
    /// Starts the server for a folder; `None`, said aloud, where it is not installed.
    pub fn start(world: &World) -> Option<Self> {
        if !present("the editor", &["node", "yaml-language-server"]) {
            return None;
        }
        let mut process = Command::new("yaml-language-server")
            .arg("--stdio")
            .current_dir(world.folder())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let input = process.stdin.take().unwrap();
        let mut output = BufReader::new(process.stdout.take().unwrap());
        let (sender, messages) = channel();
        std::thread::spawn(move || {
            while let Some(message) = message(&mut output) {
                if sender.send(message).is_err() {
                    break;
                }
            }
        });
        let mut server = Self {
            process,
            input,
            messages,
            notes: VecDeque::new(),
            folder: world.folder(),
            requests: 0,
            opened: 0,
        };
        let folder = server.uri("");
        server.request(
            "initialize",
            &json!({
                "processId": std::process::id(),
                "rootUri": folder,
                "workspaceFolders": [{ "uri": folder, "name": "configuration" }],
                "capabilities": {
                    "workspace": { "configuration": true },
                    "textDocument": {
                        "hover": { "contentFormat": ["markdown"] },
                        "completion": { "completionItem": { "documentationFormat": ["markdown"] } },
                    },
                },
            }),
        );
        server.notify("initialized", &json!({}));
        Some(server)
    }

    /// Opens a text as a file of its own in a folder and returns the errors that the editor shows.
    pub fn errors(&mut self, folder: &str, text: &str) -> Vec<Shown> {
        let uri = self.open(folder, text);
        let note = loop {
            let note = self.note("textDocument/publishDiagnostics");
            if note["uri"] == uri.as_str() {
                break note;
            }
        };
        let found = note["diagnostics"].as_array().unwrap().iter();
        let shown = found.map(|one| {
            let line = one["range"]["start"]["line"].as_u64().unwrap() + 1;
            (line, one["message"].as_str().unwrap().to_owned())
        });
        let mut shown: Vec<Shown> = shown.collect();
        shown.sort();
        shown
    }

    /// What the editor shows over the first place where a text has the given words.
    pub fn hover(&mut self, folder: &str, text: &str, over: &str) -> String {
        let at = position(text, over, 1);
        let answer = self.ask(folder, text, "textDocument/hover", &at);
        let shown = answer["contents"]["value"].as_str();
        shown.unwrap_or_default().to_owned()
    }

    /// What the editor proposes at the `|` in a text.
    pub fn proposals(&mut self, folder: &str, text: &str) -> Vec<String> {
        let at = position(text, "|", 0);
        let text = text.replacen('|', "", 1);
        let answer = self.ask(folder, &text, "textDocument/completion", &at);
        let items = answer["items"].as_array().or(answer.as_array()).unwrap();
        let labels = items.iter().map(|item| item["label"].as_str().unwrap());
        labels.map(str::to_owned).collect()
    }

    fn ask(&mut self, folder: &str, text: &str, method: &str, at: &Value) -> Value {
        let named = json!({ "uri": self.open(folder, text) });
        self.request(method, &json!({ "textDocument": named, "position": at }))
    }

    /// Opens a text and returns its URI. Each has its own, so that nothing is said about another.
    fn open(&mut self, folder: &str, text: &str) -> String {
        self.opened += 1;
        let uri = self.uri(&format!("{folder}/{}.yaml", self.opened));
        let document = json!({ "uri": uri, "languageId": "yaml", "version": 1, "text": text });
        self.notify("textDocument/didOpen", &json!({ "textDocument": document }));
        uri
    }

    fn uri(&self, name: &str) -> String {
        let path = self.folder.join(name.trim_start_matches("./"));
        let uri = url::Url::from_file_path(path).unwrap().to_string();
        uri.trim_end_matches('/').to_owned()
    }

    /// Sends a request and returns the result.
    fn request(&mut self, method: &str, params: &Value) -> Value {
        self.requests += 1;
        let id = self.requests;
        self.send(&json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params }));
        loop {
            let message = self.next();
            if message.get("method").is_none() && message["id"] == id {
                assert!(message.get("error").is_none(), "{method}: {message}");
                return message["result"].clone();
            }
            self.take(message);
        }
    }

    /// The next notification with this name.
    fn note(&mut self, method: &str) -> Value {
        loop {
            if let Some(at) = self.notes.iter().position(|note| note["method"] == method) {
                return self.notes.remove(at).unwrap()["params"].clone();
            }
            let message = self.next();
            self.take(message);
        }
    }

    /// Keeps a notification, and answers what the server asks.
    fn take(&mut self, message: Value) {
        let Some(id) = message.get("id") else {
            self.notes.push_back(message);
            return;
        };
        // Nothing is fetched: the schema of this test is beside the file.
        let settings = |item: &Value| match item["section"].as_str() {
            Some("yaml") => json!({
                "validate": true, "hover": true, "completion": true,
                "schemaStore": { "enable": false }, "kubernetesCRDStore": { "enable": false },
            }),
            _ => Value::Null,
        };
        let result = match message["params"]["items"].as_array() {
            Some(items) => items.iter().map(settings).collect(),
            None => Value::Null,
        };
        let answer = json!({ "jsonrpc": "2.0", "id": id, "result": result });
        self.send(&answer);
    }

    fn notify(&mut self, method: &str, params: &Value) {
        self.send(&json!({ "jsonrpc": "2.0", "method": method, "params": params }));
    }

    fn send(&mut self, message: &Value) {
        let text = message.to_string();
        write!(self.input, "Content-Length: {}\r\n\r\n{text}", text.len()).unwrap();
        self.input.flush().unwrap();
    }

    fn next(&mut self) -> Value {
        let next = self.messages.recv_timeout(PATIENCE);
        next.expect("yaml-language-server does not answer")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Reads one message; `None` at the end.
fn message(output: &mut impl BufRead) -> Option<Value> {
    let mut length = 0;
    loop {
        let mut line = String::new();
        if output.read_line(&mut line).ok()? == 0 {
            return None;
        }
        match line.trim().split_once(':') {
            Some((name, value)) if name.eq_ignore_ascii_case("content-length") => {
                length = value.trim().parse().ok()?;
            }
            Some(_) => {}
            None => break,
        }
    }
    let mut body = vec![0; length];
    output.read_exact(&mut body).ok()?;
    serde_json::from_slice(&body).ok()
}

/// The place of some words in a text, and that many characters on.
fn position(text: &str, words: &str, further: usize) -> Value {
    let at = text.find(words).expect("the words are in the text");
    let before = &text[..at];
    let line = before.matches('\n').count();
    let character = before.chars().rev().take_while(|c| *c != '\n').count() + further;
    json!({ "line": line, "character": character })
}
