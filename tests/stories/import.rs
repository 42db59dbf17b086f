//! A folder of `tests/import` is an account, `sandbox.yaml`, and what `import` makes of it:
//! `imported.yaml` on stdout and `summary.txt` on stderr. `args` holds more arguments, one per line;
//! `exit` the exit code, if it is not 0. Every story also shows that what was written is a
//! configuration that changes nothing.

use std::fs;
use std::path::Path;

use test_support::imported::{bare, imported};
use test_support::updating;

/// What differs from the expectations.
pub fn problems(story: &Path) -> Vec<String> {
    let read = |name: &str| fs::read_to_string(story.join(name)).unwrap_or_default();
    let arguments = read("args");
    let arguments: Vec<&str> = arguments.lines().collect();
    let (world, sandbox) = bare(&read("sandbox.yaml"));
    let (ended, mut problems) = imported(&world, &sandbox, &arguments);
    let code = match ended.code {
        0 => String::new(),
        code => format!("{code}\n"),
    };
    for (name, found) in [
        ("imported.yaml", ended.stdout),
        ("summary.txt", ended.stderr),
        ("exit", code),
    ] {
        if updating() && found.is_empty() {
            let _ = fs::remove_file(story.join(name));
        } else if updating() {
            fs::write(story.join(name), &found).unwrap();
        }
        let expected = read(name);
        if expected != found {
            problems.push(format!(
                "{name} differs\n--- expected\n{expected}--- found\n{found}"
            ));
        }
    }
    problems
}
