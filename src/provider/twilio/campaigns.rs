//! The registration state of a messaging service's A2P campaigns (docs/twilio.md: Carrier approval).
//! Pure.
//!
//! Twilio's status is free text: an unknown value is reported as unknown, never taken for a
//! registration.

use serde::Deserialize;
use serde_json::Value as Json;

/// The most reasons that are named, and the most characters of each.
const REASONS: usize = 3;
const LONGEST: usize = 160;

/// A campaign as Twilio's JSON shows it, with only the fields that are used.
#[derive(Debug, Clone, Default, Deserialize)]
pub(super) struct CampaignWire {
    campaign_status: Option<String>,
    /// The errors. Their shape is not documented, so each is searched for the known keys.
    errors: Option<Vec<Json>>,
    /// Whether it belongs to a mock brand, which is for tests and unknown to carriers.
    mock: Option<bool>,
    date_updated: Option<String>,
}

impl CampaignWire {
    fn status(&self) -> &str {
        self.campaign_status.as_deref().unwrap_or_default()
    }
}

/// The meaning of a service's campaigns for its numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Registration {
    /// Whether carriers accept the numbers' texts.
    pub open: bool,
    /// The state, as the end of a sentence that begins with the service.
    pub summary: String,
    /// The reasons that Twilio names; empty where it names none.
    pub reasons: String,
    /// What to do next.
    pub help: &'static str,
}

/// The registration of a service with these campaigns. A verified campaign takes precedence, then
/// the one that was changed last.
pub(super) fn registration(campaigns: &[CampaignWire]) -> Registration {
    let closed = |summary: &str, reasons, help| Registration {
        open: false,
        summary: summary.to_owned(),
        reasons,
        help,
    };
    let real = campaigns.iter().filter(|one| one.mock != Some(true));
    // Dates are ISO 8601 in UTC, which sort as texts.
    let Some(one) = real.max_by_key(|one| (one.status() == "VERIFIED", &one.date_updated)) else {
        let summary = if campaigns.is_empty() {
            "has no A2P campaign"
        } else {
            "has a mock A2P campaign only"
        };
        return closed(
            summary,
            String::new(),
            "register a campaign for the service in the Twilio console",
        );
    };
    let why = reasons(one.errors.as_deref().unwrap_or_default());
    match one.status() {
        "VERIFIED" => Registration {
            open: true,
            summary: "has a verified A2P campaign".to_owned(),
            reasons: String::new(),
            help: "",
        },
        "PENDING" | "IN_PROGRESS" => closed(
            "has an A2P campaign that is still under review",
            why,
            "wait for the review, which takes days to weeks; the console shows it under the service's compliance",
        ),
        "FAILED" => closed(
            "has an A2P campaign that was rejected",
            why,
            "fix what is named and submit the campaign again in the Twilio console",
        ),
        "SUSPENDED" => closed(
            "has an A2P campaign that is suspended",
            why,
            "ask Twilio's support why; nothing is sent to the US until it is lifted",
        ),
        "" => closed(
            "has an A2P campaign of unknown state",
            why,
            "look at the campaign in the Twilio console",
        ),
        other => closed(
            &format!(
                "has an A2P campaign in the state {}, which is not known here",
                shortened(other)
            ),
            why,
            "look at the campaign in the Twilio console",
        ),
    }
}

/// The first of the reasons that Twilio names.
fn reasons(errors: &[Json]) -> String {
    let mut reasons: Vec<String> = errors.iter().take(REASONS).map(reason).collect();
    if errors.len() > REASONS {
        reasons.push(format!("and {} more", errors.len() - REASONS));
    }
    reasons.join("; ")
}

/// One reason: `30897 (MESSAGE_FLOW): disallowed content`.
fn reason(error: &Json) -> String {
    let text = |key: &str| match error.get(key) {
        Some(Json::String(text)) => Some(text.clone()),
        Some(Json::Number(number)) => Some(number.to_string()),
        _ => None,
    };
    let fields: Vec<&str> = error
        .get("fields")
        .and_then(Json::as_array)
        .into_iter()
        .flatten()
        .filter_map(Json::as_str)
        .collect();
    let mut words = text("error_code")
        .or_else(|| text("code"))
        .unwrap_or_default();
    if !fields.is_empty() {
        words = format!("{words} ({})", fields.join(", "));
    }
    match text("description").or_else(|| text("message")) {
        Some(description) if words.is_empty() => words = description,
        Some(description) => words = format!("{words}: {description}"),
        None => {}
    }
    if words.trim().is_empty() {
        words = error.to_string();
    }
    shortened(words.trim().trim_end_matches('.'))
}

fn shortened(text: &str) -> String {
    if text.chars().count() <= LONGEST {
        return text.to_owned();
    }
    let kept: String = text.chars().take(LONGEST).collect();
    format!("{kept}…")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{CampaignWire, Registration, registration};

    fn read(campaigns: serde_json::Value) -> Registration {
        let campaigns: Vec<CampaignWire> = serde_json::from_value(campaigns).unwrap();
        registration(&campaigns)
    }

    #[test]
    fn each_state_is_told_from_the_others() {
        let summary = |status: &str| read(json!([{ "campaign_status": status }])).summary;
        assert!(read(json!([{ "campaign_status": "VERIFIED" }])).open);
        for (status, word) in [
            ("PENDING", "under review"),
            ("IN_PROGRESS", "under review"),
            ("FAILED", "rejected"),
            ("SUSPENDED", "suspended"),
            ("EXPIRED", "the state EXPIRED, which is not known"),
            ("", "unknown state"),
        ] {
            assert!(
                summary(status).contains(word),
                "{status}: {}",
                summary(status)
            );
            assert!(!read(json!([{ "campaign_status": status }])).open);
        }
        assert!(read(json!([])).summary.contains("no A2P campaign"));
        assert!(read(json!([{}])).summary.contains("unknown state"));
    }

    #[test]
    fn reasons_are_named_whatever_their_shape() {
        let of = |errors| read(json!([{ "campaign_status": "FAILED", "errors": errors }])).reasons;
        let twilios = of(json!([{ "error_code": 30897, "fields": ["MESSAGE_FLOW"],
            "url": "https://www.twilio.com/docs/api/errors/30897", "description": "Disallowed content." }]));
        assert_eq!(twilios, "30897 (MESSAGE_FLOW): Disallowed content");
        assert_eq!(of(json!(["odd"])), "\"odd\"");
        assert_eq!(of(json!([null])), "null");
        assert_eq!(of(json!([])), "");
        assert!(of(json!([{ "description": "x".repeat(9_000) }])).len() < 300);
        assert!(of(json!([1, 2, 3, 4, 5])).ends_with("; and 2 more"));
    }

    #[test]
    fn the_campaign_that_counts() {
        let several = read(json!([
            { "campaign_status": "VERIFIED", "date_updated": "2025-01-01T00:00:00Z" },
            { "campaign_status": "FAILED", "date_updated": "2026-01-01T00:00:00Z" }
        ]));
        assert!(several.open);
        let last = read(json!([
            { "campaign_status": "FAILED", "date_updated": "2025-01-01T00:00:00Z" },
            { "campaign_status": "PENDING", "date_updated": "2026-01-01T00:00:00Z" }
        ]));
        assert!(last.summary.contains("under review"));
        let mock = read(json!([{ "campaign_status": "VERIFIED", "mock": true }]));
        assert!(!mock.open && mock.summary.contains("mock"));
    }
}
