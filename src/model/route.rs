//! Who answers a text to a number: the one question asked of three states.
//!
//! *Declared* is the answer over what YAML asks, *now* over what was read, *then* over what was
//! read with the planned changes made. A number converges when then is as declared. How a
//! provider decides is its own affair; the core knows only numbers, groups and routes.

use serde::{Deserialize, Serialize};

use super::url::base;
use super::{Address, Decider, Name, Unread, mask_userinfo};

/// Who answers, and how that came about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Route {
    /// The URL that is called; `None` where nobody answers.
    pub url: Option<String>,
    /// Whether the URL was read without its query string, and is known up to there.
    pub without_query: bool,
    /// The other groups that receive the number's texts as well, by name or identifier. Filled in
    /// where groups overlap.
    pub also: Vec<String>,
    /// The method it is called with.
    pub method: Option<String>,
    /// What decides.
    pub decided_by: Decider,
    /// The identifier of what decides, where it is not the number itself.
    pub decider: Option<String>,
    /// What people call it, where it has a name.
    pub decider_name: Option<String>,
    /// Whether what decides is a group in which the configuration does not put the number: what
    /// it calls today is somebody else's to change. A provider's rule does not know that; it is
    /// filled in by who compares with the configuration.
    pub by_stranger: bool,
    /// Who the URL belongs to, where it is one of the provider's own: `Twilio's demo`.
    pub handler: Option<&'static str>,
    /// What there is, in the order of precedence, and what came of it; one of them decides.
    pub steps: Vec<Step>,
}

/// One thing that was looked at on the way to a route.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Step {
    /// What was considered.
    pub considered: Decider,
    /// Its identifier, where it has one of its own.
    pub id: Option<String>,
    /// The URL it holds.
    pub url: Option<String>,
    /// Whether it decides.
    pub decides: bool,
    /// Why it does or does not.
    pub because: String,
}

impl Route {
    /// Whether the same URL is called with the same method; who decides so plays no part.
    pub fn answers_like(&self, other: &Self) -> bool {
        let same_url = self.calls(self.url.as_deref(), other, other.url.as_deref());
        same_url && (self.url.is_none() || self.method == other.method)
    }

    /// Whether texts are answered as this declared route says, and not by a stranger who happens
    /// to call the same URL.
    pub fn is_as(&self, declared: &Self) -> bool {
        self.answers_like(declared) && !self.by_stranger
    }

    /// The same of what may be shown: a password plays no part, which a record does not hold.
    pub fn shows_like(&self, other: &Self) -> bool {
        let (ours, theirs) = (self.shown_url(), other.shown_url());
        let same_url = self.calls(ours.as_deref(), other, theirs.as_deref());
        same_url && (self.url.is_none() || self.method == other.method)
    }

    /// Whether both URLs are the same, as far as both are known.
    fn calls(&self, ours: Option<&str>, other: &Self, theirs: Option<&str>) -> bool {
        if self.without_query || other.without_query {
            ours.map(base) == theirs.map(base)
        } else {
            ours == theirs
        }
    }

    /// The URL as it may be shown.
    pub fn shown_url(&self) -> Option<String> {
        self.url
            .as_deref()
            .map(|url| mask_userinfo(url).into_owned())
    }
}

/// Who answered for a number when an apply that covered it ended. Passwords have no part in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeftRoute {
    /// The URL that was called, as it may be shown.
    pub url: Option<String>,
    /// How.
    pub method: Option<String>,
    /// What decided.
    pub decided_by: String,
    /// Its identifier, where it is not the number itself.
    pub decider: Option<String>,
    /// Whether that was as declared.
    pub converged: bool,
}

impl LeftRoute {
    /// What a plan leaves once it is carried out; `None` where what will decide has no identifier
    /// yet, so that it would not be known again.
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

    /// Whether the same thing still answers in the same way.
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

/// A number's route before and after a plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RouteChange {
    /// What the configuration asks for.
    pub declared: Route,
    /// Who answers now.
    pub before: Route,
    /// Who will answer when the plan is carried out.
    pub after: Route,
    /// Whether the configuration accepts, with a reason, that somebody else answers.
    pub accepted: bool,
}

impl RouteChange {
    /// The same without the steps that led there: plans of many thousand numbers hold these.
    #[must_use]
    pub fn without_steps(mut self) -> Self {
        for route in [&mut self.declared, &mut self.before, &mut self.after] {
            route.steps = Vec::new();
        }
        self
    }

    /// Whether who answers stays the same: the same thing decides, and the same URL is called.
    pub fn stays(&self) -> bool {
        let (before, after) = (&self.before, &self.after);
        let same_decider = before.decided_by == after.decided_by && before.decider == after.decider;
        same_decider && before.by_stranger == after.by_stranger && before.answers_like(after)
    }

    /// Whether the number is done when the plan is carried out.
    pub fn converges(&self) -> bool {
        self.after.is_as(&self.declared)
    }

    /// Whether somebody else will answer, and the configuration does not accept that.
    pub fn is_open(&self) -> bool {
        !self.converges() && !self.accepted
    }

    /// Whether the number is done already.
    pub fn converged(&self) -> bool {
        self.before.is_as(&self.declared)
    }
}

/// One number and who answers for it, by the configuration and in fact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NumberRoutes {
    /// The provider whose account it is in or is declared in.
    pub provider: Name,
    /// Its address; `None` where it is neither declared nor recorded.
    pub address: Option<Address>,
    /// Whether the configuration declares it.
    pub is_declared: bool,
    /// E.164.
    pub phone_number: String,
    /// The owner's identifier; `None` where the number was not seen.
    pub id: Option<String>,
    /// Who should answer; `None` where the configuration does not say.
    pub declared: Option<Route>,
    /// The group it is declared in.
    pub declared_in: Option<Address>,
    /// Whether it can receive texts at all; `None` where that was not seen.
    pub receives: Option<bool>,
    /// Who answers; `None` where that is not known or the number is not there.
    pub now: Option<Route>,
    /// The group it is in.
    pub group: Option<Belongs>,
    /// What could not be read and would be needed to say who answers.
    pub unread: Vec<Unread>,
}

impl NumberRoutes {
    /// Whether who answers is who should; `None` where either is not known. A declared number
    /// that is known not to be there has not converged.
    pub fn converged(&self) -> Option<bool> {
        let declared = self.declared.as_ref()?;
        match &self.now {
            Some(now) => Some(now.is_as(declared)),
            None if self.unread.is_empty() => Some(false),
            None => None,
        }
    }

    /// The group that the number is in instead of the one it is declared in.
    pub fn elsewhere(&self) -> Option<&Belongs> {
        let declared_in = self.declared_in.as_ref()?;
        self.group
            .as_ref()
            .filter(|group| group.address.as_ref() != Some(declared_in))
    }
}

/// The group that a number is in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Belongs {
    /// Its identifier.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// The address that declares it, if one does.
    pub address: Option<Address>,
    /// Whether that declares who answers for the numbers in it.
    pub says_who: bool,
    /// Who else is in it, in E.164.
    pub others: Vec<String>,
    /// The YAML that would declare it so that this number answers by itself.
    pub declaration: String,
}
