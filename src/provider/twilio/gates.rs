//! What US and Canadian carriers ask of a number before it may send, by Twilio's records
//! (twilio-api.md 4.5, 4.6). Pure.
//!
//! Receiving needs none of it; replies that a number sends do.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::service::A2P_REGISTERED;
use crate::model::Value;
use crate::provider::{Gate, Sender};

/// A toll-free number that is not verified.
pub const UNVERIFIED: &str = "W0751";
/// A US local number without a registered campaign.
pub const UNREGISTERED: &str = "W0752";

/// Area codes of toll-free numbers.
const TOLL_FREE: [&str; 7] = ["800", "833", "844", "855", "866", "877", "888"];

/// Area codes below +1 that are not in the US: Canada's, then those of the Caribbean and Bermuda.
const ABROAD: &str = "204 226 236 249 250 257 263 289 306 343 354 365 367 368 382 403 416 418 428 \
    431 437 438 450 468 474 506 514 519 537 548 568 579 581 584 587 604 613 639 647 672 683 705 \
    709 742 753 778 780 782 807 819 825 867 873 879 902 905 942 \
    242 246 264 268 284 345 441 473 649 658 664 721 758 767 784 809 829 849 868 869 876";

/// A toll-free verification as Twilio's JSON shows it; only what is used of it.
#[derive(Debug, Clone, Deserialize)]
pub struct VerificationWire {
    tollfree_phone_number: Option<String>,
    status: Option<String>,
    rejection_reason: Option<String>,
    edit_allowed: Option<bool>,
    edit_expiration: Option<String>,
    date_updated: Option<String>,
}

/// The area code of a number below +1.
fn area(number: &str) -> Option<&str> {
    let national = number.strip_prefix("+1")?;
    (national.len() == 10).then(|| national.get(..3)).flatten()
}

/// Whether it is a toll-free number of North America.
pub fn is_toll_free(number: &str) -> bool {
    area(number).is_some_and(|code| TOLL_FREE.contains(&code))
}

fn is_us_local(number: &str) -> bool {
    area(number).is_some_and(|code| {
        !TOLL_FREE.contains(&code) && !ABROAD.split_ascii_whitespace().any(|other| other == code)
    })
}

/// The gates of these numbers. `verifications` are all of the account's.
pub fn gates(senders: &[Sender], verifications: &[VerificationWire]) -> Vec<Gate> {
    let mut latest: BTreeMap<&str, &VerificationWire> = BTreeMap::new();
    for one in verifications {
        let Some(number) = one.tollfree_phone_number.as_deref() else {
            continue;
        };
        let known = latest.entry(number).or_insert(one);
        // Dates are ISO 8601 in UTC, which sort as texts.
        if one.date_updated > known.date_updated {
            *known = one;
        }
    }
    let gate = |sender: &Sender| {
        let number = sender.number.as_str();
        if is_toll_free(number) {
            Some(toll_free(number, latest.get(number).copied()))
        } else if is_us_local(number) {
            Some(local(sender))
        } else {
            None
        }
    };
    senders.iter().filter_map(gate).collect()
}

fn toll_free(number: &str, verification: Option<&VerificationWire>) -> Gate {
    let status = verification.and_then(|one| one.status.as_deref());
    let (open, summary, help) = match (verification, status.unwrap_or_default()) {
        (_, "TWILIO_APPROVED") => (true, "verified by Twilio".to_owned(), String::new()),
        (_, "PENDING_REVIEW" | "IN_REVIEW") => (
            false,
            "its toll-free verification is under review: what it sends to the US and Canada is blocked until then (Twilio: 30032)".to_owned(),
            "wait for Twilio's answer, or look at it in the console under Regulatory Compliance".to_owned(),
        ),
        (Some(one), "TWILIO_REJECTED") => rejected(one),
        (None, _) => (
            false,
            "no toll-free verification was submitted: what it sends to the US and Canada is blocked (Twilio: 30032)".to_owned(),
            "submit a toll-free verification in the Twilio console".to_owned(),
        ),
        (_, other) => (
            false,
            format!("its toll-free verification has the state {other}, which is not known here"),
            "look at the verification in the Twilio console".to_owned(),
        ),
    };
    Gate {
        by_group: false,
        number: number.to_owned(),
        title: "Toll-free verification",
        code: UNVERIFIED,
        open,
        summary,
        help,
    }
}

