//! A substitute for GitHub's API on loopback: comments, merged pull requests, issues and releases
//! of one repository. It keeps what it receives, and a list of the calls.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use axum::response::{IntoResponse as _, Response};
use serde_json::{Value, json};

pub const REPOSITORY: &str = "harbour-and-pine/texting";
pub const TOKEN: &str = "ghs_0123456789abcdef";
/// The owner of the token.
pub const BOT: &str = "github-actions[bot]";

/// The state of the substitute.
#[derive(Default)]
pub struct Known {
    /// `METHOD path`, without the query.
    pub calls: Vec<String>,
    /// Comments, each with its `issue`.
    pub comments: Vec<Value>,
    pub issues: Vec<Value>,
    /// Pull requests by the commit that they belong to.
    pub pulls: BTreeMap<String, Value>,
    /// Releases by tag, each an asset's name and content.
    pub releases: BTreeMap<String, BTreeMap<String, Vec<u8>>>,
    /// Whether the token may write.
    pub read_only: bool,
}

/// The substitute for GitHub. It ends with the test.
pub struct GitHub {
    pub url: String,
    known: Arc<Mutex<Known>>,
    _runtime: tokio::runtime::Runtime,
}

impl GitHub {
    pub fn start() -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .unwrap();
        let known = Arc::new(Mutex::new(Known::default()));
        let listener = runtime
            .block_on(tokio::net::TcpListener::bind("127.0.0.1:0"))
            .unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let shared = (Arc::clone(&known), url.clone());
        let router = Router::new().fallback(answer).with_state(shared);
        runtime.spawn(async move { axum::serve(listener, router).await });
        Self {
            url,
            known,
            _runtime: runtime,
        }
    }

    /// The current state.
    pub fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap()
    }

    /// Adds a comment by this user.
    pub fn comment(&self, issue: u64, login: &str, body: &str) {
        let kind = if login.ends_with("[bot]") {
            "Bot"
        } else {
            "User"
        };
        let mut known = self.known();
        let id = known.comments.len() + 1000;
        known.comments.push(json!({
            "id": id, "issue": issue, "body": body, "user": { "login": login, "type": kind },
        }));
    }

    /// The bot's comments, in order.
    pub fn own_comments(&self) -> Vec<String> {
        let known = self.known();
        let own = known
            .comments
            .iter()
            .filter(|comment| comment["user"]["login"] == BOT);
        own.map(|comment| comment["body"].as_str().unwrap().to_owned())
            .collect()
    }

    /// A pull request was merged into `main` as this commit.
    pub fn merge(&self, number: u64, commit: &str) {
        let pull = json!([
            // Another one that contains the commit, and is open still.
            { "number": number + 1, "merged_at": null, "merge_commit_sha": commit, "base": { "ref": "main" } },
            { "number": number, "merged_at": "2026-01-01T00:00:00Z", "merge_commit_sha": commit, "base": { "ref": "main" } },
        ]);
        self.known().pulls.insert(commit.to_owned(), pull);
    }
}

type Shared = (Arc<Mutex<Known>>, String);

async fn answer(
    State((known, url)): State<Shared>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let mut known = known.lock().unwrap();
    known.calls.push(format!("{method} {}", uri.path()));
    let bearer = headers
        .get("authorization")
        .and_then(|value| value.to_str().ok());
    if bearer != Some(&format!("Bearer {TOKEN}")) {
        return reported(
            StatusCode::UNAUTHORIZED,
            &json!({ "message": "Bad credentials" }),
        );
    }
    let writes = method != Method::GET && uri.path() != "/graphql";
    if writes && known.read_only {
        let said = json!({ "message": "Resource not accessible by integration" });
        return reported(StatusCode::FORBIDDEN, &said);
    }
    if let Some((tag, name)) = uri
        .path()
        .strip_prefix("/assets/")
        .and_then(|path| path.split_once('/'))
    {
        return known.releases[tag][name].clone().into_response();
    }
    let query: BTreeMap<String, String> =
        url::form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes())
            .into_owned()
            .collect();
    let sent: Value = serde_json::from_slice(&body).unwrap_or_default();
    let own = format!("/repos/{REPOSITORY}/");
    let path = uri.path().strip_prefix(&own).unwrap_or(uri.path());
    let parts: Vec<&str> = path.trim_matches('/').split('/').collect();
    match known.reply(method.as_str(), &parts, &query, &sent, &url) {
        Some(body) => reported(StatusCode::OK, &body),
        None => reported(StatusCode::NOT_FOUND, &json!({ "message": "Not Found" })),
    }
}

