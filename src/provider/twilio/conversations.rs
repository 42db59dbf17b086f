//! Address configurations of Conversations. For a number that has one, a text may open a
//! conversation instead of going to the number's own handler (docs/twilio.md: Others that take
//! texts). Twilio's page contradicts itself about whether that handler is called as well, so the
//! report only says "may". Pure.

use serde::Deserialize;

use crate::model::{FindingCode, Taker};

/// The list's name in the console.
pub(super) const PLACE: &str = "Conversations";

/// An address configuration as Twilio's JSON shows it, with only the fields that are used.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct AddressWire {
    sid: Option<String>,
    account_sid: Option<String>,
    r#type: Option<String>,
    address: Option<String>,
    friendly_name: Option<String>,
    auto_creation: Option<AutoCreation>,
}

/// Whether and how a text opens a conversation.
#[derive(Debug, Clone, Deserialize)]
struct AutoCreation {
    enabled: Option<bool>,
    r#type: Option<String>,
    studio_flow_sid: Option<String>,
}

impl AddressWire {
    /// The account it belongs to.
    pub(super) fn account(&self) -> Option<&str> {
        self.account_sid.as_deref()
    }

    /// What may take the texts to the address; `None` if the address is for another kind of message
    /// or is switched off.
    pub(super) fn into_taker(self) -> Option<Taker> {
        let number = self.address?;
        if self.r#type.as_deref().is_some_and(|kind| kind != "sms") {
            return None;
        }
        // A missing `enabled` does not mean that it is off.
        let automatic = self.auto_creation?;
        if automatic.enabled == Some(false) {
            return None;
        }
        let id = self.sid.unwrap_or_default();
        let name = self.friendly_name.filter(|name| !name.is_empty());
        let name = name.map_or_else(|| id.clone(), |name| format!("{name} ({id})"));
        let kind = automatic.kind();
        Some(Taker {
            code: FindingCode::MayBeTakenFirst.into(),
            summary: format!(
                "the Conversations address configuration {name} {kind} may take texts to {number} before its own handler is called"
            ),
            help: "open it in the Twilio console under Conversations, Address configuration, and switch autocreation off unless Conversations should answer; Twilio's documentation does not settle whether the number's own webhook is called as well",
            number,
            id,
        })
    }
}

impl AutoCreation {
    fn kind(&self) -> String {
        match (self.r#type.as_deref(), &self.studio_flow_sid) {
            (Some("webhook"), _) => "with autocreation of the kind webhook".to_owned(),
            (Some("studio"), Some(flow)) => {
                format!("with autocreation of the kind Studio, flow {flow},")
            }
            (Some("studio"), None) => "with autocreation of the kind Studio".to_owned(),
            (Some("default"), _) => "with autocreation of the kind default".to_owned(),
            (Some(other), _) => format!("with autocreation of the unknown kind {other}"),
            (None, _) => "with autocreation of a kind that Twilio does not show".to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::AddressWire;

    fn summary(wire: serde_json::Value) -> Option<String> {
        let wire: AddressWire = serde_json::from_value(wire).unwrap();
        Some(wire.into_taker()?.summary)
    }

    fn wire(automatic: &serde_json::Value) -> serde_json::Value {
        json!({"sid": "IG1", "type": "sms", "address": "+15017122661", "friendly_name": "Desk",
            "auto_creation": automatic})
    }

    /// The configuration and its kind are named.
    #[test]
    fn the_kind_is_named() {
        for (automatic, kind) in [
            (
                json!({"enabled": true, "type": "webhook", "webhook_url": "https://a.example"}),
                "kind webhook",
            ),
            (
                json!({"enabled": true, "type": "studio", "studio_flow_sid": "FW1"}),
                "kind Studio, flow FW1",
            ),
            (json!({"enabled": true, "type": "default"}), "kind default"),
            (
                json!({"enabled": true, "type": "robot"}),
                "unknown kind robot",
            ),
            (json!({"enabled": true}), "does not show"),
            // Nothing says that it is off.
            (json!({"type": "default"}), "kind default"),
        ] {
            let said = summary(wire(&automatic)).unwrap();
            assert!(said.contains("Desk (IG1)") && said.contains(kind), "{said}");
            assert!(
                said.contains("may take") && !said.contains("a.example"),
                "{said}"
            );
        }
    }

    #[test]
    fn what_is_off_or_for_other_messages_takes_no_text() {
        assert_eq!(
            summary(wire(&json!({"enabled": false, "type": "studio"}))),
            None
        );
        assert_eq!(summary(wire(&serde_json::Value::Null)), None);
        let mut other = wire(&json!({"enabled": true}));
        other["type"] = "whatsapp".into();
        assert_eq!(summary(other), None);
    }
}
