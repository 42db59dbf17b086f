//! `import --into`: a file gets what it lacks, and nothing that is there changes.

use crate::support::fixture::unwritten;
use crate::support::imported::bare;
use crate::support::sandbox::Sandbox;
use crate::support::world::World;

const ACCOUNT: &str = r#"accounts:
  AC00000000000000000000000000000001:
    friendly_name: Contoso
    numbers:
      - { phone_number: "+15017122661", friendly_name: Store, sms_url: "https://hooks.contoso.example/sms" }
      - { phone_number: "+15017122662", friendly_name: Store, sms_url: "https://hooks.contoso.example/sms" }
      - { phone_number: "+15017122663", friendly_name: Other, sms_url: "https://other.contoso.example/sms" }
      - { phone_number: "+15017122664", friendly_name: Plain, sms_url: "http://plain.contoso.example/sms" }
      - { phone_number: "+15017122665", friendly_name: Member, sms_url: "https://hooks.contoso.example/sms" }
      - { phone_number: "+15017122666", friendly_name: Blank, sms_url: "" }
    messaging_services:
      - { friendly_name: News, inbound_request_url: "https://hooks.contoso.example/sms", numbers: ["+15017122661", "+15017122665"] }
      - { friendly_name: Alerts, inbound_request_url: "https://hooks.contoso.example/sms", numbers: ["+15017122662"] }
  AC00000000000000000000000000000002:
    friendly_name: Contoso Stores
    numbers:
      - { phone_number: "+15017122671", friendly_name: Berlin, sms_url: "https://hooks.contoso.example/sms" }
      - { phone_number: "+15017122672", friendly_name: Rome, sms_url: "https://hooks.contoso.example/sms" }
"#;

/// With comments, other indentation, quotes and names than an import writes, CRLF, a var, and
/// references to the environment.
const FILE: &str = "# ours\r\nversion: 1\r\nvars: {host: 'hooks.contoso.example'}\r\nproviders:\r\n    \"main\":   # the account of TWILIO_ACCOUNT_SID\r\n        type: twilio\r\n        callback_url: https://${host}/sms\r\n        numbers:\r\n            first: {phone_number: '+15017122661'}   # the first\r\n\r\n            # planned\r\n            later:\r\n                phone_number: \"+15017122699\"\r\n                purchase: true\r\n        messaging_services:\r\n            newsletter:\r\n                friendly_name: News\r\n                inbound: webhook\r\n                numbers: [first]\r\n# the end\r\n";

fn with_file(text: &str) -> (World, Sandbox) {
    let (world, sandbox) = bare(ACCOUNT);
    world.write("switchboard.yaml", text);
    (world, sandbox)
}

/// All lines of the old text are in the new one, in their order.
fn keeps_every_line(old: &str, new: &str) {
    let mut lines = new.split_inclusive('\n');
    for line in old.split_inclusive('\n') {
        assert!(
            lines.any(|new| new == line),
            "{line:?} is not there, or not in its place:\n{new}"
        );
    }
}

#[test]
fn a_file_gets_what_it_lacks_and_keeps_every_byte() {
    let (world, sandbox) = with_file(FILE);
    let added = world
        .run(&["import", "--into", "switchboard.yaml"])
        .exits(0);
    assert!(added.stdout.is_empty());
    let text = world.read("switchboard.yaml");
    // The one line that grows is the list of a service, which gets a number.
    keeps_every_line(&FILE.replace("[first]", "[first, member]"), &text);
    assert!(!text.replace("\r\n", "").contains('\n'), "{text}");
    for part in [
        "  store:\r\n                phone_number: \"+15017122662\"\r\n",
        "incoming: none\r\n",
        "url: https://other.contoso.example/sms\r\n",
        "# Not written: its URL http://plain.contoso.example/sms is not https.\r\n            plain:\r\n",
        "            alerts:\r\n",
    ] {
        assert!(text.contains(part), "{part}\n{text}");
    }
    for part in [
        "Added what switchboard.yaml lacked of the account AC00000000000000000000000000000001 to main: 5 numbers and 1 messaging service.",
        "providers.main.numbers.plain: its URL http://plain.contoso.example/sms is not https",
    ] {
        assert!(added.stderr.contains(part), "{part}\n{}", added.stderr);
    }
    let plan = world.run(&["plan", "--format", "json"]).exits(0).json();
    let actions = plan["resource_changes"].as_array().unwrap().iter();
    let writes: Vec<String> = actions
        .filter(|one| {
            one["change"]["actions"] == serde_json::json!(["update"])
                || one["change"]["actions"] == serde_json::json!(["purchase"])
        })
        .map(|one| one["name"].as_str().unwrap().to_owned())
        .collect();
    // Only what was there before: the number that is not bought yet.
    assert_eq!(writes, ["later"], "{plan:#}");
    let again = world
        .run(&["import", "--into", "switchboard.yaml"])
        .exits(0);
    assert_eq!(world.read("switchboard.yaml"), text);
    assert!(
        again.stderr.contains("lacks nothing") && again.stderr.contains("Nothing was written"),
        "{}",
        again.stderr
    );
    unwritten(&sandbox);
}

