//! Our side of a comparison: what is declared, and what the accounts hold. Plain data.

use std::collections::BTreeSet;

use crate::model::{Address, Keyword, Name};

/// What to read of a counterpart.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Asked {
    /// The kinds of the declared providers, such as `twilio`.
    pub kinds: BTreeSet<&'static str>,
    /// Whether every row of every kind is wanted, as an import does, and not only what the
    /// configuration can be compared with.
    pub everything: bool,
}

/// Our side.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ours {
    /// The declared providers that the command works on, in the order of their names.
    pub providers: Vec<OurProvider>,
    /// The declared keywords that the command works on.
    pub keywords: Vec<OurKeyword>,
    /// Whether the command works on keywords at all, so that those of the counterpart matter.
    pub covers_keywords: bool,
    /// Whether the rows that agree are wanted, because an apply will record them.
    pub recording: bool,
    /// Every declared keyword, also those that the command does not work on.
    pub all_keywords: BTreeSet<Keyword>,
    /// The declared organisation, in lower case.
    pub organization: Option<String>,
    /// Every URL that is declared as a callback.
    pub urls: Vec<OurUrl>,
}

/// A declared provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OurProvider {
    /// Its name.
    pub name: Name,
    /// Its kind, such as `twilio`.
    pub kind: &'static str,
    /// The identifier of its account.
    pub account: String,
    /// The name of the counterpart's provider that the configuration names for it.
    pub named: Option<String>,
    /// Its declared numbers that the command works on, in the order of their addresses.
    pub numbers: Vec<OurNumber>,
    /// Its groups of numbers: those that are declared, and those that are in the account.
    pub groups: Vec<OurGroup>,
    /// Whether every group of the account was read, so that absence is proof.
    pub groups_read: bool,
    /// Numbers of the account that are not declared, in E.164. Empty if they were not read.
    pub undeclared: BTreeSet<String>,
    /// Every number that is declared, under any provider, or that is in the account. `None` if the
    /// command does not work on the whole provider, or if the numbers of the account were not read.
    pub known_numbers: Option<BTreeSet<String>>,
}

/// A declared number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OurNumber {
    /// Its address.
    pub address: Address,
    /// E.164 with its plus, or the digits of a short code, or an alphanumeric sender.
    pub contact: String,
    /// The declared name for people.
    pub label: Option<String>,
    /// Whether it is in the account.
    pub in_account: Presence,
}

/// Whether something is in an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Presence {
    /// It is.
    There,
    /// It is not, and the account was read.
    Absent,
    /// The account was not read, or does not list such things.
    Unknown,
}

/// A group of numbers, such as a messaging service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OurGroup {
    /// Its address, if it is declared.
    pub address: Option<Address>,
    /// Its identifier; `None` for a declared one that does not exist yet.
    pub id: Option<String>,
    /// Its name for people.
    pub name: Option<String>,
    /// Whether texts to its numbers reach the declared callback: it calls the callback, or leaves
    /// the decision to the number. `None` if that is not known.
    pub answers_callback: Option<bool>,
}

/// A declared keyword.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OurKeyword {
    /// Its address.
    pub address: Address,
    /// The word as declared.
    pub word: Keyword,
}

/// A declared callback URL.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OurUrl {
    /// The number, group or provider that declares it.
    pub address: Address,
    /// The dotted path of the key.
    pub written_at: String,
    /// The URL, byte for byte.
    pub url: String,
    /// The organisation that it names, in lower case.
    pub organization: Option<String>,
}
