//! The nightly drift job: how the step ends, the issue, and SARIF.

use super::account::meddle;
use super::runner::Runner;
use super::tools::present;

/// Whether `drift` and the programs that its tests need are here.
fn ready(what: &str) -> bool {
    present(what, &["bash", "jq", "curl"])
}

/// An applied world with a scheduled drift job.
fn nightly() -> Runner {
    let mut runner = Runner::new();
    runner
        .action(&[("command", "apply"), ("env", "prod"), ("comment", "false")])
        .exits(0);
    runner.pushed();
    runner.event_name = "schedule";
    runner
}

#[test]
fn one_issue_is_open_as_long_as_something_drifts() {
    if !ready("the nightly look for drift") {
        return;
    }
    let runner = nightly();
    let look = |drift: &str| {
        let job = runner.workflow("drift.yml").exits(0);
        assert_eq!(job.output("drift", "drift"), drift, "{}", job.stderr);
        job
    };
    look("false");
    assert!(runner.github.known().issues.is_empty());
    meddle(&runner.sandbox, "https://elsewhere.example/sms");
    let job = look("true");
    assert_eq!(job.output("drift", "exitcode"), "2");
    assert!(job.summary.contains("store-line"), "{}", job.summary);
    look("true");
    {
        let known = runner.github.known();
        assert_eq!(known.issues.len(), 1, "{:#?}", known.issues);
        let body = known.issues[0]["body"].as_str().unwrap();
        assert!(
            body.contains("`providers.shop.numbers.store-line`: modified"),
            "{body}"
        );
    }
    runner
        .action(&[("command", "apply"), ("env", "prod"), ("comment", "false")])
        .exits(0);
    look("false");
    assert_eq!(runner.github.known().issues[0]["state"], "closed");
}

#[test]
fn drift_fails_the_step_only_where_it_shall() {
    if !ready("fail-on-drift") {
        return;
    }
    let runner = nightly();
    meddle(&runner.sandbox, "https://elsewhere.example/sms");
    let look = |fail| {
        runner.action(&[
            ("command", "drift"),
            ("env", "prod"),
            ("fail-on-drift", fail),
        ])
    };
    look("false").exits(0);
    let job = look("true").exits(2);
    assert_eq!(job.output("it", "drift"), "true");
    let sarif = job.output("it", "sarif-file");
    let sarif = std::fs::read_to_string(sarif).unwrap();
    assert!(sarif.contains("drift/field"), "{sarif}");
    assert!(sarif.contains("\"uri\": \"switchboard.yaml\""), "{sarif}");
    // In a folder below the checkout, places begin at the checkout all the same.
    std::fs::create_dir(runner.world.path("texting, all")).unwrap();
    for name in ["switchboard.yaml", "envs"] {
        let below = runner.world.path("texting, all").join(name);
        std::fs::rename(runner.world.path(name), below).unwrap();
    }
    let job = runner.action(&[
        ("command", "drift"),
        ("env", "prod"),
        ("working-directory", "texting, all"),
    ]);
    let job = job.exits(0);
    let sarif = std::fs::read_to_string(job.output("it", "sarif-file")).unwrap();
    let place = "\"uri\": \"texting%2C%20all/switchboard.yaml\"";
    assert!(sarif.contains(place), "{sarif}");
}

/// The issue's body that the script makes of a report with this many drifted addresses.
fn issue_of(count: usize) -> String {
    let runner = nightly();
    let resources: Vec<_> = (0..count)
        .map(|at| {
            let severity = if at == count - 1 { "critical" } else { "minor" };
            serde_json::json!({
                "address": format!("providers.marketing-north-america.numbers.store-line-{at:04}"),
                "status": "modified",
                "severity": severity,
            })
        })
        .collect();
    let report = serde_json::json!({ "resources": resources });
    runner.world.write("report.json", &report.to_string());
    let mut variables = runner.variables();
    let of = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    variables.extend([
        of("DRIFT", "true"),
        of("REPORT", "report.json"),
        of("GITHUB_TOKEN", super::github::TOKEN),
    ]);
    let script =
        crate::support::crate_folder().join("examples/ci/github/.github/scripts/drift-issue.sh");
    let lines = [format!("bash {}", script.display())];
    // The second time, the issue exists and is updated.
    for _ in 0..2 {
        super::shell::lines(&lines, &runner.world.folder(), &variables).exits(0);
    }
    let known = runner.github.known();
    assert_eq!(known.issues.len(), 1, "{:#?}", known.issues);
    known.issues[0]["body"].as_str().unwrap().to_owned()
}

/// An issue about 3,000 addresses is written, and names the worst of them.
#[test]
fn an_issue_about_thousands_of_addresses_is_written() {
    if !ready("an issue about thousands of addresses") {
        return;
    }
    let body = issue_of(3000);
    assert!(body.chars().count() < 65_536);
    let listed = body.lines().filter(|line| line.starts_with("- `")).count();
    assert_eq!(listed, 200);
    assert!(body.contains("\n- … and 2800 more\n"), "{body}");
    let first = body.lines().find(|line| line.starts_with("- `")).unwrap();
    assert!(
        first.contains("store-line-2999`: modified, critical"),
        "{first}"
    );
}

/// 200 addresses are all named, without a count of further ones.
#[test]
fn an_issue_names_as_many_as_it_says() {
    if !ready("an issue about 200 addresses") {
        return;
    }
    let body = issue_of(200);
    assert_eq!(
        body.lines().filter(|line| line.starts_with("- `")).count(),
        200
    );
    assert!(!body.contains("more"), "{body}");
}

/// A job without the registry fails, and neither opens nor closes the issue.
#[test]
fn without_a_registry_the_job_fails_and_the_issue_stays() {
    if !ready("a drift job without a registry") {
        return;
    }
    let runner = Runner::new();
    let job = runner.workflow("drift.yml").exits(3);
    assert_eq!(job.output("drift", "exitcode"), "3");
    assert_eq!(job.output("drift", "drift"), "", "it is not known");
    assert!(
        job.summary.contains("Nothing was compared"),
        "{}",
        job.summary
    );
    assert!(job.stdout.contains("::error"), "{}", job.stdout);
    assert!(runner.github.known().issues.is_empty());
}