/// A service that the file declares gets a number, although its declaration is not what the account
/// has: the number is added, and the difference is left to `plan`.
#[test]
fn a_service_with_a_pending_difference_gets_its_number() {
    for (service, pending) in [
        ("friendly_name: News\n        inbound: webhook", 0),
        ("friendly_name: News\n        inbound: drop", 1),
        (
            "friendly_name: News\n        inbound: webhook\n        callback_url: https://new.contoso.example/sms",
            1,
        ),
        (
            "friendly_name: News\n        inbound: webhook\n        sticky_sender: false",
            1,
        ),
    ] {
        let numbers = "    numbers:\n      first: { phone_number: \"+15017122661\" }\n      third: { phone_number: \"+15017122663\", incoming: unmanaged }\n";
        // A member that the account does not have in this service is a difference, too.
        for (members, more) in [("[first]", 0), ("[first, third]", 1)] {
            let file = format!(
                "version: 1\nproviders:\n  main:\n    type: twilio\n    callback_url: https://hooks.contoso.example/sms\n{numbers}    messaging_services:\n      newsletter:\n        {service}\n        numbers: {members}\n"
            );
            let (world, sandbox) = with_file(&file);
            let added = world
                .run(&["import", "--into", "switchboard.yaml"])
                .exits(0);
            let text = world.read("switchboard.yaml");
            assert!(text.contains(", member]"), "{text}");
            let changes = if (pending | more) == 0 {
                "The plan changes nothing else"
            } else {
                "The plan changes 1 object that the file declared before"
            };
            assert!(added.stderr.contains(changes), "{file}\n{}", added.stderr);
            unwritten(&sandbox);
        }
    }
}

#[test]
fn a_file_gets_another_account_and_stays_in_canonical_layout() {
    let world = World::empty();
    world.write("sandbox.yaml", ACCOUNT);
    world
        .run(&["import", "--sandbox", "--out", "switchboard.yaml"])
        .exits(0);
    let before = world.read("switchboard.yaml");
    let second = [
        "import",
        "--sandbox",
        "--into",
        "switchboard.yaml",
        "--account-sid",
        "AC00000000000000000000000000000002",
    ];
    let added = world.run(&second).exits(0);
    let text = world.read("switchboard.yaml");
    keeps_every_line(&before, &text);
    for part in [
        "  contoso-stores:\n",
        "auth_token: { env: TWILIO_AUTH_TOKEN_CONTOSO_STORES }",
        "berlin:",
    ] {
        assert!(text.contains(part), "{part}\n{text}");
    }
    assert!(
        added
            .stderr
            .contains("Set TWILIO_AUTH_TOKEN_CONTOSO_STORES"),
        "{}",
        added.stderr
    );
    world.run(&["fmt", "--check"]).exits(0);
    world.run(&["validate"]).exits(0);
    world.run(&second).exits(0);
    assert_eq!(world.read("switchboard.yaml"), text);
}

#[test]
fn a_number_that_any_file_declares_is_not_added_again() {
    let (world, _sandbox) = bare(ACCOUNT);
    let head = "version: 1\nproviders:\n  main:\n    type: twilio\n    numbers:\n      here: { phone_number: \"+15017122662\" }\n";
    let other = "version: 1\nproviders:\n  away:\n    type: twilio\n    account_sid: AC00000000000000000000000000000002\n    numbers:\n      misplaced: { phone_number: \"+15017122663\" }\n";
    world.write("conf/main.yaml", head);
    world.write("conf/other.yaml", other);
    let into = [
        "import",
        "-f",
        "conf",
        "--into",
        "conf/main.yaml",
        "--account-sid",
        "AC00000000000000000000000000000001",
    ];
    world.run(&into).exits(0);
    let text = world.read("conf/main.yaml");
    assert!(
        !text.contains("+15017122663") && text.contains("+15017122664"),
        "{text}"
    );
    assert_eq!(world.read("conf/other.yaml"), other);
    world.run(&["validate", "-f", "conf"]).exits(0);
    world.run(&into).exits(0);
    assert_eq!(world.read("conf/main.yaml"), text);
}

