//! The page in a real browser: it shows what drifted and complains of nothing.

use crate::support::fixture::SERVICE;
use std::io::Write;
use std::process::{Command, Stdio};

use super::watcher::{Watcher, until};
use super::{FIRST, rename};

fn chromium() -> Option<&'static str> {
    let there = |name: &&str| {
        let mut command = Command::new(name);
        command.arg("--version").stdin(Stdio::null());
        command.stdout(Stdio::null()).stderr(Stdio::null());
        command.status().is_ok_and(|status| status.success())
    };
    ["chromium", "chromium-browser", "google-chrome"]
        .into_iter()
        .find(there)
}

#[test]
fn a_browser_renders_the_page() {
    let Some(chromium) = chromium() else {
        let required = std::env::var("SWITCHBOARD_TEST_REQUIRE").unwrap_or_default();
        assert!(
            !required.split(',').any(|name| name == "chromium"),
            "no Chromium is installed, and SWITCHBOARD_TEST_REQUIRE asks for one"
        );
        // Not by `eprintln!`, which a test's output is caught by.
        let _ = writeln!(
            std::io::stderr().lock(),
            "\nSKIPPED: the page of a watch is not opened, as no Chromium is installed"
        );
        return;
    };
    let (world, sandbox) = SERVICE.applied();
    let watcher = Watcher::start(&world, &[]);
    rename(&sandbox, FIRST, "Renamed");
    until("it is seen", || {
        watcher.get("/drift.json").status == 200 && watcher.json()["summary"]["modified"] == 1
    });
    let profile = tempfile::tempdir().unwrap();
    let output = Command::new(chromium)
        .args(["--headless", "--no-sandbox", "--disable-gpu"])
        .args(["--disable-dev-shm-usage", "--enable-logging=stderr"])
        .arg(format!("--user-data-dir={}", profile.path().display()))
        .args(["--dump-dom", &format!("http://{}/", watcher.address)])
        .env("HOME", profile.path())
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let (shown, said) = (
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr),
    );
    assert!(
        shown.contains("providers.us.numbers.first"),
        "{shown}\n{said}"
    );
    let complaints: Vec<&str> = said
        .lines()
        .filter(|line| line.contains("CONSOLE"))
        .collect();
    assert!(complaints.is_empty(), "{complaints:#?}");
}
