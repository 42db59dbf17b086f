//! The surroundings of a command: the number of files it may open, and the certificates it trusts.

use std::process::Command;

use crate::support::fixture::NUMBERS;
use crate::support::tls::{Identity, front, self_signed, self_signed_server};
use crate::support::world::{Ended, World, binary_path};

/// Runs a command that may open this many files.
fn within(world: &World, files: u32, arguments: &str) -> Ended {
    let binary = binary_path();
    let line = format!("ulimit -n {files}; exec {} {arguments}", binary.display());
    let mut shell = Command::new("sh");
    shell
        .args(["-c", &line])
        .current_dir(world.folder())
        .envs(&world.variables)
        .stdin(std::process::Stdio::null());
    Ended::of(shell.output().unwrap())
}

/// Too few files are an error that says so, in every command that calls an API.
#[test]
fn too_few_files_are_an_error_that_says_so() {
    let (world, _sandbox) = NUMBERS.fresh();
    for files in 5..=12 {
        for arguments in [
            "plan",
            "drift",
            "test",
            "apply --auto-approve",
            "registry history",
            "plan --sandbox",
            "watch --listen 127.0.0.1:0",
        ] {
            let ended = within(&world, files, arguments).exits(1);
            assert!(
                ended.stderr.contains("may not open enough files")
                    && ended.stderr.contains("ulimit -n"),
                "{files} {arguments}: {}",
                ended.stderr
            );
            assert!(!ended.stderr.contains(".cargo"), "{}", ended.stderr);
        }
        within(&world, files, "validate").exits(0);
    }
    within(&world, 64, "plan").exits(0);
}

/// A plan against a server with this certificate, which `SSL_CERT_FILE` names.
fn trusting(identity: Identity) -> Ended {
    let (mut world, sandbox) = NUMBERS.fresh();
    world.write("server.pem", &identity.pem());
    let plain = sandbox
        .url
        .strip_prefix("http://")
        .unwrap()
        .parse()
        .unwrap();
    let address = front(identity, plain);
    let url = format!("https://localhost:{}", address.port());
    let named = world.path("server.pem").display().to_string();
    for (name, value) in [
        ("SWITCHBOARD_TWILIO_API_URL", url),
        ("SSL_CERT_FILE", named),
    ] {
        world.variables.insert(name.to_owned(), value);
    }
    world.run(&["plan"])
}

/// A server's own certificate that is marked as an authority's is refused, and the
/// error says why and what to do, which is not what was done already.
#[test]
fn a_certificate_marked_as_an_authoritys_is_explained() {
    let ended = trusting(self_signed("localhost")).exits(1);
    assert!(
        ended.stderr.contains("CA:TRUE") && ended.stderr.contains("CA:FALSE"),
        "{}",
        ended.stderr
    );
    assert!(
        !ended.stderr.contains("is trusted when SSL_CERT_FILE"),
        "{}",
        ended.stderr
    );
}

/// The advice works: one that is marked as a server's is trusted.
#[test]
fn a_servers_own_certificate_is_trusted() {
    trusting(self_signed_server("localhost")).exits(0);
}
