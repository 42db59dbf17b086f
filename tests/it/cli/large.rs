//! Plans of many numbers: every format shows equal changes as one, and omits nothing that matters.

use std::fmt::Write as _;

use serde_json::json;

use crate::support::sandbox::Sandbox;
use crate::support::world::World;

/// This many numbers at one URL.
fn configuration(count: usize, host: &str) -> String {
    let mut text = format!(
        "version: 1\nproject: acme\nproviders:\n  main:\n    type: twilio\n    \
         auth_token: {{ env: TWILIO_AUTH_TOKEN }}\n    callback_url: https://{host}/sms\n    numbers:\n"
    );
    for at in 0..count {
        let _ = writeln!(
            text,
            "      n{at}: {{ phone_number: \"+1501712{:04}\" }}",
            2000 + at
        );
    }
    text
}

fn fresh(count: usize) -> (World, Sandbox) {
    World::and_sandbox(&configuration(count, "hooks.a.example.com"), "")
}

/// The same, applied, and then edited to move to another host.
fn moving(count: usize) -> (World, Sandbox) {
    let (world, sandbox) = fresh(count);
    world.run(&["apply", "--auto-approve"]).exits(0);
    world.write(
        "switchboard.yaml",
        &configuration(count, "hooks.b.example.com"),
    );
    sandbox.clear_calls();
    (world, sandbox)
}

fn shadow(sandbox: &Sandbox, number: &str) {
    let fields = |all: &[(&str, &str)]| -> Vec<(String, String)> {
        let own = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        all.iter().map(own).collect()
    };
    let service = [
        ("FriendlyName", "Old"),
        ("InboundRequestUrl", "https://old.example.com/sms"),
        ("UseInboundWebhookOnNumber", "false"),
    ];
    sandbox.request("POST", "/v1/Services", &fields(&service));
    let member = format!("{{{number}}}");
    let member = fields(&[("PhoneNumberSid", &member)]);
    sandbox.request("POST", "/v1/Services/{Old}/PhoneNumbers", &member);
}

/// The error about the one number in the way is in the report of a plan of 430.
#[test]
fn an_error_among_many_changes_is_in_the_report() {
    let (world, sandbox) = fresh(430);
    shadow(&sandbox, "+15017122000");
    let plan = world.run(&["plan", "--format", "markdown"]);
    let text = &plan.stdout;
    assert!(
        text.contains("<code>E0721</code>") && text.contains("old.example.com"),
        "{text}"
    );
    assert!(
        text.contains("429 numbers of main") && text.contains("n429"),
        "{text}"
    );
    assert!(
        text.len() <= 65_536 && text.len() > 10_000,
        "{}",
        text.len()
    );
}

/// A missing number is named, and the report does not claim to show what it omits.
#[test]
fn a_number_that_is_not_there_is_named_among_many() {
    let (world, _sandbox) = fresh(500);
    world.write(
        "switchboard.yaml",
        &configuration(501, "hooks.a.example.com"),
    );
    world
        .run(&[
            "plan",
            "--report",
            "markdown=p.md",
            "--report",
            "html=p.html",
        ])
        .exits(3);
    let text = world.read("p.md");
    assert!(
        text.contains("providers.main.numbers.n500 could not be planned (see below)"),
        "{text}"
    );
    assert!(
        text.contains("<code>E0702</code> <code>providers.main.numbers.n500</code>"),
        "{text}"
    );
    assert!(!text.contains("the rest is shown"), "{text}");
    assert!(
        text.contains("500 numbers of main") && text.contains("n499"),
        "{text}"
    );
    let page = world.read("p.html");
    assert!(page.contains("E0702") && page.contains("500 numbers of main"));
}

/// 500 numbers that move to another host are one sentence in every format.
#[test]
fn a_change_of_host_is_one_sentence() {
    let (world, _sandbox) = moving(500);
    let sentence = "sms_url host hooks.a.example.com → hooks.b.example.com";
    let plan = world.run(&[
        "plan",
        "--report",
        "markdown=p.md",
        "--report",
        "markdown-long=long.md",
        "--report",
        "github=p.github",
        "--report",
        "html=p.html",
    ]);
    let plan = plan.exits(0);
    assert!(plan.stdout.lines().count() < 60, "{}", plan.stdout);
    assert!(
        plan.stdout.contains("~ 500 numbers of main\n"),
        "{}",
        plan.stdout
    );
    let plain = |text: &str| text.replace("&#95;", "_").replace("</code> <code>", " ");
    let plain = |text: &str| plain(text).replace("</code> → <code>", " → ");
    for name in ["p.md", "long.md"] {
        let text = world.read(name);
        assert!(plain(&text).contains(sentence), "{text}");
        for at in 0..500 {
            assert!(
                text.contains(&format!("<code>n{at}</code> +1501712{:04}", 2000 + at)),
                "{at}"
            );
        }
    }
    let annotations = world.read("p.github");
    assert!(
        annotations.contains(&format!("update 500 numbers of main: {sentence}")),
        "{annotations}"
    );
    let page = world.read("p.html");
    assert_eq!(page.matches("<article").count(), 4);
    assert!(
        page.contains("providers.main.numbers.n499") && page.len() < 200_000,
        "{}",
        page.len()
    );
}

