//! Routes: who answers a text to a number, in each of three states.
//!
//! *Declared* is the answer by what YAML asks, *now* by what was read, *then* by what was read with
//! the planned changes made. A number converges if *then* is as *declared*. Each provider decides
//! in its own way; the core knows only numbers, groups and routes.

use std::borrow::Cow;
use std::fmt;

use serde::Serialize;

use super::url::base;
use super::{Address, Decider, Name, Receiver, Text, Unread, mask_userinfo};

/// Who answers, and the steps that led to it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Route {
    /// The URL that is called; `None` if no URL is called.
    pub url: Option<Text>,
    /// Whether another object decides that was not read, so that the URL is not known.
    pub url_unknown: bool,
    /// Whether the URL was read without its query string. Then it is known up to there.
    pub without_query: bool,
    /// The other groups that also receive the number's texts. Filled in if groups overlap.
    pub also: Vec<AlsoReceives>,
    /// Everything that may receive the number's texts, the object that decides included. Filled in if
    /// groups overlap and their kind says what each receives.
    pub receivers: Vec<Receiver>,
    /// The method of the call.
    pub method: Option<Text>,
    /// The object that decides.
    pub decided_by: Decider,
    /// The identifier of the object that decides, if it is not the number itself.
    pub decider: Option<Text>,
    /// The name of that object, if it has one.
    pub decider_name: Option<Text>,
    /// Whether a group decides in which the configuration does not put the number. Its URL can be
    /// changed outside of the configuration at any time. A provider's rule cannot know this, so the
    /// code that compares with the configuration fills it in.
    pub by_stranger: bool,
    /// The owner of the URL, if the URL is one of the provider's own: `Twilio's demo`.
    pub handler: Option<&'static str>,
    /// The objects that were considered, in the order of precedence; one of them decides.
    pub steps: Vec<Step>,
}

/// Another group that receives a number's texts, in addition to the one that decides.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct AlsoReceives {
    /// The identifier.
    pub id: String,
    /// The name.
    pub name: String,
    /// What it is, in the provider's word.
    pub what: Decider,
    /// The URL that is called, as it may be shown.
    pub url: String,
    /// Whether the configuration declares it.
    pub declared: bool,
}

/// Its name and identifier.
impl fmt::Display for AlsoReceives {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.name, self.id)
    }
}

/// One object that was considered for a route.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
pub struct Step {
    /// The object.
    pub considered: Decider,
    /// Its identifier, if it has one of its own.
    pub id: Option<Text>,
    /// The URL it holds.
    pub url: Option<Text>,
    /// Whether it decides.
    pub decides: bool,
    /// The reason why it does or does not decide.
    pub because: Cow<'static, str>,
}

impl Route {
    /// Whether the same URL is called with the same method. The object that decides plays no part,
    /// unless it was not read: then it must be the same one.
    pub fn answers_like(&self, other: &Self) -> bool {
        let same_url = self.calls(self.url.as_deref(), other, other.url.as_deref());
        self.is_same(other, same_url)
    }

    fn is_same(&self, other: &Self, same_url: bool) -> bool {
        if self.url_unknown || other.url_unknown {
            return self.decided_by == other.decided_by && self.decider == other.decider;
        }
        same_url && (self.url.is_none() || self.method == other.method)
    }

    /// Whether texts are answered as this declared route says, and not by a stranger that happens
    /// to call the same URL.
    pub fn is_as(&self, declared: &Self) -> bool {
        self.answers_like(declared) && !self.by_stranger
    }

    /// Like `answers_like`, for what may be shown: passwords play no part, because a record does
    /// not hold them.
    pub fn shows_like(&self, other: &Self) -> bool {
        let (ours, theirs) = (self.shown_url(), other.shown_url());
        let same_url = self.calls(ours.as_deref(), other, theirs.as_deref());
        self.is_same(other, same_url)
    }

    /// Whether both URLs are the same, as far as both are known.
    fn calls(&self, ours: Option<&str>, other: &Self, theirs: Option<&str>) -> bool {
        if self.without_query || other.without_query {
            ours.map(base) == theirs.map(base)
        } else {
            ours == theirs
        }
    }

