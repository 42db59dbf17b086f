//! A deserialization error on its way out of a tree, which collects the path it comes from.

use std::fmt;

use crate::source::Span;
use crate::tree::node::Node;

/// An error on its way out of the tree, which collects its path.
#[derive(Debug)]
pub struct Failure {
    pub(crate) message: String,
    /// The steps from the failing node outwards.
    pub(crate) path: Vec<Step>,
    pub(crate) span: Option<Span>,
}

#[derive(Debug)]
pub(crate) enum Step {
    Key(String),
    Item(usize),
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Failure {}

impl serde::de::Error for Failure {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self {
            message: message.to_string(),
            path: Vec::new(),
            span: None,
        }
    }
}

impl Failure {
    pub(crate) fn at(mut self, node: &Node) -> Self {
        self.span.get_or_insert(node.span);
        self
    }

    pub(crate) fn within(mut self, step: Step) -> Self {
        self.path.push(step);
        self
    }
}
