//! Reads a saved plan document. Unknown keys are ignored; a newer major version of the format is
//! refused.

use serde_json::Value;

use super::shape::PlanDocument;

/// Why a text was not accepted as a plan document.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The text is not JSON at all.
    #[error("the plan is not JSON: {0}")]
    NotJson(serde_json::Error),
    /// It is JSON, but not a plan document.
    #[error("this is not a saved plan: {0}")]
    NotAPlan(String),
    /// It was merged from several plans, each of which can be applied.
    #[error("the plan was merged from those of several shards: apply each of them")]
    Merged,
    /// It was written by a newer program, in a format that this one does not know.
    #[error("the plan has format {found}; this version reads 1.x")]
    Newer {
        /// The format's version, as the document has it.
        found: String,
    },
}

/// Reads a plan document.
pub fn read(text: &str) -> Result<PlanDocument, ReadError> {
    let json: Value = serde_json::from_str(text).map_err(ReadError::NotJson)?;
    let word = |key: &str| json.get(key).and_then(Value::as_str);
    match word("kind") {
        Some("plan") => {}
        Some(other) => {
            let why = format!("its kind is `{}`", other.escape_debug());
            return Err(ReadError::NotAPlan(why));
        }
        None => return Err(ReadError::NotAPlan("it has no `kind`".to_owned())),
    }
    let version = word("format_version").unwrap_or_default();
    let major: Option<u32> = version.split('.').next().and_then(|part| part.parse().ok());
    match major {
        Some(1) => {}
        Some(major) if major > 1 => {
            return Err(ReadError::Newer {
                found: version.escape_debug().to_string(),
            });
        }
        _ => {
            let why = "it has no `format_version` of the form 1.0".to_owned();
            return Err(ReadError::NotAPlan(why));
        }
    }
    let plan: PlanDocument =
        serde_json::from_value(json).map_err(|error| ReadError::NotAPlan(error.to_string()))?;
    if plan.shards.is_empty() {
        Ok(plan)
    } else {
        Err(ReadError::Merged)
    }
}

#[cfg(test)]
mod tests {
    use super::{ReadError, read};
    use crate::model::Collection;
    use crate::report::plan::document::{document, plan_schema, to_json};
    use crate::report::sample;

    fn saved() -> String {
        sample::report(&sample::plan("Store line"), &[], |report| {
            to_json(&document(report))
        })
    }

    #[test]
    fn a_document_reads_as_it_was_written() {
        let text = saved();
        let read = read(&text).unwrap();
        assert_eq!(to_json(&read), text);
        assert_eq!(read.sha256, sample::plan("Store line").sha256());
    }

    #[test]
    fn a_document_is_valid_against_its_schema() {
        let schema = plan_schema(&[Collection::new("messaging_services")]);
        assert_eq!(schema["$schema"], "http://json-schema.org/draft-07/schema#");
        assert_eq!(schema["title"], "Switchboard plan");
        assert!(schema["description"].is_string() && schema.get("$id").is_none());
        let validator = jsonschema::validator_for(&schema).unwrap();
        let json: serde_json::Value = serde_json::from_str(&saved()).unwrap();
        let errors: Vec<_> = validator
            .iter_errors(&json)
            .map(|e| e.to_string())
            .collect();
        assert!(errors.is_empty(), "{errors:?}");
    }

    #[test]
    fn only_plans_of_a_known_format_are_read() {
        assert!(matches!(read("]"), Err(ReadError::NotJson(_))));
        assert!(matches!(read("[]"), Err(ReadError::NotAPlan(_))));
        assert!(matches!(
            read(r#"{"kind":"drift"}"#),
            Err(ReadError::NotAPlan(_))
        ));
        assert!(matches!(
            read(r#"{"kind":"plan"}"#),
            Err(ReadError::NotAPlan(_))
        ));
        let newer = saved().replace("\"1.0\"", "\"2.0\"");
        assert!(matches!(read(&newer), Err(ReadError::Newer { found }) if found == "2.0"));
        let more = saved().replace("\"1.0\",", "\"1.7\", \"added_later\": {},");
        assert!(read(&more).is_ok());
    }

    #[test]
    fn the_document_has_the_promised_keys_in_the_promised_order() {
        let text = saved();
        let keys: Vec<_> = text
            .lines()
            .filter_map(|line| line.strip_prefix("  \"")?.split('"').next())
            .collect();
        insta::assert_snapshot!(keys.join(" "), @"format_version kind tool_version timestamp project environment shard complete errored config registry sha256 targets summary calls resource_changes unmanaged diagnostics");
        let json: serde_json::Value = serde_json::from_str(&text).unwrap();
        let support = json["resource_changes"]
            .as_array()
            .unwrap()
            .iter()
            .find(|change| change["name"] == "support")
            .unwrap();
        insta::assert_snapshot!(serde_json::to_string_pretty(support).unwrap(), @r#"
        {
          "action_reason": "drifted",
          "address": "providers.marketing-us.numbers.support",
          "change": {
            "actions": [
              "update"
            ],
            "after": {
              "sms_fallback_url": "https://support.example.com/fallback",
              "sms_url": "https://public-usa.mkt.dynamics.com/api/v1.0/orgs/3f2c0b7e/sms/incoming",
              "voice_url": "https://c.example.com/"
            },
            "before": {
              "sms_fallback_url": null,
              "sms_url": "https://public-usa.mkt.dynamics.com/api/v1.0/orgs/3f2c0b7e/sms/incoming#rc=2",
              "voice_url": "https://a.example.com/"
            }
          },
          "changed_fields": {
            "sms_fallback_url": {},
            "sms_url": {
              "range": {
                "end": {
                  "column": 14,
                  "line": 27
                },
                "filename": "switchboard.yaml",
                "start": {
                  "column": 7,
                  "line": 27
                }
              }
            },
            "voice_url": {}
          },
          "drifted_fields": [
            "sms_url",
            "voice_url"
          ],
          "id": "PN00000000000000000000018885550123",
          "name": "support",
          "phone_number": "+18885550123",
          "provider": "marketing-us",
          "source": {
            "column": 7,
            "file": "switchboard.yaml",
            "line": 25
          },
          "type": "number"
        }
        "#);
        insta::assert_snapshot!(json["unmanaged"].to_string(), @r#"[{"friendly_name":"Store line","id":"PN00000000000000000000000000000009","phone_number":"+15017122669","provider":"marketing-us","sms_url":null,"type":"number"}]"#);
    }
}
