//! The house rules that a compiler does not check: which layer may name which, what pure code may
//! not name, how long a file may be, and where a provider's words may be.

mod imports;
mod rings;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use imports::{Modules, rings};
use rings::RINGS;

/// A file longer than this, unit tests left out, holds more than one subject.
const LONGEST: usize = 300;

/// Module → the modules it may name. Modules of one layer never name each other, and a crate in
/// `crates` names none of them.
fn layers() -> BTreeMap<&'static str, Vec<&'static str>> {
    let layer_0 = vec!["yaml"];
    let layer_1 = [layer_0.clone(), vec!["model"]].concat();
    let layer_2 = [
        layer_1.clone(),
        vec!["plan", "policy", "provider", "registry", "report"],
    ]
    .concat();
    let layer_3 = [layer_2.clone(), vec!["counterpart"]].concat();
    let layer_5 = [layer_3.clone(), vec!["config", "import", "reconcile"]].concat();
    let everything = [layer_5.clone(), vec!["engine", "http", "sandbox", "cli"]].concat();
    BTreeMap::from([
        ("yaml", vec![]),
        ("model", layer_0),
        ("http", layer_1.clone()),
        ("plan", layer_1.clone()),
        ("policy", layer_1.clone()),
        ("provider", [layer_1.clone(), vec!["http"]].concat()),
        ("registry", [layer_1.clone(), vec!["http"]].concat()),
        ("report", layer_1),
        ("counterpart", [layer_2, vec!["http"]].concat()),
        ("config", layer_3.clone()),
        ("import", layer_3.clone()),
        ("reconcile", layer_3),
        ("engine", layer_5),
        ("sandbox", vec![]),
        ("cli", everything),
    ])
}

/// Pure modules, and the files in them that are not.
const PURE: [(&str, &[&str]); 10] = [
    ("crates/spanned-yaml", &[]),
    ("model", &[]),
    ("plan", &[]),
    ("policy", &[]),
    ("report", &[]),
    ("config", &[]),
    ("import", &[]),
    (
        "counterpart",
        &[
            "dynamics/read.rs",
            "dynamics/lists.rs",
            "dynamics/client/mod.rs",
            "dynamics/client/attempt.rs",
            "dynamics/client/create.rs",
            "dynamics/client/keyword.rs",
            "dynamics/client/metadata.rs",
            "dynamics/client/organization.rs",
            "dynamics/client/pages.rs",
            "dynamics/client/privileges.rs",
            "dynamics/client/run.rs",
        ],
    ),
    (
        "provider/azure",
        &[
            "account.rs",
            "account/completing.rs",
            "account/creating.rs",
            "account/events.rs",
            "account/numbers_client.rs",
            "account/reading.rs",
            "account/status.rs",
            "account/subscriptions.rs",
            "account/topic.rs",
            "account/turn.rs",
            "account/updating.rs",
            "probe.rs",
            "client.rs",
            "client/attempt.rs",
            "client/authority.rs",
            "client/head.rs",
            "client/list.rs",
            "client/operation.rs",
            "client/prepare.rs",
            "client/write.rs",
        ],
    ),
    (
        "provider/twilio",
        &[
            "account.rs",
            "client.rs",
            "probe.rs",
            "probe/witness.rs",
            "account/alerts.rs",
            "account/applications.rs",
            "account/numbers_api.rs",
            "account/pricing.rs",
            "account/contact.rs",
            "account/conversations.rs",
            "account/creating.rs",
            "account/directory.rs",
            "account/events.rs",
            "account/membership.rs",
            "account/numbers.rs",
            "account/purchase.rs",
            "account/senders.rs",
            "account/short_codes.rs",
            "account/services.rs",
            "account/status.rs",
            "client/ahead.rs",
            "client/attempt.rs",
            "client/detach.rs",
            "client/greet.rs",
            "client/pages.rs",
            "client/prepare.rs",
            "client/release.rs",
        ],
    ),
];

/// The words that pure code never names: disk, network, environment, clock, chance, runtime,
/// terminal.
const WORLD: [&str; 18] = [
    "std::fs",
    "std::env",
    "std::net::Tcp",
    "std::net::Udp",
    "std::process",
    "std::thread",
    "std::io::std",
    "std::time::SystemTime",
    "Instant::now",
    "Timestamp::now",
    "tokio::",
    "reqwest::",
    "rusqlite::",
    "tokio_postgres::",
    "println!",
    "eprintln!",
    "print!(",
    "Uuid::",
];

/// A vendor: its words, and where they may be.
struct Vendor {
    name: &'static str,
    /// Its folders.
    folders: &'static [&'static str],
    /// The words that may occur nowhere else.
    words: &'static [&'static str],
    /// Files outside its folders that name it, each with the reason.
    named_in: &'static [(&'static str, &'static str)],
}

