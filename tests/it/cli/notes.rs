//! Notes: facts worth knowing although nothing is wrong. `validate` shows them, other commands with
//! `-v`; they are counted nowhere and come last in every report.

use serde_json::Value;

use crate::support::fixture::NUMBERS;
use crate::support::world::World;

/// [`NUMBERS.configuration`] with STOP, so that there is a note.
fn noted() -> String {
    NUMBERS.configuration.replace("[JOIN]", "[STOP]")
}

/// The severity and code of each diagnostic, in order.
fn reported(document: &Value) -> Vec<(String, String)> {
    let all = document["diagnostics"].as_array().unwrap();
    let text = |one: &Value, key: &str| one[key].as_str().unwrap().to_owned();
    all.iter()
        .map(|one| (text(one, "severity"), text(one, "code")))
        .collect()
}

fn note() -> Vec<(String, String)> {
    vec![("note".to_owned(), "W0441".to_owned())]
}

/// The file that `init` writes causes no warning and no note.
#[test]
fn the_starter_causes_no_warning() {
    let world = World::empty();
    world.run(&["init"]).exits(0);
    let validate = world.run(&["validate", "--format", "json"]).exits(0);
    let document = validate.json();
    assert_eq!(document["warning_count"], 0, "{document:#}");
    assert_eq!(document["error_count"], 0);
    assert_eq!(reported(&document), []);
}

/// With promotions, STOP is asked for where it is missing, and causes no warning where
/// it is declared.
#[test]
fn promotions_with_stop_cause_no_warning() {
    let commercial = NUMBERS
        .configuration
        .replace("twilio\n", "twilio\n    purpose: [commercial]\n");
    let world = World::with(&commercial);
    let without = world.run(&["validate", "--format", "json"]).exits(0).json();
    assert_eq!(without["warning_count"], 1, "{without:#}");
    world.write("switchboard.yaml", &commercial.replace("[JOIN]", "[STOP]"));
    let with = world.run(&["validate", "--format", "json"]).exits(0).json();
    assert_eq!(with["warning_count"], 0, "{with:#}");
}

/// `validate` shows a note, other commands show it with `-v` only, `-q` never does.
#[test]
fn people_see_a_note_where_they_look_for_it() {
    let (world, _sandbox) = World::and_sandbox(&noted(), "");
    let shows = |arguments: &[&str]| {
        let ended = world.run(arguments).exits(0);
        assert!(!ended.stderr.contains("warning[W0441]"), "{}", ended.stderr);
        ended.stderr.contains("note[W0441]")
    };
    assert!(shows(&["validate"]));
    assert!(!shows(&["validate", "-q"]));
    for command in ["plan", "apply", "drift"] {
        let arguments: &[&str] = match command {
            "apply" => &["apply", "--auto-approve"],
            other => &[other],
        };
        assert!(!shows(arguments), "{command}");
        assert!(shows(&[arguments, &["-v"]].concat()), "{command} -v");
    }
}

/// In documents a note is no warning, and a report lists it below what is wrong, although
/// its place in the file is above.
#[test]
fn reports_list_a_note_last() {
    let text = NUMBERS.configuration.replace("keywords: [JOIN]\n", "");
    let text = text.replace("project: contoso\n", "project: contoso\nkeywords: [HELP]\n");
    let text = text.replace("twilio\n", "twilio\n    purpose: [commercial]\n");
    let (world, _sandbox) = World::and_sandbox(&text, "");
    let warning = ("warning".to_owned(), "W0442".to_owned());
    let document = world.run(&["validate", "--format", "json"]).exits(0).json();
    assert_eq!(document["warning_count"], 1, "{document:#}");
    let expected = [vec![warning.clone()], note()].concat();
    assert_eq!(reported(&document), expected);
    let plan = world.run(&["plan", "--format", "json"]).exits(0).json();
    let plan = reported(&plan);
    assert_eq!(plan.last(), note().last(), "{plan:?}");
    assert!(plan.contains(&warning), "{plan:?}");
    let formats = [
        ("markdown", "- **note** "),
        ("github", "::notice file=switchboard.yaml"),
        ("gitlab-codequality", "\"severity\": \"info\""),
    ];
    for (format, mark) in formats {
        let report = world.run(&["plan", "--format", format]).exits(0).stdout;
        let (note, other) = (report.rfind(mark), report.rfind("W0442"));
        assert!(note > other && other.is_some(), "{format}: {report}");
    }
    world.run(&["apply", "--auto-approve"]).exits(0);
    let sarif = world.run(&["drift", "--format", "sarif"]).exits(0).json();
    let results = sarif["runs"][0]["results"].as_array().unwrap();
    let levels: Vec<&str> = results
        .iter()
        .filter_map(|one| one["level"].as_str())
        .collect();
    assert_eq!(levels, ["warning", "note"], "{sarif:#}");
}
