//! The picture as an SVG of its own, or in a page: light and dark, nothing from elsewhere. Pure.
//!
//! The layout is by hand and always the same: senders one below the other, what decides beside
//! the middle of those it decides for, what is called beside those. Ways that pass what decides
//! get a lane of their own between its boxes, one for each end.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::graph::{Edge, Graph, Shape};

const MARGIN: f64 = 24.0;
const LINE: f64 = 17.0;
const PADDING: f64 = 20.0;
const GAP: f64 = 14.0;
/// Left edge and width of each column.
const COLUMNS: [(f64, f64); 3] = [(MARGIN, 236.0), (430.0, 280.0), (830.0, 420.0)];
const WIDTH: f64 = 830.0 + 420.0 + MARGIN;
/// Where the first box begins, below the headings.
const TOP: f64 = 64.0;

const STYLE: &str = "\
.board{--page:#fff;--ink:#1f2328;--soft:#59636e;--box:#f6f8fa;--edge:#57606a;--group:#ddf4ff;--url:#dafbe1;--bad:#cf222e;font:13px system-ui,-apple-system,'Segoe UI',sans-serif}\
@media (prefers-color-scheme:dark){.board{--page:#0d1117;--ink:#e6edf3;--soft:#9198a1;--box:#161b22;--edge:#8b949e;--group:#10263d;--url:#122b1a;--bad:#ff7b72}}\
.page{fill:var(--page)}.box{fill:var(--box);stroke:var(--edge)}.group{fill:var(--group)}.url{fill:var(--url)}\
.nobody{stroke:var(--bad);stroke-dasharray:2 3}.unmanaged{fill:var(--page);stroke:var(--soft);opacity:.75}\
text{fill:var(--ink)}.first{font-weight:600}.soft,.loose{fill:var(--soft)}.way{fill:none;stroke:var(--edge);stroke-width:1.5}\
.shadowed{stroke:var(--bad);stroke-dasharray:6 5}.said{font-size:11.5px;fill:var(--soft);stroke:var(--page);stroke-width:4px;paint-order:stroke}\
.said.bad{fill:var(--bad)}.tip{fill:var(--edge)}.tip.bad{fill:var(--bad)}";

/// A page with the picture in it. It asks for nothing, and its policy forbids that it could.
pub fn html(graph: &Graph) -> String {
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n<meta name=\"color-scheme\" content=\"light dark\">\n\
         <title>Who answers a text</title>\n\
         <style>body{{margin:0;background:#fff}}svg{{display:block;max-width:100%;height:auto;margin:auto}}\
         @media (prefers-color-scheme:dark){{body{{background:#0d1117}}}}</style>\n</head>\n<body>\n{}</body>\n</html>\n",
        svg(graph)
    )
}

/// The picture.
pub fn svg(graph: &Graph) -> String {
    let layout = Layout::of(graph);
    let height = layout.bottom + 56.0;
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"board\" role=\"img\" aria-label=\"Who answers a text\" viewBox=\"0 0 {WIDTH} {height}\" width=\"{WIDTH}\" height=\"{height}\">\n<style>{STYLE}</style>\n\
         <defs>{}{}</defs>\n<rect class=\"page\" width=\"100%\" height=\"100%\"/>\n",
        tip("tip", ""),
        tip("bad", " bad"),
    );
    let headings = ["A text to", "is decided by", "and answered by"];
    for ((left, _), heading) in COLUMNS.iter().zip(headings) {
        let _ = writeln!(
            out,
            "<text class=\"soft\" x=\"{left}\" y=\"38\">{heading}</text>"
        );
    }
    for edge in &graph.edges {
        out.push_str(&layout.way(graph, edge));
    }
    for (at, node) in graph.nodes.iter().enumerate() {
        let Some(place) = layout.boxes.get(&at) else {
            continue;
        };
        let (left, width) = COLUMNS[node.shape.column()];
        let round = if node.shape.column() == 2 { 16 } else { 6 };
        let class = match node.shape {
            Shape::Sender => "",
            Shape::Group | Shape::Application => " group",
            Shape::Url => " url",
            Shape::Nobody => " nobody",
        };
        let (loose, text) = if node.unmanaged {
            (" unmanaged", "loose")
        } else {
            ("", "")
        };
        let _ = writeln!(
            out,
            "<rect class=\"box{class}{loose}\" x=\"{left}\" y=\"{}\" width=\"{width}\" height=\"{}\" rx=\"{round}\"/>",
            place.top, place.height
        );
        for (row, line) in (0u8..).zip(&node.lines) {
            let first = if row == 0 { "first " } else { "" };
            // A line that is too wide for its box is drawn narrower, never over the edge.
            let room = width - 24.0;
            let fit = if wide(line) > room {
                format!(" textLength=\"{room}\" lengthAdjust=\"spacingAndGlyphs\"")
            } else {
                String::new()
            };
            let _ = writeln!(
                out,
                "<text class=\"{first}{text}\" x=\"{}\" y=\"{}\"{fit}>{}</text>",
                left + 12.0,
                place.top + PADDING / 2.0 + 12.5 + LINE * f64::from(row),
                escaped(line)
            );
        }
    }
    let _ = writeln!(
        out,
        "<text class=\"soft\" x=\"{MARGIN}\" y=\"{}\">solid: what happens now. Dashed: what is declared, while something else answers. Grey: not declared in the configuration.</text>\n</svg>",
        height - 20.0
    );
    out
}

