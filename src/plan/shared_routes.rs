//! Routes that many numbers have alike. Most numbers of an account differ in nothing but their
//! names, so their route is decided and kept once.

use std::sync::Arc;

use foldhash::{HashMap, HashSet};

use super::shape::membership::Membership;
use crate::model::{Address, Alike, Change, Fields, Resource, RouteChange};

/// The routes so far. Most numbers of a provider have the same one, and share it.
#[derive(Default)]
pub(super) struct SharedRoutes<'a> {
    routes: HashSet<Arc<RouteChange>>,
    /// Routes as declared, by what they follow from.
    converged: HashMap<Circumstances<'a>, Arc<RouteChange>>,
}

impl<'a> SharedRoutes<'a> {
    pub(super) fn route(&mut self, route: RouteChange) -> Arc<RouteChange> {
        if let Some(known) = self.routes.get(&route) {
            return Arc::clone(known);
        }
        let route = Arc::new(route);
        self.routes.insert(Arc::clone(&route));
        route
    }

    pub(super) fn known(&self, circumstances: &Circumstances<'a>) -> Option<Arc<RouteChange>> {
        self.converged.get(circumstances).cloned()
    }

    pub(super) fn remember(&mut self, circumstances: Circumstances<'a>, route: &Arc<RouteChange>) {
        self.converged.insert(circumstances, Arc::clone(route));
    }
}

/// All that the route of a number follows from, if it is declared and seen. A number's name plays no
/// part in it.
#[derive(PartialEq, Eq, Hash)]
pub(super) struct Circumstances<'a> {
    wanted: Alike,
    seen: Alike,
    after: Alike,
    declared_in: Option<&'a Address>,
    is_in: Option<&'a str>,
    among: usize,
    accepted: bool,
}

impl<'a> Circumstances<'a> {
    /// Returns what the route of this number follows from; `None` where more plays a part: the
    /// number changes groups, or is declared in several.
    pub(super) fn of(
        change: &Change,
        want: &Resource,
        seen: &Fields,
        membership: &Membership<'a>,
        key: &str,
        accepted: bool,
    ) -> Option<Self> {
        let after = change.after.as_ref()?;
        let group = membership.only_group(key)?;
        Some(Self {
            wanted: want.fields.alike(),
            seen: seen.alike(),
            after: after.alike(),
            declared_in: group.declared_in,
            is_in: group.is_in,
            among: group.among,
            accepted,
        })
    }
}
