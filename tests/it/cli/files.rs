//! Paths that are not files, and files that are not a configuration.

#[cfg(unix)]
use std::fs::File;
#[cfg(unix)]
use std::process::{Command, Stdio};

use crate::support::world::World;
#[cfg(unix)]
use crate::support::world::{Ended, binary};

const CONFIGURATION: &str = "version: 1\nproviders: { us: { type: twilio } }\n";

#[cfg(unix)]
fn pipe(world: &World, name: &str) {
    let path = world.path(name);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    let made = Command::new("mkfifo").arg(path).status().unwrap();
    assert!(made.success());
}

/// Asserts that a command ends by itself with an error about this file.
#[cfg(unix)]
#[track_caller]
fn refuses(world: &World, arguments: &[&str], name: &str) {
    let ended = world.run(arguments).exits(1);
    assert!(
        ended.stderr.contains("E0517") && ended.stderr.contains(name),
        "{arguments:?}: {}",
        ended.stderr
    );
}

/// A pipe without a writer is an error, wherever a file is looked for.
#[cfg(unix)]
#[test]
fn a_pipe_is_not_waited_for() {
    let world = World::empty();
    world.write("c/a.yaml", CONFIGURATION);
    pipe(&world, "c/b.yaml");
    refuses(&world, &["validate", "-f", "c"], "c/b.yaml");
    refuses(&world, &["validate", "-f", "c/b.yaml"], "c/b.yaml");
    refuses(&world, &["plan", "-f", "c"], "c/b.yaml");
    refuses(&world, &["fmt", "-f", "c"], "c/b.yaml");
    // Reported once, though two parts of the command look at it.
    let formatted = world.run(&["fmt", "-f", "c"]).exits(1);
    assert_eq!(
        formatted.stderr.matches("E0517").count(),
        1,
        "{}",
        formatted.stderr
    );
    let overlaid = World::with(CONFIGURATION);
    pipe(&overlaid, "envs/prod.yaml");
    refuses(&overlaid, &["validate", "--env", "prod"], "envs/prod.yaml");
    let alone = World::empty();
    pipe(&alone, "switchboard.yaml");
    refuses(&alone, &["validate"], "switchboard.yaml");
    let seeded = World::empty();
    seeded.write("c/a.yaml", CONFIGURATION);
    pipe(&seeded, "c/sandbox.yaml");
    refuses(&seeded, &["validate", "-f", "c"], "c/sandbox.yaml");
}

/// A link to a device is no file either.
#[cfg(unix)]
#[test]
fn a_device_is_not_read() {
    let world = World::empty();
    world.write("c/a.yaml", CONFIGURATION);
    std::os::unix::fs::symlink("/dev/zero", world.path("c/b.yaml")).unwrap();
    refuses(&world, &["validate", "-f", "c"], "c/b.yaml");
    refuses(&world, &["validate", "-f", "/dev/zero"], "/dev/zero");
}

/// Standard input is read all the same.
#[cfg(unix)]
#[test]
fn standard_input_is_read() {
    let world = World::with(CONFIGURATION);
    let mut cat = Command::new("cat")
        .arg(world.path("switchboard.yaml"))
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let piped = binary()
        .current_dir(world.folder())
        .args(["validate", "-f", "/dev/stdin"])
        .stdin(cat.stdout.take().unwrap())
        .output()
        .unwrap();
    cat.wait().unwrap();
    Ended::of(piped).exits(0);
    let redirected = binary()
        .current_dir(world.folder())
        .args(["validate", "-f", "/dev/stdin"])
        .stdin(File::open(world.path("switchboard.yaml")).unwrap())
        .output()
        .unwrap();
    Ended::of(redirected).exits(0);
}

