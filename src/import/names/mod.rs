//! Names for what an account has. A name comes from what people call the object, never from a
//! counter, so that it stays the same when other objects come and go.

mod formatted;
mod slug;

use std::collections::{BTreeMap, BTreeSet};

pub use formatted::is_formatted;
pub use slug::slug;

use crate::model::{Name, country};

/// The name of an object that no source names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Noun {
    /// `us-2661`: the country and the last four digits.
    Number,
    /// `service-` and the end of its SID.
    Service,
    /// `application-` and the end of its SID.
    Application,
    /// This word alone.
    Provider(&'static str),
}

/// An object that needs a name, and what is known of it.
#[derive(Debug, Clone)]
pub struct Nameless<'a> {
    /// Its SID, different from those of all others.
    pub id: &'a str,
    /// What it is.
    pub noun: Noun,
    /// A number in E.164, or the digits of a short code.
    pub digits: Option<&'a str>,
    /// Its name in the file that the import adds to.
    pub declared: Option<&'a Name>,
    /// Its name in the registry.
    pub recorded: Option<&'a Name>,
    /// What other sources call it, the best first: Terraform, Dynamics, the friendly name.
    pub proposed: Vec<&'a str>,
}

/// Names objects of one kind, of one provider. The result depends on the set only, not on its order,
/// and no two names are equal. `taken` are the names of objects that are not in the set.
///
/// A declared name is kept, and so is a recorded one unless it is in use. Any other is the first
/// proposal that makes a slug. Where names collide, *all* of them get the last four digits, and
/// those that still collide get more.
pub fn assign(objects: &[Nameless<'_>], taken: &BTreeSet<Name>) -> BTreeMap<String, Name> {
    let mut fixed: BTreeSet<&str> = taken.iter().map(Name::as_str).collect();
    let mut named = BTreeMap::new();
    let mut sorted: Vec<&Nameless<'_>> = objects.iter().collect();
    sorted.sort_by_key(|object| object.id);
    for kept in [declared, recorded] {
        for object in &sorted {
            if let Some(name) = kept(object)
                && !named.contains_key(object.id)
                && fixed.insert(name.as_str())
            {
                named.insert(object.id.to_owned(), name.clone());
            }
        }
    }
    sorted.retain(|object| !named.contains_key(object.id));
    let mut candidates: Vec<Candidate<'_>> = sorted.into_iter().map(Candidate::new).collect();
    while raise(&mut candidates, &fixed) {}
    for candidate in candidates {
        if let Ok(name) = Name::parse(&candidate.name) {
            named.insert(candidate.id.to_owned(), name);
        }
    }
    named
}

/// The name without the digits or the end of the SID that an import appended to it, if it did: an
/// object that would get this name collides with this one.
pub fn stem(name: &Name, id: &str, digits: Option<&str>) -> Option<Name> {
    let (stem, suffix) = name.as_str().rsplit_once('-')?;
    let is_tail = |tail: &str| {
        let tail: String = tail.chars().filter(char::is_ascii_alphanumeric).collect();
        suffix.len() >= SHORTEST.min(tail.len()) && tail.to_ascii_lowercase().ends_with(suffix)
    };
    let appended = digits.is_some_and(is_tail) || is_tail(id);
    Name::parse(stem)
        .ok()
        .filter(|_| appended && !suffix.is_empty())
}

fn declared<'a>(object: &Nameless<'a>) -> Option<&'a Name> {
    object.declared
}

fn recorded<'a>(object: &Nameless<'a>) -> Option<&'a Name> {
    object.recorded
}

/// Gives each name of a group that collides more digits. Returns false once none does, or none can.
fn raise(candidates: &mut [Candidate<'_>], fixed: &BTreeSet<&str>) -> bool {
    let mut owners: BTreeMap<&str, usize> = BTreeMap::new();
    for candidate in candidates.iter() {
        *owners.entry(&candidate.name).or_default() += 1;
    }
    let collide = |name: &str| fixed.contains(name) || owners.get(name).is_some_and(|n| *n > 1);
    let collisions = candidates.iter().enumerate();
    let collisions: Vec<usize> = collisions
        .filter(|(_, candidate)| collide(&candidate.name))
        .map(|(at, _)| at)
        .collect();
    let mut raised = false;
    for at in collisions {
        if let Some(candidate) = candidates.get_mut(at) {
            raised |= candidate.raise();
        }
    }
    raised
}

/// The fewest characters that are appended to a name.
const SHORTEST: usize = 4;

/// A name that may still grow.
struct Candidate<'a> {
    id: &'a str,
    base: String,
    /// What is appended, from the end: the digits of a number, then its SID.
    tails: [String; 2],
    /// The index of the tail in use and the number of its characters; nothing is appended before
    /// the first.
    at: Option<(usize, usize)>,
    name: String,
}

impl<'a> Candidate<'a> {
    fn new(object: &Nameless<'a>) -> Self {
        let digits = object.digits.unwrap_or_default();
        let mut proposals = object
            .proposed
            .iter()
            .filter(|text| !is_formatted(text, digits));
        let proposed = proposals.find_map(|text| slug(text));
        let bare = proposed.is_some() || matches!(object.noun, Noun::Provider(_));
        let base = proposed.unwrap_or_else(|| match object.noun {
            Noun::Number => country(digits).to_owned(),
            Noun::Service => "service".to_owned(),
            Noun::Application => "application".to_owned(),
            Noun::Provider(word) => word.to_owned(),
        });
        let digits = digits.chars().filter(char::is_ascii_digit).collect();
        let id = object.id.chars().filter(char::is_ascii_alphanumeric);
        let id = id.map(|c| c.to_ascii_lowercase()).collect();
        let mut candidate = Self {
            id: object.id,
            name: base.clone(),
            base,
            tails: [digits, id],
            at: None,
        };
        if !bare {
            candidate.raise();
        }
        candidate
    }

    /// Appends one more character, or the first four. Returns false if there is none left.
    fn raise(&mut self) -> bool {
        let Some((tail, length)) = self.next() else {
            return false;
        };
        self.at = Some((tail, length));
        let text = &self.tails[tail];
        let suffix = &text[text.len() - length..];
        let room = Name::MAX - 1 - suffix.len();
        let base = self.base.get(..room).unwrap_or(&self.base);
        self.name = format!("{}-{suffix}", base.trim_end_matches('-'));
        true
    }

    /// The tail and the number of its characters to append next. A tail begins with four, or with
    /// all if it is shorter.
    fn next(&self) -> Option<(usize, usize)> {
        let begun = match self.at {
            Some((tail, length)) if length < self.tails[tail].len() => {
                return Some((tail, length + 1));
            }
            Some((tail, _)) => tail + 1,
            None => 0,
        };
        let mut tails = self.tails.iter().enumerate().skip(begun);
        let (tail, text) = tails.find(|(_, text)| !text.is_empty())?;
        Some((tail, text.len().min(SHORTEST)))
    }
}

#[cfg(test)]
mod tests;