fn reported(status: StatusCode, body: &Value) -> Response {
    (status, body.to_string()).into_response()
}

impl Known {
    fn reply(
        &mut self,
        method: &str,
        path: &[&str],
        query: &BTreeMap<String, String>,
        sent: &Value,
        url: &str,
    ) -> Option<Value> {
        match (method, path) {
            ("POST", ["graphql"]) => Some(json!({ "data": { "viewer": { "login": BOT } } })),
            ("GET", ["issues", number, "comments"]) => {
                let number: u64 = number.parse().ok()?;
                let of = self
                    .comments
                    .iter()
                    .filter(|comment| comment["issue"] == number);
                Some(page(of, query))
            }
            ("POST", ["issues", number, "comments"]) => {
                let number: u64 = number.parse().ok()?;
                let id = self.comments.len() + 1000;
                let user = json!({ "login": BOT, "type": "Bot" });
                self.comments
                    .push(json!({ "id": id, "issue": number, "body": sent["body"], "user": user }));
                self.comments.last().cloned()
            }
            ("PATCH", ["issues", "comments", id]) => {
                let id: u64 = id.parse().ok()?;
                let comment = self
                    .comments
                    .iter_mut()
                    .find(|comment| comment["id"] == id)?;
                comment["body"] = sent["body"].clone();
                Some(comment.clone())
            }
            ("GET", ["commits", commit, "pulls"]) => Some(
                self.pulls
                    .get(*commit)
                    .cloned()
                    .unwrap_or_else(|| json!([])),
            ),
            ("GET", ["issues"]) => {
                let wanted = |issue: &&Value| {
                    issue["state"] == query["state"] && issue["labels"][0] == query["labels"]
                };
                Some(page(self.issues.iter().filter(wanted), query))
            }
            ("POST", ["issues"]) => {
                let mut issue = sent.clone();
                issue["number"] = json!(self.issues.len() + 1);
                issue["state"] = json!("open");
                self.issues.push(issue.clone());
                Some(issue)
            }
            ("PATCH", ["issues", number]) => {
                let number: u64 = number.parse().ok()?;
                let issue = self
                    .issues
                    .iter_mut()
                    .find(|issue| issue["number"] == number)?;
                for (name, value) in sent.as_object()? {
                    issue[name] = value.clone();
                }
                Some(issue.clone())
            }
            ("GET", [.., "releases", "tags", tag]) => {
                let assets = self.releases.get(*tag)?.keys();
                let assets: Vec<Value> = assets
                    .map(
                        |name| json!({ "name": name, "url": format!("{url}/assets/{tag}/{name}") }),
                    )
                    .collect();
                Some(json!({ "tag_name": tag, "assets": assets }))
            }
            _ => None,
        }
    }
}

/// The page that a query asks for.
fn page<'a>(all: impl Iterator<Item = &'a Value>, query: &BTreeMap<String, String>) -> Value {
    let number = |name: &str, otherwise: usize| {
        query
            .get(name)
            .map_or(otherwise, |text| text.parse().unwrap())
    };
    let (size, at) = (number("per_page", 30).min(100), number("page", 1));
    all.skip(size * (at - 1)).take(size).cloned().collect()
}
