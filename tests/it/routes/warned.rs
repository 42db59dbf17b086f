//! The warning before a plan takes a number's answers away, and where another handler has them
//! already: in the plan for people, in Markdown, and by `explain`.

use super::configuration;
use crate::support::sandbox::Sandbox;
use crate::support::world::World;

const HOOK: &str = "https://hooks.shop.example/sms";
const STORE: &str = "    numbers:\n      store: { phone_number: \"+15017122661\" }\n";

/// A world whose account holds the number, with the declared URL, and these services.
fn world(under_provider: &str, services: &str) -> (World, Sandbox) {
    let seed = format!(
        "accounts:\n  AC00000000000000000000000000000001:\n    numbers:\n      - {{ phone_number: \"+15017122661\", sms_url: \"{HOOK}\" }}\n      - {{ phone_number: \"+15017122662\", sms_url: \"{HOOK}\" }}\n{services}"
    );
    World::and_sandbox(&configuration(under_provider), &seed)
}

#[track_caller]
fn says(text: &str, parts: &[&str]) {
    for part in parts {
        assert!(text.contains(part), "{part:?} in\n{text}");
    }
}

#[track_caller]
fn explained(world: &World, what: &str) -> String {
    world.run(&["explain", what]).exits(0).stdout
}

#[track_caller]
fn advice(world: &World, what: &str) -> String {
    let ended = world.run(&["explain", what, "--format", "json"]);
    ended.json()["advice"].as_str().unwrap().to_owned()
}

#[test]
fn a_plan_after_which_another_object_answers_says_so() {
    let services = "    messaging_services:\n      - { friendly_name: B, inbound_request_url: \"https://other.example/b\" }\n";
    let (world, _sandbox) = world(STORE, services);
    world.run(&["apply", "--auto-approve"]).exits(0);
    let joined = format!(
        "{STORE}    messaging_services:\n      b: {{ friendly_name: B, numbers: [store] }}\n"
    );
    world.write("switchboard.yaml", &configuration(&joined));
    let plan = world.run(&["plan"]).exits(3);
    says(
        &plan.stdout,
        &[
            "with this plan another object answers",
            "now answered by https://hooks.shop.example/sms",
            "then answered by https://other.example/b",
            "declared: https://hooks.shop.example/sms",
        ],
    );
    says(
        &plan.stderr,
        &[
            "texts to +15017122661 will be answered by https://other.example/b",
            "once this plan is carried out; now it is https://hooks.shop.example/sms",
        ],
    );
    let markdown = world.run(&["plan", "--format", "markdown"]).exits(3).stdout;
    says(
        &markdown,
        &[
            "| no-op | <code>providers.us.numbers.store</code>",
            "now answered by",
            "then answered by",
        ],
    );
    let human = explained(&world, "store");
    says(
        &human,
        &[
            "correct now, but the next apply would change it",
            "Who answers after the next apply",
            "Do not apply yet",
            "`inbound: defer_to_sender`",
        ],
    );
    assert!(!human.contains("Nothing to do"), "{human}");
}

const OLD: &str = "    messaging_services:\n      - { friendly_name: Old, inbound_request_url: \"https://old.example/x\", numbers: [\"+15017122661\"] }\n";

#[test]
fn an_adopted_number_behind_a_service_is_shown_with_its_route_and_yaml() {
    let (world, _sandbox) = world(STORE, OLD);
    let plan = world.run(&["plan"]).exits(3).stdout;
    let reported = [
        "answers its texts",
        "answered by",
        "old.example/x",
        "declared: ",
    ];
    says(&plan, &reported);
    let markdown = world.run(&["plan", "--format", "markdown"]).exits(3).stdout;
    says(&markdown, &reported);
    says(&markdown, &["inbound: defer", "sid: MG"]);
    world.run(&["apply", "--auto-approve"]).exits(3);
    let markdown = world.run(&["plan", "--format", "markdown"]).exits(3).stdout;
    says(&markdown, &reported);
    says(&markdown, &["| no-op |"]);
}

