//! Translates an alert of Twilio's Monitor. Pure.
//!
//! Every field of an alert may be null (docs/twilio.md: Alerts). An alert counts against a rollout, so
//! one that is only partly understood is kept with the parts that are known.

use jiff::Timestamp;
use serde_json::Value as Json;
use sha2::{Digest as _, Sha256};

use crate::model::{Alert, hex};

/// The alert in an entry of the list; `None` if the entry names another account.
pub(super) fn read(entry: &Json, account: &str) -> Option<Alert> {
    if text(entry, "account_sid").is_some_and(|sid| sid != account) {
        return None;
    }
    let names = ["resource_sid", "service_sid", "alert_text"];
    Some(Alert {
        id: text(entry, "sid").map_or_else(|| digest(entry), str::to_owned),
        at: time(entry, "date_generated").or_else(|| time(entry, "date_created")),
        code: code(entry),
        url: text(entry, "request_url").map(str::to_owned),
        texts: names
            .iter()
            .filter_map(|name| text(entry, name))
            .map(str::to_owned)
            .collect(),
    })
}

/// What stands for a SID that is missing: the same for each reading of an alert, so that it counts once.
fn digest(entry: &Json) -> String {
    hex(&Sha256::digest(entry.to_string()))
}

/// A field that is a text and not blank.
fn text<'a>(entry: &'a Json, name: &str) -> Option<&'a str> {
    let text = entry.get(name)?.as_str()?;
    (!text.is_empty()).then_some(text)
}

fn time(entry: &Json, name: &str) -> Option<Timestamp> {
    text(entry, name)?.parse().ok()
}

/// The code is documented as a text; a number means the same.
fn code(entry: &Json) -> Option<String> {
    let number = |code: &Json| Some(code.as_u64()?.to_string());
    text(entry, "error_code")
        .map(str::to_owned)
        .or_else(|| entry.get("error_code").and_then(number))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::read;
    use crate::model::Alert;

    #[test]
    fn a_whole_alert() {
        let found = read(
            &json!({
                "account_sid": "AC1", "sid": "NO1", "error_code": "11200", "log_level": "error",
                "date_created": "2026-11-30T00:00:05Z", "date_generated": "2026-11-30T00:00:03Z",
                "request_url": "https://new.example/sms", "request_method": "POST",
                "resource_sid": "SM1", "service_sid": "MG1", "alert_text": "Msg=Bad",
            }),
            "AC1",
        );
        let expected = Alert {
            id: "NO1".to_owned(),
            at: "2026-11-30T00:00:03Z".parse().ok(),
            code: Some("11200".to_owned()),
            url: Some("https://new.example/sms".to_owned()),
            texts: ["SM1", "MG1", "Msg=Bad"].map(str::to_owned).to_vec(),
        };
        assert_eq!(found, Some(expected));
    }

    #[test]
    fn an_odd_alert_is_kept_with_what_is_known() {
        let created =
            json!({"date_created": "2026-11-30T00:00:05Z", "date_generated": "yesterday"});
        let found = read(&created, "AC1").unwrap();
        assert_eq!(found.at, "2026-11-30T00:00:05Z".parse().ok());
        let mut nothing = Alert {
            id: String::new(),
            at: None,
            code: None,
            url: None,
            texts: Vec::new(),
        };
        let blank = json!({"sid": null, "account_sid": "", "error_code": "", "request_url": 7,
            "resource_sid": {}, "alert_text": [], "date_created": 1});
        for odd in [json!({}), json!(null), json!("NO1"), json!([1]), blank] {
            let found = read(&odd, "AC1").unwrap();
            nothing.id.clone_from(&found.id);
            assert_eq!(found, nothing, "{odd}");
            assert_eq!(read(&odd, "AC1"), Some(found), "the same each time");
        }
        let id = |n: u64| read(&json!({"error_code": n}), "AC1").unwrap().id;
        assert_ne!(id(11200), id(11205));
        let number = read(&json!({"error_code": 11200}), "AC1").unwrap();
        assert_eq!(number.code.as_deref(), Some("11200"));
    }

    #[test]
    fn only_a_named_other_account_is_left_out() {
        assert_eq!(read(&json!({"account_sid": "AC2"}), "AC1"), None);
        for own in [json!({"account_sid": "AC1"}), json!({"account_sid": null})] {
            assert!(read(&own, "AC1").is_some(), "{own}");
        }
    }
}
