//! The help of errors names what the user meant. The files are those of `tests/invalid`, which hold
//! the places and the summaries.

use std::fs;

use crate::support;
use crate::support::world::{World, copy_folder};

/// The help of every diagnostic of a file or folder in `tests/invalid`, in order, with its code.
fn helps(name: &str, more: &[&str]) -> Vec<(String, String)> {
    let world = World::empty();
    let from = support::crate_folder().join("tests/invalid").join(name);
    if from.is_dir() {
        copy_folder(&from, &world.path(name));
    } else {
        world.write(name, &fs::read_to_string(&from).unwrap());
    }
    let arguments = [&["validate", "--format", "json", "-f", name], more].concat();
    let document = world.run(&arguments).json();
    let all = document["diagnostics"].as_array().unwrap();
    let text = |one: &serde_json::Value, key: &str| one[key].as_str().unwrap().to_owned();
    all.iter()
        .map(|one| (text(one, "code"), text(one, "help")))
        .collect()
}

/// Asserts that the helps hold these words, in this order.
#[track_caller]
fn says(helps: &[(String, String)], code: &str, expected: &[&str]) {
    let of_code: Vec<&str> = helps
        .iter()
        .filter(|(one, _)| one == code)
        .map(|(_, help)| help.as_str())
        .collect();
    assert_eq!(of_code.len(), expected.len(), "{helps:#?}");
    for (help, expected) in of_code.iter().zip(expected) {
        assert!(help.contains(expected), "{expected}: {help}");
    }
}

/// A tag that marks a secret leads to a reference to a variable.
#[test]
fn a_tag_of_a_secret_leads_to_a_reference() {
    let expected = [
        "{ env: TWILIO_AUTH_TOKEN }",
        "{ env: TWILIO_ACCOUNT_SID }",
        "{ env: TWILIO_AUTH_TOKEN }",
        "{ env: TWILIO_API_KEY }",
        "{ env: TWILIO_API_SECRET }",
        "SWITCHBOARD_VAR_NAME",
        "remove the tag",
    ];
    says(&helps("tags-of-secrets.yaml", &[]), "E0116", &expected);
}

/// A secret by `${…}` leads to a reference to a variable, and never into `vars`.
#[test]
fn a_secret_as_a_var_leads_to_a_reference() {
    let helps = helps("secret-as-a-var.yaml", &[]);
    let expected = [
        "{ env: MARKETING_AUTH_TOKEN }",
        "{ env: TWILIO_AUTH_TOKEN }",
        "{ env: TWILIO_ACCOUNT_SID }",
        "{ env: TWILIO_API_KEY }",
        "{ env: TWILIO_API_SECRET }",
    ];
    says(&helps, "E0505", &expected);
    assert!(
        helps.iter().all(|(_, help)| !help.contains("declare it")),
        "{helps:#?}"
    );
}

/// A secret in the notation of another tool leads there too, and so does a reference
/// that is given `${…}` or a tag for the variable's name.
#[test]
fn a_secret_in_another_notation_leads_to_a_reference() {
    let helps = helps("secret-as-a-var-of-elsewhere.yaml", &[]);
    let unclosed = [
        "{ env: TWILIO_ACCOUNT_SID }",
        "{ env: TWILIO_AUTH_TOKEN }",
        "name alone, such as { env: API_KEY }",
        "{ env: TWILIO_API_SECRET }",
    ];
    says(&helps, "E0506", &unclosed);
    let name = "name alone, such as { env: ACCOUNT_SID }";
    says(&helps, "E0505", &[name]);
    let name = "name alone, such as { env: AUTH_TOKEN }";
    says(&helps, "E0116", &[name]);
}

/// The name of a number, service or provider outside the map that holds it.
#[test]
fn a_name_outside_the_map_that_holds_it() {
    let expected = [
        "`store-line` is the name of a number: write it below `numbers:`",
        "`campaigns` is the name of a messaging service: write it below `messaging_services:`",
        "`marketing-us` is the name of a provider: write it below `providers:`",
    ];
    says(&helps("names-outside.yaml", &[]), "E0201", &expected);
}

