//! Programs and commands that a test needs and a machine may lack. What is skipped is said aloud;
//! what `SWITCHBOARD_TEST_REQUIRE` names may not be.

use std::io::Write as _;
use std::path::PathBuf;

use crate::support::world::binary;

/// Where a program is on PATH.
fn find(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path)
        .map(|folder| folder.join(program))
        .find(|candidate| candidate.is_file())
}

/// Says on the real stderr, which no test harness keeps for itself, that something is skipped.
fn skip(what: &str, why: &str) {
    let text = format!("SKIPPED {what}: {why}\n");
    std::io::stderr().write_all(text.as_bytes()).unwrap();
}

/// Whether all these programs are here. Fails where one must be.
pub fn present(what: &str, programs: &[&str]) -> bool {
    let required = std::env::var("SWITCHBOARD_TEST_REQUIRE").unwrap_or_default();
    for program in programs {
        if find(program).is_none() {
            let must = required.split(',').any(|name| name.trim() == *program);
            assert!(!must, "{what} needs {program}, which is not on PATH");
            skip(what, &format!("{program} is not on PATH"));
            return false;
        }
    }
    true
}

/// Whether the binary has `drift`, and that reports so.
pub fn drifts(what: &str, format: &str) -> bool {
    let help = binary().args(["drift", "--help"]).output().unwrap();
    let has = help.status.success() && String::from_utf8_lossy(&help.stdout).contains(format);
    if !has {
        skip(
            what,
            &format!("there is no `switchboard drift --format {format}`"),
        );
    }
    has
}