fn rejected(one: &VerificationWire) -> (bool, String, String) {
    let why = match one.rejection_reason.as_deref() {
        Some(reason) if !reason.is_empty() => format!(": {reason}"),
        _ => String::new(),
    };
    let help = match (one.edit_allowed, one.edit_expiration.as_deref()) {
        (Some(true), Some(until)) => {
            format!("edit the verification in the Twilio console before {until}")
        }
        (Some(true), None) => {
            "edit the verification in the Twilio console within seven days of the rejection"
                .to_owned()
        }
        _ => "submit a new verification; this one can no longer be edited".to_owned(),
    };
    (
        false,
        format!(
            "its toll-free verification was rejected{why}; what it sends to the US and Canada is blocked (Twilio: 30032)"
        ),
        help,
    )
}

fn local(sender: &Sender) -> Gate {
    let (open, summary, help) = match &sender.group {
        Some((name, fields)) if *fields.get(A2P_REGISTERED) == Value::Flag(true) => (
            true,
            format!("registered through the messaging service {name}"),
            String::new(),
        ),
        Some((name, _)) => (
            false,
            format!("its messaging service {name} has no registered A2P campaign: carriers refuse what it sends to the US (Twilio: 30034)"),
            "register a campaign for the service in the Twilio console".to_owned(),
        ),
        None => (
            false,
            "it is in no messaging service, so no A2P campaign covers it: carriers refuse what it sends to the US (Twilio: 30034)".to_owned(),
            "add it to a messaging service that has a registered campaign".to_owned(),
        ),
    };
    Gate {
        by_group: true,
        number: sender.number.clone(),
        title: "US carrier registration",
        code: UNREGISTERED,
        open,
        summary,
        help,
    }
}

#[cfg(test)]
mod tests {
    use super::{VerificationWire, gates, is_toll_free};
    use crate::model::{Fields, Value};
    use crate::provider::Sender;

    fn alone(number: &str) -> Sender {
        Sender {
            number: number.to_owned(),
            group: None,
        }
    }

    fn verification(json: serde_json::Value) -> VerificationWire {
        serde_json::from_value(json).unwrap()
    }

    #[test]
    fn only_north_american_numbers_have_gates() {
        let senders = ["+447400123456", "+14165550123", "+18765550123", "+18005550"].map(alone);
        assert!(gates(&senders, &[]).is_empty());
        assert!(is_toll_free("+18885550123") && !is_toll_free("+15017122661"));
    }

    #[test]
    fn a_toll_free_number_is_blocked_until_approved() {
        let state = |json| {
            let all = [verification(json)];
            let found = gates(&[alone("+18885550123")], &all);
            (
                found[0].open,
                found[0].summary.clone(),
                found[0].help.clone(),
            )
        };
        let number = "+18885550123";
        let wire = |status: &str| {
            serde_json::json!({"tollfree_phone_number": number, "status": status,
                "rejection_reason": "no opt-in", "edit_allowed": true,
                "edit_expiration": "2026-11-30T00:00:00Z"})
        };
        assert!(state(wire("TWILIO_APPROVED")).0);
        assert!(!state(wire("IN_REVIEW")).0);
        let (open, summary, help) = state(wire("TWILIO_REJECTED"));
        assert!(!open && summary.contains("no opt-in") && help.contains("2026-11-30"));
        let found = gates(&[alone(number)], &[]);
        assert!(found[0].summary.contains("no toll-free verification"));
    }

    #[test]
    fn a_local_number_is_registered_through_its_service() {
        let with = |registered| {
            let fields = Fields::from_iter([(
                "us_app_to_person_registered".into(),
                Value::Flag(registered),
            )]);
            let sender = Sender {
                number: "+15017122661".to_owned(),
                group: Some(("Campaigns".to_owned(), fields)),
            };
            gates(&[sender], &[]).remove(0)
        };
        assert!(with(true).open);
        assert!(with(false).summary.contains("Campaigns"));
        assert!(!gates(&[alone("+15017122661")], &[])[0].open);
    }
}
