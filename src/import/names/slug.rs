//! Turns a text that people wrote into a name: lower-case letters, digits and hyphens.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::model::Name;

/// Returns the text as a name, or nothing if too little of it is left: if no letter or digit is, or
/// if all of its letters are lost, as in a Chinese name with a number in it.
///
/// Accents are folded, and runs of other characters become a hyphen.
pub fn slug(text: &str) -> Option<String> {
    let mut slug = String::new();
    let mut lost = false;
    for c in text
        .nfkd()
        .filter(|c| !is_combining_mark(*c) && !is_invisible(*c))
    {
        match fold(c) {
            Some(letters) => slug += letters,
            None if c.is_ascii_alphanumeric() => slug.push(c.to_ascii_lowercase()),
            None => {
                lost |= c.is_alphabetic();
                if !slug.is_empty() && !slug.ends_with('-') {
                    slug.push('-');
                }
            }
        }
    }
    slug.truncate(Name::MAX);
    let slug = slug.trim_end_matches('-');
    let named = slug.bytes().any(|byte| byte.is_ascii_lowercase());
    (!slug.is_empty() && (named || !lost)).then(|| slug.to_owned())
}

/// The Latin letters that Unicode does not decompose.
fn fold(c: char) -> Option<&'static str> {
    Some(match c {
        'ß' | 'ẞ' => "ss",
        'æ' | 'Æ' => "ae",
        'œ' | 'Œ' => "oe",
        'ø' | 'Ø' => "o",
        'ł' | 'Ł' => "l",
        'đ' | 'Đ' | 'ð' | 'Ð' => "d",
        'þ' | 'Þ' => "th",
        'ħ' | 'Ħ' => "h",
        'ı' => "i",
        'ŋ' | 'Ŋ' => "ng",
        'ŧ' | 'Ŧ' => "t",
        _ => return None,
    })
}

/// Characters without a width, which readers do not see.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::slug;
    use crate::model::Name;

    #[test]
    fn people_s_names_become_names() {
        for (text, expected) in [
            ("Store line", Some("store-line")),
            ("  Support (toll-free)! ", Some("support-toll-free")),
            ("Café Zürich", Some("cafe-zurich")),
            ("Cafe\u{301}", Some("cafe")),
            ("Straße Łódź Ærø Đà Nẵng", Some("strasse-lodz-aero-da-nang")),
            ("İstanbul ışık", Some("istanbul-isik")),
            ("ＳＭＳ 窓口", Some("sms")),
            ("St\u{200d}ore\u{ad}s", Some("stores")),
            ("store_line berlin", Some("store-line-berlin")),
            ("4711", Some("4711")),
            ("--a--b--", Some("a-b")),
            ("北京", None),
            ("北京 2", None),
            ("Москва", None),
            ("🚀🚀", None),
            ("🚀 7", Some("7")),
            ("", None),
            (" - ", None),
        ] {
            assert_eq!(slug(text).as_deref(), expected, "{text}");
        }
        assert_eq!(slug(&"a".repeat(70)).unwrap().len(), Name::MAX);
        assert_eq!(
            slug(&format!("{} b", "a".repeat(62))).unwrap(),
            "a".repeat(62)
        );
    }

    proptest! {
        #[test]
        fn a_slug_is_a_name_and_its_own_slug(text in ".{0,80}") {
            if let Some(made) = slug(&text) {
                prop_assert!(Name::parse(&made).is_ok());
                prop_assert_eq!(slug(&made), Some(made));
            }
        }
    }
}
