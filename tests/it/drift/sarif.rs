//! The SARIF, checked against the standard's requirements for the parts in use and against what
//! GitHub documents for code scanning. The standard's own schema is large; `sarif.schema.json`
//! covers only the parts in use, and is stricter: it allows no other property.

use std::collections::BTreeSet;
use std::fs;

use serde_json::Value;

use super::outside;
use crate::support::crate_folder;
use crate::support::fixture::SERVICE;
use crate::support::world::World;

/// The results of a look, after everything about the document has been checked against its rules.
fn results(world: &World, code: i32, arguments: &[&str]) -> Vec<Value> {
    let format = ["drift", "--format", "sarif"];
    let document = world.run(&[&format, arguments].concat()).exits(code).json();
    let schema =
        fs::read_to_string(crate_folder().join("tests/it/drift/sarif.schema.json")).unwrap();
    let schema: Value = serde_json::from_str(&schema).unwrap();
    let validator = jsonschema::draft7::new(&schema).unwrap();
    let errors: Vec<String> = validator
        .iter_errors(&document)
        .map(|error| format!("{} at {}", error, error.instance_path()))
        .collect();
    assert!(errors.is_empty(), "{errors:#?}\n{document:#}");
    let run = &document["runs"][0];
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
    let ids: BTreeSet<&str> = rules
        .iter()
        .map(|rule| rule["id"].as_str().unwrap())
        .collect();
    assert_eq!(ids.len(), rules.len(), "a rule twice");
    let results = run["results"].as_array().unwrap();
    let mut names = BTreeSet::new();
    for result in results {
        let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(rules[index]["id"], result["ruleId"]);
        for (_, name) in result["partialFingerprints"].as_object().unwrap() {
            assert!(names.insert(name.as_str().unwrap()), "twice: {result:#}");
        }
    }
    results.clone()
}

#[test]
fn each_difference_is_a_result_at_its_line() {
    let (world, sandbox) = SERVICE.applied();
    assert_eq!(results(&world, 0, &[]), Vec::<Value>::new());
    let fields = [
        ("FriendlyName", "[a](1) {0}"),
        ("SmsUrl", "https://elsewhere.example/"),
        ("SmsMethod", "GET"),
    ];
    outside(&sandbox, "POST", "+15017122661", &fields);
    outside(&sandbox, "DELETE", "+15017122662", &[]);
    let found = results(&world, 2, &[]);
    let reported = |result: &Value| {
        let aspect = result["properties"]["aspect"].as_str().unwrap().to_owned();
        (aspect, result["level"].as_str().unwrap().to_owned())
    };
    let reported: Vec<_> = found.iter().map(reported).collect();
    let level = |of: &str| &reported.iter().find(|(aspect, _)| aspect == of).unwrap().1;
    assert_eq!(level("sms_url"), "error");
    assert_eq!(level("missing"), "error");
    assert_eq!(level("sms_method"), "warning");
    assert_eq!(level("friendly_name"), "note");
    let order: Vec<&str> = reported.iter().map(|(_, level)| level.as_str()).collect();
    let mut sorted = order.clone();
    sorted.sort_by_key(|level| ["error", "warning", "note"].iter().position(|l| l == level));
    assert_eq!(order, sorted, "the worst first");
    let name = found.iter().find(|one| one["level"] == "note").unwrap();
    let text = name["message"]["text"].as_str().unwrap();
    assert!(text.contains(r"\[a\](1) {{0}}"), "{text}");
    let region = &name["locations"][0]["physicalLocation"]["region"];
    let place = ["startLine", "startColumn", "endLine", "endColumn"].map(|at| &region[at]);
    assert_eq!(place, [8, 7, 8, 12]);
    // An unmanaged number is not a result.
    assert!(
        found
            .iter()
            .all(|one| !one.to_string().contains("+15005550199"))
    );
}

#[test]
fn the_same_difference_is_the_same_alert() {
    let (world, sandbox) = SERVICE.applied();
    outside(&sandbox, "POST", "+15017122661", &[("FriendlyName", "A")]);
    let first = results(&world, 2, &[]);
    assert!(first[0]["properties"]["first_seen"].is_string());
    assert_eq!(results(&world, 2, &[]), first);
    // Another line is the same alert, another value is another.
    world.write(
        "switchboard.yaml",
        &format!("# A comment.\n{}", SERVICE.configuration),
    );
    let moved = results(&world, 2, &[]);
    assert_eq!(
        moved[0]["partialFingerprints"],
        first[0]["partialFingerprints"]
    );
    assert_ne!(moved[0]["locations"], first[0]["locations"]);
    outside(&sandbox, "POST", "+15017122661", &[("FriendlyName", "B")]);
    let other = results(&world, 2, &[]);
    assert_ne!(
        other[0]["partialFingerprints"],
        first[0]["partialFingerprints"]
    );
}

#[test]
fn what_is_no_longer_declared_has_a_place_too() {
    let (world, sandbox) = SERVICE.applied();
    let without = SERVICE.configuration.replace(
        "      first: { phone_number: \"+15017122661\", friendly_name: First }\n",
        "",
    );
    world.write("switchboard.yaml", &without);
    outside(&sandbox, "POST", "+15017122661", &[("FriendlyName", "A")]);
    let found = results(&world, 2, &[]);
    let place = &found[0]["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], "switchboard.yaml");
    assert_eq!(place["region"]["startLine"], 4, "its provider's");
}

#[test]
fn a_wrong_configuration_is_results_as_well() {
    let (world, _sandbox) = SERVICE.applied();
    world.write(
        "switchboard.yaml",
        &SERVICE
            .configuration
            .replace("type: twilio", "type: carrier"),
    );
    let found = results(&world, 1, &[]);
    assert_eq!(found[0]["level"], "error");
}

#[test]
fn environments_share_one_run_and_differ_in_their_results() {
    let (world, sandbox) = SERVICE.fresh();
    world.write("envs/prod.yaml", "version: 1\n");
    world.write("envs/dev.yaml", "version: 1\n");
    let prod = ["--env", "prod"];
    let apply = ["apply", "--auto-approve"];
    world.run(&[&apply[..], &prod].concat()).exits(0);
    outside(&sandbox, "POST", "+15017122661", &[("FriendlyName", "A")]);
    // Nothing was ever applied to the other environment, which has a result of its own.
    let mut found = results(&world, 3, &["--env", "dev", "--env", "prod"]);
    found.retain(|result| result["ruleId"] != "E0786");
    assert_eq!(found.len(), 1);
    assert_eq!(found[0]["properties"]["environment"], "prod");
    assert_eq!(
        results(&world, 2, &prod)[0]["partialFingerprints"],
        found[0]["partialFingerprints"]
    );
    let format = ["drift", "--format", "sarif"];
    let document = world.run(&[&format[..], &prod].concat()).exits(2).json();
    let category = &document["runs"][0]["automationDetails"]["id"];
    assert_eq!(category, "switchboard-drift/contoso/prod/");
}
