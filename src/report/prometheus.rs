//! Prometheus' text format, version 0.0.4.

use std::fmt::{Display, Write as _};

use jiff::Timestamp;

use crate::model::Scope;

/// Metrics under construction. A metric's head is written with its first sample, so that a metric
/// without samples leaves no trace.
#[derive(Default)]
pub(super) struct Exposition {
    text: String,
    head: String,
    name: String,
}

impl Exposition {
    /// Begins a gauge: the samples that follow are its own.
    pub(super) fn gauge(&mut self, name: impl Into<String>, help: &str) {
        self.metric(name.into(), "gauge", help);
    }

    /// Begins a counter.
    pub(super) fn counter(&mut self, name: &str, help: &str) {
        self.metric(name.to_owned(), "counter", help);
    }

    fn metric(&mut self, name: String, kind: &str, help: &str) {
        self.head = format!("# HELP {name} {help}\n# TYPE {name} {kind}\n");
        self.name = name;
    }

    /// A sample of the current metric.
    pub(super) fn sample(&mut self, labels: &[(&str, &str)], value: impl Display) {
        self.text.push_str(&std::mem::take(&mut self.head));
        self.text.push_str(&self.name);
        for (at, (label, content)) in labels.iter().enumerate() {
            let before = if at == 0 { '{' } else { ',' };
            // Writing to a string cannot fail.
            let _ = write!(self.text, "{before}{label}=\"{}\"", escaped(content));
        }
        if !labels.is_empty() {
            self.text.push('}');
        }
        let _ = writeln!(self.text, " {value}");
    }

    /// A sample of one project and environment, with one more label where there is one.
    pub(super) fn of(&mut self, scope: &Scope, label: Option<(&str, &str)>, value: impl Display) {
        let mut labels = vec![
            ("project", scope.project.as_str()),
            ("environment", scope.environment.as_str()),
        ];
        labels.extend(label);
        self.sample(&labels, value);
    }

    /// The whole text.
    pub(super) fn end(self) -> String {
        self.text
    }
}

/// A time in seconds since 1970, with milliseconds.
pub(super) fn seconds(at: Timestamp) -> String {
    let milliseconds = at.as_millisecond();
    let (whole, rest) = (milliseconds.div_euclid(1000), milliseconds.rem_euclid(1000));
    format!("{whole}.{rest:03}")
}

/// A label's value: backslash, quote and line break are escaped, and nothing else.
fn escaped(value: &str) -> String {
    value
        .replace('\\', "\\\\")
        .replace('"', "\\\"")
        .replace('\n', "\\n")
}

#[cfg(test)]
mod tests {
    use super::{Exposition, escaped};

    #[test]
    fn a_label_stays_in_its_quotes() {
        assert_eq!(escaped("a\"b\\c\nd"), "a\\\"b\\\\c\\nd");
    }

    #[test]
    fn a_metric_without_samples_is_not_declared() {
        let mut out = Exposition::default();
        out.gauge("a", "None.");
        out.counter("b", "One.");
        out.sample(&[("x", "1"), ("y", "2")], 3);
        assert_eq!(
            out.end(),
            "# HELP b One.\n# TYPE b counter\nb{x=\"1\",y=\"2\"} 3\n"
        );
    }
}
