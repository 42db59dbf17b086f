//! The write requests to an account, and their answers.

use jiff::Timestamp;

use crate::model::{Action, Address, Detach, FieldName, Fields, Object, Text};

/// One write.
#[derive(Debug, Clone)]
pub struct Write {
    /// The resource to write.
    pub address: Address,
    /// The action: create, update or purchase.
    pub action: Action,
    /// The object's identifier; `None` if it does not exist yet.
    pub id: Option<Text>,
    /// The object's natural key.
    pub key: Option<Text>,
    /// Time of the last attempt to create this object that ended without a known result. The object
    /// may exist, or may appear a while later.
    pub tried: Option<Timestamp>,
    /// The fields to send. Blank fields are sent empty. Sets are not among them.
    pub fields: Fields,
    /// All managed fields with their desired values, including those that need not be sent.
    pub wanted: Fields,
}

/// A member to add to a group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Join {
    /// The group's identifier.
    pub group: String,
    /// What people call the group.
    pub name: String,
    /// The field of the group whose member it becomes.
    pub field: FieldName,
    /// The member: a number, as its provider writes it, or another sender.
    pub member: String,
    /// The group that the member leaves first.
    pub leaves: Option<Detach>,
}

/// The provider's answer to a write.
#[derive(Debug, Clone)]
pub struct Written {
    /// The object as it is now, from the answer.
    pub object: Object,
    /// The provider's request id.
    pub request_id: Option<String>,
}
