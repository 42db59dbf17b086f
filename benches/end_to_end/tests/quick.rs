//! Every measurement works, once and with small numbers. How long anything takes is not looked at.

use std::path::Path;
use std::process::Command;

#[test]
fn every_row_is_measured_and_the_documents_show_the_committed_results() {
    let bench = Path::new(env!("CARGO_BIN_EXE_end-to-end"));
    let program = bench.with_file_name("switchboard");
    if !program.exists() {
        eprintln!("skipped: {} is not built", program.display());
        return;
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let output = Command::new(bench)
        .current_dir(root)
        .args(["--quick", "--check-docs", "--binary"])
        .arg(&program)
        .arg("--json")
        .arg(Path::new(env!("CARGO_TARGET_TMPDIR")).join("quick.json"))
        .output()
        .expect("the measurements start");
    let (table, errors) = (
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr),
    );
    assert!(output.status.success(), "{table}\n{errors}");
    for row in [
        "plan-1000",
        "adopt-1000",
        "registry-read",
        "subaccounts",
        "apply-0ms-40-10",
        "start-version",
    ] {
        assert!(table.contains(&format!("| `{row}` |")), "{row}\n{table}");
    }
}
