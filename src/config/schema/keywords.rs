//! Single keywords of the schema for editors.

use serde_json::{Map, Value, json};

use super::forms::Forms;

/// The keyword for the fewest entries of a map.
pub(super) const MIN: &str = "minProperties";

/// Replaces the rule that a map has an entry by one with a message of its own: editors have no
/// message of the schema for the usual one.
pub(super) fn refuse_an_empty_map(place: &mut Map<String, Value>) {
    let Some(message) = place.get("errorMessage").cloned() else {
        return;
    };
    if place.remove(MIN).is_some() {
        let empty = json!({ "type": "object", "maxProperties": 0 });
        place.insert("if".to_owned(), empty);
        // No map is a text.
        let refused = json!({ "type": "string", "errorMessage": message });
        place.insert("then".to_owned(), refused);
    }
}

/// Whether a map holds exactly one certain key.
pub(super) fn has_one_key(leaf: &Map<String, Value>) -> bool {
    let keys = leaf.get("properties").and_then(Value::as_object);
    let required = leaf.get("required").and_then(Value::as_array);
    keys.is_some_and(|keys| keys.len() == 1)
        && required.is_some_and(|required| required.len() == 1)
        && leaf.get("additionalProperties") == Some(&Value::Bool(false))
}

/// Adds the fixed values that are allowed at a place.
pub(super) fn choose(
    forms: &Forms<'_>,
    kinds: &mut Vec<String>,
    nullable: bool,
    place: &mut Map<String, Value>,
) {
    let words = forms.words();
    if words.is_empty() {
        return;
    }
    if kinds.is_empty() {
        let of_place = forms.text("description").unwrap_or_default();
        let described = words
            .iter()
            .any(|(_, about)| !["", of_place].contains(about));
        let kind = if words.iter().all(|(word, _)| word.is_string()) {
            "string"
        } else {
            "integer"
        };
        kinds.push(kind.to_owned());
        let null = nullable.then_some((Value::Null, "As if the key were not there."));
        let words = words.into_iter().chain(null);
        let (values, about): (Vec<Value>, Vec<&str>) = words.unzip();
        place.insert("enum".to_owned(), values.into());
        if described {
            place.insert("markdownEnumDescriptions".to_owned(), about.into());
        }
        return;
    }
    // Other forms are allowed too, so the words are a pattern of texts, and proposals.
    let texts: Vec<&str> = words.iter().filter_map(|(word, _)| word.as_str()).collect();
    if !kinds.iter().any(|kind| kind == "string") {
        kinds.insert(0, "string".to_owned());
        place.insert(
            "pattern".to_owned(),
            format!("^({})$", texts.join("|")).into(),
        );
    }
    let proposals = words
        .iter()
        .map(|(word, about)| json!({ "label": word, "body": word, "markdownDescription": about }));
    place.insert("defaultSnippets".to_owned(), proposals.collect());
}
