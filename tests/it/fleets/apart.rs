//! Each shard by itself: what it plans, reads, needs and says.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{Home, RESOURCES, addresses, configuration, edited, fleet, runs};

/// Together, the shards plan what one plan does, each thing once.
#[test]
fn all_shards_together_plan_what_one_plan_does() {
    let (world, _sandbox) = edited();
    let plan = |arguments: &[&str]| -> Value {
        let arguments = [&["plan", "--format", "json"], arguments].concat();
        world.run(&arguments).exits(0).json()
    };
    let whole = plan(&[]);
    assert_eq!(whole["shard"], Value::Null);
    for count in [1, 2, 3, 8] {
        let mut changes = Vec::new();
        let mut hashes = BTreeSet::from([whole["sha256"].to_string()]);
        let mut reads = 0;
        for index in 1..=count {
            let one = plan(&["--shard", &format!("{index}/{count}")]);
            assert_eq!(one["shard"], json!({ "index": index, "count": count }));
            assert_eq!(one["complete"], true);
            let has_keywords = addresses(&one).contains(&"keywords.JOIN".to_owned());
            assert_eq!(has_keywords, index == 1);
            changes.extend(one["resource_changes"].as_array().unwrap().clone());
            hashes.insert(one["sha256"].to_string());
            reads += one["calls"]["reads"].as_u64().unwrap();
        }
        assert_eq!(hashes.len(), count + 1, "a hash of its own each");
        assert_eq!(reads, whole["calls"]["reads"].as_u64().unwrap());
        changes.sort_by_key(|change| change["address"].to_string());
        let mut expected = whole["resource_changes"].as_array().unwrap().clone();
        expected.sort_by_key(|change| change["address"].to_string());
        assert_eq!(changes, expected);
        assert_eq!(changes.len(), RESOURCES);
    }
}

