//! Text escaped for HTML and SVG.

/// Text escaped for HTML and SVG, in an element or in quotes.
pub(in crate::report) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
        .replace('\'', "&#39;")
}