/// Following the old help, and declaring the token under `vars`, leads there as well.
#[test]
fn a_secret_in_vars_leads_to_a_reference() {
    let world = World::with(
        "version: 1\nvars: { TWILIO_AUTH_TOKEN: abc }\nproviders:\n  us: { type: twilio, auth_token: \"${TWILIO_AUTH_TOKEN}\" }\n",
    );
    let ended = world.run(&["validate"]).exits(1);
    assert!(
        ended.stderr.contains("E0601") && ended.stderr.contains("{ env: TWILIO_AUTH_TOKEN }"),
        "{}",
        ended.stderr
    );
    assert!(!ended.stderr.contains("abc"), "{}", ended.stderr);
}

/// A service that names a number by something else than its name.
#[test]
fn a_number_that_is_not_named_by_its_name() {
    let helps = helps("numbers-by-another-name.yaml", &[]);
    let expected = [
        "did you mean `n0`?",
        "did you mean `n1`?",
        "did you mean `n1`?",
        "did you mean `help-desk`?",
        "declare the number",
        "`n9` of providers.eu",
        "names are lower-case letters",
    ];
    says(&helps, "E0301", &expected);
    says(&helps, "E0428", &["did you mean `help-desk`?"]);
}

/// A key one level too far out is not called a name, and its place is said.
#[test]
fn a_key_one_level_too_far_out() {
    let helps = helps("one-level-too-far-out.yaml", &[]);
    let number = "below the name of the number";
    let service = "below the name of the messaging service";
    let provider = "below the name of the provider";
    let expected = [
        number, number, number, number, service, service, provider, provider, provider,
    ];
    says(&helps, "E0125", &expected);
    let expected = [
        "it is a key of `incoming`",
        "it is a key of `incoming`",
        // Applications and messaging services have one too, but this provider has numbers only.
        "it is a key of a number: write it below the name of one, under `numbers:`",
        "it is a key of an application, a messaging service or a number: write it below the name of one, under `applications:`, `messaging_services:` or `numbers:`",
    ];
    says(&helps, "E0201", &expected);
    let others = helps
        .iter()
        .filter(|(code, _)| code == "E0301" || code == "E0204");
    assert_eq!(others.count(), 0, "{helps:#?}");
}

/// A name in an overlay that is like one of the base.
#[test]
fn a_misspelt_name_in_an_overlay() {
    let helps = helps("overlay-misspelt", &["--env", "prod"]);
    let expected = [
        "did you mean `marketing-us`, as in the base?",
        "add `type`: one of `twilio`, `azure`",
    ];
    says(&helps, "E0203", &expected);
    says(
        &helps,
        "E0450",
        &["did you mean `store-line`, as in the base?"],
    );
    says(
        &helps,
        "E0431",
        &["did you mean `campaigns`, as in the base?"],
    );
    // And what the overlay itself adds is not what it means to remove.
    says(
        &helps,
        "W0504",
        &["did you mean `marketing-us`? null removes a key of the base"],
    );
    says(
        &helps,
        "E0201",
        &["`store-line` is the name of a number: write it below `numbers:`"],
    );
}

/// The right pair is named.
#[test]
fn the_documented_pair_is_suggested() {
    let helps = helps("region-and-edge.yaml", &[]);
    let expected = ["edge: dublin", "region: au1", "jp1 with tokyo"];
    says(&helps, "W0452", &expected);
}

/// The help names the missing slash.
#[test]
fn a_missing_slash_is_suggested() {
    let helps = helps("var-runs-into-the-host.yaml", &[]);
    says(
        &helps,
        "W0516",
        &[
            "${base}/…",
            "${base}/…",
            "${host}/…",
            "${base}/…",
            "${port}/…",
            "${port}/…",
            "${base}/…",
            "${base}/…",
            "${abroad}/…",
        ],
    );
}

/// What comes first in reading order is called the first, also across files.
#[test]
fn the_first_place_comes_before_the_second() {
    let world = World::empty();
    let from = support::crate_folder().join("tests/invalid/first-in-reading-order");
    copy_folder(&from, &world.path("c"));
    let ended = world
        .run(&["validate", "--format", "json", "-f", "c"])
        .json();
    let all = ended["diagnostics"].as_array().unwrap();
    assert_eq!(all.len(), 4, "{ended:#}");
    for one in all {
        let place = |range: &serde_json::Value| {
            (
                range["filename"].as_str().unwrap().to_owned(),
                range["start"]["line"].as_u64().unwrap(),
            )
        };
        let (here, first) = (place(&one["range"]), place(&one["related"][0]["range"]));
        assert!(first < here, "{one:#}");
    }
}