/// A file of one text may be a token's; nothing of it is shown, by no command and in no
/// format.
#[test]
fn a_file_of_one_text_is_not_shown() {
    const TOKEN: &str = "Ab9xK2mQ7vLw";
    for text in [
        format!("{TOKEN}\n"),
        format!("\"{TOKEN}\" # {TOKEN}\n"),
        format!("{TOKEN}\n{TOKEN}: no\n").replace(": no", " more"),
        format!("|\n  {TOKEN}\n"),
        format!("- {TOKEN}\n"),
    ] {
        let world = World::with(CONFIGURATION);
        world.write("token", &text);
        world.write("envs/token.yaml", &text);
        let mut commands = vec![vec!["validate", "--env", "token"]];
        for format in ["human", "json", "markdown", "github", "gitlab-codequality"] {
            commands.push(vec!["validate", "-f", "token", "--format", format]);
        }
        commands.push(vec!["plan", "-f", "token"]);
        if !text.starts_with('-') {
            commands.push(vec!["fmt", "-f", "token", "--check"]);
        }
        for arguments in commands {
            let ended = world.run(&arguments).exits(1);
            for said in [&ended.stdout, &ended.stderr] {
                assert!(!said.contains(TOKEN), "{arguments:?} {text}: {said}");
            }
        }
    }
}

/// A value is quoted in an error up to a length.
#[test]
fn a_long_value_is_cut() {
    let long = "9".repeat(1 << 20);
    for text in [
        format!(
            "version: 1\nproviders: {{ us: {{ type: twilio, numbers: {{ a: {{ phone_number: \"+{long}\" }} }} }} }}\n"
        ),
        format!("version: 1\nkeywords: [\"a {long}\"]\n"),
        format!(
            "version: 1\nproviders: {{ us: {{ type: twilio, messaging_services: {{ a: {{ numbers: [\"_{long}\"] }} }} }} }}\n"
        ),
        format!(
            "version: 1\nkeywords: [{{ keyword: JOIN, ignore: [{{ code: \"{long}\", reason: x }}] }}]\n"
        ),
        format!("version: \"{long}\"\n"),
    ] {
        let world = World::with(&text);
        for format in ["human", "json"] {
            let ended = world.run(&["validate", "--format", format]).exits(1);
            let said = ended.stdout.len() + ended.stderr.len();
            assert!(said < 10_000, "{format}: {said} bytes for {}", &text[..80]);
        }
    }
}

/// Byte-order marks are dropped all at once, so that formatting twice changes nothing.
#[test]
fn byte_order_marks_are_dropped_at_once() {
    for marks in [1, 2, 7] {
        let world = World::with(&("\u{feff}".repeat(marks) + CONFIGURATION));
        world.run(&["validate"]).exits(0);
        world.run(&["fmt"]).exits(0);
        let once = world.read("switchboard.yaml");
        assert!(!once.contains('\u{feff}'), "{marks}");
        world.run(&["fmt", "--check"]).exits(0);
        world.run(&["fmt"]).exits(0);
        assert_eq!(world.read("switchboard.yaml"), once);
    }
    // One in the middle is a character like others.
    let world = World::with(&format!("\u{feff}\u{feff}{CONFIGURATION}project: \u{e9}\n"));
    let ended = world.run(&["validate"]).exits(1);
    assert!(
        ended.stderr.contains("switchboard.yaml:3:10"),
        "{}",
        ended.stderr
    );
}

/// Twelve files share one allowance; one error says so.
#[test]
fn aliases_have_one_allowance_for_all_files() {
    let world = World::empty();
    for file in 0..12 {
        let mut text =
            format!("x-a0: &f{file}a0 {{ x: 1 }}\n").replace("x-a0", &format!("f{file}a0"));
        for n in 1..30 {
            let below = n - 1;
            text += &format!(
                "f{file}a{n}: &f{file}a{n} {{ p: *f{file}a{below}, q: *f{file}a{below} }}\n"
            );
        }
        world.write(&format!("c/{file:02}.yaml"), &text);
    }
    let ended = world
        .run(&["validate", "-f", "c", "--format", "json"])
        .exits(1);
    let document = ended.json();
    let all = document["diagnostics"].as_array().unwrap();
    let aliases: Vec<_> = all.iter().filter(|one| one["code"] == "E0111").collect();
    assert_eq!(aliases.len(), 1, "{document:#}");
    assert_eq!(aliases[0]["range"]["filename"], "c/00.yaml");
}
