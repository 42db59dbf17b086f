//! YAML text to typed values, with the place of every node.
//!
//! In flow order: [`Sources`] holds the files, [`parse`] turns one into a tree of [`Node`]s,
//! [`join`] and [`overlay`] combine trees, [`substitute`] fills in `${name}`, [`Shape`] finds every
//! error of shape in one walk, and [`from_node`] deserializes. A problem is a [`Diagnostic`],
//! collected in [`Findings`]. The other way, [`emit`] writes values as YAML, and [`edit`](edit())
//! changes values in a text and nothing else. Nothing here knows what the keys mean, and nothing
//! touches a disk.

#[doc(hidden)]
pub mod code;
mod codes;
pub mod diagnostic;
mod edit;
mod emit;
mod layout;
mod quote;
mod read;
mod secrets;
mod shape;
mod source;
mod suggestion;
mod tree;
mod typed;
mod vars;

pub use code::{Code, Severity};
pub use codes::YamlCode;
pub use diagnostic::{Diagnostic, Findings, Label, Place};
pub use edit::{Edit, Reason, Refused, Spot, edit};
pub use emit::{Draft, DraftList, DraftMap, Part, Unwritable, emit, escape_vars};
pub use layout::layout;
pub use quote::shown;
pub use read::document::parse;
pub use secrets::names::looks_secret;
pub use secrets::url_passwords::encoded_passwords;
pub use shape::rules::{Formats, NoFormats, Problem, Shape};
pub use source::encoding::MAX_BYTES;
pub use source::{Position, ShownLine, SourceId, Sources, Span};
pub use suggestion::{Suggestion, nearest};
pub use tree::merge::{join, overlay};
pub use tree::node::{Entry, Map, Node, Value, lookup};
pub use tree::places::{Placed, Places, placed};
pub use tree::scalar::{Scalar, Style};
pub use typed::{TAG_FIRST, TypedError, from_node};
pub use vars::{VARS, substitute};