const VENDORS: [Vendor; 2] = [
    Vendor {
        name: "Twilio",
        // `import/sources` reads what other tools for Twilio wrote. Dataverse has tables that are named after it.
        folders: &[
            "provider/twilio",
            "counterpart/dynamics",
            "crates/twilio-sandbox",
            "crates/dataverse-sandbox",
            "import/sources",
        ],
        words: &[
            "Twilio",
            "twilio",
            "sid",
            "account_sid",
            "friendly_name",
            "messaging_service",
            "messaging_services",
            "messaging service",
            "Messaging service",
            "MessagingService",
            "application_sid",
            "IncomingPhoneNumbers",
            "sms_url",
            "\"PN",
        ],
        named_in: NAME_TWILIO,
    },
    Vendor {
        name: "Azure",
        // Dataverse's types begin with `Microsoft.` too, and Entra names Azure.
        folders: &[
            "provider/azure",
            "counterpart/dynamics",
            "crates/azure-sandbox",
            "crates/dataverse-sandbox",
            "crates/sandbox-server/entra",
        ],
        words: &[
            "Azure",
            "azure",
            "AZURE_",
            "ACS_",
            "EventGrid",
            "Event Grid",
            "Microsoft.",
            "resource_id",
            "connection_string",
            "event_subscription",
            "systemTopics",
        ],
        named_in: NAME_AZURE,
    },
];

/// Files outside Twilio's folder that name it, each with the reason.
const NAME_TWILIO: &[(&str, &str)] = &[
    ("reconcile/inspect/mod.rs", "a heading of a stable report"),
    ("provider/mod.rs", "registers the kind"),
    (
        "model/codes.rs",
        "the meanings of codes that are older than the table per owner",
    ),
    (
        "cli/input/seeds.rs",
        "the part of each stand-in in one file",
    ),
    (
        "cli/input/seeds/twilio.rs",
        "fills the sandbox's seed from the configuration",
    ),
    (
        "cli/input/seeds/dynamics.rs",
        "fills the rows of Dynamics, which has names of its own for each kind",
    ),
    ("cli/local_sandbox.rs", "starts the stand-in of each kind"),
    (
        "cli/local_sandbox/twilio.rs",
        "starts the sandbox, which plays Twilio",
    ),
    ("cli/commands/import.rs", "has the option --account-sid"),
    (
        "cli/commands/import/accounts.rs",
        "asks for the variables of Twilio's credentials",
    ),
    (
        "cli/commands/import/resources.rs",
        "says which options name accounts of the other kind",
    ),
    (
        "cli/commands/import/nothing.rs",
        "proposes --account-sid, and names what a state must have",
    ),
    ("cli/commands/sandbox.rs", "prints the sandbox's accounts"),
    (
        "cli/commands/sandbox/text.rs",
        "sends a text to a number of either stand-in",
    ),
    ("cli/input/profiles.rs", "reads the profiles of twilio-cli"),
    (
        "cli/output/remedies.rs",
        "remedies that exist in the sandbox only",
    ),
    ("report/plan/document/make.rs", "keys of a stable document"),
    ("report/plan/document/shape.rs", "keys of a stable document"),
    (
        "report/counterpart/shape.rs",
        "the key of the account's value in a stable document",
    ),
    ("import/lift.rs", "the demo, which is never lifted"),
    ("config/hints.rs", "hints about keys under a provider"),
    (
        "config/member_hints.rs",
        "hints about the numbers of a service",
    ),
    ("config/exemptions.rs", "an example in a message"),
    ("model/run.rs", "a sentence about groups"),
    (
        "model/counterpart_codes.rs",
        "the meanings of codes about groups",
    ),
    ("provider/at_counterpart.rs", "an example of a name"),
    (
        "provider/azure/declaration.rs",
        "the name of a number, a key that both kinds have",
    ),
    (
        "provider/azure/resources.rs",
        "the name of a number, a key that both kinds have",
    ),
    (
        "provider/azure/route.rs",
        "the name of a number, a key that both kinds have",
    ),
    (
        "provider/azure/not_covered.rs",
        "says what replaces the keys of the other kind",
    ),
];

