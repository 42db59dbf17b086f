//! JSON to typed values, with errors that say where but never repeat a value.

use serde::Deserialize;
use serde_json::value::RawValue;

use super::{Place, Unreadable};

/// Reads a whole text.
pub(super) fn read<'a, T: Deserialize<'a>>(file: &str, text: &'a str) -> Result<T, Unreadable> {
    let mut reader = serde_json::Deserializer::from_str(text);
    let value = serde_path_to_error::deserialize(&mut reader).map_err(|error| {
        let path = error.path().to_string();
        failure(file, error.inner(), path, true)
    })?;
    let end = reader.end();
    end.map_err(|error| failure(file, &error, String::new(), true))?;
    Ok(value)
}

/// Reads a part of a text that has already been found to be JSON. `place` is the path of the part.
pub(super) fn part<'a, T: Deserialize<'a>>(
    file: &str,
    place: &str,
    raw: &'a RawValue,
) -> Result<T, Unreadable> {
    let mut reader = serde_json::Deserializer::from_str(raw.get());
    serde_path_to_error::deserialize(&mut reader).map_err(|error| {
        let path = join(place, &error.path().to_string());
        failure(file, error.inner(), path, false)
    })
}

/// The path of a value below another.
fn join(place: &str, path: &str) -> String {
    match path {
        "" | "." => place.to_owned(),
        path if path.starts_with('[') => format!("{place}{path}"),
        path => format!("{place}.{path}"),
    }
}

/// serde's messages repeat the value that has the wrong type, and it may be secret. Only what comes
/// after the value is kept.
fn failure(file: &str, error: &serde_json::Error, path: String, whole: bool) -> Unreadable {
    let text = error.to_string();
    let text = text
        .rsplit_once(" at line ")
        .map_or(text.as_str(), |(text, _)| text);
    let line = Place::Line(error.line(), error.column());
    if error.is_data() {
        let summary = match text.rsplit_once(", expected ") {
            Some((_, expected)) => format!("this value is not {}", noun(expected)),
            None if text.starts_with("missing field") || text.starts_with("duplicate field") => {
                text.to_owned()
            }
            None => "this value has the wrong form".to_owned(),
        };
        let place = match path.as_str() {
            "" | "." if whole => line,
            _ => Place::Json(path),
        };
        return Unreadable::new(file, summary, "").at(place);
    }
    let summary = if error.is_eof() {
        "the JSON ends too early: the file is cut off".to_owned()
    } else {
        format!("this is not JSON: {text}")
    };
    Unreadable::new(file, summary, "").at(line)
}

/// JSON's noun for what serde expects.
fn noun(expected: &str) -> &str {
    match expected {
        "a sequence" => "a list",
        "a map" => "an object",
        "a boolean" => "true or false",
        "u8" | "u64" => "a whole number",
        expected if expected.starts_with("struct ") => "an object",
        expected => expected,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::read;

    type Lists = BTreeMap<String, Vec<BTreeMap<String, u8>>>;

    #[test]
    fn an_error_names_the_place_and_repeats_no_value() {
        for (text, expected) in [
            (
                r#"{"a":[{"b":1},{"b":"hunter2"}]}"#,
                "f: at `a[1].b`: this value is not a whole number",
            ),
            (
                r#"{"a":[{"b":"x, expected hunter2 at line 1"}]}"#,
                "f: at `a[0].b`: this value is not a whole number",
            ),
            (r#""hunter2""#, "f:1:9: this value is not an object"),
            (
                "{\"a\":\n[hunter2]}",
                "f:2:2: this is not JSON: expected value",
            ),
            (
                r#"{"a":["#,
                "f:1:6: the JSON ends too early: the file is cut off",
            ),
            ("{} hunter2", "f:1:4: this is not JSON: trailing characters"),
        ] {
            let error = read::<Lists>("f", text).unwrap_err();
            assert!(!error.to_string().contains("hunter2"), "{error}");
            assert_eq!(error.to_string(), expected, "{text}");
        }
    }
}
