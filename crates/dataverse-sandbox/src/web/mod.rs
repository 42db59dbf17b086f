//! The Web API.

pub(crate) mod caller;
pub(crate) mod content;
pub(crate) mod filter;
pub(crate) mod guard;
pub(crate) mod keywords;
pub(crate) mod list;
pub(crate) mod metadata;
pub(crate) mod options;
pub(crate) mod organization;
pub(crate) mod path;
pub(crate) mod prefer;
pub(crate) mod privileges;
pub(crate) mod render;
pub(crate) mod rights;
pub(crate) mod route;
pub(crate) mod sets;
