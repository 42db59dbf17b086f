//! Notifications: a JSON document for a webhook, a text for a chat, and the signature by which a
//! receiver verifies the sender. docs/notifications.md describes the formats.

pub mod message;
pub mod signature;
