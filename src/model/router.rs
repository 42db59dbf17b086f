//! The routing rule of a kind of provider.

use std::collections::BTreeSet;

use super::{
    Address, Change, Code, Collection, FieldName, Fields, Finding, Kind, Members, Receiver, Route,
    Value,
};

/// A group that numbers belong to and that may answer in their place.
#[derive(Debug, Clone, Copy)]
pub struct Group<'a> {
    /// The group's identifier; `None` if the group is not created yet.
    pub id: Option<&'a str>,
    /// The group's name.
    pub name: &'a str,
    /// The group's fields.
    pub fields: &'a Fields,
}

/// The YAML keys of a provider's kind for what the core knows. Findings point at them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Keys {
    /// Under a provider: its account.
    pub account: &'static str,
    /// Under a number: the number itself, in E.164.
    pub phone_number: &'static str,
    /// Under a number: the digits of a short code, which has no country code.
    pub short_code: &'static str,
    /// Under a group: its identifier.
    pub id: &'static str,
    /// Under a group: the name by which it is found.
    pub name: &'static str,
    /// Under a group: its members.
    pub members: &'static str,
}

impl Keys {
    /// Returns the key that holds this number; without one, the key of a phone number.
    pub fn of_number(&self, number: Option<&str>) -> &'static str {
        match number {
            Some(number) if !number.starts_with('+') => self.short_code,
            _ => self.phone_number,
        }
    }
}

/// A field of a number that names a handler.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Link {
    /// The number's field, which holds the handler's identifier.
    pub field: &'static str,
    /// The YAML key under a number that declares it, such as `incoming.application`.
    pub key: &'static str,
    /// The collection of the handler.
    pub collection: Collection,
    /// The number's field, observed only, that holds the identifier of the handler whose fields it
    /// shows.
    pub read: &'static str,
    /// The fields of the handler that a number shows too: the number's name of each, and the
    /// handler's. The URL that is called comes first.
    pub copies: &'static [(&'static str, &'static str)],
}

/// A value that stays as it was observed, although another one is declared, because nothing declared
/// depends on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tolerated {
    /// The field.
    pub field: FieldName,
    /// The value, as it was read.
    pub value: Value,
    /// What is reported about it.
    pub said: Objection,
}

/// What a provider's kind reports about an object, such as why it must not be changed now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Objection {
    /// The code of the finding that reports it.
    pub code: Code,
    /// The observation, in a sentence.
    pub summary: String,
    /// What to do.
    pub help: String,
}

impl Objection {
    /// Returns the finding about the object at this address. It blocks nothing else.
    pub fn at(self, address: &Address) -> Finding {
        Finding {
            severity: self.code.severity(),
            code: self.code,
            address: Some(address.clone()),
            key: None,
            summary: self.summary,
            help: self.help,
            blocks: false,
        }
    }
}

/// The rule by which a provider decides who answers. Pure and total: there is an answer for any
/// fields.
pub trait Router: Send + Sync {
    /// Returns the YAML keys of this kind of provider.
    fn keys(&self) -> &'static Keys;

    /// Returns who answers a text to a number with these fields that belongs to this group. A field
    /// that is a name for people (see [`Router::is_label`]) plays no part.
    fn route(&self, number: &Fields, group: Option<Group<'_>>) -> Route;

    /// Returns the numbers that belong to a group with these fields; `None` if the fields do not
    /// say.
    fn members<'a>(&self, group: &'a Fields) -> Option<Members<'a>>;

