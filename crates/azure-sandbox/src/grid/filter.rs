//! Whether a subscription's filter lets an event pass.

use serde_json::{Map, Value};

/// Why a filter keeps an event out; none if the event passes.
pub(crate) fn keeps_out(properties: &Map<String, Value>, event: &Value) -> Option<String> {
    let filter = properties.get("filter")?;
    let text = |value: &Value, name: &str| {
        value
            .get(name)
            .and_then(Value::as_str)
            .unwrap_or_default()
            .to_owned()
    };
    let kind = text(event, "eventType");
    let types = filter.get("includedEventTypes").and_then(Value::as_array);
    let is_included = |types: &Vec<Value>| {
        types
            .iter()
            .filter_map(Value::as_str)
            .any(|name| name.eq_ignore_ascii_case(&kind))
    };
    if types.is_some_and(|types| !is_included(types)) {
        return Some(format!("its event types do not include {kind}"));
    }
    let is_exact = filter.get("isSubjectCaseSensitive") == Some(&Value::Bool(true));
    let cased = |text: String| if is_exact { text } else { text.to_lowercase() };
    let subject = cased(text(event, "subject"));
    let begins = cased(text(filter, "subjectBeginsWith"));
    if !subject.starts_with(&begins) {
        return Some(format!("the subject does not begin with {begins}"));
    }
    let ends = cased(text(filter, "subjectEndsWith"));
    if !subject.ends_with(&ends) {
        return Some(format!("the subject does not end with {ends}"));
    }
    let advanced = filter.get("advancedFilters").and_then(Value::as_array);
    let mut advanced = advanced.into_iter().flatten();
    let failed = advanced.find(|advanced| !passes(advanced, event))?;
    Some(format!(
        "the filter {} on {} keeps it out",
        text(failed, "operatorType"),
        text(failed, "key")
    ))
}

/// Whether one advanced filter lets an event pass. Any of its values is enough; of a `Not` operator, none may fit.
fn passes(advanced: &Value, event: &Value) -> bool {
    let operator = advanced
        .get("operatorType")
        .and_then(Value::as_str)
        .unwrap_or_default();
    let key = advanced
        .get("key")
        .and_then(Value::as_str)
        .unwrap_or_default();
    let found = lookup(event, key);
    let values: Vec<&Value> = match advanced.get("values").and_then(Value::as_array) {
        Some(values) => values.iter().collect(),
        None => advanced.get("value").into_iter().collect(),
    };
    match operator {
        "IsNullOrUndefined" => return found.is_none_or(Value::is_null),
        "IsNotNull" => return found.is_some_and(|value| !value.is_null()),
        _ => {}
    }
    let negated = operator.contains("Not");
    let plain = operator.replace("Not", "");
    let fits = found.is_some_and(|found| values.iter().any(|value| fits(&plain, found, value)));
    fits != negated
}

fn fits(operator: &str, found: &Value, wanted: &Value) -> bool {
    if let Some(comparison) = operator.strip_prefix("Number") {
        let Some(number) = found.as_f64() else {
            return false;
        };
        if comparison == "InRange" {
            let bound = |at: usize| wanted.get(at).and_then(Value::as_f64);
            return bound(0).is_some_and(|low| low <= number)
                && bound(1).is_some_and(|high| number <= high);
        }
        let Some(other) = wanted.as_f64() else {
            return false;
        };
        return match comparison {
            "LessThan" => number < other,
            "GreaterThan" => number > other,
            "LessThanOrEquals" => number <= other,
            "GreaterThanOrEquals" => number >= other,
            _ => (number - other).abs() < f64::EPSILON,
        };
    }
    if operator == "BoolEquals" {
        return found == wanted;
    }
    let (Some(found), Some(wanted)) = (found.as_str(), wanted.as_str()) else {
        return false;
    };
    let (found, wanted) = (found.to_lowercase(), wanted.to_lowercase());
    match operator {
        "StringBeginsWith" => found.starts_with(&wanted),
        "StringEndsWith" => found.ends_with(&wanted),
        "StringContains" => found.contains(&wanted),
        _ => found == wanted,
    }
}

/// The value at a key such as `subject` or `data.from`. Names are compared without regard to case.
fn lookup<'a>(event: &'a Value, key: &str) -> Option<&'a Value> {
    key.split('.').try_fold(event, |value, part| {
        let mut fields = value.as_object()?.iter();
        fields
            .find(|(name, _)| name.eq_ignore_ascii_case(part))
            .map(|(_, value)| value)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn passes_all(filter: &Value) -> bool {
        let properties = json!({"filter": filter});
        let event = json!({
            "subject": "/phonenumber/18885550123", "eventType": "Microsoft.Communication.SMSReceived",
            "data": {"from": "15555550100", "segmentCount": 2},
        });
        keeps_out(properties.as_object().unwrap(), &event).is_none()
    }

    fn advanced(operator: &str, key: &str, values: &Value) -> Value {
        json!({"advancedFilters": [{"operatorType": operator, "key": key, "values": values}]})
    }

    #[test]
    fn subjects_and_types() {
        assert!(passes_all(&json!({})));
        assert!(passes_all(
            &json!({"subjectEndsWith": "PHONENUMBER/18885550123"})
        ));
        assert!(!passes_all(&json!({"subjectBeginsWith": "phonenumber/"})));
        let exact =
            json!({"subjectEndsWith": "PHONENUMBER/18885550123", "isSubjectCaseSensitive": true});
        assert!(!passes_all(&exact));
        assert!(!passes_all(
            &json!({"includedEventTypes": ["Microsoft.Communication.IncomingCall"]})
        ));
    }

    #[test]
    fn operators() {
        for (operator, key, values, expected) in [
            (
                "StringEndsWith",
                "subject",
                json!(["phonenumber/18885550123"]),
                true,
            ),
            (
                "StringEndsWith",
                "subject",
                json!(["phonenumber/1", "0123"]),
                true,
            ),
            (
                "StringNotEndsWith",
                "subject",
                json!(["phonenumber/18885550123"]),
                false,
            ),
            (
                "StringNotEndsWith",
                "subject",
                json!(["phonenumber/2", "0123"]),
                false,
            ),
            ("StringIn", "data.From", json!(["15555550100"]), true),
            ("StringNotIn", "data.from", json!(["1"]), true),
            (
                "NumberGreaterThanOrEquals",
                "data.segmentCount",
                json!([2]),
                true,
            ),
            ("NumberIn", "data.segmentCount", json!([1, 3]), false),
            (
                "NumberNotInRange",
                "data.segmentCount",
                json!([[3, 9]]),
                true,
            ),
            ("IsNullOrUndefined", "data.tag", json!([]), true),
            ("IsNotNull", "data.tag", json!([]), false),
            ("StringContains", "data.none", json!([""]), false),
        ] {
            let filter = advanced(operator, key, &values);
            assert_eq!(passes_all(&filter), expected, "{filter}");
        }
    }
}
