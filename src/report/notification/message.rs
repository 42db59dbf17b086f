//! A notification in both of its forms.

use serde_json::json;

/// The version of the documents, `major.minor`. Keys may be added within a major version.
pub const FORMAT_VERSION: &str = "1.0";
/// The most changes that a document lists; the rest is counted.
pub(in crate::report) const LISTED: usize = 200;
/// The most lines of a chat message, without its title; the rest is counted.
const CHATTED: usize = 20;

/// A notification.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// The JSON document for a webhook.
    pub document: String,
    /// The JSON document for a chat that takes Slack's incoming webhooks.
    pub chat: String,
}

/// The document for a chat: a title, and one line for each item. A chat gives `<`, `>` and `&` a
/// meaning, so these are escaped.
pub(in crate::report) fn chat(title: &str, lines: &[String]) -> String {
    let mut text = escaped(title);
    for line in lines.iter().take(CHATTED) {
        text.push_str(&format!("\n• {}", escaped(line)));
    }
    if let more @ 1.. = lines.len().saturating_sub(CHATTED) {
        text.push_str(&format!("\n… and {more} more"));
    }
    json!({ "text": text }).to_string()
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}
