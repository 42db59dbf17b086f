//! The command: which files it takes, what it writes and prints, and how it ends.

use std::fs;
use std::io::Write as _;
use std::process::Stdio;

use crate::support::world::{Ended, World};

const ODD: &str = "version:   1\nproviders:\n    us: {type: twilio}\n";
const GOOD: &str = "version: 1\nproviders:\n  us: { type: twilio }\n";

fn piped(world: &World, arguments: &[&str], text: &str) -> Ended {
    let mut command = world.command(arguments);
    command.stdin(Stdio::piped());
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    child
        .stdin
        .take()
        .unwrap()
        .write_all(text.as_bytes())
        .unwrap();
    Ended::of(child.wait_with_output().unwrap())
}

#[test]
fn a_file_is_formatted_once() {
    let world = World::with(ODD);
    let ended = world.run(&["fmt"]).exits(0);
    assert_eq!(
        (ended.stdout.as_str(), ended.stderr.as_str()),
        ("switchboard.yaml\n", "")
    );
    assert_eq!(world.read("switchboard.yaml"), GOOD);
    assert_eq!(world.run(&["fmt"]).exits(0).stdout, "");
    assert_eq!(world.run(&["fmt", "--check"]).exits(0).stdout, "");
}

#[test]
fn a_check_writes_nothing_and_shows_the_difference() {
    let world = World::with(ODD);
    let before = world.contents();
    let ended = world.run(&["fmt", "--check"]).exits(2);
    assert_eq!(
        ended.stdout,
        "switchboard.yaml\n--- switchboard.yaml\n+++ switchboard.yaml (formatted)\n@@ -1,3 +1,3 @@\n-version:   1\n+version: 1\n providers:\n-    us: {type: twilio}\n+  us: { type: twilio }\n"
    );
    assert_eq!(world.contents(), before);
    world.write("switchboard.yaml", &GOOD.replace('\n', "\r\n"));
    let ended = world.run(&["fmt", "--check"]).exits(2);
    assert_eq!(
        ended.stdout,
        "switchboard.yaml\n  only line endings or a byte-order mark differ\n"
    );
}

#[test]
fn a_difference_shows_no_secret() {
    let world = World::with(
        "version: 1\nproviders:\n    us:\n        type: twilio\n        auth_token:   0123456789abcdef0123456789abcdef\n",
    );
    let ended = world.run(&["fmt", "--check"]).exits(2);
    assert!(
        ended.stdout.contains("+    auth_token: ***\n"),
        "{}",
        ended.stdout
    );
    assert!(
        !ended.stdout.contains("0123456789abcdef"),
        "{}",
        ended.stdout
    );
}

#[test]
fn overlays_are_formatted_and_the_sandbox_is_not() {
    let world = World::empty();
    for name in [
        "a.yaml",
        "b.yml",
        "sandbox.yaml",
        "c.txt",
        "deeper/d.yaml",
        "envs/prod.yaml",
        "envs/sandbox.yaml",
        "envs/test.yml",
    ] {
        world.write(&format!("conf/{name}"), "a:   1\n");
    }
    let ended = world
        .run(&["fmt", "-f", "conf", "--env", "nowhere"])
        .exits(0);
    assert_eq!(
        ended.stdout,
        "conf/a.yaml\nconf/b.yml\nconf/envs/prod.yaml\nconf/envs/sandbox.yaml\nconf/envs/test.yml\n"
    );
    assert_eq!(world.read("conf/envs/prod.yaml"), "a: 1\n");
    assert_eq!(world.read("conf/sandbox.yaml"), "a:   1\n");
    assert_eq!(world.read("conf/deeper/d.yaml"), "a:   1\n");
}

#[test]
fn broken_files_stay_and_others_are_formatted() {
    let world = World::empty();
    world.write("conf/a.yaml", "a:   [1}\nb: 2\n");
    world.write("conf/b.yaml", "b:   2\n");
    world.write("conf/c.yaml", "unknown:   !x 2\nunknown:   2\n");
    let ended = world.run(&["fmt", "-f", "conf"]).exits(1);
    assert_eq!(ended.stdout, "conf/b.yaml\nconf/c.yaml\n");
    assert!(
        ended.stderr.contains("E0107") && ended.stderr.contains("conf/a.yaml:1:6"),
        "{}",
        ended.stderr
    );
    assert_eq!(world.read("conf/a.yaml"), "a:   [1}\nb: 2\n");
    world.run(&["fmt", "-f", "conf", "--check"]).exits(1);
    world.run(&["fmt", "-f", "missing.yaml"]).exits(1);
    World::empty().run(&["fmt"]).exits(1);
}

#[test]
fn stdin_goes_to_stdout() {
    let world = World::empty();
    assert_eq!(piped(&world, &["fmt", "-"], ODD).exits(0).stdout, GOOD);
    assert_eq!(piped(&world, &["fmt", "-"], GOOD).exits(0).stdout, GOOD);
    let ended = piped(&world, &["fmt", "-", "--check"], ODD).exits(2);
    assert!(ended.stdout.starts_with("<stdin>\n---"), "{}", ended.stdout);
    let ended = piped(&world, &["fmt", "-"], "a: [").exits(1);
    assert!(
        ended.stdout.is_empty() && ended.stderr.contains("<stdin>:1:"),
        "{}",
        ended.stderr
    );
    let ended = world.run(&["fmt", "switchboard.yaml"]).exits(1);
    assert!(ended.stderr.contains("with -f"), "{}", ended.stderr);
    world.run(&["fmt", "-", "-f", "a.yaml"]).exits(1);
}

#[cfg(unix)]
#[test]
fn permissions_and_links_stay_and_nothing_outside_is_touched() {
    use std::os::unix::fs::{PermissionsExt as _, symlink};
    let world = World::empty();
    world.write("conf/real/a.yaml", ODD);
    world.write("outside.yaml", ODD);
    world.write("overlays/prod.yaml", ODD);
    let mode = |name: &str| fs::metadata(world.path(name)).unwrap().permissions().mode() & 0o777;
    fs::set_permissions(
        world.path("conf/real/a.yaml"),
        fs::Permissions::from_mode(0o640),
    )
    .unwrap();
    symlink("real/a.yaml", world.path("conf/a.yaml")).unwrap();
    symlink("../outside.yaml", world.path("conf/b.yaml")).unwrap();
    symlink("../overlays", world.path("conf/envs")).unwrap();
    let ended = world.run(&["fmt", "-f", "conf"]).exits(0);
    assert_eq!(ended.stdout, "conf/a.yaml\n");
    assert_eq!(world.read("conf/real/a.yaml"), GOOD);
    assert_eq!(mode("conf/real/a.yaml"), 0o640);
    assert!(
        fs::symlink_metadata(world.path("conf/a.yaml"))
            .unwrap()
            .is_symlink()
    );
    assert_eq!(world.read("outside.yaml"), ODD);
    assert_eq!(world.read("overlays/prod.yaml"), ODD);
    // A file that is named is formatted.
    world.run(&["fmt", "-f", "conf/b.yaml"]).exits(0);
    assert_eq!(world.read("outside.yaml"), GOOD);
    assert!(
        fs::symlink_metadata(world.path("conf/b.yaml"))
            .unwrap()
            .is_symlink()
    );
    assert_eq!(world.read("overlays/prod.yaml"), ODD);
}
