//! Commands that must not call Dynamics 365: nothing is sent to it, nor to Entra.

use std::net::TcpListener;

use super::{Both, FIRST, checked};

#[test]
fn without_dynamics_nothing_is_requested() {
    let both = Both::of(&checked());
    for arguments in [
        &["plan", "--no-dynamics"][..],
        &["plan", "--no-dynamics", "--format", "json"],
        &["drift", "--no-dynamics"],
        &["test", "--no-dynamics"],
        &["explain", FIRST, "--no-dynamics"],
        &["graph", "--no-dynamics"],
        &["apply", "--auto-approve", "--no-dynamics"],
    ] {
        let ended = both.run(arguments).exits(0);
        assert_eq!(both.all_requests(), 0, "{arguments:?}");
        assert!(!ended.stdout.contains("\"dynamics\""), "{}", ended.stdout);
        assert!(!ended.stdout.contains("Dynamics 365: "), "{}", ended.stdout);
    }
    // The commands that were silent do look without the option.
    for arguments in [&["plan"][..], &["drift"], &["test"], &["explain", FIRST]] {
        both.clear_calls();
        both.run(arguments).exits(0);
        assert!(both.all_requests() > 5, "{arguments:?}");
    }
}

#[test]
fn an_apply_depends_on_twilio_alone() {
    let mut both = Both::new();
    both.edit("friendly_name: First", "friendly_name: Renamed");
    both.apply(&[], 0);
    assert_eq!(both.all_requests(), 0);
    // With both down, and then without any credentials.
    let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr();
    let closed = format!("http://{}", closed.unwrap());
    for name in ["SWITCHBOARD_DYNAMICS_API_URL", "SWITCHBOARD_ENTRA_URL"] {
        both.world.variables.insert(name.to_owned(), closed.clone());
    }
    both.edit("friendly_name: Renamed", "friendly_name: Again");
    both.apply(&[], 0);
    for name in ["AZURE_TENANT_ID", "AZURE_CLIENT_ID", "AZURE_CLIENT_SECRET"] {
        both.world.variables.remove(name);
    }
    both.edit("friendly_name: Again", "friendly_name: Last");
    both.apply(&[], 0);
    assert_eq!(both.twilio.setting(FIRST, "friendly_name"), "Last");
    assert_eq!(both.all_requests(), 0);
}