/// Files outside Azure's folders that name it, each with the reason.
const NAME_AZURE: &[(&str, &str)] = &[
    ("provider/mod.rs", "registers the kind"),
    (
        "model/collection.rs",
        "the type under which reports show a collection",
    ),
    (
        "provider/entra/identity.rs",
        "the variables of Microsoft's own tools",
    ),
    (
        "http/entra/assertion.rs",
        "the audience of a token that Entra exchanges",
    ),
    (
        "cli/help/variables.rs",
        "lists the variables of its credentials",
    ),
    (
        "cli/input/seeds.rs",
        "the part of each stand-in in one file",
    ),
    (
        "cli/input/seeds/azure.rs",
        "fills the sandbox's seed from the configuration",
    ),
    (
        "cli/commands/import/accounts.rs",
        "proposes --resource-id where no account is named",
    ),
    ("cli/commands/import/page.rs", "an example of --resource-id"),
    (
        "cli/commands/import/resources.rs",
        "reads the option --resource-id",
    ),
    ("cli/local_sandbox.rs", "starts the stand-in of each kind"),
    (
        "cli/local_sandbox/azure.rs",
        "starts the sandbox, which plays Azure",
    ),
    (
        "cli/commands/sandbox.rs",
        "prints the sandbox's resources, and the variables to set",
    ),
    (
        "cli/commands/sandbox/text.rs",
        "sends a text to a number of either stand-in",
    ),
    (
        "crates/twilio-sandbox/seed/format.rs",
        "leaves the other stand-in's key of a shared file alone",
    ),
];

/// The sources: those in `src` with their path in it, those of a crate as `crates/NAME/…`.
fn sources() -> Vec<(PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    read(&root.join("src"), Path::new(""), &mut found);
    for entry in fs::read_dir(root.join("crates")).unwrap() {
        let folder = entry.unwrap().path();
        let name = Path::new("crates").join(folder.file_name().unwrap());
        read(&folder.join("src"), &name, &mut found);
    }
    found.sort();
    assert!(found.len() > 50, "the sources were not found");
    found
}

/// Adds every source file in a folder, and in the folders in it.
fn read(folder: &Path, name: &Path, found: &mut Vec<(PathBuf, String)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = name.join(path.file_name().unwrap());
        if path.is_dir() {
            read(&path, &name, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push((name, fs::read_to_string(&path).unwrap()));
        }
    }
}

/// A file's code without its unit tests, whole-line comments blanked.
fn code(text: &str) -> String {
    let code = text
        .split("#[cfg(test)]\nmod tests {")
        .next()
        .unwrap_or_default();
    code.lines()
        .map(|line| {
            if line.trim_start().starts_with("//") {
                ""
            } else {
                line
            }
        })
        .collect::<Vec<_>>()
        .join("\n")
}

fn is_test(path: &Path) -> bool {
    path.file_name()
        .is_some_and(|name| name == "tests.rs" || name == "sample.rs")
}

#[test]
fn files_do_not_import_each_other_in_a_ring() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut crates = vec![Modules::read(&root.join("src/lib.rs"), root)];
    for entry in fs::read_dir(root.join("crates")).unwrap() {
        let file = entry.unwrap().path().join("src/lib.rs");
        crates.push(Modules::read(&file, root));
    }
    let mut broken = Vec::new();
    let listed = RINGS.iter().flat_map(|ring| ring.files);
    let mut listed: BTreeSet<&str> = listed.copied().collect();
    for modules in &crates {
        let edges = modules.edges();
        for ring in rings(&edges) {
            let known = RINGS.iter().any(|known| {
                let known: BTreeSet<&Path> = known.files.iter().map(Path::new).collect();
                ring.iter().all(|file| known.contains(file))
            });
            let mut text = String::new();
            for file in &ring {
                let name = file.to_str().unwrap();
                listed.remove(name);
                let named = edges[file].iter().filter(|named| ring.contains(named));
                let named: Vec<String> = named.map(|named| named.display().to_string()).collect();
                text += &format!("\n    {name} names {}", named.join(", "));
            }
            if !known {
                broken.push(format!("a ring of {} files:{text}", ring.len()));
            }
        }
    }
    broken.extend(
        listed
            .iter()
            .map(|file| format!("{file} is listed in architecture/rings.rs, but is in no ring")),
    );
    let reasons = RINGS.iter().filter(|ring| ring.reason.is_empty());
    broken.extend(reasons.map(|ring| format!("{} is listed without a reason", ring.files[0])));
    report(&broken);
}

#[test]
fn a_ring_through_a_reexport_is_found_and_one_of_parent_and_child_is_not() {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in [
        ("lib.rs", "mod shop; mod till;"),
        (
            "shop/mod.rs",
            "mod shelf; pub use self::shelf::Shelf; pub struct Shop(Shelf);",
        ),
        (
            "shop/shelf.rs",
            "pub struct Shelf; fn pay(_: crate::till::Till, _: super::Shop) {}",
        ),
        (
            "till.rs",
            "use crate::shop; pub struct Till; fn of() -> shop::Shelf { loop {} }",
        ),
    ] {
        let file = folder.path().join(name);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, text).unwrap();
    }
    let modules = Modules::read(&folder.path().join("lib.rs"), folder.path());
    assert_eq!(
        rings(&modules.edges()),
        [[Path::new("shop/shelf.rs"), Path::new("till.rs")]]
    );
}

