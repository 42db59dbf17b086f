//! `cargo binstall`: the names that the manifest's templates give are those of the archives, and an
//! archive unpacks to the program.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::Command;

use axum::Router;
use axum::response::IntoResponse as _;
use serde_json::Value;

use super::packaging::targets;
use super::shell::lines;
use super::tools::present;
use crate::support::crate_folder;

/// A program that answers as `pack.sh` asks it to.
const PROGRAM: &str = "#!/bin/sh
case $1 in
    man) mkdir -p \"$3\" && echo page >\"$3/switchboard.1\" ;;
    *) echo \"switchboard $*\" ;;
esac
";
/// In place of 7-Zip, which the runner of Windows has: `7z a -bd -tzip ARCHIVE FOLDER`.
const SEVEN_ZIP: &str = "#!/bin/sh\nexec zip -q -r \"$4\" \"$5\"\n";

/// The package as Cargo reads it.
fn package() -> Value {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .args([
            "metadata",
            "--no-deps",
            "--offline",
            "--format-version",
            "1",
        ])
        .current_dir(crate_folder())
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    let mut packages = metadata["packages"].as_array().unwrap().iter();
    let ours = packages.find(|one| one["name"] == "switchboard");
    ours.unwrap().clone()
}

/// What binstall would do for a target: the URL of the archive, its format, and the program in it.
struct Wanted {
    url: String,
    format: String,
    program: String,
}

impl Wanted {
    fn of(package: &Value, target: &str) -> Self {
        let binstall = &package["metadata"]["binstall"];
        let windows = target.contains("windows");
        let text = |key: &str| {
            let own = binstall["overrides"][target][key].as_str();
            let text = own.or(binstall[key].as_str()).unwrap();
            expanded(text, package, target, windows)
        };
        Self {
            url: text("pkg-url"),
            format: text("pkg-fmt"),
            program: text("bin-dir"),
        }
    }

    fn archive(&self) -> &str {
        self.url.rsplit_once('/').unwrap().1
    }
}

/// A template with its variables replaced. An unknown one fails.
fn expanded(template: &str, package: &Value, target: &str, windows: bool) -> String {
    let mut text = template.to_owned();
    for (name, value) in [
        ("repo", package["repository"].as_str().unwrap()),
        ("name", package["name"].as_str().unwrap()),
        ("version", package["version"].as_str().unwrap()),
        ("target", target),
        ("bin", "switchboard"),
        ("binary-ext", if windows { ".exe" } else { "" }),
    ] {
        text = text.replace(&format!("{{ {name} }}"), value);
    }
    assert!(!text.contains(['{', '}']), "{text}");
    text
}

/// Packs an archive for each target with the script of the release.
fn pack(folder: &Path, version: &str) {
    let bin = folder.join("bin");
    fs::create_dir_all(&bin).unwrap();
    for (name, content) in [
        ("switchboard", PROGRAM),
        ("switchboard.exe", PROGRAM),
        ("7z", SEVEN_ZIP),
    ] {
        fs::write(bin.join(name), content).unwrap();
        fs::set_permissions(bin.join(name), fs::Permissions::from_mode(0o755)).unwrap();
    }
    let mut script = vec![format!("export PATH='{}':\"$PATH\"", bin.display())];
    for target in targets() {
        let exe = if target.contains("windows") {
            ".exe"
        } else {
            ""
        };
        script.push(format!(
            "bash .github/release/pack.sh '{}/switchboard{exe}' {target} {version} '{}/dist'",
            bin.display(),
            folder.display()
        ));
    }
    lines(&script, crate_folder(), &BTreeMap::new()).exits(0);
}

/// Serves files of a folder on loopback, as a release does.
fn serve(runtime: &tokio::runtime::Runtime, folder: &Path) -> String {
    let listener = runtime
        .block_on(tokio::net::TcpListener::bind("127.0.0.1:0"))
        .unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    let folder = folder.to_owned();
    let router = Router::new().fallback(move |uri: axum::http::Uri| async move {
        let name = uri.path().rsplit('/').next().unwrap_or_default();
        match fs::read(folder.join(name)) {
            Ok(content) if uri.path().contains("/releases/download/v") => content.into_response(),
            _ => axum::http::StatusCode::NOT_FOUND.into_response(),
        }
    });
    runtime.spawn(async move { axum::serve(listener, router).await });
    base
}

#[test]
fn binstall_finds_the_program_of_every_target() {
    let programs = ["bash", "tar", "zip", "unzip", "curl", "install"];
    if !present("the archives of all targets", &programs) {
        return;
    }
    let package = package();
    let version = package["version"].as_str().unwrap();
    let folder = tempfile::tempdir().unwrap();
    pack(folder.path(), version);
    let dist = folder.path().join("dist");
    assert_eq!(fs::read_dir(&dist).unwrap().count(), targets().len());
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .unwrap();
    let base = serve(&runtime, &dist);
    let repository = package["repository"].as_str().unwrap();
    assert!(
        repository.starts_with("https://github.com/"),
        "{repository}"
    );
    for target in targets() {
        let wanted = Wanted::of(&package, &target);
        let url = wanted.url.replace("https://github.com", &base);
        let here = folder.path().join(&target);
        fs::create_dir(&here).unwrap();
        let unpack = match wanted.format.as_str() {
            "tgz" => "tar -xzf",
            "zip" => "unzip -q",
            other => panic!("{other}"),
        };
        let script = [
            format!(
                "curl --fail --silent --noproxy '*' --output {} {url}",
                wanted.archive()
            ),
            format!("{unpack} {}", wanted.archive()),
            format!("test -x {}", wanted.program),
            format!("./{} --version", wanted.program),
        ];
        let ended = lines(&script, &here, &BTreeMap::new());
        assert_eq!(ended.code, 0, "{target}: {url}\n{}", ended.stderr);
        assert_eq!(ended.stdout, "switchboard --version\n");
    }
}

/// A target that is not built has no override that nobody could use.
#[test]
fn every_override_is_for_a_target_that_is_built() {
    let package = package();
    let overrides = &package["metadata"]["binstall"]["overrides"];
    for target in overrides.as_object().unwrap().keys() {
        assert!(targets().contains(target), "{target}");
    }
}
