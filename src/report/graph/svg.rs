//! The graph as an SVG, alone or in a page: light and dark, self-contained. Pure.
//!
//! `layout` places the boxes; this file draws them and escapes every text.

use std::fmt::Write as _;

use super::layout::{LINE, Layout, MARGIN, PADDING, Place};
use super::{Edge, Graph, Shape};
use crate::report::counterpart::SYSTEM;
use crate::report::text::html_escape::escaped;

/// The style sheet. Paper is always light.
pub(in crate::report) const STYLE: &str = "\
.board{--page:#fff;--ink:#1f2328;--soft:#59636e;--box:#f6f8fa;--edge:#57606a;--group:#ddf4ff;--url:#dafbe1;--bad:#cf222e;font:13px system-ui,-apple-system,'Segoe UI',sans-serif}\
@media screen and (prefers-color-scheme:dark){.board{--page:#0d1117;--ink:#e6edf3;--soft:#9198a1;--box:#161b22;--edge:#8b949e;--group:#10263d;--url:#122b1a;--bad:#ff7b72}}\
.page{fill:var(--page)}.box{fill:var(--box);stroke:var(--edge)}.group{fill:var(--group)}.url{fill:var(--url)}\
.nobody{stroke:var(--bad);stroke-dasharray:2 3}.unmanaged{fill:var(--page);stroke:var(--soft);opacity:.75}\
text{fill:var(--ink)}.first{font-weight:600}.soft,.loose{fill:var(--soft)}.way{fill:none;stroke:var(--edge);stroke-width:1.5}\
.shadowed{stroke:var(--bad);stroke-dasharray:6 5}.label{font-size:11.5px;fill:var(--soft);stroke:var(--page);stroke-width:4px;paint-order:stroke}\
.label.bad{fill:var(--bad)}.tip{fill:var(--edge)}.tip.bad{fill:var(--bad)}";

/// A page with the picture. It loads nothing: its content security policy forbids loading.
pub fn page(graph: &Graph) -> String {
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n<meta name=\"color-scheme\" content=\"light dark\">\n\
         <title>Who answers a text</title>\n\
         <style>body{{margin:0;background:#fff}}svg{{display:block;max-width:100%;height:auto;margin:auto}}\
         @media (prefers-color-scheme:dark){{body{{background:#0d1117}}}}</style>\n</head>\n<body>\n{}</body>\n</html>\n",
        picture(graph)
    )
}

/// The legend of a picture of the configuration.
const LEGEND: &str = "Solid: what happens now. Dashed: what is declared, while another object answers. Grey: not declared in the configuration.";

/// The picture.
pub fn picture(graph: &Graph) -> String {
    drawing(graph, &outfit(), LEGEND)
}

/// The style and markers that a page needs once for all its pictures.
pub(in crate::report) fn outfit() -> String {
    format!(
        "<style>{STYLE}</style>\n<defs>{}{}</defs>\n",
        tip("tip", ""),
        tip("bad", " bad")
    )
}

/// A picture with a legend. `outfit` is empty if the page has it already.
pub(in crate::report) fn drawing(graph: &Graph, outfit: &str, legend: &str) -> String {
    let layout = Layout::of(graph);
    let (total, height) = (layout.width(), layout.bottom + 56.0);
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"board\" role=\"img\" aria-label=\"Who answers a text\" viewBox=\"0 0 {total} {height}\" width=\"{total}\" height=\"{height}\">\n{outfit}\
         <rect class=\"page\" width=\"100%\" height=\"100%\"/>\n"
    );
    let headings = ["A text to", "is decided by", "and answered by"];
    let columns = layout.columns.iter().zip(headings);
    let beside = layout.records.iter().zip([SYSTEM.title()]);
    for ((left, _), heading) in columns.chain(beside) {
        let _ = writeln!(
            out,
            "<text class=\"soft\" x=\"{left}\" y=\"38\">{heading}</text>"
        );
    }
    for edge in &graph.edges {
        out.push_str(&layout.way(graph, edge));
    }
    for (lane, place) in &layout.lanes {
        out.push_str(&layout.rest(graph, *lane, *place));
    }
    for (at, node) in graph.nodes.iter().enumerate() {
        let Some(place) = layout.boxes.get(&at) else {
            continue;
        };
        let span = layout.columns[node.shape.column()];
        let round = if node.shape.column() == 2 { 16 } else { 6 };
        let class = match node.shape {
            Shape::Sender => "",
            Shape::Group | Shape::Other => " group",
            Shape::Url => " url",
            Shape::Nobody => " nobody",
        };
        let (loose, text) = if node.unmanaged {
            (" unmanaged", "loose")
        } else {
            ("", "")
        };
        let class = format!("{class}{loose}");
        out.push_str(&outline((span, *place), &class, round, &node.whole));
        out.push_str(&label((span, *place), text, &node.lines));
        if let (Some(record), Some(span)) = (graph.records.get(&at), layout.records) {
            let class = if record.is_there { "" } else { " nobody" };
            out.push_str(&outline((span, *place), class, 6, &record.whole));
            out.push_str(&label((span, *place), "", &record.lines));
            let (from, middle) = (layout.columns[0].0 + layout.columns[0].1, place.middle());
            out.push_str(&drawn(
                false,
                false,
                &format!("M{from} {middle}H{}", span.0),
            ));
        }
    }
    let _ = writeln!(
        out,
        "<text class=\"soft\" x=\"{MARGIN}\" y=\"{}\">{legend}</text>\n</svg>",
        height - 20.0
    );
    out
}

