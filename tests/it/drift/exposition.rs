//! The metrics, read by a strict parser of Prometheus' text format (version 0.0.4), and their
//! values.

use std::collections::{BTreeMap, BTreeSet};

use super::outside;
use crate::support::fixture::SERVICE;
use crate::support::world::World;

/// A metric of the text: its type, and its samples by their labels.
struct Metric {
    kind: String,
    samples: BTreeMap<BTreeMap<String, String>, String>,
}

/// Reads the text as Prometheus does, and also enforces what Prometheus only recommends: each
/// metric has a help and a type, before its samples, and its samples are adjacent.
fn parse(text: &str) -> BTreeMap<String, Metric> {
    let mut metrics: BTreeMap<String, Metric> = BTreeMap::new();
    let mut helped = BTreeSet::new();
    let mut current = String::new();
    assert!(text.ends_with('\n') && !text.contains('\r'), "line ends");
    for line in text.lines() {
        if let Some(rest) = line.strip_prefix("# HELP ") {
            let (name, help) = rest.split_once(' ').unwrap();
            assert!(!help.is_empty() && helped.insert(name.to_owned()), "{line}");
        } else if let Some(rest) = line.strip_prefix("# TYPE ") {
            let (name, kind) = rest.split_once(' ').unwrap();
            assert!(["gauge", "counter", "untyped"].contains(&kind), "{line}");
            assert!(helped.contains(name), "{line}: no help before");
            name.clone_into(&mut current);
            let samples = BTreeMap::new();
            let kind = kind.to_owned();
            let before = metrics.insert(current.clone(), Metric { kind, samples });
            assert!(before.is_none(), "{line}: a second time");
        } else {
            let (name, labels, value) = sample(line);
            assert_eq!(name, current, "{line}: not among its own");
            let metric = metrics.get_mut(&name).unwrap();
            assert!(value.parse::<f64>().is_ok(), "{line}: no number");
            assert!(
                metric.samples.insert(labels, value).is_none(),
                "{line}: twice"
            );
        }
    }
    metrics
}

/// `name{label="value",…} value`, nothing before or after.
fn sample(line: &str) -> (String, BTreeMap<String, String>, String) {
    let is_name = |text: &str| {
        let mut chars = text.chars();
        chars
            .next()
            .is_some_and(|c| c.is_ascii_alphabetic() || c == '_')
            && chars.all(|c| c.is_ascii_alphanumeric() || c == '_')
    };
    let (name, rest) = line.split_once('{').unwrap_or_else(|| panic!("{line}"));
    assert!(is_name(name), "{line}");
    let mut labels = BTreeMap::new();
    let mut chars = rest.chars();
    loop {
        let label: String = chars.by_ref().take_while(|c| *c != '=').collect();
        assert!(is_name(&label), "{line}: {label}");
        assert_eq!(chars.next(), Some('"'), "{line}");
        let mut value = String::new();
        loop {
            match chars.next().unwrap_or_else(|| panic!("{line}: no end")) {
                '"' => break,
                '\\' => value.push(match chars.next().unwrap() {
                    '\\' => '\\',
                    '"' => '"',
                    'n' => '\n',
                    other => panic!("{line}: \\{other}"),
                }),
                c => value.push(c),
            }
        }
        assert!(
            labels.insert(label, value).is_none(),
            "{line}: a label twice"
        );
        match chars.next() {
            Some(',') => {}
            Some('}') => break,
            other => panic!("{line}: {other:?}"),
        }
    }
    let value: String = chars.collect();
    let value = value.strip_prefix(' ').unwrap_or_else(|| panic!("{line}"));
    (name.to_owned(), labels, value.to_owned())
}

fn metrics(world: &World, code: i32, arguments: &[&str]) -> BTreeMap<String, Metric> {
    let format = ["drift", "--format", "prometheus"];
    let metrics = parse(&world.run(&[&format, arguments].concat()).exits(code).stdout);
    assert!(metrics.values().all(|metric| metric.kind == "gauge"));
    metrics
}

/// The sample of a metric that has these labels, possibly among others.
fn value(metrics: &BTreeMap<String, Metric>, name: &str, labels: &[(&str, &str)]) -> String {
    let metric = &metrics[&format!("switchboard_drift_{name}")];
    let mut fitting = metric.samples.iter().filter(|(has, _)| {
        let fits = |(name, value): &(&str, &str)| has.get(*name).is_some_and(|v| v == value);
        labels.iter().all(fits)
    });
    let (_, value) = fitting.next().unwrap();
    assert!(fitting.next().is_none(), "{name} {labels:?} is several");
    value.clone()
}

