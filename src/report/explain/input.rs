//! The input of an explanation.

use crate::model::{
    Action, Address, AlsoReceives, Change, FindingCode, NumberRoutes, Role, Route, Taker, Takers,
    Unlooked,
};
use crate::report::counterpart::NumberDocument;
use crate::report::place::Located;
use crate::yaml::Diagnostic;

/// What is known about one number.
pub struct Explanation<'a> {
    /// The number and its routes.
    pub number: &'a NumberRoutes,
    /// Where it is declared.
    pub declared_at: Option<Located>,
    /// Where the URL that should be called is declared.
    pub url_at: Option<Located>,
    /// What an apply would do with the number; `None` if nothing is planned for it.
    pub change: Option<&'a Change>,
    /// The group whose planned change affects it, if nothing is planned for the number.
    pub affected_by: Option<&'a Address>,
    /// The group that an apply would add it to.
    pub joins: Option<&'a Address>,
    /// What it may lose if it leaves its group, in a clause that begins with `leaving`.
    pub loss_on_leaving: Option<&'static str>,
    /// Where it is declared, if not under the provider whose account it is in.
    pub declared_as: Option<&'a Address>,
    /// The other project or environment of the registry that it belongs to.
    pub owner: Option<String>,
    /// What may take texts to the account's numbers first; `None` if there is no such list, or the
    /// answer is unknown anyway.
    pub takers: Option<&'a Takers>,
    /// The number of purchases that an apply would make, possibly including this number.
    pub purchases: usize,
    /// What the comparison with the counterpart says about it, if one was made.
    pub comparison: Option<Box<NumberDocument>>,
    /// The errors because of which the number is not planned as declared.
    pub errors: Vec<Diagnostic>,
}

impl<'a> Explanation<'a> {
    /// Whether the number is answered as declared after an apply; `None` if the plan does not say.
    pub fn applies(&self) -> Option<bool> {
        Some(self.change?.route.as_ref()?.converges())
    }

    /// Another object that calls the declared URL in the number's place and that an apply clears:
    /// texts are answered as declared, but not through the declared settings.
    pub fn detour(&self) -> Option<&Route> {
        let (now, declared) = (self.number.now.as_ref()?, self.number.declared.as_ref()?);
        let updates = self.change?.action == Action::Update;
        let by_other = now.decided_by.role == Role::Other && declared.decided_by != now.decided_by;
        (updates && by_other && now.is_as(declared)).then_some(now)
    }

    /// Whether an apply would buy the number.
    pub fn is_to_be_bought(&self) -> bool {
        self.change
            .is_some_and(|change| change.action == Action::Purchase)
    }

    /// What may take its texts before the reported route does.
    pub fn taken_by(&self) -> impl Iterator<Item = &'a Taker> {
        let known = self.takers.filter(|_| self.number.receives != Some(false));
        let number = &self.number.phone_number;
        known.into_iter().flat_map(|takers| takers.of(number))
    }

    /// The name of what was not checked, and the reason. The answer is then uncertain.
    pub fn unlooked(&self) -> Option<(&'static str, &'a Unlooked)> {
        let takers = self
            .takers
            .filter(|_| self.number.receives != Some(false))?;
        Some((takers.place, takers.unread.as_ref()?))
    }

    /// The other groups that also receive its texts.
    pub fn also(&self) -> &'a [AlsoReceives] {
        self.number.now.as_ref().map_or(&[], |now| &now.also)
    }

    /// Whether the answer is uncertain.
    pub fn is_open(&self) -> bool {
        self.taken_by().next().is_some() || self.unlooked().is_some()
    }

    /// Whether something declared about the number cannot be planned.
    pub fn is_unplanned(&self) -> bool {
        let declared = self.number.is_declared;
        declared
            && (self.change.is_none()
                || self.number.elsewhere().is_some()
                || self.of_another_owner().is_some())
    }

    /// The error that the number, or its declared group, belongs to another project or
    /// environment.
    pub(in crate::report) fn of_another_owner(&self) -> Option<&Diagnostic> {
        let mut errors = self.errors.iter();
        errors.find(|error| {
            let of_others = [
                FindingCode::OwnedElsewhere,
                FindingCode::ReroutesForeignNumbers,
            ];
            error.code.is_one_of(&of_others)
        })
    }
}

/// The subject of an explanation.
pub enum Explained<'a> {
    /// One number.
    Number(Explanation<'a>),
    /// The numbers of a provider or a group.
    Several {
        /// Its address.
        address: &'a Address,
        /// Its numbers.
        numbers: Vec<Explanation<'a>>,
    },
    /// A keyword, and where it is declared: no number's route depends on it.
    Keyword(&'a Address, Option<Located>),
}
