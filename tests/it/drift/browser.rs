//! The page in a browser: what it shows, that its filter works, and that no foreign text in it acts
//! or calls a host.

use std::path::Path;
use std::process::Command;

use serde_json::Value;

use super::outside;
use crate::support::fixture::SERVICE;
use crate::support::programs::any_of;
use crate::support::sandbox::Sandbox;
use crate::support::world::World;

const HOSTILE: &str = "</script><img src=x onerror=alert(1)>\u{202e}";

/// A world in which much drifted, and its page.
fn page() -> (World, Sandbox) {
    let (world, sandbox) = SERVICE.applied();
    let fields = [
        ("FriendlyName", HOSTILE),
        ("SmsUrl", "https://elsewhere.example/sms?a=1&b=<c>"),
    ];
    outside(&sandbox, "POST", "+15017122661", &fields);
    outside(&sandbox, "POST", "+15017122662", &[("FriendlyName", "x")]);
    world
        .run(&["drift", "--report", "html=../drift.html"])
        .exits(2);
    (world, sandbox)
}

/// What a browser made of a page.
struct Opened {
    /// The document, when its scripts have run.
    dom: String,
    /// The errors that it logged.
    console: Vec<String>,
    /// The addresses that it requested, other than files.
    asked: Vec<String>,
}

fn open(browser: &Path, file: &Path, fragment: &str) -> Opened {
    let file = file.canonicalize().unwrap();
    let profile = tempfile::tempdir().unwrap();
    let log = profile.path().join("net-log.json");
    let output = Command::new(browser)
        .args([
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
        ])
        .args(["--no-first-run", "--disable-background-networking"])
        .args(["--disable-component-update", "--disable-sync"])
        .args(["--host-resolver-rules=MAP * ~NOTFOUND", "--timeout=30000"])
        .args(["--enable-logging=stderr", "--dump-dom"])
        .arg(format!("--log-net-log={}", log.display()))
        .arg(format!(
            "--user-data-dir={}",
            profile.path().join("profile").display()
        ))
        .arg(format!("file://{}{fragment}", file.display()))
        .output()
        .unwrap();
    let reported = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{reported}");
    let console = reported.lines().filter(|line| line.contains("CONSOLE"));
    let log: Value = serde_json::from_str(&std::fs::read_to_string(log).unwrap()).unwrap();
    // Requests that the browser makes of its own accord have no page that initiated them.
    let events = log["events"].as_array().unwrap().iter();
    let urls = events.filter_map(|event| {
        let initiator = event["params"]["initiator"].as_str()?;
        let url = event["params"]["url"].as_str()?;
        (initiator != "not an origin").then_some(url)
    });
    Opened {
        dom: String::from_utf8(output.stdout).unwrap(),
        console: console.map(str::to_owned).collect(),
        asked: urls
            .filter(|url| !url.starts_with("file:") && !url.starts_with("data:"))
            .map(str::to_owned)
            .collect(),
    }
}

fn browser(what: &str) -> Option<std::path::PathBuf> {
    any_of(what, &["chromium", "google-chrome", "chromium-browser"])
}

/// The opening tags of what the filter shows and hides.
fn items(dom: &str) -> Vec<&str> {
    let tags = dom.split('<').filter(|tag| {
        let class = tag.split_once("class=\"").map_or("", |(_, rest)| rest);
        class
            .split('"')
            .next()
            .unwrap()
            .split(' ')
            .any(|word| word == "item")
    });
    tags.map(|tag| tag.split('>').next().unwrap()).collect()
}

#[test]
fn a_browser_shows_it_and_asks_for_nothing() {
    let Some(browser) = browser("the page in a browser") else {
        return;
    };
    let (world, _sandbox) = page();
    let opened = open(&browser, &world.beside("drift.html"), "");
    assert_eq!(opened.console, Vec::<String>::new());
    assert_eq!(opened.asked, Vec::<String>::new());
    let dom = &opened.dom;
    assert!(dom.contains("<h1>Drift of contoso</h1>"), "{dom}");
    assert!(dom.contains("switchboard apply --target providers.us.numbers.first"));
    assert!(dom.contains("<svg") && dom.contains("as recorded"));
    // Foreign content is text: the browser made no element of it.
    assert!(!dom.contains("<img") && dom.contains("&lt;img src=x onerror=alert(1)&gt;"));
    assert!(!dom.contains('\u{202e}'));
    assert_eq!(dom.matches("<script>").count(), 1);
    // The script has run: the box is there, and nothing is filtered yet.
    assert!(dom.contains("id=\"finder\" role=\"search\">"), "{dom}");
    let items = items(dom);
    assert!(items.len() >= 3, "{items:?}");
    assert!(
        items.iter().all(|item| !item.contains("hidden")),
        "{items:?}"
    );
}

