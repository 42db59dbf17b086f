//! Layer 3: the interface to counterparts, the systems beside the providers that keep records of the
//! same providers, numbers and keywords for their own users. Each is a folder here.
//!
//! Expected flow: a declaration is read and checked; [`Declared::open`] gives a [`Connection`]; it is
//! read once, in bulk; the [`Records`] are compared with [`Ours`], which is pure.
//!
//! Guarantees: a connection only reads, except that it creates keywords, one by one, where a plan
//! says so. It never changes or deletes anything. No error or log holds a credential. What was not
//! read is never reported as missing.

mod compared;
pub mod dynamics;
mod known;
mod ours;
mod written;

use std::collections::BTreeMap;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use crate::model::{Address, Counterpart, Keyword, Resource};
use crate::provider::{Ignored, Misdeclared, Settings, Vault};
use crate::yaml::Part;
pub use compared::{Compared, MissingKeyword, RecordSight};
pub use known::{Known, KnownNumber, KnownProvider, NotRead, PHONE_NUMBERS};
pub use ours::{Asked, OurGroup, OurKeyword, OurNumber, OurProvider, OurUrl, Ours, Presence};
pub use written::Written;

/// A future that a trait object returns.
pub type Pending<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// The pure half: the meaning of a declaration.
pub trait Declared: fmt::Debug + Send + Sync {
    /// The counterpart.
    fn system(&self) -> Counterpart;

    /// All errors in the declaration beyond its shape; paths are below its key.
    fn check(&self) -> Vec<Misdeclared>;

    /// The findings about the counterpart as a whole that are not reported.
    fn ignored(&self) -> &[Ignored];

    /// Whether keywords are compared, so that missing ones can be created.
    fn compares_keywords(&self) -> bool;

    /// Whether an apply reads the counterpart even if its plan creates nothing there.
    fn is_checked_on_apply(&self) -> bool;

    /// What the declaration says about the place and about its identity there.
    fn written(&self) -> Written;

    /// The declaration as YAML: the place and how to sign in there, with a comment about credentials.
    /// It names secrets and holds none.
    fn block(&self) -> Part;

    /// Finds the credentials and prepares a client. Sends nothing.
    fn open(
        &self,
        vault: &dyn Vault,
        settings: &Settings,
    ) -> Result<Arc<dyn Connection>, Vec<Misdeclared>>;
}

/// A counterpart that can be read.
pub trait Connection: Send + Sync {
    /// The counterpart.
    fn system(&self) -> Counterpart;

    /// Reads what the comparison needs. Never fails: what could not be read makes the comparison
    /// incomplete.
    fn read<'a>(&'a self, asked: &'a Asked) -> Pending<'a, Arc<dyn Records>>;

    /// Creates a keyword under the identifier that [`MissingKeyword`] proposes, unless there is one
    /// already, with or without that identifier. A repeat creates nothing. The error is a message
    /// without secrets.
    fn create_keyword<'a>(
        &'a self,
        keyword: &'a Keyword,
        id: &'a str,
    ) -> Pending<'a, Result<CreatedKeyword, NotCreated>>;
}

/// A keyword that exists after [`Connection::create_keyword`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CreatedKeyword {
    /// Its identifier.
    pub id: String,
    /// Whether it was there already, so that nothing was created.
    pub was_there: bool,
}

/// Why a keyword was not created.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{why}")]
pub struct NotCreated {
    /// The reason, as a message without secrets.
    pub why: String,
    /// Whether it may exist nevertheless: the request was sent, and its result is not known.
    pub unclear: bool,
}

/// What was read of a counterpart. Pure.
pub trait Records: fmt::Debug + Send + Sync {
    /// Compares the rows with our side. Deterministic.
    fn compare(&self, ours: &Ours) -> Compared;

    /// What became of recorded rows. `recorded` has an entry for each record that [`Compared::agreeing`]
    /// once had; the keys are addresses of the counterpart. A row
    /// that the configuration leaves out of the comparison is left out.
    fn observe(&self, recorded: &BTreeMap<Address, Resource>) -> BTreeMap<Address, RecordSight>;

    /// What an import can take over.
    fn known(&self) -> Known;
}
