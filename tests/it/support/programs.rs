//! Programs that a test needs and a machine may lack. A skipped test prints that; a program that
//! `SWITCHBOARD_TEST_REQUIRE` names, separated by commas, must be there.

use std::io::Write as _;
use std::path::PathBuf;

/// Where a program is on PATH.
fn find(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path)
        .map(|folder| folder.join(program))
        .find(|candidate| candidate.is_file())
}

/// Prints to the real stderr, which no test harness captures, that something is skipped.
pub fn skip(what: &str, why: &str) {
    let text = format!("SKIPPED {what}: {why}\n");
    std::io::stderr().write_all(text.as_bytes()).unwrap();
}

/// Whether a program must be here.
fn required(program: &str) -> bool {
    let required = std::env::var("SWITCHBOARD_TEST_REQUIRE").unwrap_or_default();
    required.split(',').any(|name| name.trim() == program)
}

/// Whether all these programs are here. Fails where a required one is not.
pub fn present(what: &str, programs: &[&str]) -> bool {
    for program in programs {
        if find(program).is_none() {
            let must = required(program);
            assert!(!must, "{what} needs {program}, which is not on PATH");
            skip(what, &format!("{program} is not on PATH"));
            return false;
        }
    }
    true
}

/// The first of these equivalent programs that is here. Fails where none is and the first is
/// required.
pub fn any_of(what: &str, programs: &[&str]) -> Option<PathBuf> {
    let found = programs.iter().find_map(|program| find(program));
    if found.is_none() {
        let must = required(programs[0]);
        assert!(!must, "{what} needs one of {programs:?} on PATH");
        skip(what, &format!("none of {programs:?} is on PATH"));
    }
    found
}