#[test]
fn metrics_and_document_have_the_same_counts() {
    let (world, sandbox) = SERVICE.applied();
    outside(
        &sandbox,
        "POST",
        "+15017122661",
        &[("SmsUrl", "https://elsewhere.example/")],
    );
    outside(&sandbox, "DELETE", "+15017122662", &[]);
    let metrics = metrics(&world, 2, &[]);
    let document = world.run(&["drift", "--format", "json"]).exits(2).json();
    for status in ["in_sync", "modified", "missing", "unchecked"] {
        let counted = value(&metrics, "resources", &[("status", status)]);
        assert_eq!(counted, document["summary"][status].to_string(), "{status}");
    }
    for what in ["pending", "unmanaged", "ignored"] {
        let counted = value(
            &metrics,
            what,
            &[("project", "contoso"), ("environment", "")],
        );
        assert_eq!(counted, document["summary"][what].to_string(), "{what}");
    }
    for severity in ["critical", "major", "minor"] {
        let resources = document["resources"].as_array().unwrap().iter();
        let count = resources.filter(|one| one["severity"] == severity).count();
        let counted = value(&metrics, "drifted_resources", &[("severity", severity)]);
        assert_eq!(counted, count.to_string(), "{severity}");
    }
    assert_eq!(value(&metrics, "complete", &[]), "1");
    let at = value(&metrics, "last_run_timestamp_seconds", &[]);
    let at: i64 = at.split('.').next().unwrap().parse().unwrap();
    let now = jiff::Timestamp::now().as_second();
    assert!((now - at).abs() < 600, "{at} is not now, {now}");
}

#[test]
fn what_was_not_looked_at_has_no_counts() {
    let (world, _sandbox) = SERVICE.applied();
    world.write(
        "switchboard.yaml",
        &SERVICE
            .configuration
            .replace("type: twilio", "type: carrier"),
    );
    let metrics = metrics(&world, 1, &[]);
    assert_eq!(value(&metrics, "complete", &[]), "0");
    assert!(!metrics.contains_key("switchboard_drift_resources"));
    assert!(!metrics.contains_key("switchboard_drift_pending"));
}

#[test]
fn environments_have_their_own_label() {
    let (world, _sandbox) = SERVICE.fresh();
    world.write("envs/prod.yaml", "version: 1\n");
    world.write(
        "envs/dev.yaml",
        "providers: { us: null }\nkeywords: [HELLO]\n",
    );
    for environment in ["prod", "dev"] {
        let apply = ["apply", "--auto-approve", "--env", environment];
        world.run(&apply).exits(0);
    }
    let metrics = metrics(&world, 0, &["--env", "prod", "--env", "dev"]);
    for environment in ["prod", "dev"] {
        let labels = [("environment", environment), ("status", "missing")];
        assert_eq!(value(&metrics, "resources", &labels), "0");
    }
}

#[cfg(unix)]
#[test]
fn a_file_that_others_may_read_stays_one() {
    use std::os::unix::fs::PermissionsExt;
    let (world, _sandbox) = SERVICE.applied();
    let file = world.beside("switchboard.prom");
    std::fs::write(&file, "").unwrap();
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o644)).unwrap();
    world
        .run(&["drift", "--report", "prometheus=../switchboard.prom"])
        .exits(0);
    parse(&std::fs::read_to_string(&file).unwrap());
    let mode = std::fs::metadata(&file).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o644);
}

#[test]
fn the_parser_is_strict() {
    for wrong in [
        "a 1\n",
        "# HELP a b\n# TYPE a gauge\na{b=\"c\"}1\n",
        "# HELP a b\n# TYPE a gauge\na{b=\"c} 1\n",
        "# TYPE a gauge\na{b=\"c\"} 1\n",
        "# HELP a b\n# TYPE a gauge\na{b=\"c\"} 1\na{b=\"c\"} 2\n",
        "# HELP a b\n# TYPE a gauge\na{b=\"c\\d\"} 1\n",
    ] {
        let parsed = std::panic::catch_unwind(|| parse(wrong));
        assert!(parsed.is_err(), "{wrong}");
    }
}
