//! The container, as far as it can be tested without an engine: the lines that lay out the image's
//! tree are run in a plain folder, and the build's context is compared with what the build reads.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use super::shell::{binary_folder, lines};
use super::tools::present;
use crate::support::crate_folder;

fn dockerfile() -> String {
    fs::read_to_string(crate_folder().join("Dockerfile")).unwrap()
}

/// A stage's instructions, in order.
fn stage(name: &str) -> Vec<String> {
    let text = dockerfile();
    let begin = text
        .lines()
        .position(|line| line.starts_with("FROM ") && line.ends_with(&format!(" AS {name}")));
    let lines = text.lines().skip(begin.unwrap() + 1);
    let own = lines.take_while(|line| !line.starts_with("FROM "));
    own.filter(|line| !line.is_empty() && !line.starts_with('#'))
        .map(str::to_owned)
        .collect()
}

/// Names at the top of the repository that the build's context keeps.
fn context() -> Vec<String> {
    let ignored = fs::read_to_string(crate_folder().join(".dockerignore")).unwrap();
    let mut rules = ignored.lines().filter(|line| !line.starts_with('#'));
    assert_eq!(rules.next(), Some("*"), "everything is left out first");
    rules
        .map(|line| {
            line.strip_prefix('!')
                .expect("then some is let in")
                .to_owned()
        })
        .collect()
}

#[test]
fn the_tree_is_the_program_and_its_certificates() {
    if !present("the image's tree", &["bash", "install"]) {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    // The source's folder after the build, with this build's program in its place.
    fs::create_dir_all(at("src/target/release")).unwrap();
    fs::hard_link(
        binary_folder().join("switchboard"),
        at("src/target/release/switchboard"),
    )
    .or_else(|_| {
        fs::copy(
            binary_folder().join("switchboard"),
            at("src/target/release/switchboard"),
        )
        .map(drop)
    })
    .unwrap();
    for name in context() {
        let from = crate_folder().join(&name);
        if from.is_file() {
            fs::copy(from, at("src").join(name)).unwrap();
        }
    }
    fs::write(at("ca-certificates.crt"), "certificates").unwrap();
    let image = at("image").display().to_string();
    let umask = "umask 022".to_owned();
    let commands = stage("layout");
    let commands = commands.iter().map(|line| {
        let command = line.strip_prefix("RUN ").expect("the layout is RUN alone");
        command
            .replace(
                " /etc/ssl/certs/ca-certificates.crt",
                &format!(" {}", at("ca-certificates.crt").display()),
            )
            .replace("/image/", &format!("{image}/"))
    });
    let script: Vec<String> = std::iter::once(umask).chain(commands).collect();
    lines(&script, &at("src"), &BTreeMap::new()).exits(0);
    assert_eq!(
        tree(&at("image")),
        [
            "755 etc/",
            "644 etc/group",
            "644 etc/passwd",
            "755 etc/ssl/",
            "755 etc/ssl/certs/",
            "644 etc/ssl/certs/ca-certificates.crt",
            "1777 tmp/",
            "755 usr/",
            "755 usr/bin/",
            "755 usr/bin/switchboard",
            "755 usr/share/",
            "755 usr/share/licenses/",
            "755 usr/share/licenses/switchboard/",
            "644 usr/share/licenses/switchboard/LICENSE",
            "644 usr/share/licenses/switchboard/LICENSE-APACHE",
            "644 usr/share/licenses/switchboard/LICENSE-MIT",
            "755 work/",
        ]
    );
    let program = [format!("{image}/usr/bin/switchboard --version")];
    let said = lines(&program, &at("image/work"), &BTreeMap::new())
        .exits(0)
        .stdout;
    assert!(said.contains(env!("CARGO_PKG_VERSION")));
}

/// Every file and folder below one, with its mode.
fn tree(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    let mut left = vec![folder.to_owned()];
    while let Some(next) = left.pop() {
        for entry in fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            let mode = fs::metadata(&path).unwrap().permissions().mode() & 0o7777;
            let name = path.strip_prefix(folder).unwrap().display().to_string();
            let slash = if path.is_dir() { "/" } else { "" };
            found.push((name.clone(), format!("{mode:o} {name}{slash}")));
            if path.is_dir() {
                left.push(path);
            }
        }
    }
    found.sort();
    found.into_iter().map(|(_, line)| line).collect()
}

#[test]
fn the_image_is_not_roots_and_has_no_shell() {
    let text = dockerfile();
    let last = text
        .lines()
        .rfind(|line| line.starts_with("FROM "))
        .unwrap();
    assert_eq!(last, "FROM scratch AS switchboard");
    let instructions = stage("switchboard");
    for wanted in [
        "USER 65532:65532",
        "ENTRYPOINT [\"/usr/bin/switchboard\"]",
        "WORKDIR /work",
    ] {
        assert!(instructions.iter().any(|line| line == wanted), "{wanted}");
    }
    assert!(
        instructions.iter().all(|line| !line.starts_with("RUN ")),
        "there is nothing to run it with"
    );
    let certificates = "ENV SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt";
    assert!(instructions.iter().any(|line| line == certificates));
    assert!(stage("ci").iter().any(|line| line == "USER 65532:65532"));
    for base in text
        .lines()
        .filter_map(|line| line.strip_prefix("FROM docker.io/"))
    {
        let tag = base
            .split(' ')
            .next()
            .unwrap()
            .split_once(':')
            .expect("a base has a tag")
            .1;
        let (tag, digest) = tag.split_once("@sha256:").expect("a base has a digest");
        assert_ne!(tag, "latest");
        assert_eq!(digest.len(), 64, "{base}");
    }
    let toolchain = format!("rust:{}-alpine", env!("CARGO_PKG_RUST_VERSION"));
    assert!(text.contains(&toolchain), "{toolchain}");
}

#[test]
fn the_context_has_what_the_build_reads_and_no_more() {
    let context = context();
    for name in &context {
        assert!(crate_folder().join(name).exists(), "{name}");
    }
    let manifest = fs::read_to_string(crate_folder().join("Cargo.toml")).unwrap();
    assert!(
        !manifest.contains("build = "),
        "a build script would have to be let in"
    );
    assert!(manifest.contains("\"benches/end_to_end\"") && context.contains(&"benches".to_owned()));
    let mut left = vec![crate_folder().join("src"), crate_folder().join("crates")];
    while let Some(folder) = left.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                left.push(path);
                continue;
            }
            let text = fs::read_to_string(&path).unwrap();
            for included in text.split("include_str!(\"").skip(1) {
                let file = path
                    .parent()
                    .unwrap()
                    .join(included.split('"').next().unwrap());
                let file = file.canonicalize().unwrap();
                let inside = file
                    .strip_prefix(crate_folder().canonicalize().unwrap())
                    .unwrap();
                let top = inside.iter().next().unwrap().to_str().unwrap();
                assert!(
                    context.iter().any(|name| name == top),
                    "{}",
                    inside.display()
                );
            }
        }
    }
    for secret in [".switchboard", ".git", "target", "examples"] {
        assert!(!context.iter().any(|name| name == secret));
    }
}
