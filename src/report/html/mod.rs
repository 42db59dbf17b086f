//! The parts that all HTML pages share. A page is one file that loads nothing: its content security
//! policy forbids loading. It is complete without its script, which only filters.
//!
//! Every text from outside goes through [`text`].

pub(super) mod fields;
pub(super) mod lists;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

use crate::report::graph::svg;
use crate::report::text::escape::neutral;
use crate::report::text::html_escape::escaped;
use crate::report::text::verdict::VerdictLine;

/// Shown where the page can be filtered.
const FINDER: &str = "<div class=\"finder\" id=\"finder\" role=\"search\" hidden><label for=\"filter\">Filter</label>\
     <input id=\"filter\" type=\"search\" autocomplete=\"off\" spellcheck=\"false\" placeholder=\"address, number, critical, missing…\">\
     <span class=\"soft\" id=\"count\" role=\"status\"></span></div>\n";

/// A whole page. `when` is a line below the title and `foot` the last line; all arguments are
/// markup.
pub(super) fn page(title: &str, when: &str, body: &str, foot: &str) -> String {
    // A browser reads line ends as line feeds, and the policy's hashes are of what it read.
    let style = include_str!("page.css").replace('\r', "");
    let script = include_str!("filter.js").replace('\r', "");
    let policy = format!(
        "default-src 'none'; style-src {} {}; script-src {}; base-uri 'none'; form-action 'none'",
        hash(&style),
        hash(svg::STYLE),
        hash(&script)
    );
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n<meta name=\"referrer\" content=\"no-referrer\">\n\
         <title>{title}</title>\n<style>{style}</style>\n</head>\n<body>\n\
         <header class=\"top\"><div>\n<p class=\"brand\">Switchboard</p>\n<h1>{title}</h1>\n{when}</div></header>\n\
         {body}{foot}</main>\n<script>{script}</script>\n</body>\n</html>\n"
    )
}

/// The beginning of a page's body. All pictures share its markers, because an identifier may occur
/// only once on a page.
pub(super) fn opening() -> String {
    let outfit = svg::outfit();
    format!(
        "<svg class=\"board outfit\" width=\"0\" height=\"0\" aria-hidden=\"true\">\n{outfit}</svg>\n<main>\n{FINDER}"
    )
}

/// Text from anywhere, escaped.
pub(super) fn text(any: &str) -> String {
    escaped(&neutral(any))
}

/// Text from anywhere as code.
pub(super) fn code(any: &str) -> String {
    format!("<code>{}</code>", text(any))
}

fn hash(of: &str) -> String {
    format!("'sha256-{}'", STANDARD.encode(Sha256::digest(of)))
}

/// A verdict.
pub(super) fn verdict(tone: &str, lines: &[VerdictLine]) -> String {
    let mut out = format!("<div class=\"verdict {tone}\">\n");
    for line in lines {
        let class = if line.emphasis {
            " class=\"heavy\""
        } else {
            ""
        };
        out.push_str(&format!("<p{class}>{}</p>\n", text(&line.text)));
    }
    out + "</div>\n"
}

/// The counts that are not zero, and always the first one.
pub(super) fn tiles(tiles: &[(usize, &str, &str)]) -> String {
    let mut out = "<ul class=\"tiles\">".to_owned();
    for (at, (count, what, tone)) in tiles.iter().enumerate() {
        if *count > 0 || at == 0 {
            let tone = if *count == 0 { "idle" } else { tone };
            out.push_str(&format!("<li class=\"{tone}\"><b>{count}</b>{what}</li>"));
        }
    }
    out + "</ul>\n"
}
