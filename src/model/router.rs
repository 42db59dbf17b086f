//! How a kind of provider decides who answers.

use std::collections::BTreeSet;

use super::{Fields, Kind, Members, Route};

/// A group that numbers belong to and that may answer in their place.
#[derive(Debug, Clone, Copy)]
pub struct Group<'a> {
    /// Its identifier; `None` while it is still to be made.
    pub id: Option<&'a str>,
    /// What people call it.
    pub name: &'a str,
    /// Its fields.
    pub fields: &'a Fields,
}

/// The YAML keys with which a provider's kind names what the core knows. Findings point at them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Keys {
    /// Under a provider: its account.
    pub account: &'static str,
    /// Under a number: the number itself.
    pub phone_number: &'static str,
    /// Under a group: its identifier.
    pub id: &'static str,
    /// Under a group: the name by which it is found.
    pub name: &'static str,
    /// Under a group: its members.
    pub members: &'static str,
}

/// How a provider decides who answers. Pure, and total: whatever the fields hold, there is an
/// answer.
pub trait Router: Send + Sync {
    /// The YAML keys of this kind of provider.
    fn keys(&self) -> &'static Keys;

    /// Who answers a text to a number with these fields that belongs to this group.
    fn route(&self, number: &Fields, group: Option<Group<'_>>) -> Route;

    /// The numbers that belong to a group with these fields; `None` where they do not say.
    fn members<'a>(&self, group: &'a Fields) -> Option<Members<'a>>;

    /// Whether a number is in one group at most. Otherwise each of its groups receives its texts.
    fn exclusive(&self) -> bool {
        true
    }

    /// The fields of such a resource that exist in the registry only: they are recorded, and
    /// neither read from nor written to the account.
    fn local_fields(&self, _kind: Kind) -> &'static [&'static str] {
        &[]
    }

    /// How many members a group takes, unless the provider raised that for the account.
    fn capacity(&self) -> usize;

    /// Whether a number with these fields, as read, can receive texts; `None` where the provider
    /// does not say.
    fn receives(&self, number: &Fields) -> Option<bool>;

    /// Whether these declared fields of a number say who answers, or leave it alone. `group` are
    /// the declared fields of the group it is declared in, where those say who answers.
    fn steers(&self, number: &Fields, group: Option<&Fields>) -> bool;

    /// Whether these declared fields of a group say who answers for its numbers.
    fn group_steers(&self, group: &Fields) -> bool;

    /// What the request that creates a thing with these declared fields sends besides them.
    fn implied(&self, kind: Kind, wanted: &Fields) -> Fields;

    /// The YAML that would declare an undeclared group, so that these of its numbers answer by
    /// themselves again; `numbers` goes into its list of names as it stands.
    fn declaration_of(&self, group: Group<'_>, numbers: &str) -> String;

    /// Whether a field is part of a route: what is called, how, and what stands in where that
    /// fails.
    fn is_route(&self, kind: Kind, field: &str) -> bool;

    /// What a number may lose by leaving a group, in a clause that begins with `leaving`.
    fn loss_on_leaving(&self) -> Option<&'static str> {
        None
    }

    /// What to check when a number moves to another group.
    fn advice_on_moving(&self) -> &'static str {
        "make sure that the new one is set up as the old one was"
    }

    /// What is lost with a group that was deleted, in a clause that ends in `went with it …`.
    fn loss_with_group(&self) -> &'static str {
        "its other numbers went with it and are to be set up again"
    }

    /// What else there is to know about clearing this field of a number.
    fn note_on_clearing(&self, _field: &str) -> Option<&'static str> {
        None
    }

    /// Whether a field is a name for people, on which nothing depends.
    fn is_label(&self, field: &str) -> bool;

    /// The YAML, under a thing's address, that would declare these of its fields as they were
    /// read; `None` where the configuration has no way to say all of it, or only with a password.
    /// `name_of` gives the name under which a number is declared.
    fn acceptance(
        &self,
        kind: Kind,
        observed: &Fields,
        differing: &BTreeSet<&str>,
        name_of: &dyn Fn(&str) -> Option<String>,
    ) -> Option<String>;
}