#[test]
fn what_cannot_be_added_is_an_error_and_the_file_stays() {
    let anchored = "version: 1\nx-numbers: &numbers\n  here: { phone_number: \"+15017122662\" }\nproviders:\n  main: { type: twilio, numbers: *numbers }\n";
    for (text, why) in [
        (anchored, "alias"),
        ("version: 1\nproviders: [\n", "error"),
        (
            "version: 1\nproviders: { main: { type: twilio, numbres: {} } }\n",
            "numbres",
        ),
    ] {
        let (world, _sandbox) = with_file(text);
        let refused = world
            .run(&["import", "--into", "switchboard.yaml"])
            .exits(1);
        assert!(refused.stderr.contains(why), "{why}: {}", refused.stderr);
        assert_eq!(world.read("switchboard.yaml"), text);
    }
    let (world, _sandbox) = with_file(FILE);
    let refused = world.run(&["import", "--into", "missing.yaml"]).exits(1);
    assert!(refused.stderr.contains("--out"), "{}", refused.stderr);
    world.write("other.yaml", "version: 1\n");
    world
        .run(&["import", "-f", "switchboard.yaml", "--into", "other.yaml"])
        .exits(1);
    world
        .run(&["import", "--into", "other.yaml", "--out", "x.yaml"])
        .exits(1);
}

#[cfg(unix)]
#[test]
fn a_file_keeps_its_mode_and_the_link_to_it() {
    use std::fs;
    use std::os::unix::fs::{PermissionsExt as _, symlink};

    let (world, _sandbox) = bare(ACCOUNT);
    world.write("real/there.yaml", FILE);
    fs::set_permissions(
        world.path("real/there.yaml"),
        fs::Permissions::from_mode(0o640),
    )
    .unwrap();
    symlink("real/there.yaml", world.path("switchboard.yaml")).unwrap();
    world
        .run(&["import", "--into", "switchboard.yaml"])
        .exits(0);
    assert!(world.path("switchboard.yaml").is_symlink());
    assert!(world.read("real/there.yaml").contains("alerts:"));
    let mode = fs::metadata(world.path("real/there.yaml"))
        .unwrap()
        .permissions()
        .mode();
    assert_eq!(mode & 0o777, 0o640);
}

#[test]
fn a_state_names_what_is_added_and_wishes_for_what_is_there_are_reported() {
    let (world, sandbox) = with_file(FILE);
    world.write("list.csv", "number,name,url\n+15017122661,X,https://new.contoso.example/sms\n+15017122663,From the list,https://new.contoso.example/sms\n");
    let into = [
        "import",
        "--into",
        "switchboard.yaml",
        "--from-csv",
        "list.csv",
        "--desired-from-csv",
    ];
    let added = world.run(&into).exits(0);
    let text = world.read("switchboard.yaml");
    keeps_every_line(FILE, &text);
    assert!(
        text.contains("from-the-list:") && !text.contains("+15017122664"),
        "{text}"
    );
    for part in [
        "providers.main.numbers.from-the-list",
        "1 number with another URL in the list is declared already and stays as it is",
        "providers.main.numbers.first",
    ] {
        assert!(added.stderr.contains(part), "{part}\n{}", added.stderr);
    }
    unwritten(&sandbox);
}

