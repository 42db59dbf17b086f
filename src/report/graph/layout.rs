//! The places of the boxes of a graph. Pure and deterministic.
//!
//! Senders are stacked in the first column. A decider is placed beside the middle of its senders,
//! and a URL beside the middle of its deciders. Edges that skip the middle column have a lane
//! there, one for each end.

use std::collections::BTreeMap;

use super::Graph;

/// The space at the edges.
pub(in crate::report) const MARGIN: f64 = 24.0;
/// The height of a line of text.
pub(in crate::report) const LINE: f64 = 17.0;
/// The height of a box beside its lines.
pub(in crate::report) const PADDING: f64 = 20.0;
const GAP: f64 = 14.0;
/// Left edge and width of each column without records.
const COLUMNS: [(f64, f64); 3] = [(MARGIN, 236.0), (430.0, 280.0), (830.0, 420.0)];
/// Left edge and width of the records, where there are some.
const RECORDS: (f64, f64) = (MARGIN + 236.0 + 50.0, 250.0);
/// How far records shift the columns behind them.
const SHIFT: f64 = 50.0 + 250.0;
/// The top of the first box, below the headings.
const TOP: f64 = 64.0;

/// The place of a box.
#[derive(Clone, Copy)]
pub(in crate::report) struct Place {
    /// Its upper edge.
    pub(in crate::report) top: f64,
    /// Its height.
    pub(in crate::report) height: f64,
}

impl Place {
    /// The height at which edges meet it.
    pub(in crate::report) fn middle(self) -> f64 {
        self.top + self.height / 2.0
    }
}

/// An entry of the middle column: a box, or the lane of the edges to one end.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Stop {
    Box(usize),
    Lane { to: usize, shadowed: bool },
}

/// The places of all boxes and lanes.
pub(in crate::report) struct Layout {
    /// The boxes, by the index of their nodes.
    pub(in crate::report) boxes: BTreeMap<usize, Place>,
    /// The lanes through the middle column, by end and by whether they are shadowed.
    pub(in crate::report) lanes: BTreeMap<(usize, bool), Place>,
    /// The bottom of the lowest box.
    pub(in crate::report) bottom: f64,
    /// Left edge and width of each column.
    pub(in crate::report) columns: [(f64, f64); 3],
    /// Left edge and width of the records; `None` if there are none.
    pub(in crate::report) records: Option<(f64, f64)>,
}

impl Layout {
    /// Lays out a graph.
    pub(in crate::report) fn of(graph: &Graph) -> Self {
        let mut layout = Self {
            boxes: BTreeMap::new(),
            lanes: BTreeMap::new(),
            bottom: TOP,
            columns: COLUMNS,
            records: None,
        };
        if !graph.records.is_empty() {
            layout.records = Some(RECORDS);
            for (left, _) in layout.columns.iter_mut().skip(1) {
                *left += SHIFT;
            }
        }
        let column = |at: usize| graph.nodes.get(at).map_or(0, |node| node.shape.column());
        let mut top = TOP;
        for at in (0..graph.nodes.len()).filter(|at| column(*at) == 0) {
            let height = Self::height(graph, at);
            layout.boxes.insert(at, Place { top, height });
            top += height + GAP;
        }
        let mut stops: BTreeMap<Stop, Vec<f64>> = BTreeMap::new();
        for edge in graph.edges.iter().filter(|edge| column(edge.from) == 0) {
            let stop = match column(edge.to) {
                1 => Stop::Box(edge.to),
                _ => Stop::Lane {
                    to: edge.to,
                    shadowed: edge.shadowed,
                },
            };
            stops
                .entry(stop)
                .or_default()
                .extend(layout.middle(edge.from));
        }
        let stops = stops.into_iter().map(|(stop, from)| {
            let height = match stop {
                Stop::Box(at) => Self::height(graph, at),
                Stop::Lane { .. } => 10.0,
            };
            (stop, mean(&from), height)
        });
        for (stop, place) in stacked(stops.collect()) {
            match stop {
                Stop::Box(at) => layout.boxes.insert(at, place),
                Stop::Lane { to, shadowed } => layout.lanes.insert((to, shadowed), place),
            };
        }
        let ends = (0..graph.nodes.len()).filter(|at| column(*at) == 2);
        let ends = ends.map(|at| {
            let lanes = layout.lanes.iter().filter(|((to, _), _)| *to == at);
            let mut from: Vec<f64> = lanes.map(|(_, place)| place.middle()).collect();
            let deciders = graph
                .edges
                .iter()
                .filter(|e| e.to == at && column(e.from) == 1);
            from.extend(deciders.filter_map(|edge| layout.middle(edge.from)));
            (at, mean(&from), Self::height(graph, at))
        });
        let ends = stacked(ends.collect());
        layout.boxes.extend(ends);
        let places = layout.boxes.values().chain(layout.lanes.values());
        layout.bottom = places.fold(TOP, |bottom, place| bottom.max(place.top + place.height));
        layout
    }

    fn height(graph: &Graph, at: usize) -> f64 {
        let lines = graph.nodes.get(at).map_or(1, |node| node.lines.len());
        // A number's box is as high as the one beside it.
        let beside = graph
            .records
            .get(&at)
            .map_or(0, |record| record.lines.len());
        let lines = lines.max(beside);
        PADDING + LINE * f64::from(u8::try_from(lines).unwrap_or(u8::MAX))
    }

    /// The total width.
    pub(in crate::report) fn width(&self) -> f64 {
        let [.., (left, width)] = self.columns;
        left + width + MARGIN
    }

    /// Where the edges of a node begin: behind its box, or behind the record beside it.
    pub(in crate::report) fn behind(&self, graph: &Graph, at: usize) -> f64 {
        let column = graph.nodes.get(at).map_or(0, |node| node.shape.column());
        let own = self.columns.get(column).copied().unwrap_or_default();
        let record = self.records.filter(|_| graph.records.contains_key(&at));
        let (left, width) = record.unwrap_or(own);
        left + width
    }

    /// The middle of a node's box.
    pub(in crate::report) fn middle(&self, at: usize) -> Option<f64> {
        self.boxes.get(&at).copied().map(Place::middle)
    }
}

fn mean(all: &[f64]) -> f64 {
    let count = u32::try_from(all.len()).unwrap_or(u32::MAX).max(1);
    all.iter().sum::<f64>() / f64::from(count)
}

/// Places each item as near to its wanted middle as possible without overlap, from the top down.
fn stacked<T: Ord + Copy>(mut wanted: Vec<(T, f64, f64)>) -> Vec<(T, Place)> {
    wanted.sort_by(|a, b| a.1.total_cmp(&b.1).then(a.0.cmp(&b.0)));
    let mut next = TOP;
    let place = |(thing, middle, height): (T, f64, f64)| {
        let top = (middle - height / 2.0).max(next);
        next = top + height + GAP;
        (thing, Place { top, height })
    };
    wanted.into_iter().map(place).collect()
}