#[test]
fn what_a_page_asks_for_would_be_noticed() {
    let Some(browser) = browser("whether a browser's requests are noticed") else {
        return;
    };
    let world = World::with("version: 1\n");
    let asking =
        "<!doctype html><img src=\"http://elsewhere.example/x\"><script>console.log(1)</script>";
    std::fs::write(world.beside("asking.html"), asking).unwrap();
    let opened = open(&browser, &world.beside("asking.html"), "");
    let asked = |url: &String| url == "http://elsewhere.example/x";
    assert!(opened.asked.iter().any(asked), "{:?}", opened.asked);
    assert!(!opened.console.is_empty());
}

#[test]
fn its_address_fills_the_filter() {
    let Some(browser) = browser("the page's filter in a browser") else {
        return;
    };
    let (world, _sandbox) = page();
    let shown = |fragment: &str| -> (String, Vec<bool>) {
        let opened = open(&browser, &world.beside("drift.html"), fragment);
        assert_eq!(opened.console, Vec::<String>::new());
        let items = items(&opened.dom);
        let shown = items.iter().map(|item| !item.contains("hidden")).collect();
        (opened.dom, shown)
    };
    let (dom, critical) = shown("#filter=critical%20numbers.FIRST");
    assert_eq!(critical.iter().filter(|shown| **shown).count(), 1, "{dom}");
    assert!(critical[0], "the worst is first");
    assert!(dom.contains(&format!("1 of {}", critical.len())), "{dom}");
    assert!(dom.contains("<body class=\"filtered\">"));
    let (_, none) = shown("#filter=nobody-has-this");
    assert!(none.iter().all(|shown| !shown));
    let (_, as_recorded) = shown("#filter=messaging_services.news");
    assert_eq!(as_recorded.iter().filter(|shown| **shown).count(), 1);
}

#[test]
fn the_page_makes_no_request() {
    let (world, _sandbox) = page();
    let page = std::fs::read_to_string(world.beside("drift.html")).unwrap();
    assert!(page.contains("default-src 'none'") && !page.contains("unsafe-inline"));
    for loading in [
        "<img", "<link", "<iframe", "src=\"", "@import", "url(h", "url(/", "//cdn",
    ] {
        assert!(!page.contains(loading), "{loading}");
    }
    // Links lead into the page only.
    assert!(
        page.split("href=\"")
            .skip(1)
            .all(|link| link.starts_with('#'))
    );
    assert!(!page.contains(" style=\"") && !page.contains(" onclick"));
}

#[test]
fn several_environments_share_a_page() {
    let (world, sandbox) = SERVICE.applied();
    outside(&sandbox, "POST", "+15017122661", &[("FriendlyName", "x")]);
    world.write("envs/prod.yaml", "version: 1\n");
    world.write("envs/dev.yaml", "version: 1\n");
    let look = ["drift", "--env", "prod", "--env", "dev", "--format", "html"];
    let page = world.run(&look).stdout;
    for section in ["environment-0", "environment-1"] {
        assert!(
            page.contains(&format!("<section id=\"{section}\">")),
            "{page}"
        );
        assert!(page.contains(&format!("href=\"#{section}\"")));
    }
    assert!(page.contains("<h2>prod</h2>") && page.contains("<h2>dev</h2>"));
    let ids: Vec<&str> = page
        .split(" id=\"")
        .skip(1)
        .map(|id| id.split('"').next().unwrap())
        .collect();
    let unique: std::collections::BTreeSet<&&str> = ids.iter().collect();
    assert_eq!(ids.len(), unique.len(), "{ids:?}");
}
