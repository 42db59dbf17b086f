//! What no code of this provider may do, whatever its input: its sources do not contain it.

use std::fs;
use std::path::{Path, PathBuf};

/// Every source file of the provider with its code: comments and unit tests left out.
fn code() -> Vec<(PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/provider/azure");
    let (mut folders, mut found) = (vec![root], Vec::new());
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let text = fs::read_to_string(&path).unwrap();
            let code = text.split("#[cfg(test)]\nmod tests").next().unwrap();
            let lines = code.lines().filter(|line| {
                let line = line.trim_start();
                !line.starts_with("//")
            });
            found.push((path, lines.collect::<Vec<_>>().join("\n")));
        }
    }
    assert!(found.len() > 30, "the sources were not found");
    found
}

/// How often a text occurs, in which files.
fn occurrences(text: &str) -> Vec<(PathBuf, usize)> {
    let folded = text.to_lowercase();
    let counts = code().into_iter().map(|(path, code)| {
        let count = code.to_lowercase().matches(&folded).count();
        (path, count)
    });
    counts.filter(|(_, count)| *count > 0).collect()
}

#[test]
fn no_request_costs_money_reads_keys_or_changes_opt_outs() {
    for forbidden in [
        ":purchase",
        ":search",
        "availablePhoneNumbers",
        "regenerateKey",
        "listKeys",
        "optouts",
        "/sms?",
        "/capabilities",
    ] {
        let found = occurrences(forbidden);
        assert!(found.is_empty(), "{forbidden}: {found:?}");
    }
}

#[test]
fn one_request_deletes_and_only_an_event_subscription() {
    let calls = occurrences(".delete(");
    assert_eq!(calls.len(), 1, "{calls:?}");
    let (path, count) = &calls[0];
    assert!(path.ends_with("account/updating.rs"), "{calls:?}");
    assert_eq!(*count, 1, "{calls:?}");
    // Nothing else builds a request with that method, and the client refuses other URLs.
    let built = occurrences("method: Method::DELETE");
    assert_eq!(built.len(), 1, "{built:?}");
    assert!(built[0].0.ends_with("client/write.rs"), "{built:?}");
    let refused = occurrences("!hosts::is_event_subscription(url)");
    assert_eq!(refused, built);
}

/// The phone numbers are only listed: the plane that has them is named by no write.
#[test]
fn numbers_are_only_read() {
    let writes = code()
        .into_iter()
        .filter(|(path, _)| path.ends_with("client/write.rs"));
    let writes: Vec<String> = writes.map(|(_, code)| code).collect();
    assert_eq!(writes.len(), 1);
    assert!(!writes[0].contains("Plane::Numbers"), "{}", writes[0]);
    let named = occurrences("/phoneNumbers");
    assert_eq!(named.len(), 1, "{named:?}");
    assert!(
        named[0].0.ends_with("account/numbers_client.rs"),
        "{named:?}"
    );
}