    /// Returns the fields of a number that name handlers.
    fn links(&self) -> &'static [Link] {
        &[]
    }

    /// Whether a number is in one group at most. Otherwise each of its groups receives its texts.
    fn exclusive(&self) -> bool {
        true
    }

    /// Returns what else may explain that a declared number is not in the account, as the end of a
    /// sentence.
    fn hint_on_missing(&self) -> Option<&'static str> {
        None
    }

    /// Returns the fields of such a resource that exist in the registry only. They are recorded,
    /// and neither read from nor written to the account.
    fn local_fields(&self, _kind: Kind) -> &'static [&'static str] {
        &[]
    }

    /// Returns what this group receives of the texts to its numbers; `None` if it receives none, or
    /// if groups do not overlap.
    fn receiver(&self, _group: Group<'_>) -> Option<Receiver> {
        None
    }

    /// Returns the observed values that stay although others are declared. `numbers` are the declared
    /// numbers of the provider.
    fn tolerated(
        &self,
        _kind: Kind,
        _want: &Fields,
        _seen: &Fields,
        _numbers: &[&str],
    ) -> Vec<Tolerated> {
        Vec::new()
    }

    /// Returns why what was read of an object does not say whether it is as these fields say. It is
    /// then neither as it should be nor drifted.
    fn hidden(&self, _kind: Kind, _expected: &Fields, _seen: &Fields) -> Option<Objection> {
        None
    }

    /// Returns what the last apply left undone at an object that was recorded with these fields.
    fn unfinished(&self, _kind: Kind, _recorded: &Fields) -> Option<Objection> {
        None
    }

    /// Returns why an object with these fields must not be changed now.
    fn objection(&self, _kind: Kind, _want: &Fields, _seen: &Fields) -> Option<Objection> {
        None
    }

    /// Returns what people should know about an object with these fields, although nothing has to be
    /// changed.
    fn remark(&self, _kind: Kind, _want: &Fields, _seen: &Fields) -> Option<Objection> {
        None
    }

    /// Returns what the provider does in addition when a change with this action is carried out.
    /// `prerequisites` are the objects that must exist before it and do not.
    fn announcement(&self, _change: &Change, _prerequisites: &[String]) -> Option<Objection> {
        None
    }

    /// Whether a number with these fields, as read, was looked for at the provider. One that the
    /// provider does not list is taken as it is declared.
    fn is_checked(&self, _number: &Fields) -> bool {
        true
    }

    /// Returns how many members a group takes, unless the provider raised the limit for the
    /// account.
    fn capacity(&self) -> usize {
        usize::MAX
    }

    /// Returns the YAML key of this set of a group if such a set usually holds one member.
    fn holds_one(&self, _field: &str) -> Option<&'static str> {
        None
    }

    /// Whether a number with these fields, as read, can receive texts; `None` where the provider
    /// does not say.
    fn receives(&self, _number: &Fields) -> Option<bool> {
        None
    }

    /// Whether these declared fields of a number say who answers, or leave it alone. `group` are
    /// the declared fields of the group that the number is declared in, if those say who answers.
    fn steers(&self, number: &Fields, group: Option<&Fields>) -> bool;

    /// Whether these declared fields of a group say who answers for its numbers.
    fn group_steers(&self, group: &Fields) -> bool;

    /// Returns the undeclared fields that the request to create this resource sends in addition.
    fn implied(&self, _kind: Kind, _wanted: &Fields) -> Fields {
        Fields::new()
    }

    /// Returns the YAML that would declare an undeclared group, so that these of its numbers answer
    /// by themselves again. `numbers` is inserted unchanged into its list of names.
    fn declaration_of(&self, group: Group<'_>, numbers: &str) -> String;

    /// Whether a field is part of a route: the URL, the method, and the fallback if the URL fails.
    fn is_route(&self, kind: Kind, field: &str) -> bool;

    /// Returns what a number may lose if it leaves a group, in a clause that begins with `leaving`.
    fn loss_on_leaving(&self) -> Option<&'static str> {
        None
    }

    /// Returns what to check when a number moves to another group.
    fn advice_on_moving(&self) -> &'static str {
        "make sure that the new one is set up as the old one was"
    }

    /// Returns how to declare who answers for a number in a group.
    fn advice_on_joining(&self) -> &'static str {
        "declare who answers, at the group or at the number"
    }

    /// Returns what is lost with a deleted group, in a clause that ends in `went with it …`.
    fn loss_with_group(&self) -> &'static str {
        "its other numbers went with it and must be set up again"
    }

    /// Returns a note about the clearing of this field of a number.
    fn note_on_clearing(&self, _field: &str) -> Option<&'static str> {
        None
    }

    /// Whether a field is a name for people, on which nothing depends.
    fn is_label(&self, _field: &str) -> bool {
        false
    }

    /// Returns the YAML, under the address of the resource, that would declare these of its fields
    /// as they were read; `None` if the configuration cannot say all of it, or only with a
    /// password. `name_of` returns the name under which a number is declared.
    fn acceptance(
        &self,
        _kind: Kind,
        _observed: &Fields,
        _differing: &BTreeSet<&str>,
        _name_of: &dyn Fn(&str) -> Option<String>,
    ) -> Option<String> {
        None
    }
}
