//! Headings from keys.

/// Words of keys that are not written as other words are.
const SPELLINGS: &[(&str, &str)] = &[
    ("api", "API"),
    ("id", "ID"),
    ("mms", "MMS"),
    ("url", "URL"),
    ("usecase", "use case"),
    ("vars", "variables"),
    ("dynamics", "Dynamics"),
    ("org", "organisation"),
];

/// The heading for a key: `callback_url` is "Callback URL". `acronym` is a word that the value's type
/// brings along.
pub(super) fn heading(key: &str, acronym: Option<&str>) -> String {
    let spelt = |word: &str| {
        let found = SPELLINGS.iter().find(|(as_key, _)| *as_key == word);
        let own = acronym.filter(|acronym| acronym.eq_ignore_ascii_case(word));
        own.or(found.map(|(_, spelling)| *spelling))
            .unwrap_or(word)
            .to_owned()
    };
    let words: Vec<String> = key.split(['_', '-']).map(spelt).collect();
    capital(&words.join(" "))
}

/// The heading for one entry of what a key holds: `messaging_services` has "Messaging service".
pub(super) fn one_of(key: &str) -> String {
    let one = key.strip_suffix('s').unwrap_or(key);
    match key {
        "ignore" => "Ignored finding".to_owned(),
        "vars" => "Variable".to_owned(),
        _ => heading(one, None),
    }
}

/// A text with a capital at its beginning.
pub(super) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|first| first.to_uppercase().to_string());
    first.unwrap_or_default() + letters.as_str()
}

/// A sentence, with its capital and its full stop.
pub(super) fn sentence(text: &str) -> String {
    let text = capital(text);
    if text.ends_with('.') {
        text
    } else {
        text + "."
    }
}

#[cfg(test)]
mod tests {
    use super::{heading, one_of};

    #[test]
    fn a_heading_is_spelt_as_people_write_it() {
        assert_eq!(heading("callback_url", None), "Callback URL");
        assert_eq!(heading("account_xyz", Some("XYZ")), "Account XYZ");
        assert_eq!(heading("mms_converter", None), "MMS converter");
        assert_eq!(one_of("messaging_services"), "Messaging service");
    }
}
