//! `validate --fix`: what it corrects, what it leaves, and what it says.

use std::fs;
#[cfg(unix)]
use std::os::unix::fs::{PermissionsExt as _, symlink};

use crate::support::world::World;

const BASE: &str = "\
# Ours.
version: 1
providers:
  us:
    type: twilio
    account_sid: AC00000000000000000000000000000001
    numbers:
      store: # the main line
          phone_number:   +15017122661    # bought in 2019
      support: { phone_number: '+18885550123' }
keywords: [STOP, NULL]
";

fn quoted(text: &str) -> String {
    text.replace("  +15017122661", "  \"+15017122661\"")
        .replace("NULL", "\"NULL\"")
}

#[test]
fn only_what_is_corrected_changes() {
    for text in [
        BASE.to_owned(),
        BASE.replace('\n', "\r\n"),
        format!("\u{feff}{BASE}"),
        BASE.trim_end().to_owned(),
    ] {
        let world = World::with(&text);
        world.run(&["validate"]).exits(1);
        let ended = world.run(&["validate", "--fix"]).exits(0);
        assert_eq!(world.read("switchboard.yaml"), quoted(&text));
        assert_eq!(
            ended.stdout,
            "switchboard.yaml:9:27: +15017122661 → \"+15017122661\"\n\
             switchboard.yaml:11:18: NULL → \"NULL\"\n\
             Fixed 2 places.\n\
             Valid: 1 provider, 2 numbers, 2 keywords.\n"
        );
        let again = world.run(&["validate", "--fix"]).exits(0);
        assert_eq!(again.stdout, "Valid: 1 provider, 2 numbers, 2 keywords.\n");
        assert_eq!(world.read("switchboard.yaml"), quoted(&text));
    }
}

#[test]
fn several_files_and_an_overlay_are_corrected() {
    let world = World::empty();
    world.write("c/a.yaml", BASE);
    let other = "providers:\n  eu:\n    type: twilio\n    account_sid: AC00000000000000000000000000000002\n    numbers: {a: {phone_number: +447700900123}}\n";
    world.write("c/b.yaml", other);
    let overlay =
        "providers:\n  us:\n    numbers:\n      store:\n        phone_number: +15017122663\n";
    world.write("c/envs/prod.yaml", overlay);
    world.write("c/envs/test.yaml", overlay);
    let ended = world
        .run(&["validate", "--fix", "-f", "c", "--env", "prod"])
        .exits(0);
    assert!(ended.stdout.contains("Fixed 3 places."), "{}", ended.stdout);
    // The overlay replaces this number, so nothing of it is read.
    assert_eq!(world.read("c/a.yaml"), BASE.replace("NULL", "\"NULL\""));
    assert_eq!(
        world.read("c/b.yaml"),
        other.replace("+447700900123", "\"+447700900123\"")
    );
    assert_eq!(
        world.read("c/envs/prod.yaml"),
        overlay.replace("+15017122663", "\"+15017122663\"")
    );
    assert_eq!(world.read("c/envs/test.yaml"), overlay);
    world.run(&["validate", "--fix", "-f", "c"]).exits(0);
    assert_eq!(world.read("c/a.yaml"), quoted(BASE));
}

#[test]
fn what_cannot_be_corrected_is_reported_as_before() {
    let text = BASE.replace("'+18885550123'", "18885550123");
    let world = World::with(&text);
    let ended = world.run(&["validate", "--fix"]).exits(1);
    assert_eq!(world.read("switchboard.yaml"), quoted(&text));
    let left = world.run(&["validate"]).exits(1);
    assert_eq!(ended.stderr, left.stderr);
    assert!(left.stderr.contains("E0302") && left.stderr.contains("switchboard.yaml:10:32"));
    let anchored = format!("x-n: &n +15017122661\n{BASE}").replace("  +15017122661", "  *n");
    let world = World::with(&anchored);
    let ended = world.run(&["validate", "--fix"]).exits(1);
    assert!(
        ended.stderr.contains(
            "--fix did not do it, because the value is an alias for a value elsewhere in the file"
        ),
        "{}",
        ended.stderr
    );
    let json = world
        .run(&["validate", "--fix", "--format", "json"])
        .exits(1);
    assert_eq!(json.json()["fixed"], serde_json::json!([]));
}

#[test]
fn programs_read_what_was_corrected() {
    let world = World::with(BASE);
    let json = world
        .run(&["validate", "--fix", "--format", "json"])
        .exits(0)
        .json();
    assert_eq!(json["valid"], true);
    assert_eq!(
        json["fixed"][0],
        serde_json::json!({"file": "switchboard.yaml", "line": 9, "column": 27,
            "before": "+15017122661", "after": "\"+15017122661\""})
    );
    let without = world.run(&["validate", "--format", "json"]).exits(0).json();
    assert_eq!(without.get("fixed"), None);
}

#[test]
fn nothing_is_written_without_a_correction() {
    let world = World::with(&quoted(BASE));
    let before = fs::metadata(world.path("switchboard.yaml")).unwrap();
    world.run(&["validate", "--fix"]).exits(0);
    let after = fs::metadata(world.path("switchboard.yaml")).unwrap();
    assert_eq!(before.modified().unwrap(), after.modified().unwrap());
}

#[cfg(unix)]
#[test]
fn permissions_and_links_stay() {
    let world = World::empty();
    world.write("elsewhere/real.yaml", BASE);
    let real = world.path("elsewhere/real.yaml");
    fs::set_permissions(&real, fs::Permissions::from_mode(0o640)).unwrap();
    symlink("elsewhere/real.yaml", world.path("switchboard.yaml")).unwrap();
    world.run(&["validate", "--fix"]).exits(0);
    let link = fs::symlink_metadata(world.path("switchboard.yaml")).unwrap();
    assert!(link.file_type().is_symlink());
    assert_eq!(world.read("elsewhere/real.yaml"), quoted(BASE));
    let mode = fs::metadata(&real).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o640);
    assert_eq!(fs::read_dir(world.path("elsewhere")).unwrap().count(), 1);
}

#[test]
fn a_stream_is_not_corrected() {
    let world = World::empty();
    for path in ["/dev/stdin", "-"] {
        let ended = world
            .run_binary(&["validate", "--fix", "-f", path])
            .exits(1);
        let said = ended.stderr;
        assert!(
            said.contains("--fix cannot change")
                && said.contains("write the configuration to a file"),
            "{said}"
        );
    }
}
