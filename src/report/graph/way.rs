//! The route of a text as boxes.

use super::{Node, Shape};
use crate::model::{AlsoReceives, Decider, NumberRoutes, Route};
use crate::report::text::escape::neutral;
use crate::report::text::width::shortened;

/// The longest line of a label, in characters.
const LONGEST: usize = 56;

/// The route of a text, as it is drawn.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Way {
    /// The object that decides in the number's place, if any.
    pub(super) through: Option<Node>,
    /// The URL that is called, or that none is.
    pub(super) end: Node,
    /// A few words; may be empty.
    pub(super) label: String,
    /// The declared URL, if another object answers, with a few words.
    pub(super) declared: Option<(Node, String)>,
    /// The other groups that receive the text, each with the URL it calls.
    pub(super) also: Vec<(Node, Node)>,
    /// Whether the number is not declared.
    pub(super) unmanaged: bool,
}

/// The route of the texts to a number.
pub(super) fn way(number: &NumberRoutes) -> Way {
    let unmanaged = !number.is_declared;
    let declared = number
        .declared
        .as_ref()
        .filter(|_| number.converged() == Some(false));
    let Some(now) = &number.now else {
        let (what, why) = if number.unread.is_empty() {
            ("nobody", "not in the account")
        } else {
            ("unknown", "could not be read")
        };
        return Way {
            through: None,
            end: nobody(what),
            label: why.to_owned(),
            declared: declared.map(|route| (end(route), "declared".to_owned())),
            also: Vec::new(),
            unmanaged,
        };
    };
    let through = through(number, now);
    let deferring = number.group.as_ref().filter(|_| through.is_none());
    Way {
        end: end(now),
        label: deferring.map_or_else(String::new, |group| format!("{} defers", line(&group.name))),
        declared: declared.map(|route| {
            let label = match &through {
                Some(_) => "declared, shadowed",
                None => "declared, not applied yet",
            };
            (end(route), label.to_owned())
        }),
        also: now.also.iter().map(also).collect(),
        through,
        unmanaged,
    }
}

/// The object that decides in the number's place, if any.
fn through(number: &NumberRoutes, now: &Route) -> Option<Node> {
    let id = now.decider.as_deref()?;
    let group = number.group.as_ref().filter(|group| group.id == id);
    Some(match group {
        Some(there) => group_node(&there.name, now.decided_by, id, there.address.is_some()),
        None => Node {
            shape: Shape::Other,
            whole: neutral(id).into_owned(),
            lines: number
                .handler
                .iter()
                .map(|handler| line(handler.name()))
                .chain([now.decided_by.to_string(), line(id)])
                .collect(),
            unmanaged: number.handler.is_none(),
        },
    })
}

/// Another group that receives the text, and the URL it calls.
fn also(other: &AlsoReceives) -> (Node, Node) {
    let group = group_node(&other.name, other.what, &other.id, other.declared);
    (group, url_node(&other.url, None))
}

fn group_node(name: &str, what: Decider, id: &str, declared: bool) -> Node {
    Node {
        shape: Shape::Group,
        whole: format!("{} {id}", neutral(name)),
        lines: vec![line(name), what.to_string(), line(id)],
        unmanaged: !declared,
    }
}

/// The URL that a route calls, or that none is.
pub(super) fn end(route: &Route) -> Node {
    let Some(url) = route.shown_url() else {
        return nobody("nobody");
    };
    let method = route
        .method
        .as_deref()
        .filter(|method| *method != "POST")
        .map(|method| format!("{method} "));
    url_node(&(method.unwrap_or_default() + &url), route.handler)
}

fn url_node(text: &str, handler: Option<&str>) -> Node {
    let whole = neutral(text).into_owned();
    let mut lines = vec![line(&whole)];
    lines.extend(handler.map(ToOwned::to_owned));
    Node {
        shape: Shape::Url,
        whole,
        lines,
        unmanaged: handler.is_some(),
    }
}

fn nobody(what: &str) -> Node {
    Node {
        shape: Shape::Nobody,
        whole: what.to_owned(),
        lines: vec![what.to_owned()],
        unmanaged: false,
    }
}

/// Text as one line of a label.
pub(super) fn line(text: &str) -> String {
    shortened(&neutral(text), LONGEST).into_owned()
}
