//! The numbers that belong to a group.

use std::collections::BTreeSet;

/// The numbers, in E.164, that belong to a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Members<'a> {
    /// The numbers that the group lists.
    These(&'a BTreeSet<String>),
    /// Every number of the account.
    All,
    /// Every number of the account that starts with these characters.
    Prefix(&'a str),
}

impl<'a> Members<'a> {
    /// Whether a number of the account belongs to the group.
    pub fn contains(self, number: &str) -> bool {
        match self {
            Self::These(members) => members.contains(number),
            Self::All => true,
            Self::Prefix(prefix) => number.starts_with(prefix),
        }
    }

    /// Returns the numbers that the group lists one by one. A group that covers others lists none.
    pub fn listed(self) -> impl Iterator<Item = &'a String> {
        let listed = match self {
            Self::These(members) => Some(members),
            Self::All | Self::Prefix(_) => None,
        };
        listed.into_iter().flatten()
    }

    /// Whether the group covers numbers without listing them.
    pub fn is_open(self) -> bool {
        !matches!(self, Self::These(_))
    }
}

#[cfg(test)]
mod tests {
    use super::Members;

    #[test]
    fn a_group_holds_what_it_lists_or_covers() {
        let listed = ["+15017122661".to_owned()].into();
        assert!(Members::These(&listed).contains("+15017122661"));
        assert!(!Members::These(&listed).contains("+15017122662"));
        assert!(Members::All.contains("+4930123456"));
        assert!(Members::Prefix("+1501").contains("+15017122662"));
        assert!(!Members::Prefix("+1501").contains("+4930123456"));
        assert_eq!(Members::Prefix("+1501").listed().count(), 0);
    }
}
