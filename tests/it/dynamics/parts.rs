//! Parts of a configuration: targets, exclusions, one provider of a test, an overlay.

use serde_json::json;

use super::{ANOTHER, Both, CONFIGURATION, FIRST, SECOND, SEED, checked, findings};

/// The addresses of the findings of a plan.
#[track_caller]
fn about(both: &Both, more: &[&str]) -> Vec<String> {
    let arguments = [&["plan", "--format", "json"], more].concat();
    let found = findings(&both.compared(&arguments, 0)).into_iter();
    found.map(|(_, _, address, _)| address).collect()
}

/// Everything that can be missing is.
fn bare() -> Both {
    let both = Both::new();
    both.remove(&both.number(FIRST));
    both.remove(&both.number(SECOND));
    both.remove(&both.keyword("JOIN"));
    both
}

#[test]
fn a_plan_of_a_part_compares_that_part() {
    let both = bare();
    let first = "providers.us.numbers.first";
    let second = "providers.us.numbers.second";
    let keyword = "keywords.JOIN";
    assert_eq!(about(&both, &[]), [first, second, keyword]);
    assert_eq!(about(&both, &["--target", first]), [first]);
    assert_eq!(about(&both, &["--target", keyword]), [keyword]);
    assert_eq!(about(&both, &["--exclude", second]), [first, keyword]);
}

#[test]
fn a_keyword_outside_of_the_target_is_not_created() {
    let both = bare();
    let apply = ["apply", "--auto-approve", "--create-dynamics-keywords"];
    let target = ["--target", "providers.us"];
    both.run(&[&apply[..], &target].concat()).exits(0);
    assert_eq!(both.count("JOIN"), 0);
    both.run(&apply).exits(0);
    assert_eq!(both.count("JOIN"), 1);
}

#[test]
fn an_apply_of_a_part_keeps_the_records_of_the_rest() {
    let both = Both::of(&checked());
    both.apply(&[], 0);
    let all = both.recorded();
    both.remove(&both.number(SECOND));
    both.apply(&["--target", "providers.us.numbers.first"], 0);
    assert_eq!(both.recorded(), all);
    both.run(&["drift"]).exits(2);
    both.run(&["drift", "--target", "providers.us.numbers.first"])
        .exits(0);
}

#[test]
fn a_test_of_every_provider_compares_keywords_too() {
    let both = bare();
    for arguments in [&["test"][..], &["test", "us"]] {
        let shown = both.run(arguments).exits(2).stdout;
        assert!(shown.contains("W0821"), "{arguments:?}: {shown}");
    }
}

#[test]
fn an_overlay_is_where_a_finding_points() {
    let path = "/api/v1.1/orgs/3f2c0b7e-0000-4000-8000-000000000000";
    let both = Both::unapplied(&CONFIGURATION.replace(path, ""), SEED);
    let overlay = format!("environment:\n  dynamics_org_id: {ANOTHER}\n");
    both.world.write("envs/prod.yaml", &overlay);
    let plan = ["plan", "--env", "prod", "--format", "json"];
    let dynamics = both.compared(&plan, 0);
    let found = dynamics["findings"].as_array().unwrap().iter();
    let found: Vec<_> = found.filter(|one| one["code"] == "E0814").collect();
    assert_eq!(found.len(), 1, "{dynamics:#}");
    let source = &found[0]["source"];
    assert_eq!(source["file"], "envs/prod.yaml", "{source:#}");
    assert_eq!(source["line"], json!(2));
}
