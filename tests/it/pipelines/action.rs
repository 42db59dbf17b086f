//! The action: comment, summary, outputs, annotations and the step's end.

use std::fs;

use super::github::BOT;
use super::runner::Runner;
use super::tools::present;
use crate::support::crate_folder;

const TOOLS: [&str; 3] = ["bash", "jq", "curl"];
const MARKER: &str = "<!-- switchboard command=plan env=prod -->";

#[test]
fn a_plan_has_one_comment_and_keeps_it_up_to_date() {
    if !present("the comment on a pull request", &TOOLS) {
        return;
    }
    let runner = Runner::new();
    // More than a page of others' comments, and one by a person who copied the marker.
    runner.github.comment(
        7,
        "mallory",
        &format!("{MARKER}\n<!-- switchboard sha256={} -->", "0".repeat(64)),
    );
    for at in 0..130 {
        runner.github.comment(7, "ada", &format!("comment {at}"));
    }
    runner
        .github
        .comment(8, BOT, &format!("{MARKER}\nanother pull request"));
    let first = runner.workflow("plan.yml").exits(0);
    let [_, comment] = &runner.github.own_comments()[..] else {
        panic!("{:#?}", runner.github.own_comments());
    };
    let hash = first.output("plan", "plan-sha256");
    assert_eq!(hash.len(), 64);
    let begin = format!(
        "{MARKER}\n<!-- switchboard sha256={hash} -->\n\n## Switchboard plan: harbour-and-pine"
    );
    assert!(comment.starts_with(&begin), "{comment}");
    assert!(comment.contains("https://github.example/harbour-and-pine/texting/actions/runs/42"));

    let edited = runner
        .world
        .read("envs/prod.yaml")
        .replace("hooks.", "texts.");
    runner.world.write("envs/prod.yaml", &edited);
    let second = runner.workflow("plan.yml").exits(0);
    let comments = runner.github.own_comments();
    assert_eq!(comments.len(), 2, "{comments:#?}");
    assert!(
        comments[1].contains("texts.harbour-and-pine.example"),
        "{}",
        comments[1]
    );
    assert_ne!(hash, second.output("plan", "plan-sha256"));
    assert!(comments[1].contains(second.output("plan", "plan-sha256")));
}

#[test]
fn a_plan_with_changes_succeeds_and_lists_them() {
    if !present("the outputs of a plan", &TOOLS) {
        return;
    }
    let runner = Runner::new();
    let job = runner.workflow("plan.yml").exits(0);
    let output = |name| job.output("plan", name);
    assert_eq!(output("exitcode"), "2");
    assert_eq!(output("changes"), "true");
    assert_eq!((output("create"), output("update")), ("3", "2"));
    assert_eq!(output("drift"), "");
    assert_eq!(
        job.uploaded,
        [std::path::PathBuf::from(output("plan-file"))]
    );
    let report = fs::read_to_string(output("report-json")).unwrap();
    let report: serde_json::Value = serde_json::from_str(&report).unwrap();
    assert_eq!(report["sha256"], output("plan-sha256"));
    assert!(
        job.summary.contains(
            "**Plan: 3 to create, 2 to update (2 to change at the provider, 3 to record).**"
        ),
        "{}",
        job.summary
    );
    assert!(
        job.stdout
            .contains("::notice title=switchboard plan::Plan: 3 to create"),
        "{}",
        job.stdout
    );
    super::account::unwritten(&runner.sandbox);
}

#[test]
fn an_empty_plan_is_commented_too() {
    if !present("a plan without changes", &TOOLS) {
        return;
    }
    let runner = Runner::new();
    let job = runner
        .action(&[("command", "apply"), ("env", "prod"), ("comment", "false")])
        .exits(0);
    assert_eq!(
        (job.output("it", "create"), job.output("it", "update")),
        ("3", "2")
    );
    assert!(
        job.summary.contains("**Applied: 3 created, 2 updated.**"),
        "{}",
        job.summary
    );
    assert!(
        job.stdout
            .contains("::notice title=switchboard apply::Applied: 3 created"),
        "{}",
        job.stdout
    );
    let job = runner.workflow("plan.yml").exits(0);
    assert_eq!(job.output("plan", "exitcode"), "0");
    assert_eq!(job.output("plan", "changes"), "false");
    assert!(runner.github.own_comments()[0].contains("No changes"));
}

