//! Access to diagnostics in JSON form.

/// The text at a JSON pointer; empty if there is none.
pub(in crate::report) fn at<'a>(json: &'a serde_json::Value, pointer: &str) -> &'a str {
    json.pointer(pointer)
        .and_then(serde_json::Value::as_str)
        .unwrap_or_default()
}

/// The rank of a severity in a list: errors, warnings, notes.
pub(in crate::report) fn rank(severity: &str) -> u8 {
    match severity {
        "error" => 0,
        "note" => 2,
        _ => 1,
    }
}