#[test]
fn a_declared_service_that_says_who_answers_wants_the_number_in_its_list() {
    let other = "    numbers:\n      store: { phone_number: \"+15017122661\" }\n      other: { phone_number: \"+15017122662\" }\n    messaging_services:\n      old: { friendly_name: Old, inbound: drop, numbers: [other] }\n";
    let (world, _sandbox) = world(other, OLD);
    let before = advice(&world, "store");
    world.run(&["apply", "--auto-approve"]).exits(3);
    for advice in [before, advice(&world, "store")] {
        says(
            &advice,
            &["add store to `numbers` of providers.us.messaging_services.old"],
        );
        assert!(!advice.contains("does not say who"), "{advice}");
    }
}

#[test]
fn two_services_of_one_name_lead_to_advice_about_the_sid_only() {
    let twins = "    messaging_services:\n      - { friendly_name: Dup, sid: MG000000000000000000000000000000d1, numbers: [\"+15017122661\"] }\n      - { friendly_name: Dup, sid: MG000000000000000000000000000000d2 }\n";
    let declared = format!(
        "{STORE}    messaging_services:\n      dup: {{ friendly_name: Dup, inbound: webhook, numbers: [store] }}\n"
    );
    let (world, _sandbox) = world(&declared, twins);
    let plan = world.run(&["plan"]).exits(3);
    says(&plan.stderr, &["E0725"]);
    assert!(!plan.stderr.contains("E0723"), "{}", plan.stderr);
    says(&advice(&world, "store"), &["several are called Dup", "sid"]);
}

#[test]
fn a_partly_planned_service_is_named() {
    let declared = format!(
        "{STORE}    messaging_services:\n      new: {{ friendly_name: New, inbound: webhook, numbers: [store] }}\n"
    );
    let (world, _sandbox) = world(&declared, OLD);
    let plan = world.run(&["plan"]).exits(3).stdout;
    says(
        &plan,
        &["providers.us.messaging_services.new could be planned only partly"],
    );
    assert!(!plan.contains("could not be planned"), "{plan}");
}

#[test]
fn a_targeted_service_names_the_numbers_it_moves() {
    let declared = "    numbers:\n      one: { phone_number: \"+15017122661\", incoming: { url: https://hooks.shop.example/a } }\n      two: { phone_number: \"+15017122662\" }\n    messaging_services:\n      old: { friendly_name: Old, inbound: webhook, numbers: [one, two] }\n";
    let (world, _sandbox) = world(declared, OLD);
    let target = ["plan", "--target", "old"];
    let plan = world.run(&target).exits(0).stdout;
    says(
        &plan,
        &[
            "also changes who answers: +15017122661, +15017122662",
            "1 other already in it, not changed",
        ],
    );
}

#[test]
fn another_method_is_seen_beside_the_same_url() {
    let (world, _sandbox) = world(STORE, "");
    world.run(&["apply", "--auto-approve"]).exits(0);
    let get = "    numbers:\n      store: { phone_number: \"+15017122661\", incoming: { method: GET } }\n";
    world.write("switchboard.yaml", &configuration(get));
    let reported = explained(&world, "store");
    says(&reported, &["with POST\n", "with GET\n"]);
}

#[test]
fn the_help_points_at_the_line_of_the_url() {
    let answered = |inbound: &str| {
        format!(
            "{STORE}    messaging_services:\n      old: {{ friendly_name: Old, inbound: {inbound}, numbers: [store] }}\n"
        )
    };
    let (world, _sandbox) = world(&answered("webhook"), OLD);
    world.run(&["apply", "--auto-approve"]).exits(0);
    // The provider's callback URL.
    says(
        &advice(&world, "store"),
        &["To call another URL, change it at switchboard.yaml:8:"],
    );
    world.write("switchboard.yaml", &configuration(&answered("drop")));
    world.run(&["apply", "--auto-approve"]).exits(0);
    says(
        &advice(&world, "store"),
        &["To have texts answered, change the setting at switchboard.yaml:12:"],
    );
}
