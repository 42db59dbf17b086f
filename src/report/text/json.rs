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

/// The other places of a diagnostic, each behind its text: `the policy's rule`, `policy.yaml:2:24`.
pub(in crate::report) fn related(diagnostic: &serde_json::Value) -> Vec<(&str, String)> {
    let all = diagnostic.pointer("/related");
    let all = all.and_then(serde_json::Value::as_array);
    all.into_iter().flatten().filter_map(placed).collect()
}

fn placed(one: &serde_json::Value) -> Option<(&str, String)> {
    let number = |pointer: &str| one.pointer(pointer)?.as_u64();
    let (text, file) = (at(one, "/text"), at(one, "/range/filename"));
    let line = number("/range/start/line")?;
    let column = number("/range/start/column")?;
    Some((text, format!("{file}:{line}:{column}")))
}
