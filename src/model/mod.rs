//! Floor 1: the nouns. Everything here is parsed once, compared and printed.
//!
//! Nothing in this folder does I/O, knows a clock or names a provider's field. Types that
//! stand for a checked text (`E164`, `HttpsUrl`, `Keyword`, `Sid`) cannot hold a wrong one.

mod address;
mod audit;
mod available_number;
mod change;
pub mod codes;
mod difference;
mod drift;
mod exemption;
mod ignored;
mod inspection;
mod invalid;
mod joins;
mod keyword;
mod name;
mod obstacle;
mod origins;
mod percent;
mod phone;
mod plan;
mod reachability;
mod resource;
mod route;
mod run;
mod scope;
mod secret;
mod state;
mod taker;
mod unread;
mod url;
mod value;

pub use address::{Address, Kind};
pub use audit::{ActorKind, AuditEvent, Author, By, Certainty, FieldEdit, Operation, Source};
pub use available_number::AvailableNumber;
pub use change::{Action, Change, Detach, FieldChange, Mark, Reason};
pub use codes::{FindingCode, RunCode};
pub use difference::{Aspect, Difference, Expected, FirstSeen, Impact, Sightings};
pub use drift::{Drift, DriftStatus, DriftSummary, Drifted, InTheWay, RouteSight};
pub use exemption::Exemption;
pub use ignored::{Ignored, IgnoredCode, Silence, Silences, misplaced};
pub use inspection::{Check, Inspection, Verdict};
pub use invalid::Invalid;
pub use joins::{Full, Joins, Unjoined};
pub use keyword::Keyword;
pub use name::Name;
pub use obstacle::Obstacle;
pub use origins::Origins;
pub use percent::Percent;
pub use phone::E164;
pub use plan::{Calls, Code, Finding, Plan, Severity, Summary, Unmanaged};
pub use resource::{Object, Resource};
pub use route::{Belongs, Group, LeftRoute, NumberRoutes, Route, RouteChange, Router, Step};
pub use run::{Outcome, Run, RunStatus, Settled, UNCLEAR, is_unclear};
pub use scope::Scope;
pub use secret::{Secret, SecretReference, Unfit};
pub use state::{GroupElsewhere, Observed, Sight, Snapshot, State};
pub use taker::{Taker, Takers, Unlooked};
pub use unread::Unread;
pub use url::{HttpsUrl, mask_userinfo};
pub use value::{FieldName, Fields, Value, hex};
