//! What an account is asked to write, and what it answered.

use jiff::Timestamp;

use crate::model::{Action, Address, Detach, Fields, Object};

/// One write.
#[derive(Debug, Clone)]
pub struct Write {
    /// Which resource it is for.
    pub address: Address,
    /// What is to be done: create, update or purchase.
    pub action: Action,
    /// The object's identifier; `None` where it is to be created.
    pub id: Option<String>,
    /// The object's natural key.
    pub key: Option<String>,
    /// When it was last tried to make this without a known end: it may be there, or come into
    /// being a while later.
    pub tried: Option<Timestamp>,
    /// The fields to send. Blank ones are sent empty. No set is among them.
    pub fields: Fields,
    /// All managed fields as they are wanted, those that need no sending included.
    pub wanted: Fields,
}

/// A member that is to come into a group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Join {
    /// The group's identifier.
    pub group: String,
    /// What people call the group.
    pub name: String,
    /// The member, in E.164.
    pub member: String,
    /// The group that it leaves first.
    pub leaves: Option<Detach>,
}

/// What the provider answered to a write.
#[derive(Debug, Clone)]
pub struct Written {
    /// The object as it is now, from the answer.
    pub object: Object,
    /// The provider's request id.
    pub request_id: Option<String>,
}
