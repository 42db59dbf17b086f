//! Filters of event subscriptions: which of a resource's numbers have texts that pass one. Pure.
//!
//! Azure writes the subject of a text's event with a leading slash in its samples and without one in
//! its prose (docs/azure.md: Filters). A filter is judged for both; if they differ, it is not known
//! what passes.

use serde_json::{Map, Value};

use super::subscription::INCOMING_TEXT;
use crate::model::Reception;

/// The keys of a filter that narrow it, besides the list of types.
const SUBJECT: [&str; 2] = ["subjectBeginsWith", "subjectEndsWith"];

/// Writes what narrows a filter, besides its types, as compact JSON; `None` if nothing does.
pub(super) fn narrowing(filter: &Map<String, Value>) -> Option<String> {
    let mut kept = Map::new();
    for (key, value) in filter {
        let idle = key == "includedEventTypes"
            || key == "isSubjectCaseSensitive"
            || key == "enableAdvancedFilteringOnArrays";
        if !idle && !is_blank(value) {
            kept.insert(key.clone(), value.clone());
        }
    }
    if kept.is_empty() {
        return None;
    }
    if filter.get("isSubjectCaseSensitive") == Some(&Value::Bool(true)) {
        kept.insert("isSubjectCaseSensitive".to_owned(), Value::Bool(true));
    }
    Some(Value::Object(kept).to_string())
}

/// Azure returns an empty value, `null` and a missing key for the same thing.
fn is_blank(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Bool(_) | Value::Number(_) | Value::Object(_) => false,
    }
}

/// Says whether the texts to a number pass a filter. `digits` are the number's, without a plus.
pub(super) fn reception(filter: &Map<String, Value>, digits: &str) -> Reception {
    let subjects = [
        format!("/phonenumber/{digits}"),
        format!("phonenumber/{digits}"),
    ];
    let of_subject = SUBJECT.iter().map(|key| plain(filter, key, &subjects));
    let advanced = filter.get("advancedFilters").and_then(Value::as_array);
    let advanced = advanced.into_iter().flatten();
    let advanced = advanced.map(|one| condition(one, &subjects, digits));
    let unknown = filter
        .iter()
        .filter(|(key, value)| !is_known(key) && !is_blank(value))
        .map(|_| Reception::Unknown);
    of_subject
        .chain(advanced)
        .chain(unknown)
        .max_by_key(|one| severity(*one))
        .unwrap_or(Reception::Always)
}

/// The order in which one condition outweighs another (docs/azure.md: Receivers).
pub(super) fn severity(reception: Reception) -> u8 {
    match reception {
        Reception::Always => 0,
        Reception::Sometimes => 1,
        Reception::Unknown => 2,
        Reception::Never => 3,
    }
}

fn is_known(key: &str) -> bool {
    let others = [
        "includedEventTypes",
        "isSubjectCaseSensitive",
        "enableAdvancedFilteringOnArrays",
        "advancedFilters",
    ];
    SUBJECT.contains(&key) || others.contains(&key)
}

/// The beginning or the end of the subject.
fn plain(filter: &Map<String, Value>, key: &str, subjects: &[String; 2]) -> Reception {
    let wanted = match filter.get(key) {
        Some(Value::String(wanted)) if !wanted.is_empty() => wanted,
        Some(Value::String(_) | Value::Null) | None => return Reception::Always,
        Some(_) => return Reception::Unknown,
    };
    let exact = filter.get("isSubjectCaseSensitive") == Some(&Value::Bool(true));
    let fold = |text: &str| {
        if exact {
            text.to_owned()
        } else {
            text.to_lowercase()
        }
    };
    let wanted = fold(wanted);
    agreed(subjects.each_ref().map(|subject| {
        let subject = fold(subject);
        Some(if key == "subjectBeginsWith" {
            subject.starts_with(&wanted)
        } else {
            subject.ends_with(&wanted)
        })
    }))
}

/// What follows if a condition holds, or not, for each of two spellings; `None` where it is not
/// known for one.
fn agreed(holds: [Option<bool>; 2]) -> Reception {
    match holds {
        [Some(true), Some(true)] => Reception::Always,
        [Some(false), Some(false)] => Reception::Never,
        _ => Reception::Unknown,
    }
}

/// One advanced filter.
fn condition(one: &Value, subjects: &[String; 2], digits: &str) -> Reception {
    let text = |key: &str| one.get(key).and_then(Value::as_str).unwrap_or_default();
    let (operator, key) = (text("operatorType"), text("key"));
    let with_plus = format!("+{digits}");
    let spellings: [&str; 2] = match key.to_ascii_lowercase().as_str() {
        "subject" => [&subjects[0], &subjects[1]],
        "eventtype" => [INCOMING_TEXT, INCOMING_TEXT],
        "data.to" => [digits, &with_plus],
        // A text may have any value there; whether the operator is one that exists plays no part.
        _ if is_operator(operator) => return Reception::Sometimes,
        _ => return Reception::Unknown,
    };
    agreed(spellings.map(|spelling| holds(operator, one, spelling)))
}

/// The operators of Azure's documentation (docs/azure.md: Filters).
fn is_operator(operator: &str) -> bool {
    let known = [
        "NumberIn",
        "NumberNotIn",
        "NumberLessThan",
        "NumberGreaterThan",
        "NumberLessThanOrEquals",
        "NumberGreaterThanOrEquals",
        "NumberInRange",
        "NumberNotInRange",
        "BoolEquals",
        "StringIn",
        "StringNotIn",
        "StringBeginsWith",
        "StringEndsWith",
        "StringContains",
        "StringNotBeginsWith",
        "StringNotEndsWith",
        "StringNotContains",
        "IsNullOrUndefined",
        "IsNotNull",
    ];
    known.iter().any(|one| one.eq_ignore_ascii_case(operator))
}