fn report(broken: &[String]) {
    assert!(
        broken.is_empty(),
        "{} broken:\n  {}",
        broken.len(),
        broken.join("\n  ")
    );
}

#[test]
fn modules_name_lower_layers_only() {
    let layers = layers();
    let mut broken = Vec::new();
    for (path, text) in sources() {
        if path.starts_with("crates") {
            if code(&text).contains("switchboard::") {
                broken.push(format!("{} names the program", path.display()));
            }
            continue;
        }
        let module = path.iter().next().unwrap().to_str().unwrap().to_owned();
        let Some(allowed) = layers.get(module.as_str()) else {
            continue;
        };
        for named in code(&text).split("crate::").skip(1) {
            let named: String = named
                .chars()
                .take_while(|c| c.is_alphanumeric() || *c == '_')
                .collect();
            let known = layers.contains_key(named.as_str());
            if known && named != module && !allowed.contains(&named.as_str()) {
                broken.push(format!("{} names {named}", path.display()));
            }
        }
    }
    report(&broken);
}

#[test]
fn pure_code_names_nothing_of_the_world() {
    let mut broken = Vec::new();
    for (path, text) in sources() {
        let pure = PURE.iter().find(|(module, _)| path.starts_with(module));
        let Some((module, shell)) = pure else {
            continue;
        };
        let inside = path.strip_prefix(module).unwrap();
        if shell.iter().any(|file| Path::new(file) == inside) || is_test(&path) {
            continue;
        }
        let code = code(&text);
        let named = WORLD.iter().filter(|word| code.contains(*word));
        broken.extend(named.map(|word| format!("{} names {word}", path.display())));
        if code.contains("async fn") {
            broken.push(format!("{} is async", path.display()));
        }
    }
    report(&broken);
}

/// Whether code names a word. A word in lower case has no letter, digit or underscore beside it.
fn names(code: &str, word: &str) -> bool {
    let part = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let whole = word
        .chars()
        .all(|c| c.is_ascii_lowercase() || c == '_' || c == ' ');
    code.match_indices(word).any(|(at, _)| {
        let before = code[..at].chars().next_back();
        let after = code[at + word.len()..].chars().next();
        !whole || !(before.is_some_and(part) || after.is_some_and(part))
    })
}

#[test]
fn a_providers_words_stay_in_its_folder() {
    let mut broken = Vec::new();
    let mut excused = BTreeSet::new();
    for (path, text) in sources() {
        if is_test(&path) {
            continue;
        }
        let code = code(&text);
        for vendor in &VENDORS {
            let mut folders = vendor.folders.iter();
            if folders.any(|folder| path.starts_with(folder)) {
                continue;
            }
            let words = vendor.words.iter().filter(|word| names(&code, word));
            let words: Vec<&str> = words.copied().collect();
            let mut exceptions = vendor.named_in.iter();
            match exceptions.find(|(file, _)| path == Path::new(file)) {
                Some((file, _)) if !words.is_empty() => {
                    excused.insert((vendor.name, *file));
                }
                _ => broken.extend(
                    words
                        .iter()
                        .map(|word| format!("{} names {word}", path.display())),
                ),
            }
        }
        for kind in ["twilio", "azure"] {
            if code.contains(&format!("provider::{kind}"))
                && !path.starts_with(format!("provider/{kind}"))
                && path != Path::new("provider/mod.rs")
            {
                broken.push(format!("{} names provider::{kind}", path.display()));
            }
        }
    }
    for vendor in &VENDORS {
        for (file, _) in vendor.named_in {
            if !excused.contains(&(vendor.name, *file)) {
                broken.push(format!(
                    "{file} names no word of {}'s any more: take it off the list",
                    vendor.name
                ));
            }
        }
    }
    report(&broken);
}

#[test]
fn files_have_one_subject_and_say_which() {
    let mut broken = Vec::new();
    for (path, text) in sources() {
        let lines = text
            .split("#[cfg(test)]\nmod tests {")
            .next()
            .unwrap_or_default()
            .lines()
            .count();
        if lines > LONGEST && !is_test(&path) {
            broken.push(format!(
                "{} has {lines} lines; {LONGEST} are the most",
                path.display()
            ));
        }
        if !text.starts_with("//!") {
            broken.push(format!(
                "{} does not begin by saying what it is for",
                path.display()
            ));
        }
    }
    report(&broken);
}

#[test]
fn only_the_terminal_prints() {
    let mut broken = Vec::new();
    for (path, text) in sources() {
        let code = code(&text);
        for word in ["println!", "eprintln!", "print!(", "eprint!(", "dbg!"] {
            if code.contains(word) && path != Path::new("cli/output/terminal.rs") {
                broken.push(format!("{} uses {word}", path.display()));
            }
        }
    }
    report(&broken);
}
