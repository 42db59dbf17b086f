//! Values written as YAML, in the canonical layout.
//!
//! A [`Draft`] is a value to be written: a map, a list, a text, a number or a truth value; there is
//! no null. Each entry of a map and each item of a list is a [`Part`]: a value with comments.
//! [`emit`] writes a draft. Its output is a fixed point of [`layout`](crate::layout), and reading
//! it returns the same values in the same order. Every reader of YAML, also one of YAML 1.1, reads
//! the same texts, because whatever might be taken for something else is in double quotes.
//!
//! ```
//! use spanned_yaml::{DraftMap, Part, emit, escape_vars};
//!
//! let number = DraftMap::new()
//!     .with("phone_number", "+15017122661")
//!     .with("friendly_name", escape_vars("Store: ${x}").as_ref());
//! let numbers = DraftMap::new().with("store", Part::new(number).above("The main line."));
//! let draft = DraftMap::new()
//!     .with("version", Part::new(1).beside("required"))
//!     .with("numbers", Part::new(numbers).after_a_blank_line())
//!     .with("auth_token", DraftMap::new().with("env", "TOKEN").inline());
//! let text = emit(draft)?;
//! assert_eq!(
//!     text,
//!     r#"version: 1 # required
//!
//! numbers:
//!   ## The main line.
//!   store:
//!     phone_number: "+15017122661"
//!     friendly_name: "Store: $${x}"
//! auth_token: { env: TOKEN }
//! "#
//! );
//! # Ok::<(), spanned_yaml::Unwritable>(())
//! ```

mod check;
mod comment;
mod draft;
mod flow;
pub(crate) mod quoting;
mod vars;
mod write;

pub use check::Unwritable;
pub use draft::{Draft, DraftList, DraftMap, Part};
pub use vars::escape_vars;

pub(crate) use check::check;
pub(crate) use comment::{all_in, lines as comment_lines};
pub(crate) use flow::{entry as flow_entry, value as flow_value};
pub(crate) use write::{Style, Writer};

/// Writes a value as a whole file, with `\n` at the end of each line.
pub fn emit(draft: impl Into<Draft>) -> Result<String, Unwritable> {
    let draft = draft.into();
    check(&draft, 0)?;
    let mut writer = Writer::new(Style::default());
    writer.value(&draft, 0);
    let mut text = writer.finish();
    text.push('\n');
    Ok(text)
}