fn tip(id: &str, class: &str) -> String {
    format!(
        "<marker id=\"{id}\" viewBox=\"0 0 8 8\" refX=\"8\" refY=\"4\" markerWidth=\"8\" markerHeight=\"8\" markerUnits=\"userSpaceOnUse\" orient=\"auto\"><path class=\"tip{class}\" d=\"M0 0L8 4L0 8z\"/></marker>"
    )
}

/// About how wide a line is, on the safe side.
fn wide(line: &str) -> f64 {
    line.chars()
        .map(|c| if c.is_ascii() { 7.4 } else { 13.0 })
        .sum()
}

#[derive(Clone, Copy)]
struct Place {
    top: f64,
    height: f64,
}

impl Place {
    fn middle(self) -> f64 {
        self.top + self.height / 2.0
    }
}

/// What stands in the middle column: a box, or the lane of the ways to one end.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Stop {
    Box(usize),
    Lane { to: usize, shadowed: bool },
}

struct Layout {
    boxes: BTreeMap<usize, Place>,
    lanes: BTreeMap<(usize, bool), Place>,
    bottom: f64,
}

impl Layout {
    fn of(graph: &Graph) -> Self {
        let mut layout = Self {
            boxes: BTreeMap::new(),
            lanes: BTreeMap::new(),
            bottom: TOP,
        };
        let column = |at: usize| graph.nodes.get(at).map_or(0, |node| node.shape.column());
        let mut top = TOP;
        for at in (0..graph.nodes.len()).filter(|at| column(*at) == 0) {
            let height = layout.height(graph, at);
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
                Stop::Box(at) => layout.height(graph, at),
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
            (at, mean(&from), layout.height(graph, at))
        });
        let ends = stacked(ends.collect());
        layout.boxes.extend(ends);
        let places = layout.boxes.values().chain(layout.lanes.values());
        layout.bottom = places.fold(TOP, |bottom, place| bottom.max(place.top + place.height));
        layout
    }

    fn height(&self, graph: &Graph, at: usize) -> f64 {
        let lines = graph.nodes.get(at).map_or(1, |node| node.lines.len());
        PADDING + LINE * f64::from(u8::try_from(lines).unwrap_or(u8::MAX))
    }

    fn middle(&self, at: usize) -> Option<f64> {
        self.boxes.get(&at).copied().map(Place::middle)
    }

    /// An edge as a path, with its label where it begins.
    fn way(&self, graph: &Graph, edge: &Edge) -> String {
        let column = |at: usize| graph.nodes.get(at).map_or(0, |node| node.shape.column());
        let (Some(from), Some(to)) = (self.middle(edge.from), self.middle(edge.to)) else {
            return String::new();
        };
        // What is declared leaves a little lower than what happens.
        let from = if edge.shadowed { from + 9.0 } else { from };
        let (left, width) = COLUMNS[column(edge.from)];
        let (start, end) = (left + width, COLUMNS[column(edge.to)].0);
        let mut path = format!("M{start} {from}");
        let mut at = (start, from);
        let lane = self.lanes.get(&(edge.to, edge.shadowed));
        if let Some(lane) = lane.filter(|_| column(edge.from) == 0) {
            let (left, width) = COLUMNS[1];
            path += &bend(at, (left, lane.middle()));
            let _ = write!(path, "H{}", left + width);
            at = (left + width, lane.middle());
        }
        path += &bend(at, (end, to));
        let (class, tip) = if edge.shadowed {
            (" shadowed", "bad")
        } else {
            ("", "tip")
        };
        let mut out =
            format!("<path class=\"way{class}\" marker-end=\"url(#{tip})\" d=\"{path}\"/>\n");
        if !edge.label.is_empty() {
            let (bad, below) = if edge.shadowed {
                (" bad", 13.0)
            } else {
                ("", -5.0)
            };
            let _ = writeln!(
                out,
                "<text class=\"said{bad}\" x=\"{}\" y=\"{}\">{}</text>",
                start + 8.0,
                from + below,
                escaped(&edge.label)
            );
        }
        out
    }
}

fn bend(from: (f64, f64), to: (f64, f64)) -> String {
    let half = f64::midpoint(from.0, to.0);
    format!("C{half} {} {half} {} {} {}", from.1, to.1, to.0, to.1)
}

fn mean(all: &[f64]) -> f64 {
    let count = u32::try_from(all.len()).unwrap_or(u32::MAX).max(1);
    all.iter().sum::<f64>() / f64::from(count)
}

/// Puts things as near to their wanted middles as goes without overlap, from the top down.
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

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
        .replace('\'', "&#39;")
}
