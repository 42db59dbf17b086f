//! What US and Canadian carriers require of a number before it may send, by Twilio's records
//! (docs/twilio.md: Carrier approval). Pure.
//!
//! Receiving needs none of it; sending replies does.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::Deserialize;

use super::campaigns::{CampaignWire, registration};
use super::codes::TwilioCode;
use super::service::A2P_REGISTERED;
use crate::model::{Text, Value, is_toll_free};
use crate::provider::{Gate, Sender, SenderGroup};

/// Area codes below +1 that are not in the US, sorted: those of Canada, the Caribbean and Bermuda.
const ABROAD: [u16; 78] = [
    204, 226, 236, 242, 246, 249, 250, 257, 263, 264, 268, 284, 289, 306, 343, 345, 354, 365, 367,
    368, 382, 403, 416, 418, 428, 431, 437, 438, 441, 450, 468, 473, 474, 506, 514, 519, 537, 548,
    568, 579, 581, 584, 587, 604, 613, 639, 647, 649, 658, 664, 672, 683, 705, 709, 721, 742, 753,
    758, 767, 778, 780, 782, 784, 807, 809, 819, 825, 829, 849, 867, 868, 869, 873, 876, 879, 902,
    905, 942,
];

/// A toll-free verification as Twilio's JSON shows it, with only the fields that are used.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct VerificationWire {
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

fn is_us_local(number: &str) -> bool {
    area(number).is_some_and(|code| {
        let abroad = code
            .parse()
            .is_ok_and(|code: u16| ABROAD.binary_search(&code).is_ok());
        !is_toll_free(number) && !abroad
    })
}

/// The answers about an account's numbers, as far as there are any.
#[derive(Debug, Default)]
pub(super) struct Answers {
    /// All verifications of the account; `None` where they are not known.
    pub verifications: Option<Vec<VerificationWire>>,
    /// The campaigns of each service that was asked about, by its SID.
    pub campaigns: BTreeMap<String, Vec<CampaignWire>>,
    /// The time of the answers; `None` where it does not matter.
    pub at: Option<Timestamp>,
}

/// The services whose campaigns decide about these numbers, each once.
pub(super) fn services(senders: &[Sender]) -> Vec<&str> {
    let local = senders.iter().filter(|one| is_us_local(&one.number));
    let mut all: Vec<&str> = local
        .filter_map(|one| one.group.as_ref()?.id.as_deref())
        .collect();
    all.sort_unstable();
    all.dedup();
    all
}

/// The gates of these numbers. A number without an answer has none.
pub(super) fn gates(senders: &[Sender], answers: &Answers) -> Vec<Gate> {
    let latest = answers.verifications.as_deref().map(latest);
    let gate = |sender: &Sender| {
        let number = sender.number.as_str();
        if is_toll_free(number) {
            let verification = latest.as_ref()?.get(number);
            return Some(toll_free(number, verification.copied(), answers.at));
        }
        if !is_us_local(number) {
            return None;
        }
        let Some(group) = &sender.group else {
            return Some(alone(number));
        };
        match &group.id {
            Some(id) => Some(by_campaigns(number, group, answers.campaigns.get(id)?)),
            None => Some(by_campaigns(number, group, &[])),
        }
    };
    senders.iter().filter_map(gate).collect()
}

/// The closed gate that follows from what a plan reads anyway.
pub(super) fn foreseen(sender: &Sender) -> Option<Gate> {
    let number = sender.number.as_str();
    if !is_us_local(number) {
        return None;
    }
    let Some(group) = &sender.group else {
        return Some(alone(number));
    };
    let closed =
        group.id.is_none() || group.fields.find(A2P_REGISTERED) == Some(&Value::Flag(false));
    closed.then(|| unregistered(number, group))
}

/// For each number, the verification that was changed last.
fn latest(verifications: &[VerificationWire]) -> BTreeMap<&str, &VerificationWire> {
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
    latest
}

fn toll_free(
    number: &str,
    verification: Option<&VerificationWire>,
    now: Option<Timestamp>,
) -> Gate {
    let status = verification.and_then(|one| one.status.as_deref());
    let (open, summary, help) = match (verification, status.unwrap_or_default()) {
        (_, "TWILIO_APPROVED") => (true, "verified by Twilio".to_owned(), String::new()),
        (_, "PENDING_REVIEW" | "IN_REVIEW") => (
            false,
            "the toll-free verification is under review: what is sent to the US and Canada is blocked until then (Twilio: 30032)".to_owned(),
            "wait for Twilio's answer, or look at it in the console under Regulatory Compliance".to_owned(),
        ),
        (Some(one), "TWILIO_REJECTED") => rejected(one, now),
        (None, _) => (
            false,
            "no toll-free verification was submitted: what is sent to the US and Canada is blocked (Twilio: 30032)".to_owned(),
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
        number: number.into(),
        title: "Toll-free verification",
        code: TwilioCode::TollFreeUnverified.into(),
        open,
        summary: summary.into(),
        help: help.into(),
    }
}

fn rejected(one: &VerificationWire, now: Option<Timestamp>) -> (bool, String, String) {
    let why = match one.rejection_reason.as_deref() {
        Some(reason) if !reason.is_empty() => format!(": {reason}"),
        _ => String::new(),
    };
    let is_over = |until: &str| {
        let until: Option<Timestamp> = until.parse().ok();
        until.zip(now).is_some_and(|(until, now)| until < now)
    };
    let help = match (one.edit_allowed, one.edit_expiration.as_deref()) {
        (Some(true), Some(until)) if is_over(until) => {
            format!("submit a new verification; this one could be edited until {until}")
        }
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
            "the toll-free verification was rejected{why}; what is sent to the US and Canada is blocked (Twilio: 30032)"
        ),
        help,
    )
}

