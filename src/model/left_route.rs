//! The route that an apply left a number with, as the registry keeps it.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::url::base;
use super::{Address, Route, RouteChange, Text};

/// The route of a number when an apply that covered it ended. It holds no passwords.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeftRoute {
    /// The URL that was called, as it may be shown.
    pub url: Option<String>,
    /// The method of the call.
    pub method: Option<Text>,
    /// The object that decided.
    pub decided_by: String,
    /// The identifier of that object, if it is not the number itself.
    pub decider: Option<Text>,
    /// Whether the route was as declared.
    pub converged: bool,
}

/// Who answered for each number, by its address. Numbers with the same answer share it.
pub type LeftRoutes = BTreeMap<Address, Arc<LeftRoute>>;

impl LeftRoute {
    /// Returns the route that a plan leaves after it is carried out; `None` if the object that will
    /// decide has no identifier yet, so that it could not be recognised later.
    pub fn of(route: &RouteChange) -> Option<Self> {
        let after = &route.after;
        let itself = after.decided_by.is_number_alone();
        (itself || after.decider.is_some()).then(|| Self {
            url: after.shown_url(),
            method: after.method.clone(),
            decided_by: after.decided_by.word.to_owned(),
            decider: after.decider.clone(),
            converged: route.converges(),
        })
    }

    /// Whether the same object still answers in the same way.
    pub fn is(&self, now: &Route) -> bool {
        let same_method = self.url.is_none() || self.method == now.method;
        let now_url = now.shown_url();
        let same_url = if now.without_query {
            self.url.as_deref().map(base) == now_url.as_deref().map(base)
        } else {
            self.url == now_url
        };
        same_url
            && same_method
            && self.decided_by == now.decided_by.word
            && self.decider == now.decider
    }
}
