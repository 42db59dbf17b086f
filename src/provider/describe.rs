//! The way back: from what an account holds to the YAML that declares it. Pure.
//!
//! An import reads an account, names its objects and finds the URL that they share. What YAML says
//! about an object, and what it cannot say, only the provider's kind knows.

use std::collections::BTreeSet;

use crate::model::{Address, HttpsUrl, Invalid, Name, Object, Secret, Text};
use crate::yaml::DraftMap;

/// Describes the objects of one kind of provider in YAML.
pub trait Describer: Sync {
    /// The keys at the beginning of a provider, from its type to its credentials.
    fn account(&self, keys: &AccountKeys<'_>) -> DraftMap;

    /// The environment variable to propose for the token of a provider's account, where the kind's
    /// own variables serve another account.
    fn token_variable(&self, provider: &Name) -> String;

    /// What that variable holds, with its article.
    fn token_noun(&self) -> &'static str {
        "the auth token"
    }

    /// The identifier of the account that a text names, in the form in which accounts are compared.
    fn identify(&self, text: &str) -> Result<String, Invalid> {
        Ok(text.to_owned())
    }

    /// The host that a token opens, if that is not the account's.
    fn foreign_host(&self, _token: &Secret, _account: &str) -> Option<String> {
        None
    }

    /// A text in the form of a token that opens nothing. With it, a declaration is opened for a plan
    /// that sends nothing.
    fn empty_token(&self) -> &'static str {
        "unused"
    }

    /// What a number calls by its own settings when a text comes in, as far as a provider's URL
    /// could say it for several numbers at once. Blank if it calls nothing, or something else
    /// answers.
    fn callback<'a>(&self, number: &'a Object) -> OwnCallback<'a>;

    /// Whether YAML says what a number calls by its own settings, or would say `wanted` in its place.
    /// `group` is the group that the number is in.
    fn declares_callback(
        &self,
        number: &Object,
        group: Option<&Object>,
        wanted: Option<&HttpsUrl>,
    ) -> bool;

    /// Whether carriers are asked if the number may send, because a refusal is worth a comment.
    fn is_questionable(&self, number: &Object) -> bool;

    /// Adds the provider's URL and objects to `map`, so that a plan of the result changes nothing.
    /// Returns what could not be written.
    fn describe(&self, holding: &Holding<'_>, map: DraftMap) -> Described;
}

/// What YAML says about an account and its credentials.
#[derive(Debug, Clone, Copy, Default)]
pub struct AccountKeys<'a> {
    /// The account's identifier; the kind's own environment variable if there is none.
    pub id: Option<&'a str>,
    /// What people know the provider by.
    pub description: Option<&'a str>,
    /// The environment variable that holds the account's token; the kind's own variables if there
    /// is none.
    pub token: Option<&'a str>,
    /// The region and the edge.
    pub region: Option<(&'a str, &'a str)>,
}

/// A URL and its method, as an account holds them. Each may be blank.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct OwnCallback<'a> {
    /// The URL.
    pub url: &'a str,
    /// The method.
    pub method: &'a str,
}

/// The objects of one account, named.
#[derive(Debug)]
pub struct Holding<'a> {
    /// The name of the provider.
    pub provider: &'a Name,
    /// The objects, in the order of their names. No two numbers have one name or one key.
    pub objects: Vec<Held<'a>>,
    /// Groups of the account whose answer YAML leaves open, because it declares none, or not the
    /// group. They may be among the objects.
    pub quiet: &'a [Object],
    /// The URL that most numbers share.
    pub shared: Option<Shared<'a>>,
    /// Whether values are written that would be the same without being written.
    pub full: bool,
}

/// An object and what an import knows about it.
#[derive(Debug, Clone)]
pub struct Held<'a> {
    /// The object.
    pub object: &'a Object,
    /// Its name in YAML.
    pub name: &'a Name,
    /// Whether its name for people is nothing but the number itself.
    pub is_unnamed: bool,
    /// What the reader must know about it, each a sentence.
    pub comments: Vec<String>,
    /// The URL and the method to declare, in place of the account's.
    pub wanted: Option<(&'a HttpsUrl, &'a str)>,
}

/// The URL that most numbers share, which the provider declares for all of them.
#[derive(Debug, Clone, Copy)]
pub struct Shared<'a> {
    /// The URL.
    pub url: &'a HttpsUrl,
    /// The method, in capitals.
    pub method: &'a str,
    /// How many numbers have the URL.
    pub numbers: usize,
    /// How many numbers there are.
    pub of: usize,
}

/// The YAML of a provider.
#[derive(Debug)]
pub struct Described {
    /// All keys of the provider.
    pub map: DraftMap,
    /// What could not be written, in the order of the YAML.
    pub unwritten: Vec<Unwritten>,
    /// What was written and must be looked at, in the order of the YAML.
    pub cautions: Vec<Caution>,
    /// Keys of the provider that declare an object, each with the object's address.
    pub own_keys: Vec<(&'static str, Address)>,
    /// The identifiers of objects for which YAML has no place, or has none yet.
    pub left_out: BTreeSet<Text>,
}

impl Described {
    /// A provider without anything to say about it.
    pub fn new(map: DraftMap, unwritten: Vec<Unwritten>) -> Self {
        Self {
            map,
            unwritten,
            cautions: Vec::new(),
            own_keys: Vec::new(),
            left_out: BTreeSet::new(),
        }
    }
}

/// A written value that must be looked at before the file is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caution {
    /// The object.
    pub address: Address,
    /// What to look at, and why: a sentence without secrets.
    pub what: String,
}

/// A setting that the configuration language cannot express.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unwritten {
    /// The object.
    pub address: Address,
    /// What is there, and why it is not written: a sentence without secrets.
    pub what: String,
}