#[test]
fn what_is_wrong_is_at_its_line_and_cannot_be_approved() {
    if !present("annotations", &TOOLS) {
        return;
    }
    let runner = Runner::new();
    runner.workflow("plan.yml").exits(0);
    let below = runner.world.path("texting, all");
    fs::create_dir(&below).unwrap();
    fs::rename(
        runner.world.path("switchboard.yaml"),
        below.join("switchboard.yaml"),
    )
    .unwrap();
    fs::rename(runner.world.path("envs"), below.join("envs")).unwrap();
    let broken = runner.world.read("texting, all/switchboard.yaml") + "surprise: 1\n";
    runner.world.write("texting, all/switchboard.yaml", &broken);
    let inputs = [
        ("command", "plan"),
        ("env", "prod"),
        ("working-directory", "texting, all"),
    ];
    let job = runner.action(&inputs).exits(1);
    assert!(
        job.stdout
            .contains("::error file=texting%2C all/switchboard.yaml,line="),
        "{}",
        job.stdout
    );
    assert!(
        job.summary.contains("**Failed with exit code 1.**"),
        "{}",
        job.summary
    );
    assert!(job.summary.contains("E0201"), "{}", job.summary);
    assert_eq!(
        (job.output("it", "exitcode"), job.output("it", "plan-file")),
        ("1", "")
    );
    // Another place has a comment of its own, and this one approves nothing.
    let comments = runner.github.own_comments();
    assert_eq!(comments.len(), 2);
    assert!(
        comments[1]
            .starts_with("<!-- switchboard command=plan env=prod in=texting%2C%20all -->\n\n")
    );
    assert!(!comments[1].contains("sha256="), "{}", comments[1]);
}

/// Configurations with similar names have a comment and an approval each.
#[test]
fn similar_names_do_not_share_a_comment() {
    if !present("comments of similar names", &TOOLS) {
        return;
    }
    let runner = Runner::new();
    let names = ["a-b.yaml", "a_b.yaml", "a b.yaml", "a", "a config=b"];
    let whole = runner.world.read("switchboard.yaml");
    for (at, name) in names.iter().enumerate() {
        runner.world.write(name, &whole);
        let inputs = [("command", "plan"), ("config", *name)];
        runner.action(&inputs).exits(0);
        assert_eq!(runner.github.own_comments().len(), at + 1, "{name}");
    }
    // The path need not be readable to have a comment.
    runner.action(&[("command", "plan"), ("config", "a\nb")]);
    let comments = runner.github.own_comments();
    assert_eq!(comments.len(), names.len() + 1, "two files are not one");
    // A marker ends where the HTML comment ends, and nowhere before.
    for comment in &comments {
        let marker = comment.lines().next().unwrap();
        assert!(
            marker.ends_with(" -->") && marker.matches("--").count() == 2,
            "{marker}"
        );
    }
    runner
        .action(&[("command", "plan"), ("config", "a-b.yaml")])
        .exits(0);
    assert_eq!(runner.github.own_comments().len(), comments.len());
}

#[test]
fn an_incomplete_plan_fails_and_cannot_be_approved() {
    if !present("an incomplete plan", &TOOLS) {
        return;
    }
    let runner = Runner::new();
    let absent = runner
        .world
        .read("switchboard.yaml")
        .replace("+15017122662", "+15017129999");
    runner.world.write("switchboard.yaml", &absent);
    let job = runner.workflow("plan.yml").exits(3);
    assert_eq!(job.output("plan", "exitcode"), "3");
    let comments = runner.github.own_comments();
    assert!(comments[0].contains("Incomplete"), "{}", comments[0]);
    assert!(!comments[0].contains("sha256="), "{}", comments[0]);
}

#[test]
fn no_comment_where_none_is_wanted_or_allowed() {
    if !present("comment: false", &TOOLS) {
        return;
    }
    let runner = Runner::new();
    let inputs = [("command", "plan"), ("env", "prod")];
    runner
        .action(&[&inputs[..], &[("comment", "false")]].concat())
        .exits(0);
    assert_eq!(runner.github.known().calls, [""; 0]);
    runner.github.known().read_only = true;
    let job = runner.action(&inputs).exits(1);
    assert!(
        job.stdout.contains("pull-requests: write"),
        "{}",
        job.stdout
    );
    assert!(
        job.stderr
            .contains("403 Resource not accessible by integration"),
        "{}",
        job.stderr
    );
    assert_eq!(job.output("it", "exitcode"), "2");
}