/// `-v` shows each in full.
#[test]
fn every_change_is_shown_on_request() {
    let (world, _sandbox) = moving(50);
    let plan = world.run(&["plan", "-v"]).exits(0);
    assert_eq!(
        plan.stdout.matches("\n  ~ providers.main.numbers.").count(),
        50
    );
    let plan = world.run(&["plan"]).exits(0);
    assert!(
        plan.stdout.contains("… and 45 more (-v shows each)"),
        "{}",
        plan.stdout
    );
}

/// Documents for programs hold each change, however many are equal.
#[test]
fn programs_get_each_change() {
    let (world, _sandbox) = moving(60);
    let plan = world.run(&["plan", "--format", "json"]).exits(0).json();
    assert_eq!(plan["resource_changes"].as_array().unwrap().len(), 61);
    assert_eq!(plan["kind"], "plan");
}

/// A stale plan is reported as stale before it is shown again.
#[test]
fn a_stale_plan_is_not_shown_again() {
    let (world, sandbox) = moving(60);
    world.run(&["plan", "--out", "../plan.json"]).exits(0);
    let url = [(
        "SmsUrl".to_owned(),
        "https://elsewhere.example.com/".to_owned(),
    )];
    sandbox.change("POST", "+15017122007", &url);
    let ended = world
        .run(&["apply", "../plan.json", "--report", "markdown=a.md"])
        .exits(1);
    assert_eq!(ended.stdout, "");
    assert!(
        ended.stderr.contains("the plan is stale"),
        "{}",
        ended.stderr
    );
    let text = world.read("a.md");
    assert!(
        text.starts_with("## Switchboard apply\n\n**Nothing was applied.**\n"),
        "{text}"
    );
    assert!(text.contains("the plan is stale"), "{text}");
}

fn refuse_all(sandbox: &Sandbox, path: &str, code: u32) {
    // Longer than the report of one problem may be.
    let message = "this | number ".repeat(100);
    let then = json!({ "status": 400, "code": code, "message": message });
    let fault = json!([{ "method": "POST", "path": path, "times": 10_000, "then": then }]);
    sandbox.add_faults(&sandbox.with_sids(&fault));
}

/// A messaging service that hundreds of numbers could not join is named in a report
/// that has no room for all of them, with what was refused.
#[test]
fn a_failure_that_is_too_long_is_shortened_and_not_dropped() {
    let count = 150;
    let members: Vec<String> = (0..count).map(|at| format!("n{at}")).collect();
    let mut text = configuration(count, "hooks.a.example.com");
    let _ = write!(
        text,
        "    messaging_services:\n      pool:\n        friendly_name: Pool\n        inbound: defer_to_sender\n        numbers: [{}]\n",
        members.join(", ")
    );
    let (world, sandbox) = World::and_sandbox(&text, "");
    refuse_all(&sandbox, "/PhoneNumbers", 21712);
    let reports = ["markdown=../a.md", "github=../a.github"];
    let ended = world.run(&[
        "apply",
        "--auto-approve",
        "--report",
        reports[0],
        "--report",
        reports[1],
    ]);
    let ended = ended.exits(3);
    assert!(!ended.stdout.contains("See above"), "{}", ended.stdout);
    let read = |name: &str| std::fs::read_to_string(world.beside(name)).unwrap();
    let text = read("a.md");
    assert!(text.len() <= 65_536, "{}", text.len());
    let after = text.split("### Not done").nth(1).unwrap_or_default();
    let first = after.trim_start().lines().next().unwrap_or_default();
    assert!(
        first.contains("providers.main.messaging&#95;services.pool")
            && first.contains("code 21712, request RQ")
            && first.contains("more lines about its members"),
        "{first}"
    );
    let text = read("a.github");
    assert!(text.contains("code 21712"), "{text}");
    assert!(text.lines().all(|line| line.len() < 10_000), "{text}");
}

/// However many changes failed, each of those that are shown has its code and request id,
/// and GitHub shows the verdict: it shows ten errors.
#[test]
fn codes_and_the_verdict_are_shown_however_many_failed() {
    let (world, sandbox) = fresh(30);
    world.write(
        "switchboard.yaml",
        &configuration(30, "hooks.b.example.com"),
    );
    refuse_all(&sandbox, "/IncomingPhoneNumbers", 21402);
    let ended = world.run(&[
        "apply",
        "--auto-approve",
        "--allow-mass-change",
        "--report",
        "markdown=../a.md",
        "--report",
        "github=../a.github",
    ]);
    ended.exits(3);
    let read = |name: &str| std::fs::read_to_string(world.beside(name)).unwrap();
    let text = read("a.md");
    let failed: Vec<&str> = text
        .lines()
        .filter(|line| line.starts_with("- **failed**"))
        .collect();
    assert!(!failed.is_empty(), "{text}");
    let complete = |line: &&str| line.contains("code 21402, request RQ");
    assert!(failed.iter().all(complete), "{failed:#?}");
    assert!(text.contains("**30 numbers of main**"), "{text}");
    let text = read("a.github");
    let errors: Vec<&str> = text
        .lines()
        .filter(|line| line.starts_with("::error"))
        .collect();
    assert_eq!(errors.len(), 10);
    assert!(errors[9].contains("title=switchboard apply"), "{errors:#?}");
    assert!(text.contains("::21 more errors without"), "{text}");
}
