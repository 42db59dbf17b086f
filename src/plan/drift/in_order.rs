//! Routes of numbers that are as the last apply left them. Most numbers of an account differ in
//! nothing but their names, so their routes are compared and kept once.

use std::sync::Arc;

use foldhash::HashMap;

use crate::model::{Address, Alike, LeftRoute, Resource, RouteSight};
use crate::plan::shape::membership::OnlyGroup;

/// Routes without a difference, by what they follow from.
pub(super) type InOrder<'a> = HashMap<Circumstances<'a>, Arc<RouteSight>>;

/// All that the routes of a number follow from, if it is as recorded. A number's name plays no part
/// in them.
#[derive(PartialEq, Eq, Hash)]
pub(super) struct Circumstances<'a> {
    recorded: Alike,
    seen: Alike,
    recorded_in: Option<&'a Address>,
    is_in: Option<&'a str>,
    among: usize,
    /// Where the record of the last apply's route is kept.
    left: Option<*const LeftRoute>,
}

impl<'a> Circumstances<'a> {
    /// Returns what the routes of a number follow from. It is in no other group than this one, and
    /// the last apply left it with this route.
    pub(super) fn of(
        have: &Resource,
        seen: &Resource,
        group: &OnlyGroup<'a>,
        left: Option<&Arc<LeftRoute>>,
    ) -> Self {
        Self {
            recorded: have.fields.alike(),
            seen: seen.fields.alike(),
            recorded_in: group.declared_in,
            is_in: group.is_in,
            among: group.among,
            left: left.map(Arc::as_ptr),
        }
    }
}
