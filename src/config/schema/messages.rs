//! What an editor says about a value that does not fit, where the types do not say it themselves.

use serde_json::{Map, Value};

/// The message about a value that has none of these types. `maps` are the keywords of the maps that
/// are allowed.
pub(super) fn about(types: &[String], maps: &[&Map<String, Value>], whole: bool) -> Option<String> {
    let one = match types {
        [one] => one.as_str(),
        _ => return None,
    };
    Some(match one {
        "string" => "Write a text, in quotes if it looks like a number, a date, `true` or `false`."
            .to_owned(),
        "boolean" => "Write true or false, without quotes.".to_owned(),
        "integer" => "Write a whole number, without quotes.".to_owned(),
        "array" => "Write a list: `- item` lines below the key, or [a, b].".to_owned(),
        "object" => map(maps, whole),
        _ => return None,
    })
}

/// The message about something that is not a map.
fn map(maps: &[&Map<String, Value>], whole: bool) -> String {
    let named = |keywords: &&&Map<String, Value>| {
        keywords
            .get("additionalProperties")
            .is_some_and(Value::is_object)
    };
    if maps.iter().any(|keywords| named(&keywords)) {
        return "Write a map, not a list: a name of your choice, a colon, and what it names."
            .to_owned();
    }
    let required = |keywords: &&Map<String, Value>| {
        let keys = keywords.get("required").and_then(Value::as_array);
        let keys = keys.into_iter().flatten().filter_map(Value::as_str);
        keys.map(str::to_owned).collect::<Vec<String>>()
    };
    // Of maps of several kinds, the keys that all of them need.
    let each: Vec<Vec<String>> = maps.iter().map(required).collect();
    let first = each.first().into_iter().flatten();
    let required: Vec<String> = first
        .filter(|key| each.iter().all(|keys| keys.contains(key)))
        .map(|key| format!("{key}: …"))
        .collect();
    if required.is_empty() || !whole {
        return "Write a map: `key: value` lines below the key, indented by two spaces.".to_owned();
    }
    format!("Write a map such as {{ {} }}.", required.join(", "))
}
