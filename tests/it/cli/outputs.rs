//! Files that no output may replace, and the permissions of an output.

use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};

use crate::support::fixture::NUMBERS;
use crate::support::tls::Authority;
use crate::support::world::{Ended, World, binary_path};

/// Asserts that a command refused to write there, and left the file as it was.
#[track_caller]
fn kept(world: &World, file: &str, arguments: &[&str]) -> Ended {
    let path = world.path(file);
    let before = fs::read(&path).ok();
    // In a call, /proc/self is not the thread whose working directory is meant.
    let ended = world.run_binary(arguments).exits(1);
    assert!(
        ended.stderr.contains("no output may replace it"),
        "{arguments:?}: {}",
        ended.stderr
    );
    assert_eq!(fs::read(&path).ok(), before, "{arguments:?}");
    ended
}

/// No command's output replaces the registry or its lock files, under any of its names.
#[test]
fn the_registry_is_never_replaced() {
    let (world, _sandbox) = NUMBERS.applied();
    NUMBERS.edit(&world);
    let registry = ".switchboard/registry.db";
    symlink("registry.db", world.path(".switchboard/link")).unwrap();
    symlink(".switchboard", world.path("folder")).unwrap();
    fs::hard_link(world.path(registry), world.path("hard")).unwrap();
    let here = format!("/proc/self/cwd/{registry}");
    for path in [
        registry,
        ".switchboard/link",
        "folder/registry.db",
        "hard",
        &here,
    ] {
        kept(&world, registry, &["plan", "--out", path]);
        for command in [&["plan"][..], &["drift"], &["validate"], &["test"]] {
            let report = format!("json={path}");
            kept(
                &world,
                registry,
                &[command, &["--report", &report]].concat(),
            );
        }
        let report = format!("markdown={path}");
        kept(
            &world,
            registry,
            &["apply", "--auto-approve", "--report", &report],
        );
    }
    let runs = world
        .run(&["registry", "history", "--format", "json"])
        .exits(0)
        .json();
    let run = runs["runs"][0]["id"].as_str().unwrap().to_owned();
    let undo = ["registry", "history", &run, "--inverse", "--out", registry];
    kept(&world, registry, &undo);
    for beside in ["-wal", "-shm", "-journal"] {
        let path = format!("{registry}{beside}");
        let file = path.clone();
        kept(&world, &file, &["plan", "--out", &path]);
    }
    // The sandbox's files, and those of a registry of another name, before they exist.
    for path in [".switchboard/sandbox.db", ".switchboard/sandbox.json"] {
        kept(&world, path, &["plan", "--out", path]);
    }
    let other = ["--registry", "sqlite:kept/other.db", "plan", "--out"];
    fs::create_dir(world.path("kept")).unwrap();
    kept(
        &world,
        "kept/other.db",
        &[&other[..], &["kept/other.db"]].concat(),
    );
    kept(
        &world,
        "kept/Other.db",
        &[&other[..], &["kept/Other.db"]].concat(),
    );
    world.run(&["plan"]).exits(0);
}

/// Files that the configuration depends on, although it does not consist of them.
#[test]
fn no_file_that_the_configuration_needs_is_replaced() {
    let (mut world, sandbox) = NUMBERS.fresh();
    let (_, token) = &sandbox.accounts[0];
    world.write("token.txt", token);
    let with_secret = NUMBERS.configuration.replace(
        "type: twilio\n",
        "type: twilio\n    auth_token: { file: token.txt }\n",
    );
    world.write("switchboard.yaml", &with_secret);
    world.write("envs/prod.yaml", "{}\n");
    world.write(".switchboardignore", "# nothing\n");
    world.write("sandbox.yaml", "accounts: []\n");
    world.write("authorities.pem", &Authority::new().pem);
    let bundle = world.path("authorities.pem").display().to_string();
    world.variables.insert("SSL_CERT_FILE".to_owned(), bundle);
    for file in [
        "token.txt",
        "envs/prod.yaml",
        ".switchboardignore",
        "sandbox.yaml",
        "sandbox.yml",
        "authorities.pem",
        "switchboard.yaml",
        "switchboard.yml",
    ] {
        kept(&world, file, &["plan", "--out", file]);
        let report = format!("human={file}");
        kept(&world, file, &["drift", "--report", &report]);
    }
}

/// Two outputs of one command do not replace each other, nor the plan that is
/// being applied. Devices accept any number of outputs.
#[test]
fn outputs_of_one_command_do_not_replace_each_other() {
    let (world, _sandbox) = NUMBERS.applied();
    NUMBERS.edit(&world);
    symlink("one.json", world.path("same")).unwrap();
    let plan = ["plan", "--out", "one.json"];
    let ended = world
        .run(&[&plan[..], &["--report", "markdown=same"]].concat())
        .exits(1);
    assert!(ended.stderr.contains("another output"), "{}", ended.stderr);
    world
        .run(&["validate", "--report", "json=a", "--report", "human=./a"])
        .exits(1);
    assert!(world.read("a").starts_with('{'));
    world
        .run(&[
            "validate",
            "--report",
            "json=/dev/null",
            "--report",
            "human=/dev/null",
        ])
        .exits(0);
    kept(
        &world,
        "one.json",
        &["apply", "one.json", "--report", "json=same"],
    );
    world.run(&["apply", "one.json"]).exits(0);
}

