//! A command that only reads leaves everything as it was: files, folders and the account.

use crate::support::fixture::{NUMBERS, unwritten};

#[test]
fn a_plan_writes_nothing_anywhere() {
    for (world, sandbox) in [NUMBERS.fresh(), NUMBERS.applied()] {
        NUMBERS.edit(&world);
        let before = world.contents();
        for arguments in [
            &["plan"][..],
            &["plan", "--format", "json", "--show-unmanaged"],
            &["plan", "--target", "first", "--detailed-exitcode"],
            &["validate"],
            &["registry", "show"],
            &["registry", "history"],
        ] {
            world.run(arguments);
            let after = world.contents();
            let names = |files: &std::collections::BTreeMap<_, _>| {
                files.keys().cloned().collect::<Vec<std::path::PathBuf>>()
            };
            assert_eq!(names(&after), names(&before), "{arguments:?}");
            assert!(after == before, "{arguments:?} changed a file");
        }
        unwritten(&sandbox);
    }
}

#[test]
fn a_plan_does_not_wait_for_a_lock() {
    let (world, sandbox) = NUMBERS.applied();
    NUMBERS.edit(&world);
    sandbox.add_faults(&serde_json::json!([{ "method": "POST", "then": { "delay_ms": 60_000 } }]));
    let mut slow = world
        .command(&["apply", "--auto-approve"])
        .stdout(std::process::Stdio::null())
        .spawn()
        .unwrap();
    super::locks::wait_for_a_write(&sandbox);
    world.run(&["plan", "--detailed-exitcode"]).exits(2);
    world.run(&["registry", "show"]).exits(0);
    slow.kill().unwrap();
    slow.wait().unwrap();
}