fn local(number: &str, open: bool, summary: impl Into<Text>, help: &'static str) -> Gate {
    Gate {
        by_group: true,
        number: number.into(),
        title: "US carrier registration",
        code: TwilioCode::NoCampaign.into(),
        open,
        summary: summary.into(),
        help: Text::new_static(help),
    }
}

fn alone(number: &str) -> Gate {
    local(
        number,
        false,
        Text::new_static(
            "in no messaging service, so no A2P campaign applies: carriers refuse what is sent to the US (Twilio: 30034)",
        ),
        "add it to a messaging service that has a registered campaign",
    )
}

fn by_campaigns(number: &str, group: &SenderGroup, campaigns: &[CampaignWire]) -> Gate {
    let registered = registration(campaigns);
    let mut summary = format!(
        "its messaging service {} {}",
        group.name, registered.summary
    );
    if !registered.open {
        summary.push_str(": carriers refuse what is sent to the US (Twilio: 30034)");
    }
    if !registered.reasons.is_empty() {
        summary = format!("{summary}; Twilio's reasons: {}", registered.reasons);
    }
    local(number, registered.open, summary, registered.help)
}

fn unregistered(number: &str, group: &SenderGroup) -> Gate {
    local(
        number,
        false,
        format!(
            "the messaging service {} has no registered A2P campaign: carriers refuse what is sent to the US (Twilio: 30034)",
            group.name
        ),
        "register one for the service in the Twilio console; `switchboard test` shows the state of a registration",
    )
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::{Answers, VerificationWire, foreseen, gates, is_toll_free, services};
    use crate::model::{Fields, Value};
    use crate::provider::{Sender, SenderGroup};

    fn alone(number: &str) -> Sender {
        Sender {
            number: number.into(),
            group: None,
        }
    }

    fn within(number: &str, id: Option<&str>, fields: Fields) -> Sender {
        let group = SenderGroup {
            id: id.map(str::to_owned),
            name: "Campaigns".to_owned(),
            fields,
        };
        Sender {
            number: number.into(),
            group: Some(Arc::new(group)),
        }
    }

    fn verified(verifications: serde_json::Value) -> Answers {
        let verifications: Vec<VerificationWire> = serde_json::from_value(verifications).unwrap();
        Answers {
            verifications: Some(verifications),
            ..Answers::default()
        }
    }

    #[test]
    fn only_north_american_numbers_have_gates() {
        let senders = ["+447400123456", "+14165550123", "+18765550123", "+18005550"].map(alone);
        assert!(gates(&senders, &verified(serde_json::json!([]))).is_empty());
        assert!(senders.iter().all(|sender| foreseen(sender).is_none()));
        assert!(is_toll_free("+18885550123") && !is_toll_free("+15017122661"));
    }

    #[test]
    fn a_toll_free_number_is_blocked_until_approved() {
        let state = |json: serde_json::Value| {
            let found = gates(
                &[alone("+18885550123")],
                &verified(serde_json::json!([json])),
            );
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
        let late = Answers {
            at: "2026-12-01T00:00:00Z".parse().ok(),
            ..verified(serde_json::json!([wire("TWILIO_REJECTED")]))
        };
        let help = &gates(&[alone(number)], &late)[0].help;
        assert!(help.starts_with("submit a new verification"), "{help}");
        let found = gates(&[alone(number)], &verified(serde_json::json!([])));
        assert!(found[0].summary.contains("no toll-free verification"));
    }

    #[test]
    fn what_was_not_answered_has_no_gate() {
        let senders = [
            alone("+18885550123"),
            within("+15017122661", Some("MG1"), Fields::new()),
        ];
        assert!(gates(&senders, &Answers::default()).is_empty());
        assert!(senders.iter().all(|sender| foreseen(sender).is_none()));
        assert_eq!(services(&senders), ["MG1"]);
    }

    #[test]
    fn a_local_number_is_registered_through_its_services_campaign() {
        let with = |campaigns: serde_json::Value| {
            let answers = Answers {
                campaigns: [("MG1".to_owned(), serde_json::from_value(campaigns).unwrap())].into(),
                ..Answers::default()
            };
            // The flag may lag behind; the campaign counts.
            let flag =
                Fields::from_iter([("us_app_to_person_registered".into(), Value::Flag(true))]);
            gates(&[within("+15017122661", Some("MG1"), flag)], &answers).remove(0)
        };
        assert!(with(serde_json::json!([{ "campaign_status": "VERIFIED" }])).open);
        let failed = with(
            serde_json::json!([{ "campaign_status": "FAILED", "errors": [{ "error_code": 30897 }] }]),
        );
        assert!(!failed.open && failed.summary.contains("reasons: 30897"));
        assert!(!with(serde_json::json!([])).open);
    }

    #[test]
    fn some_of_it_is_known_without_asking() {
        let flagged = |registered| {
            let flag = Fields::from_iter([(
                "us_app_to_person_registered".into(),
                Value::Flag(registered),
            )]);
            foreseen(&within("+15017122661", Some("MG1"), flag))
        };
        assert!(flagged(true).is_none());
        assert!(flagged(false).unwrap().summary.contains("Campaigns"));
        let to_come = within("+15017122661", None, Fields::new());
        assert!(!foreseen(&to_come).unwrap().open);
        assert!(!foreseen(&alone("+15017122661")).unwrap().open);
        // Verifications are read only when they are asked for.
        assert!(foreseen(&alone("+18885550123")).is_none());
    }
}
