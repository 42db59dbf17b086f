//! Which event subscription a declaration means.

use super::cloud::{CALLBACK, Cloud, child, configuration};

const ADDRESS: &str = "providers.eu.subscriptions.incoming";

fn subscription(name: &str, url: &str) -> String {
    format!(
        "      - {{ name: {name}, under: topic, endpoint_url: \"{url}\", event_types: [SMSReceived] }}\n"
    )
}

fn with(all: &[String]) -> String {
    format!("    topic: {{}}\n    subscriptions:\n{}", all.concat())
}

#[test]
fn one_of_the_declared_name_is_adopted() {
    let cloud = Cloud::of(
        &configuration(""),
        &with(&[subscription("EU-Incoming", CALLBACK)]),
    );
    assert_eq!(cloud.change(ADDRESS).0, "adopt");
    cloud.apply(0);
    cloud.is_settled();
    assert_eq!(cloud.requests("PUT", ""), 0);
    assert_eq!(cloud.requests("PATCH", ""), 0);
}

#[test]
fn the_only_one_with_the_declared_url_is_adopted() {
    let others = [
        subscription("made-by-hand", CALLBACK),
        subscription("other", "https://other.example.com/"),
    ];
    let cloud = Cloud::of(&configuration(""), &with(&others));
    assert_eq!(cloud.change(ADDRESS).0, "adopt");
    cloud.apply(0);
    cloud.is_settled();
    assert_eq!(cloud.requests("PUT", ""), 0);
    let shown = cloud.run(&["registry", "show", "--format", "json"]).stdout;
    assert!(shown.contains(&child("made-by-hand")), "{shown}");
}

#[test]
fn several_with_the_declared_url_are_an_error_until_one_is_named() {
    let both = [subscription("one", CALLBACK), subscription("two", CALLBACK)];
    let cloud = Cloud::of(&configuration(""), &with(&both));
    let plan = cloud.shown(&["plan"], 3);
    assert!(plan.contains("one") && plan.contains("two"), "{}", plan);
    cloud.apply(3);
    assert_eq!(cloud.requests("PUT", ""), 0);
    let named = configuration("    subscriptions: { incoming: { name: two } }\n");
    cloud.world.write("switchboard.yaml", &named);
    assert_eq!(cloud.change(ADDRESS).0, "adopt");
}

#[test]
fn ids_are_compared_without_regard_to_case() {
    let cloud = Cloud::new(&configuration(""));
    cloud.apply(0);
    let upper = configuration("").replace("resourceGroups/messaging", "RESOURCEGROUPS/MESSAGING");
    cloud.world.write("switchboard.yaml", &upper);
    cloud.is_settled();
}
