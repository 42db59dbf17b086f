//! The graph of who answers: numbers, deciders and URLs. Pure.
//!
//! Nodes are in three columns and the same for every format; `mermaid` and `svg` draw them. Many
//! numbers with the same route are summarized.

mod layout;
pub mod mermaid;
mod record;
pub mod svg;
mod way;

use std::collections::{BTreeMap, BTreeSet};

pub use self::record::Record;
use self::way::{Way, end, way};
use crate::model::{Comparison, NumberRoutes};

/// The most numbers with the same route that have their own boxes.
const ALONE: usize = 12;

/// A graph.
#[derive(Debug, Default)]
pub struct Graph {
    /// The nodes, by column and in the order in which they are drawn.
    pub nodes: Vec<Node>,
    /// The edges, by the indexes of their nodes.
    pub edges: Vec<Edge>,
    /// What the counterpart knows about the numbers of a node, by its index. A box of its own, beside
    /// the node's; the edges of the node begin there. Empty without a comparison.
    pub records: BTreeMap<usize, Record>,
}

/// What a node represents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Shape {
    /// A number, or several.
    Sender,
    /// A group that answers in its numbers' place.
    Group,
    /// Another object that answers in a number's place.
    Other,
    /// A URL that is called.
    Url,
    /// Nobody, or unknown.
    Nobody,
}

impl Shape {
    /// The column: 0 for senders, 1 for deciders, 2 for URLs.
    pub fn column(self) -> usize {
        match self {
            Self::Sender => 0,
            Self::Group | Self::Other => 1,
            Self::Url | Self::Nobody => 2,
        }
    }
}

/// A box.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Node {
    /// What it represents.
    pub shape: Shape,
    /// The full text, which identifies it among nodes of its shape; `lines` may be shortened.
    pub whole: String,
    /// Its label, made harmless but not escaped for any format.
    pub lines: Vec<String>,
    /// Whether it is not declared in the configuration.
    pub unmanaged: bool,
}

/// An arrow.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Edge {
    /// The node it begins at.
    pub from: usize,
    /// The node it ends at.
    pub to: usize,
    /// Whether it is only declared, while another object answers.
    pub shadowed: bool,
    /// A few words; may be empty.
    pub label: String,
}

/// The graph of these numbers, without those that are neither declared nor in an account. With a
/// comparison, it shows what the counterpart knows about each.
pub fn graph(numbers: &[NumberRoutes], comparison: Option<&Comparison>) -> Graph {
    let shown = numbers
        .iter()
        .filter(|number| number.is_declared || number.id.is_some());
    let mut order: Vec<Way> = Vec::new();
    let mut by_way: BTreeMap<Way, Vec<&NumberRoutes>> = BTreeMap::new();
    for number in shown {
        let way = way(number);
        if !by_way.contains_key(&way) {
            order.push(way.clone());
        }
        by_way.entry(way).or_default().push(number);
    }
    // Routes with the same end are grouped, so that few lines cross.
    let first = |way: &Way| order.iter().position(|other| other.end == way.end);
    let mut together: Vec<&Way> = order.iter().collect();
    together.sort_by_cached_key(|way| first(way));
    let mut drawing = Drawing::default();
    for way in together {
        let numbers = by_way.get(way).map_or(&[][..], Vec::as_slice);
        let mut records = records(numbers, comparison).into_iter();
        for sender in senders(numbers, way.unmanaged) {
            drawing.add(sender, records.next().flatten(), way);
        }
    }
    drawing.finish()
}

/// The graph of these numbers in which a URL that is declared for none of them is unmanaged too.
pub fn of_configuration(numbers: &[NumberRoutes], comparison: Option<&Comparison>) -> Graph {
    let declared = numbers.iter().filter_map(|number| number.declared.as_ref());
    let declared: BTreeSet<String> = declared.map(|route| end(route).whole).collect();
    let mut graph = graph(numbers, comparison);
    for node in &mut graph.nodes {
        node.unmanaged |= node.shape == Shape::Url && !declared.contains(&node.whole);
    }
    graph
}

/// The boxes of the numbers of one route.
fn senders(numbers: &[&NumberRoutes], unmanaged: bool) -> Vec<Node> {
    let node = |lines: Vec<String>| Node {
        shape: Shape::Sender,
        whole: lines.join(" "),
        lines,
        unmanaged,
    };
    let alone = numbers.iter().take(ALONE).map(|number| {
        let name = number
            .address
            .as_ref()
            .map_or("not declared", |address| address.name());
        node(vec![
            format!("{} ({})", name, number.provider),
            number.phone_number.clone(),
        ])
    });
    let mut nodes: Vec<Node> = alone.collect();
    if numbers.len() > ALONE {
        nodes.push(node(vec![format!("… and {} more", numbers.len() - ALONE)]));
    }
    nodes
}

/// What the counterpart knows about the numbers of each box of `senders`, in the same order.
fn records(numbers: &[&NumberRoutes], comparison: Option<&Comparison>) -> Vec<Option<Record>> {
    let Some(comparison) = comparison else {
        return Vec::new();
    };
    let (alone, rest) = numbers.split_at(numbers.len().min(ALONE));
    let alone = alone.iter().map(|number| Record::of(comparison, number));
    alone.chain([Record::of_rest(comparison, rest)]).collect()
}

/// A graph under construction.
#[derive(Default)]
struct Drawing {
    nodes: Vec<Node>,
    places: BTreeMap<Node, usize>,
    edges: BTreeSet<Edge>,
    records: BTreeMap<usize, Record>,
}

impl Drawing {
    fn add(&mut self, sender: Node, record: Option<Record>, way: &Way) {
        // Two numbers never share a box, even where they are labelled alike.
        let from = self.nodes.len();
        self.nodes.push(sender);
        self.records.extend(record.map(|record| (from, record)));
        let end = self.place(&way.end);
        match &way.through {
            Some(through) => {
                let through = self.place(through);
                let drops = way.end.shape == Shape::Nobody;
                self.edge(from, through, false, "");
                self.edge(through, end, false, if drops { "drops" } else { "" });
            }
            None => self.edge(from, end, false, &way.label),
        }
        for (group, url) in &way.also {
            let (group, url) = (self.place(group), self.place(url));
            self.edge(from, group, false, "also");
            self.edge(group, url, false, "");
        }
        if let Some((declared, label)) = &way.declared {
            let declared = self.place(declared);
            self.edge(from, declared, true, label);
        }
    }

    fn edge(&mut self, from: usize, to: usize, shadowed: bool, label: &str) {
        self.edges.insert(Edge {
            from,
            to,
            shadowed,
            label: label.to_owned(),
        });
    }

    fn place(&mut self, node: &Node) -> usize {
        if let Some(place) = self.places.get(node) {
            return *place;
        }
        self.nodes.push(node.clone());
        self.places.insert(node.clone(), self.nodes.len() - 1);
        self.nodes.len() - 1
    }

    fn finish(self) -> Graph {
        Graph {
            nodes: self.nodes,
            edges: self.edges.into_iter().collect(),
            records: self.records,
        }
    }
}