/// The file beneath an overlay gets what the environment lacks, and fits without the overlay, too.
#[test]
fn names_and_objects_that_an_overlay_removes_are_not_used_again() {
    let base = "version: 1\nproviders:\n  main:\n    type: twilio\n    numbers:\n      store-2662: { phone_number: \"+15017122661\" }\n      blank: { phone_number: \"+15017122699\", purchase: true }\n    messaging_services:\n      alerts: { friendly_name: Others, sid: MG00000000000000000000000000000009 }\n";
    let overlay = "providers:\n  main:\n    numbers: { store-2662: null, blank: null, other: null }\n    messaging_services: { alerts: null }\n";
    let (mut world, sandbox) = with_file(base);
    world.write("envs/prod.yaml", overlay);
    world
        .variables
        .extend([("SWITCHBOARD_ENV".to_owned(), "prod".to_owned())]);
    let into = ["import", "--into", "switchboard.yaml"];
    let added = world.run(&into).exits(0);
    let text = world.read("switchboard.yaml");
    keeps_every_line(base, &text);
    for part in [
        "      blank-2666:\n",
        "      other-2663:\n",
        "      store:\n        phone_number: \"+15017122662\"\n",
        "      alerts-",
    ] {
        assert!(text.contains(part), "{part}\n{text}");
    }
    assert_eq!(text.matches("+15017122661").count(), 1, "{text}");
    assert!(
        added
            .stderr
            .contains("only other environments declare the following, so it is not added")
            && added
                .stderr
                .contains("other environments read switchboard.yaml, too: without --env")
            && added.stderr.contains("providers.main.numbers.store-2662"),
        "{}",
        added.stderr
    );
    assert_eq!(world.read("envs/prod.yaml"), overlay);
    world.run(&into).exits(0);
    assert_eq!(world.read("switchboard.yaml"), text);
    world.run(&["validate"]).exits(0);
    world.variables.remove("SWITCHBOARD_ENV");
    world.run(&["validate"]).exits(0);
    unwritten(&sandbox);
}

#[test]
fn what_an_overlay_decides_is_not_added_beneath_it() {
    let main = "version: 1\nproviders:\n  main:\n    type: twilio\n    account_sid: AC00000000000000000000000000000001\n";
    let list = format!(
        "{main}    numbers: {{ first: {{ phone_number: \"+15017122661\" }} }}\n    messaging_services: {{ news: {{ friendly_name: News, numbers: [] }} }}\n"
    );
    let of_overlay =
        "providers: { main: { messaging_services: { news: { numbers: [first] } } } }\n";
    for (base, overlay, parts) in [
        (
            list.as_str(),
            of_overlay,
            [
                "providers.main.messaging_services.news.numbers is in envs/prod.yaml",
                "add to the list there: member",
            ],
        ),
        (
            main,
            "providers: { main: null }\n",
            ["in the base without an overlay", "import without --env"],
        ),
        (
            "version: 1\n",
            "providers: { main: { type: twilio } }\n",
            [
                "providers.main is declared in envs/prod.yaml only",
                "write the provider into the base first",
            ],
        ),
    ] {
        let (world, _sandbox) = with_file(base);
        world.write("envs/prod.yaml", overlay);
        let into = ["import", "--env", "prod", "--into", "switchboard.yaml"];
        let refused = world.run(&into).exits(1);
        for part in parts {
            assert!(refused.stderr.contains(part), "{part}: {}", refused.stderr);
        }
        assert_eq!(world.read("switchboard.yaml"), base);
    }
}

/// An import without an environment leaves what an overlay declares to the overlay.
#[test]
fn what_another_environment_declares_is_left_to_it() {
    let base = "version: 1\nproviders: { main: { type: twilio, numbers: { first: { phone_number: \"+15017122661\" } } } }\n";
    let number =
        "providers: { main: { numbers: { other: { phone_number: \"+15017122664\" } } } }\n";
    let (world, sandbox) = with_file(base);
    world.write("envs/prod.yaml", number);
    let into = ["import", "--into", "switchboard.yaml"];
    let added = world.run(&into).exits(0);
    for part in [
        "only other environments declare the following",
        "providers.main.numbers.other",
        "too: --env prod.",
    ] {
        assert!(added.stderr.contains(part), "{part}: {}", added.stderr);
    }
    let text = world.read("switchboard.yaml");
    assert!(!text.contains("+15017122664"), "{text}");
    assert!(text.contains("other-2663:"), "{text}");
    world.run(&["validate"]).exits(0);
    world.run(&["validate", "--env", "prod"]).exits(0);
    world.run(&into).exits(0);
    assert_eq!(world.read("switchboard.yaml"), text);
    // What would make the other environment invalid is refused.
    let group = "providers: { main: { messaging_services: { mine: { friendly_name: Mine, numbers: [first] } } } }\n";
    world.write("switchboard.yaml", base);
    world.write("envs/prod.yaml", group);
    let refused = world.run(&into).exits(1);
    for part in ["would not be valid in the environment prod", "--env prod"] {
        assert!(refused.stderr.contains(part), "{part}: {}", refused.stderr);
    }
    assert_eq!(world.read("switchboard.yaml"), base);
    unwritten(&sandbox);
}