/// Whether a condition on a text holds; `None` if that is not known.
fn holds(operator: &str, one: &Value, text: &str) -> Option<bool> {
    match operator.to_ascii_lowercase().as_str() {
        "isnotnull" => return Some(true),
        "isnullorundefined" => return Some(false),
        _ => {}
    }
    let values = one.get("values")?.as_array()?;
    let values: Vec<String> = values
        .iter()
        .map(|value| value.as_str().map(str::to_lowercase))
        .collect::<Option<_>>()?;
    let text = text.to_lowercase();
    let operator = operator.to_ascii_lowercase();
    let (negated, plain) = match operator.strip_prefix("stringnot") {
        Some(rest) => (true, rest),
        None => (false, operator.strip_prefix("string")?),
    };
    let matches = |value: &String| match plain {
        "in" => Some(text == *value),
        "beginswith" => Some(text.starts_with(value.as_str())),
        "endswith" => Some(text.ends_with(value.as_str())),
        "contains" => Some(text.contains(value.as_str())),
        _ => None,
    };
    let matched: Vec<bool> = values.iter().map(matches).collect::<Option<_>>()?;
    let (any, all) = (matched.contains(&true), !matched.contains(&false));
    match (negated, any, all) {
        (false, any, _) => Some(any),
        (true, false, _) => Some(true),
        (true, true, true) => Some(false),
        // Whether one of several values is enough is documented in no copy that was read.
        (true, true, false) => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Map, Value, json};

    use super::{narrowing, reception};
    use crate::model::Reception::{self, Always, Never, Sometimes, Unknown};

    fn map(value: Value) -> Map<String, Value> {
        match value {
            Value::Object(map) => map,
            _ => Map::new(),
        }
    }

    fn judged(filter: Value) -> Reception {
        reception(&map(filter), "18885550123")
    }

    fn advanced(operator: &str, key: &str, values: &Value) -> Reception {
        judged(
            json!({ "advancedFilters": [{ "operatorType": operator, "key": key, "values": values }] }),
        )
    }

    #[test]
    fn a_filter_without_conditions_lets_everything_through() {
        for filter in [
            json!({}),
            json!({ "subjectBeginsWith": "", "subjectEndsWith": null, "advancedFilters": [] }),
            json!({ "includedEventTypes": ["Microsoft.Communication.SMSReceived"], "isSubjectCaseSensitive": true }),
        ] {
            assert_eq!(judged(filter.clone()), Always);
            assert_eq!(narrowing(&map(filter)), None);
        }
        let narrow = map(json!({ "subjectEndsWith": "3", "subjectBeginsWith": "" }));
        assert_eq!(narrowing(&narrow).unwrap(), r#"{"subjectEndsWith":"3"}"#);
    }

    #[test]
    fn the_subject_is_judged_in_both_spellings() {
        assert_eq!(
            judged(json!({ "subjectEndsWith": "phonenumber/18885550123" })),
            Always
        );
        assert_eq!(
            judged(json!({ "subjectEndsWith": "PhoneNumber/18885550123" })),
            Always
        );
        assert_eq!(
            judged(json!({ "subjectEndsWith": "/phonenumber/18885550123" })),
            Unknown
        );
        assert_eq!(
            judged(json!({ "subjectBeginsWith": "phonenumber/" })),
            Unknown
        );
        assert_eq!(judged(json!({ "subjectBeginsWith": "/sms" })), Never);
        let exact =
            json!({ "subjectEndsWith": "PHONENUMBER/18885550123", "isSubjectCaseSensitive": true });
        assert_eq!(judged(exact), Never);
    }

    #[test]
    fn advanced_filters_are_judged_where_the_number_decides() {
        let both = json!(["phonenumber/1", "phonenumber/18885550123"]);
        assert_eq!(advanced("StringEndsWith", "subject", &both), Always);
        assert_eq!(advanced("StringNotEndsWith", "subject", &both), Unknown);
        let this = json!(["phonenumber/18885550123"]);
        assert_eq!(advanced("StringNotEndsWith", "Subject", &this), Never);
        let that = json!(["phonenumber/18885550124"]);
        assert_eq!(advanced("stringnotendswith", "subject", &that), Always);
        assert_eq!(advanced("StringEndsWith", "subject", &that), Never);
        assert_eq!(
            advanced("StringIn", "data.to", &json!(["18885550123"])),
            Unknown
        );
        assert_eq!(
            advanced("StringContains", "data.to", &json!(["5550123"])),
            Always
        );
        assert_eq!(
            advanced("StringIn", "data.message", &json!(["JOIN"])),
            Sometimes
        );
        assert_eq!(advanced("NumberIn", "subject", &json!([1])), Unknown);
        assert_eq!(
            advanced("Resembles", "data.message", &json!(["JOIN"])),
            Unknown
        );
        assert_eq!(advanced("IsNotNull", "subject", &json!(null)), Always);
    }

    #[test]
    fn the_worst_condition_decides() {
        let filter = |second: &str| {
            json!({
                "subjectEndsWith": second,
                "advancedFilters": [{ "operatorType": "StringIn", "key": "data.message", "values": ["A"] }],
            })
        };
        assert_eq!(judged(filter("phonenumber/18885550123")), Sometimes);
        assert_eq!(judged(filter("phonenumber/18885550124")), Never);
        assert_eq!(judged(json!({ "someNewFilter": [1] })), Unknown);
    }
}
