//! Where results are written: links are followed, devices and pipes are written into, no file of
//! the user's is destroyed; and one place that cannot be written does not affect another.

use std::fs;
use std::os::unix::fs::{FileTypeExt as _, symlink};
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::support::fixture::{NUMBERS, unwritten};
use crate::support::world::World;

#[test]
fn a_link_is_followed_and_stays() {
    let (world, _sandbox) = NUMBERS.fresh();
    world.write("kept/old.json", "old");
    symlink("kept/old.json", world.path("link.json")).unwrap();
    symlink("kept/new.json", world.path("dangling.json")).unwrap();
    for link in ["link.json", "dangling.json"] {
        world.run(&["plan", "--out", link]).exits(0);
        assert!(world.path(link).is_symlink(), "{link}");
    }
    for file in ["kept/old.json", "kept/new.json"] {
        let plan: Value = serde_json::from_str(&world.read(file)).unwrap();
        assert_eq!(plan["kind"], "plan", "{file}");
    }
}

#[test]
fn a_device_is_written_into_and_stays() {
    let (world, _sandbox) = NUMBERS.fresh();
    let plan = world
        .run(&["plan", "--out", "/dev/full", "--report", "json=here.json"])
        .exits(1);
    assert!(plan.stderr.contains("/dev/full"), "{}", plan.stderr);
    assert!(plan.stdout.contains("Plan: "), "{}", plan.stdout);
    assert!(world.path("here.json").exists());
    world.run(&["plan", "--report", "json=/dev/null"]).exits(0);
    for device in ["/dev/full", "/dev/null"] {
        let kind = fs::metadata(device).unwrap().file_type();
        assert!(kind.is_char_device(), "{device}");
    }
}

#[test]
fn a_pipe_is_written_into_and_stays() {
    let (world, _sandbox) = NUMBERS.fresh();
    let made = Command::new("mkfifo").arg(world.path("pipe")).status();
    assert!(made.unwrap().success());
    let reader = Command::new("cat")
        .arg(world.path("pipe"))
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    world.run(&["plan", "--report", "json=pipe"]).exits(0);
    let read = reader.wait_with_output().unwrap().stdout;
    assert_eq!(
        serde_json::from_slice::<Value>(&read).unwrap()["kind"],
        "plan"
    );
    assert!(
        fs::metadata(world.path("pipe"))
            .unwrap()
            .file_type()
            .is_fifo()
    );
}

#[test]
fn the_configuration_is_never_overwritten() {
    let (world, _sandbox) = NUMBERS.fresh();
    symlink("switchboard.yaml", world.path("link")).unwrap();
    for path in ["switchboard.yaml", "./switchboard.yaml", "link"] {
        let plan = world.run(&["plan", "--out", path]).exits(1);
        assert!(plan.stderr.contains("of the configuration"), "{plan:?}");
        world
            .run(&["validate", "--report", &format!("human={path}")])
            .exits(1);
        assert_eq!(world.read("switchboard.yaml"), NUMBERS.configuration);
    }
}

#[test]
fn an_error_names_the_path_that_was_given() {
    let (world, sandbox) = NUMBERS.fresh();
    let arguments = [
        "--report",
        "json=missing/a.json",
        "--report",
        "json=there.json",
        "--report",
        "markdown=.",
    ];
    let plan = world
        .run(&[&["plan", "--out", "missing/plan"][..], &arguments].concat())
        .exits(1);
    for named in ["missing/plan", "missing/a.json", "No such file", "report ."] {
        assert!(plan.stderr.contains(named), "{named}: {}", plan.stderr);
    }
    assert!(!plan.stderr.contains(".tmp"), "{}", plan.stderr);
    assert!(plan.stdout.contains("Plan: ") && world.path("there.json").exists());
    // A requested output that cannot be written stops the apply before its first write.
    let applied = world
        .run(&[&["apply", "--auto-approve"][..], &arguments].concat())
        .exits(1);
    assert!(applied.stdout.contains("Plan: "), "{}", applied.stdout);
    unwritten(&sandbox);
}

#[test]
fn reports_are_written_when_nothing_can_be_planned() {
    let world = World::with("version: 1\nprojct: contoso\n");
    let wanted = ["json", "markdown", "github", "human"];
    let reports: Vec<String> = wanted.iter().map(|f| format!("{f}=out.{f}")).collect();
    let reports: Vec<&str> = reports.iter().flat_map(|r| ["--report", r]).collect();
    for command in ["validate", "plan", "apply"] {
        world.run(&[&[command][..], &reports].concat()).exits(1);
        let document: Value = serde_json::from_str(&world.read("out.json")).unwrap();
        assert_eq!(document["valid"], false, "{command}");
        for format in wanted {
            assert!(world.read(&format!("out.{format}")).contains("projct"));
            fs::remove_file(world.path(&format!("out.{format}"))).unwrap();
        }
    }
    // Credentials are missing.
    world.write("switchboard.yaml", NUMBERS.configuration);
    for command in ["plan", "apply"] {
        world.run(&[&[command][..], &reports].concat()).exits(1);
        let document: Value = serde_json::from_str(&world.read("out.json")).unwrap();
        assert_eq!(document["error_count"], 1, "{command}");
        fs::remove_file(world.path("out.json")).unwrap();
    }
    // An error about a target that is not declared.
    let (world, _sandbox) = NUMBERS.fresh();
    let missing = ["--target", "nobody", "--report", "json=out.json"];
    for command in ["plan", "apply"] {
        world.run(&[&[command][..], &missing].concat()).exits(1);
        assert!(world.read("out.json").contains("nobody"));
        fs::remove_file(world.path("out.json")).unwrap();
    }
    world.write("switchboard.yaml", NUMBERS.configuration);
    world.run(&["validate", "--report", "human=ok"]).exits(0);
    assert_eq!(
        world.read("ok"),
        "Valid: 1 provider, 3 numbers, 1 keyword.\n"
    );
}

#[test]
fn a_full_disk_at_stdout_is_an_error() {
    let (world, _sandbox) = NUMBERS.fresh();
    let full = fs::OpenOptions::new()
        .write(true)
        .open("/dev/full")
        .unwrap();
    let ended = world.command(&["plan"]).stdout(full).output().unwrap();
    let stderr = String::from_utf8(ended.stderr).unwrap();
    assert_eq!(ended.status.code(), Some(1));
    assert!(stderr.contains("stdout"), "{stderr}");
}

#[test]
fn a_folder_is_no_plan() {
    let world = World::with(NUMBERS.configuration);
    let ended = world.run(&["apply", "."]).exits(1);
    assert!(
        ended.stderr.contains(". is a folder, not a saved plan"),
        "{}",
        ended.stderr
    );
}
