//! Layer 2: values to text, with a folder per subject and a file per format. Pure: everything that
//! a report shows is an argument, including the time.
//!
//! Subjects: `plan`, `apply`, `drift`, `merge`, `explain`, `check`, `registry`, `graph`, `watch`,
//! `notification`, `rollout`, `import`, `available_numbers`, `diagnostics` and `fmt_diff`. They share `counterpart` (the comparison
//! that several of them show), `text` (escaping and layout),
//! `fields` (values as rows, and rows that are alike), and what is common to one format:
//! `markdown`, `html`, `github`, `gitlab`, `prometheus`.

pub mod apply;
pub mod available_numbers;
pub mod check;
pub mod counterpart;
pub mod diagnostics;
pub mod doctor;
pub mod drift;
pub mod explain;
mod fields;
pub mod fmt_diff;
pub mod github;
pub mod gitlab;
pub mod graph;
mod html;
pub mod import;
pub mod markdown;
pub mod merge;
pub mod notification;
pub mod place;
pub mod plan;
mod prometheus;
pub mod registry;
pub mod rollout;
pub mod text;
mod unmanaged;
pub mod watch;

#[cfg(test)]
mod sample;
#[cfg(test)]
mod tests;