/// The left edge and the width of a box, and its place.
type Frame = ((f64, f64), Place);

fn outline(((left, width), place): Frame, class: &str, round: u8, whole: &str) -> String {
    format!(
        "<rect class=\"box{class}\" x=\"{left}\" y=\"{}\" width=\"{width}\" height=\"{}\" rx=\"{round}\"><title>{}</title></rect>\n",
        place.top,
        place.height,
        escaped(whole)
    )
}

fn label(((left, width), place): Frame, text: &str, lines: &[String]) -> String {
    let mut out = String::new();
    for (row, line) in (0u8..).zip(lines) {
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
    out
}

fn tip(id: &str, class: &str) -> String {
    format!(
        "<marker id=\"{id}\" viewBox=\"0 0 8 8\" refX=\"8\" refY=\"4\" markerWidth=\"8\" markerHeight=\"8\" markerUnits=\"userSpaceOnUse\" orient=\"auto\"><path class=\"tip{class}\" d=\"M0 0L8 4L0 8z\"/></marker>"
    )
}

/// An upper estimate of the width of a line.
fn wide(line: &str) -> f64 {
    line.chars()
        .map(|c| if c.is_ascii() { 8.4 } else { 13.0 })
        .sum()
}

impl Layout {
    /// An edge as a path, with its label where it begins.
    fn way(&self, graph: &Graph, edge: &Edge) -> String {
        let column = |at: usize| graph.nodes.get(at).map_or(0, |node| node.shape.column());
        let (Some(from), Some(to)) = (self.middle(edge.from), self.middle(edge.to)) else {
            return String::new();
        };
        // A declared route starts a little lower than the actual one.
        let from = if edge.shadowed { from + 9.0 } else { from };
        let start = self.behind(graph, edge.from);
        let lane = self.lanes.get(&(edge.to, edge.shadowed));
        let mut out = if let Some(lane) = lane.filter(|_| column(edge.from) == 0) {
            // The lane is drawn once: dashes over dashes would look solid.
            let bend = bend((start, from), (self.columns[1].0, lane.middle()));
            drawn(edge.shadowed, false, &bend)
        } else {
            let end = self.columns[column(edge.to)].0;
            drawn(edge.shadowed, true, &bend((start, from), (end, to)))
        };
        if !edge.label.is_empty() {
            let (bad, below) = if edge.shadowed {
                (" bad", 13.0)
            } else {
                ("", -5.0)
            };
            let _ = writeln!(
                out,
                "<text class=\"label{bad}\" x=\"{}\" y=\"{}\">{}</text>",
                start + 8.0,
                from + below,
                escaped(&edge.label)
            );
        }
        out
    }

    /// A lane to its end.
    fn rest(&self, graph: &Graph, (to, shadowed): (usize, bool), lane: Place) -> String {
        let (left, width) = self.columns[1];
        let column = graph.nodes.get(to).map_or(2, |node| node.shape.column());
        let Some(end) = self.middle(to) else {
            return String::new();
        };
        let middle = lane.middle();
        let bend = bend((left + width, middle), (self.columns[column].0, end));
        drawn(
            shadowed,
            true,
            &format!("M{left} {middle}H{}{bend}", left + width),
        )
    }
}

/// The line of an edge, with an arrow head if it ends here.
fn drawn(shadowed: bool, ends: bool, path: &str) -> String {
    let (class, tip) = if shadowed {
        (" shadowed", "bad")
    } else {
        ("", "tip")
    };
    let tip = if ends {
        format!(" marker-end=\"url(#{tip})\"")
    } else {
        String::new()
    };
    format!("<path class=\"way{class}\"{tip} d=\"{path}\"/>\n")
}

fn bend(from: (f64, f64), to: (f64, f64)) -> String {
    let half = f64::midpoint(from.0, to.0);
    let (left, top) = from;
    format!(
        "M{left} {top}C{half} {top} {half} {} {} {}",
        to.1, to.0, to.1
    )
}