#[test]
fn a_long_report_is_cut_for_the_comment_and_the_summary() {
    if !present("a long comment", &TOOLS) {
        return;
    }
    let runner = Runner::new();
    let mut variables = runner.variables();
    let out = runner.world.folder();
    variables.insert("out".to_owned(), out.display().to_string());
    let script = crate_folder().join(".github/action/report.sh");
    let lines = [
        format!(". {}", script.display()),
        "compose_comment '<!-- marker -->' 0123".to_owned(),
        "summarise".to_owned(),
    ];
    let row = format!("| {} |\n", "é".repeat(100));
    let whole = format!(
        "## Report\n\n{}\n<details>more</details>\n",
        row.repeat(5000)
    );
    runner.world.write("whole.md", &whole.repeat(2));
    runner.world.write("brief.md", &whole);
    super::shell::lines(&lines, &out, &variables).exits(0);
    let comment = runner.world.read("comment.md");
    let length = comment.chars().count();
    assert!((64_000..65_536).contains(&length), "{length}");
    assert!(
        comment.starts_with("<!-- marker -->\n<!-- switchboard sha256=0123 -->\n\n## Report\n")
    );
    assert!(comment.contains("é |\n\n… the rest stands in the summary of the run.\n"));
    assert!(comment.trim_end().ends_with(">run 42</a></sub>"));
    let summary = std::fs::read_to_string(&variables["GITHUB_STEP_SUMMARY"]).unwrap();
    assert!(
        (1_030_000..1_048_576).contains(&summary.len()),
        "{}",
        summary.len()
    );
    assert!(summary.contains("é |\n\n```\n\n… and more"));
}

#[test]
fn inputs_are_never_read_by_a_shell() {
    if !present("arguments", &TOOLS) {
        return;
    }
    let runner = Runner::new();
    let mark = runner.world.path("pwned");
    let word = format!("$(touch${{IFS}}{0});`touch${{IFS}}{0}`", mark.display());
    for inputs in [
        [
            ("command", "validate"),
            ("args", &*format!("--var host={word}")),
        ],
        [
            ("command", "validate"),
            ("args", &*format!("--var\nhost=two words {word}")),
        ],
        [("command", "validate"), ("env", &*word)],
        [("command", "validate"), ("config", &*word)],
        [("command", "plan"), ("expect-plan", &*word)],
        [("command", &*word), ("args", "")],
        [("command", "validate"), ("working-directory", &*word)],
        [("command", "validate"), ("version", &*word)],
    ] {
        assert_ne!(runner.action(&inputs).code, 0, "{inputs:?}");
        assert!(!mark.exists(), "{inputs:?}");
    }
    let noted = runner
        .world
        .read("switchboard.yaml")
        .replace("vars:\n", "vars:\n  note: none\n");
    runner.world.write("switchboard.yaml", &noted);
    let job = runner.action(&[
        ("command", "validate"),
        ("args", "--var\nhost=a.example\n--var\nnote=two * words\n"),
    ]);
    job.exits(0);
}

#[test]
fn the_token_is_not_in_the_commands_environment() {
    if !present("the token", &TOOLS) {
        return;
    }
    let runner = Runner::new();
    let stolen = runner.world.read("switchboard.yaml").replace(
        "    callback_url",
        "    auth_token: { env: INPUT_TOKEN }\n    callback_url",
    );
    runner.world.write("switchboard.yaml", &stolen);
    let job = runner.workflow("plan.yml").exits(1);
    assert!(job.stdout.contains("INPUT_TOKEN"), "{}", job.stdout);
    assert_eq!(runner.sandbox.calls(), []);
}

#[test]
fn the_action_runs_test() {
    if !present("the test command", &TOOLS) {
        return;
    }
    let runner = Runner::new();
    let inputs = [("command", "test"), ("env", "prod")];
    let job = runner.action(&inputs);
    assert!(
        job.summary.contains("## Switchboard test"),
        "{}",
        job.summary
    );
    assert!(job.summary.contains("+15017122661"), "{}", job.summary);
    assert_eq!(job.output("it", "exitcode"), job.code.to_string());
    assert_eq!(runner.github.own_comments().len(), 1);
    runner
        .action(&[("command", "apply"), ("env", "prod")])
        .exits(0);
    runner.action(&inputs).exits(0);
}
