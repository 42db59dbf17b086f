//! YAML text to typed values, with the place of everything.
//!
//! In flow order: [`source`] holds the files, [`document`] turns one into a tree of [`Node`]s,
//! [`merge`] joins trees, [`vars`] fills in `${name}`, [`shape`] finds every shape error of the
//! whole tree in one walk, [`typed`] deserializes from it. What is wrong is a [`Diagnostic`],
//! collected in [`Findings`]. Nothing here knows what the keys mean, and nothing touches a disk.

mod access;
mod anchors;
mod builder;
mod check;
mod circles;
#[doc(hidden)]
pub mod code;
mod codes;
mod collections;
mod containers;
pub mod diagnostic;
pub mod document;
pub mod encoding;
mod failure;
mod fields;
mod fill;
mod forms;
mod keywords;
mod layout;
mod lines;
mod lookalikes;
mod map;
pub mod mask;
pub mod merge;
mod misplaced;
pub mod names;
pub mod node;
mod path;
mod pieces;
mod plain;
mod references;
mod scalars;
mod scan;
mod schema;
mod secrets;
pub mod shape;
mod shown;
pub mod source;
mod syntax;
pub mod typed;
mod userinfo;
pub mod vars;
mod wanted;
mod whereabouts;

pub use code::Code;
pub use codes::YamlCode;
pub use diagnostic::{DID_YOU_MEAN, Diagnostic, Findings, Label, Place, Severity};
pub use document::parse;
pub use encoding::MAX_BYTES;
pub use layout::layout;
pub use mask::looks_secret;
pub use merge::{join, overlay};
pub use misplaced::A_KEY_OF;
pub use names::nearest;
pub use node::{Entry, Map, Node, Scalar, Style, Value, lookup, shown};
pub use shape::{Formats, NoFormats, Problem, Shape};
pub use source::{Position, ShownLine, SourceId, Sources, Span};
pub use typed::{TypedError, from_node};
pub use userinfo::encoded_passwords;
pub use vars::substitute;
