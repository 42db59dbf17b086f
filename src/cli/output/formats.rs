//! The formats of reports. Plans, applies and drift share one list, so that all three have every
//! format. A few commands have further formats of their own.

use clap::ValueEnum;
use clap::builder::PossibleValue;

use crate::cli::output::terminal::Form;

/// How to report a plan, an apply or drift.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ReportFormat {
    /// For people.
    Human,
    /// For programs.
    Json,
    /// For a comment: at most 65,536 bytes.
    Markdown,
    /// For a job's summary: at most 1 MiB.
    MarkdownLong,
    /// GitHub annotations.
    Github,
    /// One HTML page to send, keep or print.
    Html,
    /// Metrics for a textfile collector or a Pushgateway.
    Prometheus,
    /// Counts for GitLab's merge requests.
    GitlabTerraform,
    /// Issues for GitLab's merge requests.
    GitlabCodequality,
}

impl From<ReportFormat> for Form {
    fn from(format: ReportFormat) -> Self {
        use ReportFormat as Of;
        match format {
            Of::Human => Self::Text,
            // Markdown's suggestions are completed while it is rendered, so that it keeps its
            // limit.
            Of::Markdown | Of::MarkdownLong | Of::Html | Of::Prometheus => Self::Markup,
            Of::Json | Of::GitlabTerraform | Of::GitlabCodequality => Self::Json,
            Of::Github => Self::Commands,
        }
    }
}

/// How to report drift.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DriftFormat {
    /// As plans are reported.
    Shared(ReportFormat),
    /// For tools that show test results.
    Junit,
    /// For code scanning.
    Sarif,
}

impl From<DriftFormat> for Form {
    fn from(format: DriftFormat) -> Self {
        match format {
            DriftFormat::Shared(format) => format.into(),
            DriftFormat::Junit => Self::Markup,
            DriftFormat::Sarif => Self::Json,
        }
    }
}

impl From<Format> for Form {
    fn from(format: Format) -> Self {
        ReportFormat::from(format).into()
    }
}

impl ValueEnum for DriftFormat {
    fn value_variants<'a>() -> &'a [Self] {
        use ReportFormat as Of;
        &[
            Self::Shared(Of::Human),
            Self::Shared(Of::Json),
            Self::Shared(Of::Markdown),
            Self::Shared(Of::MarkdownLong),
            Self::Shared(Of::Github),
            Self::Shared(Of::Html),
            Self::Shared(Of::Prometheus),
            Self::Shared(Of::GitlabTerraform),
            Self::Shared(Of::GitlabCodequality),
            Self::Junit,
            Self::Sarif,
        ]
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        match self {
            Self::Shared(format) => format.to_possible_value(),
            Self::Junit => {
                Some(PossibleValue::new("junit").help("For tools that show test results"))
            }
            Self::Sarif => Some(PossibleValue::new("sarif").help("For code scanning")),
        }
    }
}

/// How to report on a test.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum TestFormat {
    /// For people.
    Human,
    /// For programs.
    Json,
    /// For tools that show test results.
    Junit,
}

/// Formats of commands that print only problems, and of `registry history --inverse`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people.
    Human,
    /// For programs.
    Json,
    /// For a pull request or a job summary.
    Markdown,
    /// GitHub annotations.
    Github,
}

impl From<Format> for ReportFormat {
    fn from(format: Format) -> Self {
        match format {
            Format::Human => Self::Human,
            Format::Json => Self::Json,
            Format::Markdown => Self::Markdown,
            Format::Github => Self::Github,
        }
    }
}

/// The error for a format that a command does not have: it lists the command's own formats and
/// names the commands that have this one.
pub(crate) fn unknown<F: ValueEnum>(format: &str) -> String {
    let others = [
        ("plan, apply and drift", names::<ReportFormat>()),
        ("drift", names::<DriftFormat>()),
        ("test", names::<TestFormat>()),
    ];
    let has = |(_, names): &&(&str, Vec<String>)| names.iter().any(|name| name == format);
    let owners: Vec<&str> = others.iter().filter(has).map(|(owner, _)| *owner).collect();
    let owners = match owners.as_slice() {
        [] => String::new(),
        [first, ..] if first.contains(',') => format!("; {first} have it"),
        few => format!("; only {} have it", few.join(" and ")),
    };
    let own = names::<F>();
    let near = crate::yaml::nearest(format, own.iter().map(String::as_str));
    let near = near.map(|near| format!("did you mean `{near}`? "));
    format!(
        "unknown format {format:?}: {}this command has {}{owners}",
        near.unwrap_or_default(),
        own.join(", ")
    )
}

/// The name of a format.
pub(crate) fn named(format: &impl ValueEnum) -> String {
    let value = format.to_possible_value();
    value.map_or_else(String::new, |value| value.get_name().to_owned())
}

fn names<F: ValueEnum>() -> Vec<String> {
    let name = |format: &F| Some(format.to_possible_value()?.get_name().to_owned());
    F::value_variants().iter().filter_map(name).collect()
}

#[cfg(test)]
mod tests {
    use super::{DriftFormat, Format, ReportFormat, names};
    use crate::cli::output::report_files::ReportTo;

    /// Drift has the formats that plans have, and two more.
    #[test]
    fn drift_has_every_format_that_plans_have() {
        let mut shared = names::<ReportFormat>();
        shared.extend(["junit".to_owned(), "sarif".to_owned()]);
        assert_eq!(names::<DriftFormat>(), shared);
        for name in names::<Format>() {
            assert!(shared.contains(&name), "{name}");
        }
    }

    /// The error for a missing format names the commands that have it.
    #[test]
    fn an_unknown_format_names_the_commands_that_have_it() {
        let refused = |text: &str| text.parse::<ReportTo<ReportFormat>>().unwrap_err();
        let junit = refused("junit=x");
        assert!(
            junit.contains("human, json, markdown, markdown-long"),
            "{junit}"
        );
        assert!(junit.ends_with("only drift and test have it"), "{junit}");
        assert!(!refused("pdf=x").contains("only"));
        assert!(refused("markdwon=x").contains("did you mean `markdown`?"));
        let html = "html=x".parse::<ReportTo<Format>>().unwrap_err();
        assert!(html.ends_with("plan, apply and drift have it"), "{html}");
    }
}
