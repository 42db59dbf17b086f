//! The nightly look: the step's end, the issue, and SARIF.

use super::account::meddle;
use super::runner::Runner;
use super::tools::present;

/// Whether `drift` and what its tests need is here.
fn ready(what: &str) -> bool {
    present(what, &["bash", "jq", "curl"])
}

/// An applied world that is looked at on a schedule.
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