/// Only the accounts of the shard are read, and only their credentials have to be there.
#[test]
fn a_shard_needs_its_own_credentials_only() {
    let (mut world, sandbox) = edited();
    let mine = ["TOKEN_5", "TOKEN_10", "TOKEN_12"];
    world
        .variables
        .retain(|name, _| !name.starts_with("TOKEN_") || mine.contains(&name.as_str()));
    world.run(&["plan"]).exits(1);
    world.run(&["plan", "--shard", "2/2"]).exits(1);
    let shard = |command: &[&'static str]| world.run(&[command, &["--shard", "1/2"]].concat());
    shard(&["plan", "--detailed-exitcode"]).exits(2);
    shard(&["apply", "--auto-approve", "--allow-mass-change"]).exits(0);
    for command in ["plan", "drift", "test"] {
        shard(&[command]).exits(0);
    }
    let accounts: BTreeSet<String> = sandbox
        .calls()
        .into_iter()
        .map(|call| call.account)
        // Paths of messaging services name no account.
        .filter(|account| !account.is_empty())
        .collect();
    let expected = [5, 10, 12].map(|at| format!("AC{at:032}"));
    assert_eq!(accounts, expected.into());
}

#[test]
fn a_target_outside_of_the_shard_is_left_to_the_others() {
    let (world, _sandbox) = edited();
    let plan = |shard: &str| {
        let arguments = [
            "plan",
            "--format",
            "json",
            "--target",
            "providers.p01.*",
            "--shard",
        ];
        let ended = world.run(&[&arguments[..], &[shard]].concat());
        addresses(&ended.exits(0).json()).len()
    };
    assert_eq!((plan("1/2"), plan("2/2")), (0, 3));
    // Of what a shard leaves over, nothing may be excluded by mistake.
    let nothing = ["plan", "--exclude", "providers.p05", "--shard", "5/8"];
    world.run(&nothing).exits(0);
}

/// A shard without a provider has nothing to do, and that is in order.
#[test]
fn an_empty_shard_is_in_order() {
    let (world, _sandbox) = edited();
    for command in ["plan", "drift", "test"] {
        let ended = world
            .run(&[command, "--shard", "3/8", "--format", "json"])
            .exits(0);
        let document = ended.json();
        assert_eq!(document["complete"], true, "{document}");
        assert_eq!(document["shard"], json!({ "index": 3, "count": 8 }));
    }
    let before = runs(&world).len();
    world
        .run(&["apply", "--auto-approve", "--shard", "3/8"])
        .exits(0);
    assert_eq!(runs(&world).len(), before);
}

#[test]
fn what_was_never_applied_is_not_in_sync_in_any_shard() {
    let (world, _sandbox) = fleet(Home::Sqlite);
    for shard in ["3/8", "1/8"] {
        let ended = world
            .run(&["drift", "--shard", shard, "--format", "json"])
            .exits(3);
        assert_eq!(ended.json()["complete"], false);
    }
}

/// A provider that is no longer declared belongs to the shard of its name.
#[test]
fn a_provider_is_forgotten_by_one_shard() {
    let (world, _sandbox) = fleet(Home::Sqlite);
    world.run(&["apply", "--auto-approve"]).exits(0);
    let text = configuration();
    let (start, end) = (text.find("  p01:").unwrap(), text.find("  p02:").unwrap());
    world.write(
        "switchboard.yaml",
        &(text[..start].to_owned() + &text[end..]),
    );
    let forgotten = |shard: &str| {
        let ended = world
            .run(&["plan", "--format", "json", "--shard", shard])
            .exits(0);
        ended.json()["summary"]["forget"].as_u64().unwrap()
    };
    assert_eq!((forgotten("1/2"), forgotten("2/2")), (0, 4));
    for shard in ["1/2", "2/2"] {
        world
            .run(&["apply", "--auto-approve", "--shard", shard])
            .exits(0);
        assert_eq!(forgotten("2/2"), if shard == "1/2" { 4 } else { 0 });
    }
    world.run(&["plan", "--detailed-exitcode"]).exits(0);
}

/// What counts is what is recorded for the shard.
#[test]
fn a_mass_change_is_judged_within_the_shard() {
    let (world, _sandbox) = edited();
    // Two numbers of 37 in all, but two of ten in this shard and its keyword.
    let text = world.read("switchboard.yaml");
    let text = text.replace("/v2/", "/");
    let text = ["/5\n", "/10\n"].iter().fold(text, |text, end| {
        text.replace(&format!("example{end}"), &format!("example/v2{end}"))
    });
    world.write("switchboard.yaml", &text);
    world
        .run(&["apply", "--auto-approve", "--shard", "2/2"])
        .exits(0);
    let ended = world
        .run(&["apply", "--auto-approve", "--shard", "1/2"])
        .exits(1);
    assert!(ended.stderr.contains("of 10 recorded"), "{}", ended.stderr);
    world.run(&["apply", "--auto-approve"]).exits(0);
}

#[test]
fn a_saved_plan_is_made_stale_by_its_own_shard_only() {
    let (world, _sandbox) = edited();
    for (name, shard) in [
        ("one.json", "1/2"),
        ("two.json", "2/2"),
        ("third.json", "3/3"),
    ] {
        world
            .run(&["plan", "--shard", shard, "--out", name])
            .exits(0);
    }
    world.run(&["plan", "--out", "whole.json"]).exits(0);
    world.run(&["apply", "two.json"]).exits(0);
    // A plan brings its shard along; naming another one is a mistake.
    let ended = world.run(&["apply", "one.json", "--shard", "2/2"]).exits(1);
    assert!(ended.stderr.contains("for shard 1/2"), "{}", ended.stderr);
    world.run(&["apply", "one.json", "--shard", "1/2"]).exits(0);
    for stale in ["two.json", "third.json", "whole.json"] {
        let ended = world.run(&["apply", stale]).exits(1);
        assert!(
            ended.stderr.contains("the registry was written since"),
            "{}",
            ended.stderr
        );
    }
    world.run(&["plan", "--detailed-exitcode"]).exits(0);
}

/// The first apply creates the registry, and leaves the plans of the other shards valid.
#[test]
fn saved_plans_of_shards_may_be_made_before_the_registry() {
    let (world, _sandbox) = fleet(Home::Sqlite);
    for shard in ["1/2", "2/2"] {
        let name = format!("{}.json", &shard[..1]);
        world
            .run(&["plan", "--shard", shard, "--out", &name])
            .exits(0);
    }
    world.run(&["plan", "--out", "whole.json"]).exits(0);
    world.run(&["apply", "1.json"]).exits(0);
    world.run(&["apply", "2.json"]).exits(0);
    for stale in ["1.json", "2.json", "whole.json"] {
        let ended = world.run(&["apply", stale]).exits(1);
        let said = "the registry was created since";
        assert!(ended.stderr.contains(said), "{}", ended.stderr);
    }
    world.run(&["plan", "--detailed-exitcode"]).exits(0);
}

/// What drifted in one shard is reverted by a plan for that shard.
#[test]
fn drift_is_found_and_reverted_within_the_shard() {
    let (world, sandbox) = fleet(Home::Sqlite);
    world.run(&["apply", "--auto-approve"]).exits(0);
    let url = [("SmsUrl".to_owned(), "https://elsewhere.example/".to_owned())];
    for number in ["+15017122605", "+15017122601"] {
        sandbox.change("POST", number, &url);
    }
    for shard in ["1/2", "2/2"] {
        let ended = world
            .run(&["drift", "--shard", shard, "--out", "revert.json"])
            .exits(2);
        assert!(
            ended.stdout.contains("Drift: 1 modified"),
            "{}",
            ended.stdout
        );
        world.run(&["apply", "revert.json"]).exits(0);
        world.run(&["drift", "--shard", shard]).exits(0);
    }
    world.run(&["drift"]).exits(0);
}

#[test]
fn what_is_not_a_shard_is_refused() {
    let (world, _sandbox) = fleet(Home::Sqlite);
    for (shard, said) in [
        ("0/3", "there is no shard 0"),
        ("4/3", "there is no shard 4"),
        ("1/0", "1 to 9999 shards"),
        ("two", "write I/N"),
    ] {
        for command in ["plan", "apply", "drift", "test"] {
            let ended = world.run(&[command, "--shard", shard]).exits(1);
            assert!(ended.stderr.contains(said), "{}", ended.stderr);
        }
    }
}
