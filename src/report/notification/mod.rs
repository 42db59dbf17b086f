//! Notifications: a JSON document for a webhook, a text for a chat, and the signature by which a
//! receiver verifies the sender. docs/notifications.md describes the formats.

pub mod body;
pub mod changes;
pub mod document;
pub mod message;
pub mod outcome;
pub mod result;
pub mod rollout;
pub mod signature;
pub mod unplanned;

#[cfg(test)]
mod tests;
