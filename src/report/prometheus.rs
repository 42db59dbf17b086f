//! A plan and what became of it as metrics in Prometheus' text format, for a textfile collector or
//! a Pushgateway. Every metric is a gauge. Where nothing could be planned there are no counts, only
//! the word that it is not complete: a zero would end an alert.

use serde_json::Value;

use crate::model::Scope;
use crate::report::text::json::at;

/// The metrics, in the order in which they are written.
pub(super) struct Exposition<'a> {
    pub(super) command: &'static str,
    pub(super) scope: &'a Scope,
    pub(super) text: String,
}

impl Exposition<'_> {
    /// Writes a metric with its samples, each with a label of its own.
    pub(super) fn metric(
        &mut self,
        name: &str,
        help: &str,
        samples: &[(Option<(&str, &str)>, String)],
    ) {
        if samples.is_empty() {
            return;
        }
        let name = format!("switchboard_{}_{name}", self.command);
        self.text
            .push_str(&format!("# HELP {name} {help}\n# TYPE {name} gauge\n"));
        for (label, value) in samples {
            let label = label.map_or_else(String::new, |(name, value)| {
                format!(",{name}=\"{}\"", escaped(value))
            });
            self.text.push_str(&format!(
                "{name}{{project=\"{}\",environment=\"{}\"{label}}} {value}\n",
                escaped(&self.scope.project),
                escaped(&self.scope.environment)
            ));
        }
    }

    pub(super) fn one(&mut self, name: &str, help: &str, value: usize) {
        self.metric(name, help, &[(None, value.to_string())]);
    }

    pub(super) fn problems(&mut self, diagnostics: &[Value]) {
        let count = |severity| {
            let of = diagnostics
                .iter()
                .filter(|one| at(one, "/severity") == severity);
            (Some(("severity", severity)), of.count().to_string())
        };
        self.metric(
            "problems",
            "Diagnostics by severity.",
            &["error", "warning", "note"].map(count),
        );
    }
}

/// A label's value by the format's rules.
pub(in crate::report) fn escaped(value: &str) -> String {
    value
        .replace('\\', "\\\\")
        .replace('"', "\\\"")
        .replace('\n', "\\n")
}

#[cfg(test)]
mod tests {
    use super::escaped;

    #[test]
    fn a_label_stays_in_its_quotes() {
        assert_eq!(escaped("a\"b\\c\nd"), "a\\\"b\\\\c\\nd");
    }
}
