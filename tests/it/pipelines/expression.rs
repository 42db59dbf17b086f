//! `${{ … }}` as far as the examples use it: names, texts, `==`, `!=`, `&&` and `||`.

/// Replaces every expression in a text. `look_up` knows the names; one it doesn't know is a
/// mistake in the workflow.
pub fn fill(text: &str, look_up: &dyn Fn(&str) -> Option<String>) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("${{") {
        let (expression, after) = after.split_once("}}").expect("an expression is closed");
        out.push_str(before);
        out.push_str(&value(expression, look_up));
        rest = after;
    }
    out + rest
}

/// The value of an expression, as text.
pub fn value(expression: &str, look_up: &dyn Fn(&str) -> Option<String>) -> String {
    let expression = expression.trim();
    if let Some((left, right)) = expression.split_once("||") {
        let left = value(left, look_up);
        return if truthy(&left) {
            left
        } else {
            value(right, look_up)
        };
    }
    if let Some((left, right)) = expression.split_once("&&") {
        let left = value(left, look_up);
        return if truthy(&left) {
            value(right, look_up)
        } else {
            left
        };
    }
    for (operator, wanted) in [("!=", false), ("==", true)] {
        if let Some((left, right)) = expression.split_once(operator) {
            let same = value(left, look_up) == value(right, look_up);
            return (same == wanted).to_string();
        }
    }
    if let Some(text) = expression.strip_prefix('\'') {
        return text.trim_end_matches('\'').to_owned();
    }
    look_up(expression).unwrap_or_else(|| panic!("unknown: {expression}"))
}

/// Whether it counts as true in an `if`.
pub fn truthy(value: &str) -> bool {
    !matches!(value, "" | "false" | "0")
}

#[test]
fn expressions_are_what_github_makes_of_them() {
    let look_up = |name: &str| match name {
        "a" => Some("1".to_owned()),
        "none" => Some(String::new()),
        _ => None,
    };
    assert_eq!(
        fill("x ${{ a }}, ${{ none || 'pr' }}.", &look_up),
        "x 1, pr."
    );
    assert_eq!(value("a == '1' && none", &look_up), "");
    assert_eq!(value("none != ''", &look_up), "false");
}