    /// Returns what answers as it may be shown: the URL, or the object that decides if its URL is
    /// not known; `None` if nothing answers.
    pub fn shown_answer(&self) -> Option<String> {
        let unread = || {
            let id = self.decider.as_deref().filter(|_| self.url_unknown)?;
            Some(format!("the {} {id}", self.decided_by))
        };
        self.shown_url().or_else(unread)
    }

    /// Returns the URL as it may be shown.
    pub fn shown_url(&self) -> Option<String> {
        self.url
            .as_deref()
            .map(|url| mask_userinfo(url).into_owned())
    }
}

/// A number's route before and after a plan.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct RouteChange {
    /// The route that the configuration asks for.
    pub declared: Route,
    /// The route now.
    pub before: Route,
    /// The route after the plan is carried out.
    pub after: Route,
    /// Whether the configuration accepts, with a reason, that another object answers.
    pub accepted: bool,
}

impl RouteChange {
    /// Returns the same change without the steps, because plans of many thousand numbers hold
    /// these.
    #[must_use]
    pub fn without_steps(mut self) -> Self {
        for route in [&mut self.declared, &mut self.before, &mut self.after] {
            route.steps = Vec::new();
        }
        self
    }

    /// Whether the route stays the same: the same object decides, and the same URL is called.
    pub fn stays(&self) -> bool {
        let (before, after) = (&self.before, &self.after);
        let same_decider = before.decided_by == after.decided_by && before.decider == after.decider;
        same_decider && before.by_stranger == after.by_stranger && before.answers_like(after)
    }

    /// Whether the number is answered as declared after the plan is carried out.
    pub fn converges(&self) -> bool {
        self.after.is_as(&self.declared)
    }

    /// Whether another object will answer, and the configuration does not accept that.
    pub fn is_open(&self) -> bool {
        !self.converges() && !self.accepted
    }

    /// Whether the number is answered as declared already.
    pub fn converged(&self) -> bool {
        self.before.is_as(&self.declared)
    }
}

/// One number and who answers for it, as configured and as observed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NumberRoutes {
    /// The provider in whose account the number is or is declared.
    pub provider: Name,
    /// The number's address; `None` if it is neither declared nor recorded.
    pub address: Option<Address>,
    /// Whether the configuration declares the number.
    pub is_declared: bool,
    /// The number in E.164.
    pub phone_number: String,
    /// The owner's identifier; `None` if the number was not seen.
    pub id: Option<String>,
    /// The declared route; `None` if the configuration does not say who answers.
    pub declared: Option<Route>,
    /// The group that the number is declared in.
    pub declared_in: Option<Address>,
    /// Whether the number can receive texts at all; `None` if that was not seen.
    pub receives: Option<bool>,
    /// The route now; `None` if it is not known or the number is not there.
    pub now: Option<Route>,
    /// The group that the number is in.
    pub group: Option<Belongs>,
    /// The declared handler that decides now.
    pub handler: Option<Address>,
    /// The declared handler that is declared to decide.
    pub declared_handler: Option<Address>,
    /// What could not be read and is needed to say who answers.
    pub unread: Vec<Unread>,
}

impl NumberRoutes {
    /// Whether the number is answered as declared; `None` if either route is not known. A declared
    /// number that is known not to be there has not converged.
    pub fn converged(&self) -> Option<bool> {
        let declared = self.declared.as_ref()?;
        match &self.now {
            Some(now) => Some(now.is_as(declared)),
            None if self.unread.is_empty() => Some(false),
            None => None,
        }
    }

    /// Returns the group that the number is in instead of the one it is declared in.
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
    /// The group's identifier.
    pub id: String,
    /// The group's name.
    pub name: String,
    /// The address that declares the group, if one does.
    pub address: Option<Address>,
    /// Whether that address declares who answers for the numbers in the group.
    pub says_who: bool,
    /// The other numbers in the group, in E.164.
    pub others: Vec<String>,
    /// The YAML that would declare the group so that this number answers by itself.
    pub declaration: String,
}
