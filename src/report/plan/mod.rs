//! A plan, and the result of its apply: the document and a file per format.

mod arrange;
pub mod cost;
mod danger;
pub mod document;
pub mod ending;
pub(in crate::report) mod fate;
pub mod github;
pub mod gitlab;
pub mod html;
mod html_lists;
mod html_rollout;
pub mod human;
pub(in crate::report) mod human_fields;
pub mod input;
pub mod markdown;
mod missing;
mod outcome;
pub mod policy;
pub mod prometheus;
pub(in crate::report) mod route;
pub(in crate::report) mod words;