/// Comments have no room in brackets: they name what they are about.
#[test]
fn comments_on_what_is_added_in_brackets_name_it() {
    let flow = "version: 1\nproviders: { main: { type: twilio, account_sid: AC00000000000000000000000000000001 } } # end\n";
    let (world, _sandbox) = with_file(flow);
    world
        .run(&["import", "--into", "switchboard.yaml"])
        .exits(0);
    let text = world.read("switchboard.yaml");
    let comments: Vec<&str> = text.lines().filter(|line| line.starts_with('#')).collect();
    let named = |comment: &&str| {
        comment.split_once(": ").is_some_and(|(key, _)| {
            key.strip_prefix("# ").is_some_and(|key| {
                let key = key.rsplit('.').next().unwrap_or_default();
                text.contains(&format!(" {key}: "))
            })
        })
    };
    assert!(!comments.is_empty() && comments.iter().all(named), "{text}");
}

#[test]
fn an_overlay_is_not_a_file_to_add_to() {
    let (world, _sandbox) = with_file(FILE);
    world.write("envs/prod.yaml", "providers: {}\n");
    for options in [&[][..], &["--env", "prod"], &["-f", "switchboard.yaml"]] {
        let command = [&["import", "--into", "envs/prod.yaml"], options].concat();
        let refused = world.run(&command).exits(1);
        assert!(
            refused.stderr.contains("this is an overlay"),
            "{options:?}: {}",
            refused.stderr
        );
    }
    assert_eq!(world.read("envs/prod.yaml"), "providers: {}\n");
    // Without a base beside it, such a file is a configuration like any other.
    world.write("other/envs/own.yaml", "version: 1\n");
    world
        .run(&["import", "--into", "other/envs/own.yaml"])
        .exits(0);
}

/// A number says nothing of its own if a service answers in its place and the files leave open how.
#[test]
fn a_number_of_a_service_without_an_answer_is_unmanaged() {
    let main = "version: 1\nproviders:\n  main:\n    type: twilio\n    callback_url: https://own.contoso.example/sms\n    account_sid: AC00000000000000000000000000000001\n";
    let declared = format!(
        "{main}    messaging_services:\n      news: {{ friendly_name: News, numbers: [] }}\n"
    );
    let of_another = format!(
        "{main}  away:\n    type: twilio\n    account_sid: AC00000000000000000000000000000001\n    messaging_services:\n      news: {{ friendly_name: News }}\n"
    );
    for base in [declared, of_another] {
        let (world, sandbox) = with_file(&base);
        let into = ["import", "--into", "switchboard.yaml", "--provider", "main"];
        world.run(&into).exits(0);
        let text = world.read("switchboard.yaml");
        let member = text.split_once("\n      member:").unwrap().1;
        let member = member.split_once("friendly_name").unwrap().1;
        let incoming = member.lines().nth(1).unwrap().trim();
        assert_eq!(incoming, "incoming: unmanaged", "{text}");
        let plan = world.run(&["plan"]).exits(0);
        assert!(!plan.stdout.contains("E0721"), "{}", plan.stdout);
        world.run(&["apply", "--auto-approve"]).exits(0);
        world.run(&["plan", "--detailed-exitcode"]).exits(0);
        world.run(&into).exits(0);
        assert_eq!(world.read("switchboard.yaml"), text);
        unwritten(&sandbox);
    }
}

/// Names of one origin all have digits, also if the file has some of them already.
#[test]
fn a_name_that_others_have_with_digits_gets_digits_too() {
    let accounts = "accounts:\n  AC00000000000000000000000000000001:\n    friendly_name: Contoso\n    numbers:\n      - { phone_number: \"+15017122661\", friendly_name: Store }\n      - { phone_number: \"+15017122662\", friendly_name: Store }\n  AC00000000000000000000000000000002: { friendly_name: Contoso }\n";
    let world = World::empty();
    world.write("sandbox.yaml", accounts);
    let base = "version: 1\nproviders:\n  contoso-0001:\n    type: twilio\n    account_sid: AC00000000000000000000000000000001\n    numbers:\n      store-2661: { phone_number: \"+15017122661\" }\n";
    world.write("switchboard.yaml", base);
    let both = [
        "import",
        "--sandbox",
        "--into",
        "switchboard.yaml",
        "--account-sid",
        "AC00000000000000000000000000000001",
        "--account-sid",
        "AC00000000000000000000000000000002",
    ];
    world.run(&both).exits(0);
    let text = world.read("switchboard.yaml");
    for part in ["  contoso-0002:\n", "      store-2662:\n"] {
        assert!(text.contains(part), "{part}{text}");
    }
}
