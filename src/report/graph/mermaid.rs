//! The graph as a Mermaid flowchart, as GitHub and GitLab render it. Pure.
//!
//! Labels are plain text: every character that Mermaid, its Markdown or HTML could interpret is
//! written as a character number.

use std::fmt::Write as _;

use super::{Edge, Graph, Node, Shape};

/// The flowchart, ending with a line break.
pub fn source(graph: &Graph) -> String {
    let mut out = "flowchart LR\n".to_owned();
    for (at, node) in graph.nodes.iter().enumerate() {
        let (open, close) = match node.shape {
            Shape::Sender => ("[", "]"),
            Shape::Group => ("[[", "]]"),
            Shape::Other => ("{{", "}}"),
            Shape::Url => ("([", "])"),
            Shape::Nobody => ("((", "))"),
        };
        let class = if node.unmanaged { ":::unmanaged" } else { "" };
        let _ = writeln!(out, "  n{at}{open}\"{}\"{close}{class}", label(node));
    }
    for (of, record) in &graph.records {
        let class = if record.is_there { "" } else { ":::absent" };
        let label = lines(&record.lines);
        let _ = writeln!(out, "  r{of}[/\"{label}\"/]{class}");
        let _ = writeln!(out, "  n{of} --- r{of}");
    }
    for edge in &graph.edges {
        let Edge { from, to, .. } = edge;
        // A route goes on behind what the counterpart knows.
        let begin = if graph.records.contains_key(from) {
            'r'
        } else {
            'n'
        };
        let arrow = if edge.shadowed { "-.->" } else { "-->" };
        let label = match edge.label.as_str() {
            "" => String::new(),
            label => format!("|\"{}\"|", escaped(label)),
        };
        let _ = writeln!(out, "  {begin}{from} {arrow}{label} n{to}");
    }
    if graph.nodes.iter().any(|node| node.unmanaged) {
        out.push_str("  classDef unmanaged fill:#8882,stroke:#888,color:#888\n");
    }
    if graph.records.values().any(|record| !record.is_there) {
        out.push_str("  classDef absent stroke:#cf222e,stroke-dasharray:2 3\n");
    }
    out
}

fn label(node: &Node) -> String {
    lines(&node.lines)
}

fn lines(all: &[String]) -> String {
    let lines: Vec<String> = all.iter().map(|line| escaped(line)).collect();
    lines.join("<br/>")
}

/// The text with special characters written as numbers, including the colon of a URL, which would
/// become a link, and what begins a list.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut before = String::new();
    for c in text.chars() {
        let plain = match c {
            ' ' | '/' | ',' | '(' | ')' | '?' | '=' | '%' => true,
            // A list begins with a sign or a number.
            '-' | '+' => !before.is_empty() || text.chars().nth(1).is_some_and(|next| next != ' '),
            '.' => {
                !before.chars().all(|c| c.is_ascii_digit())
                    && !before.to_ascii_lowercase().ends_with("www")
            }
            c => c.is_alphanumeric() || !c.is_ascii(),
        };
        if plain {
            out.push(c);
        } else {
            let _ = write!(out, "#{};", u32::from(c));
        }
        before.push(c);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::escaped;

    #[test]
    fn labels_are_text_and_nothing_else() {
        assert_eq!(escaped("+15017122661"), "+15017122661");
        assert_eq!(
            escaped("https://a.example/x?y=1#z"),
            "https#58;//a.example/x?y=1#35;z"
        );
        assert_eq!(escaped("\"]; x[\""), "#34;#93;#59; x#91;#34;");
        assert_eq!(escaped("<b>&`*_"), "#60;b#62;#38;#96;#42;#95;");
        assert_eq!(escaped("1. first"), "1#46; first");
        assert_eq!(escaped("- first"), "#45; first");
        assert_eq!(escaped("www.a.example"), "www#46;a.example");
    }
}
