//! Who answers a text to a number: the one question asked of three states.
//!
//! *Declared* is the answer over what YAML asks, *now* over what was read, *then* over what was
//! read with the planned changes made. A number converges when then is as declared. How a
//! provider decides is its own affair; the core knows only numbers, groups and routes.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::url::base;
use super::{Address, Decider, Fields, Kind, Members, Name, Unread, mask_userinfo};

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