/// No output becomes configuration, which the next command would read, and none
/// replaces a registry that this command was not given, nor what keeps registries out of Git.
#[test]
fn an_output_is_not_written_where_it_would_be_read_as_configuration() {
    let (world, _sandbox) = NUMBERS.applied();
    world.write("conf/base.yaml", &world.read("switchboard.yaml"));
    fs::create_dir_all(world.path("conf/envs")).unwrap();
    symlink("conf", world.path("other")).unwrap();
    for output in ["conf/new.yaml", "other/new.yml", "conf/envs/new.yaml"] {
        for arguments in [
            &["plan", "-f", "conf", "--out", output][..],
            &["drift", "-f", "conf", "--report", &format!("json={output}")],
        ] {
            let ended = world.run(arguments).exits(1);
            assert!(
                ended.stderr.contains("would be read as part of it"),
                "{arguments:?}: {}",
                ended.stderr
            );
            assert!(!world.path(output).exists(), "{output}");
        }
    }
    world
        .run(&["plan", "-f", "conf", "--out", "conf/plan.json"])
        .exits(0);
    fs::copy(world.path(".switchboard/registry.db"), world.path("old.db")).unwrap();
    kept(&world, "old.db", &["plan", "--out", "old.db"]);
    let ignored = ".switchboard/.gitignore";
    kept(
        &world,
        ignored,
        &["validate", "--report", "json=.switchboard/.gitignore"],
    );
}

/// `init` and the manual pages are checked by the same rule.
#[test]
fn a_starter_or_a_manual_page_replaces_no_file_in_use() {
    let (world, _sandbox) = NUMBERS.applied();
    fs::remove_file(world.path(".switchboard/registry.db")).unwrap();
    kept(
        &world,
        ".switchboard/registry.db",
        &["-f", ".switchboard/registry.db", "init"],
    );
    let state = world.path(".switchboard/sandbox.json");
    fs::write(&state, "{}").unwrap();
    fs::create_dir(world.path("pages")).unwrap();
    symlink(&state, world.path("pages/switchboard-plan.1")).unwrap();
    kept(
        &world,
        ".switchboard/sandbox.json",
        &["man", "--out", "pages"],
    );
}

/// A report has the umask's mode, whatever its format; a saved plan is its owner's.
#[test]
fn a_report_has_the_mode_that_the_umask_allows() {
    let (world, _sandbox) = NUMBERS.fresh();
    let under = |umask: &str, arguments: &str| {
        let binary = binary_path();
        let binary = binary.display();
        let line = format!("umask {umask}; {binary} {arguments}; test $? -le 3");
        let mut shell = std::process::Command::new("sh");
        shell.current_dir(world.folder()).envs(&world.variables);
        Ended::of(shell.args(["-c", &line]).output().unwrap()).exits(0);
    };
    let mode = |file: &str| {
        let there = fs::metadata(world.path(file)).unwrap();
        there.permissions().mode() & 0o777
    };
    under(
        "022",
        "drift --report prometheus=a.prom --report html=a.html",
    );
    under("022", "plan --report markdown=a.md --out plan.json");
    under("027", "validate --report json=b.json");
    under("077", "test --report junit=c.xml");
    assert_eq!(
        (mode("a.prom"), mode("a.html"), mode("a.md")),
        (0o644, 0o644, 0o644)
    );
    assert_eq!((mode("b.json"), mode("c.xml")), (0o640, 0o600));
    assert_eq!(mode("plan.json"), 0o600);
    // A file that was there stays readable by the same users.
    let only_me = fs::Permissions::from_mode(0o600);
    fs::set_permissions(world.path("a.md"), only_me).unwrap();
    under("022", "plan --report markdown=a.md");
    assert_eq!(mode("a.md"), 0o600);
}

/// The file of a secret that only another environment's overlay names is kept, too.
#[test]
fn the_secret_of_another_environment_is_never_replaced() {
    let (world, _sandbox) = NUMBERS.applied();
    fs::create_dir(world.path("envs")).unwrap();
    let overlay = "providers:\n  main:\n    auth_token: { file: ../token }\n";
    fs::write(world.path("envs/production.yaml"), overlay).unwrap();
    fs::write(world.path("token"), "hunter2").unwrap();
    kept(&world, "token", &["plan", "--report", "json=token"]);
    kept(&world, "token", &["plan", "--out", "token"]);
}

/// A plan is saved in a file: a pipe without a reader would hold the command forever.
#[test]
fn a_plan_is_not_saved_into_a_named_pipe() {
    let (world, _sandbox) = NUMBERS.applied();
    let made = std::process::Command::new("mkfifo")
        .arg(world.path("pipe"))
        .status();
    assert!(made.unwrap().success());
    let ended = world.run(&["plan", "--out", "pipe"]).exits(1);
    assert!(ended.stderr.contains("named pipe"), "{}", ended.stderr);
    world.run(&["plan", "--out", "/dev/stdout"]).exits(0);
}

/// What `init` writes is ready for version control: the registry to come is kept out of it.
#[test]
fn init_keeps_the_registry_out_of_version_control() {
    let world = World::empty();
    world.run(&["-f", "new.yaml", "init"]).exits(0);
    let ignored = fs::read_to_string(world.path(".switchboard/.gitignore")).unwrap();
    assert_eq!(ignored, "*\n!.gitignore\n!*.schema.json\n");
}
