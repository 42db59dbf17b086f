//! Drift of many numbers: every format shows equal differences as one, and names all numbers.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::support::sandbox::Sandbox;
use crate::support::world::World;

/// This many numbers, applied.
fn applied(count: usize) -> (World, Sandbox) {
    let mut text = "version: 1\nproject: acme\nproviders:\n  main:\n    type: twilio\n    \
         callback_url: https://hooks.example.com/sms\n    numbers:\n"
        .to_owned();
    for at in 0..count {
        let number = phone(at);
        let _ = writeln!(text, "      n{at}: {{ phone_number: \"{number}\" }}");
    }
    let (world, sandbox) = World::and_sandbox(&text, "");
    world.run(&["apply", "--auto-approve"]).exits(0);
    (world, sandbox)
}

/// Changes the URLs of all numbers outside. The account is read once, for it is large.
fn redirect(sandbox: &Sandbox, count: usize, url: impl Fn(usize) -> String) {
    let (account, _) = &sandbox.accounts[0];
    let state = sandbox.state();
    let numbers = state["accounts"][account]["numbers"].as_object().unwrap();
    let sids: BTreeMap<&str, &str> = numbers
        .iter()
        .map(|(sid, number)| (number["phone_number"].as_str().unwrap(), sid.as_str()))
        .collect();
    for at in 0..count {
        let sid = sids[phone(at).as_str()];
        let path = format!("/2010-04-01/Accounts/{account}/IncomingPhoneNumbers/{sid}.json");
        sandbox.change_at(account, &path, &[("SmsUrl".to_owned(), url(at))]);
    }
}

fn phone(at: usize) -> String {
    format!("+1501712{:04}", 2000 + at)
}

const REPORTS: [&str; 6] = [
    "human=../d.txt",
    "markdown=../d.md",
    "markdown-long=../long.md",
    "github=../d.github",
    "html=../d.html",
    "json=../d.json",
];

fn look(world: &World) {
    let mut arguments = vec!["drift"];
    for to in REPORTS {
        arguments.extend(["--report", to]);
    }
    world.run(&arguments).exits(2);
}

fn read(world: &World, name: &str) -> String {
    std::fs::read_to_string(world.beside(name)).unwrap()
}

/// Numbers that all lead elsewhere are one finding, and each is named.
#[test]
fn numbers_that_lead_elsewhere_are_one_finding() {
    let (world, sandbox) = applied(120);
    redirect(&sandbox, 120, |_| {
        "https://elsewhere.example/sms".to_owned()
    });
    look(&world);
    let human = read(&world, "d.txt");
    assert!(human.lines().count() < 40, "{human}");
    assert!(human.contains("  ! 120 numbers of main\n"), "{human}");
    assert!(
        human.contains("put one back: switchboard apply --target providers.main.numbers.n0\n"),
        "{human}"
    );
    for name in ["d.md", "long.md"] {
        let text = read(&world, name);
        assert!(
            text.contains("elsewhere.example") && text.contains("**120 numbers of main**"),
            "{text}"
        );
        for at in 0..120 {
            assert!(
                text.contains(&format!("<code>n{at}</code> {}", phone(at))),
                "{at}: {text}"
            );
        }
    }
    let annotations = read(&world, "d.github");
    assert_eq!(annotations.matches("::error ").count(), 1, "{annotations}");
    assert!(annotations.contains("120 numbers of main"), "{annotations}");
    let page = read(&world, "d.html");
    assert!(page.len() < 150_000, "{}", page.len());
    assert_eq!(page.matches("<article").count(), 1);
    assert!(page.contains("providers.main.numbers.n119"));
    let json: serde_json::Value = serde_json::from_str(&read(&world, "d.json")).unwrap();
    assert_eq!(json["summary"]["modified"], 120);
}

/// Where each number leads somewhere else, as many are named as there is room for.
#[test]
fn differences_that_are_not_equal_fill_the_report() {
    let (world, sandbox) = applied(400);
    redirect(&sandbox, 400, |at| {
        format!("https://h{at}.example/{}", "x".repeat(60))
    });
    look(&world);
    let text = read(&world, "d.md");
    assert!((60_000..=65_536).contains(&text.len()), "{}", text.len());
    let rows = text.matches("\n| modified |").count();
    assert!(rows > 100 && rows < 400, "{rows}");
    assert!(
        text.contains(&format!("… and {} more |", 400 - rows)),
        "{rows}"
    );
    let long = read(&world, "long.md");
    assert_eq!(long.matches("\n| modified |").count(), 400);
    assert_eq!(long.matches("<details>").count(), 400);
}
