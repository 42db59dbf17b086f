//! Every example of the page is read, in a configuration around it.

use std::fs;

use switchboard::config::{Input, Text, load};

use super::{MARK, keys, page};

/// What surrounds the example of a key: it is laid over this configuration.
const AROUND: &str = "\
version: 1
dynamics: { url: https://contoso.crm4.dynamics.com }
providers:
  marketing-us:
    type: twilio
    callback_url: https://hooks.contoso.example/sms
    numbers:
      store-line: { phone_number: \"+15017122662\" }
    applications:
      support-bot: { friendly_name: Support bot, url: https://bot.example.com/sms }
    messaging_services:
      campaigns: { friendly_name: Campaigns, inbound: webhook }
  marketing-eu:
    type: azure
    resource_id: /subscriptions/00000000-0000-4000-8000-000000000001/resourceGroups/messaging/providers/Microsoft.Communication/communicationServices/contoso-eu
    callback_url: https://hooks.contoso.example/sms
    delivery_report_url: https://hooks.contoso.example/reports
    numbers:
      store-line: { phone_number: \"+18885550124\" }
";

/// The provider of each kind in that configuration, other than that of `NAMES`.
const PROVIDERS: &[(&str, &str)] = &[("azure", "marketing-eu")];

/// Names for the places where a user chooses one, by the map they are in.
const NAMES: &[(&str, &str)] = &[
    ("providers", "marketing-us"),
    ("numbers", "store-line"),
    ("applications", "support-bot"),
    ("messaging_services", "campaigns"),
];

/// Keys that take the place of another one, which is removed beside their example.
const IN_PLACE_OF: &[(&str, &str)] = &[("short_code", "phone_number")];

/// The errors in a configuration with an overlay.
fn errors(base: &str, overlay: Option<&str>) -> Vec<String> {
    let named = |name: &str, text: &str| Text {
        name: name.to_owned(),
        bytes: text.into(),
    };
    let loaded = load(Input {
        base: vec![named("switchboard.yaml", base)],
        overlays: overlay
            .map(|text| named("envs/prod.yaml", text))
            .into_iter()
            .collect(),
        ..Input::default()
    });
    let errors = loaded.diagnostics.iter().filter(|found| found.is_error());
    errors
        .map(|found| format!("{}: {}", found.code, found.summary))
        .collect()
}

/// The example of a key below the keys that lead to it. Items of a list get what they must have.
fn in_its_place(key: &keys::Key, all: &[keys::Key]) -> String {
    let mut lines = key.example().unwrap();
    let (own, above) = key.path.split_last().unwrap();
    if let Some((_, other)) = IN_PLACE_OF.iter().find(|(key, _)| key == own) {
        lines += &format!("{other}: null\n");
    }
    if above.last().is_some_and(|last| last == "[]") {
        let beside = |one: &&keys::Key| {
            let (_, around) = one.path.split_last().unwrap();
            one.required && around == above && one.path != key.path
        };
        for other in all.iter().filter(beside) {
            lines += &other.example().unwrap();
        }
    }
    for (at, part) in above.iter().enumerate().rev() {
        let under = at.checked_sub(1).map(|before| above[before].as_str());
        lines = match part.as_str() {
            "[]" => {
                let indented = indented(&lines);
                indented.replacen("  ", "- ", 1)
            }
            "NAME" => {
                let name = NAMES.iter().find(|(map, _)| Some(*map) == under);
                let name = name.unwrap_or_else(|| panic!("NAMES has no {under:?}")).1;
                let kind = key.kind.as_deref().filter(|_| under == Some("providers"));
                let other = PROVIDERS.iter().find(|(of, _)| Some(*of) == kind);
                let name = other.map_or(name, |(_, name)| name);
                format!("{name}:\n{}", indented(&lines))
            }
            key => format!("{key}:\n{}", indented(&lines)),
        };
    }
    lines
}

fn indented(lines: &str) -> String {
    let lines: Vec<String> = lines.lines().map(|line| format!("  {line}\n")).collect();
    lines.concat()
}

#[test]
fn every_key_has_an_example_and_it_is_right() {
    let all = keys::all();
    assert!(all.len() > 50, "{}", all.len());
    let mut wrong = Vec::new();
    for key in &all {
        if key.example().is_none() {
            wrong.push(format!(
                "{} has no example: add one to its type, with example or x-example",
                key.name()
            ));
            continue;
        }
        let overlay = in_its_place(key, &all);
        for error in errors(AROUND, Some(&overlay)) {
            wrong.push(format!("{}: {error}\n{overlay}", key.name()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The examples before the keys are whole files, and an overlay of the one before it.
#[test]
fn the_whole_examples_are_right() {
    let text = fs::read_to_string(page()).unwrap();
    let prose = text.split(MARK).next().unwrap();
    let mut base = String::new();
    let mut seen = 0;
    for part in prose.split("<!-- example: ").skip(1) {
        let name = part.split(" -->").next().unwrap();
        let example = part.split("```yaml\n").nth(1).unwrap();
        let example = example.split("```").next().unwrap();
        let errors = if name.starts_with("envs/") {
            errors(&base, Some(example))
        } else {
            base = example.to_owned();
            errors(example, None)
        };
        assert_eq!(errors, Vec::<String>::new(), "{name}");
        seen += 1;
    }
    assert_eq!(seen, 3);
}
