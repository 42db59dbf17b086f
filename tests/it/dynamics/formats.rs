//! A finding in every format of every report.

use super::{Both, FIRST};

#[test]
fn a_finding_is_in_every_format() {
    let both = Both::new();
    both.remove(&both.number(FIRST));
    let plan = [
        "human",
        "json",
        "markdown",
        "markdown-long",
        "github",
        "html",
        "gitlab-codequality",
    ];
    let drift = ["junit", "sarif"];
    let test = ["human", "json", "junit"];
    let all = plan.iter().map(|format| ("plan", *format));
    let all = all.chain(plan.iter().chain(&drift).map(|format| ("drift", *format)));
    for (command, format) in all.chain(test.map(|format| ("test", format))) {
        let code = if command == "test" { 2 } else { 0 };
        let shown = both.run(&[command, "--format", format]).exits(code).stdout;
        assert!(shown.contains("E0811"), "{command} {format}: {shown}");
        assert!(shown.contains("first"), "{command} {format}: {shown}");
    }
}

#[test]
fn metrics_count_findings_by_severity() {
    let both = Both::new();
    both.remove(&both.number(FIRST));
    both.remove(&both.keyword("JOIN"));
    for command in ["plan", "drift"] {
        let shown = both
            .run(&[command, "--format", "prometheus"])
            .exits(0)
            .stdout;
        for severity in ["error", "warning"] {
            let line = shown.lines().find(|line| {
                line.starts_with("switchboard_dynamics_findings{")
                    && line.contains(&format!("severity=\"{severity}\""))
            });
            assert!(
                line.is_some_and(|line| line.ends_with(" 1")),
                "{command}: {shown}"
            );
        }
        let complete = shown
            .lines()
            .find(|line| line.starts_with("switchboard_dynamics_complete{"));
        assert!(
            complete.is_some_and(|line| line.ends_with(" 1")),
            "{command}: {shown}"
        );
    }
}
