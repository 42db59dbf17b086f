//! A resource that is declared, recorded or observed: all three have the same shape.

use super::{E164, Fields, Kind, Text};

/// The identity of a resource at its owner, and its managed fields.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Resource {
    /// The owner's identifier, once known: a SID at Twilio.
    pub id: Option<Text>,
    /// The natural key, which identifies the resource before an identifier is known. The E.164 of a
    /// number, the friendly name of a service.
    pub key: Option<Text>,
    /// The fields. Desired and recorded hold managed fields only; observed holds all that was read.
    pub fields: Fields,
    /// Whether it may be bought if it is not there. Only a declaration can allow this.
    pub obtainable: bool,
    /// The fields that only the request sends that buys it. They are not managed: no later plan
    /// compares them.
    pub on_purchase: Fields,
}

impl Resource {
    /// Returns a resource that is known by its key alone.
    pub fn keyed(key: impl Into<Text>, fields: Fields) -> Self {
        Self {
            id: None,
            key: Some(key.into()),
            fields,
            obtainable: false,
            on_purchase: Fields::new(),
        }
    }
}

/// An object as an account lists it, before it is known which address, if any, it belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Object {
    /// The kind of the object.
    pub kind: Kind,
    /// The provider's identifier. A group's identifier is unique among all groups of its kind, in
    /// every account: by it the registry finds the owner.
    pub id: Text,
    /// The natural key.
    pub key: Text,
    /// All fields that were read.
    pub fields: Fields,
    /// The field that holds a name for people, where the provider's objects have one.
    pub label: Option<&'static str>,
}

impl Object {
    /// Returns the name for people, if the object has one.
    pub fn label(&self) -> Option<&str> {
        self.fields.get(self.label?).as_text()
    }

    /// Returns the key as a phone number, if it is one.
    pub fn phone_number(&self) -> Option<E164> {
        (self.kind == Kind::Number)
            .then(|| E164::parse(&self.key).ok())
            .flatten()
    }
}
