//! What stops a rollout before its first write, and readings after one that prove nothing.

use axum::http::StatusCode;
use axum::response::IntoResponse as _;
use serde_json::json;

use super::{CONFIGURATION, NEW, OLD, answered_by, applied, rollout, runs};
use crate::support::callback::{Answering, Server};
use crate::support::tls::{Authority, front, proxy};

/// Applies in waves with a probe of the new URL, which answers so. Returns the exit code, the numbers
/// that were changed, and how many runs and requests of the new URL there were.
fn probed(answer: Answering) -> (i32, Vec<u32>, usize, usize) {
    let (mut world, sandbox) = applied(CONFIGURATION);
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let token = &sandbox.accounts[0].1;
    let server = runtime.block_on(Server::start(token, answer));
    server.url.set(NEW.to_owned()).unwrap();
    let authority = Authority::new();
    let identity = authority.issue("new.contoso.example", 60);
    let by_proxy = runtime.block_on(async { proxy(front(identity, server.address)) });
    let trusted = world.beside("authority.pem");
    std::fs::write(&trusted, &authority.pem).unwrap();
    world.variables.extend([
        ("HTTPS_PROXY".to_owned(), format!("http://{by_proxy}")),
        (
            "SSL_CERT_FILE".to_owned(),
            trusted.to_str().unwrap().to_owned(),
        ),
    ]);
    let waves = rollout(
        "host=new.contoso.example",
        "1",
        &["--rollout-pause", "0s", "--probe-callback"],
    );
    let ended = world.run(&waves);
    let is_write = |call: &crate::support::sandbox::Call| call.method == "POST";
    let writes = sandbox.calls().iter().filter(|call| is_write(call)).count();
    let changed = answered_by(&sandbox, NEW);
    assert_eq!(writes, changed.len(), "{ended:?}");
    let requests = server.requests().len();
    (ended.code, changed, runs(&world).len(), requests)
}

#[test]
fn a_handler_that_fails_a_probe_is_given_no_number() {
    let (code, changed, runs, requests) =
        probed(|_, _| StatusCode::INTERNAL_SERVER_ERROR.into_response());
    assert_eq!((code, changed), (1, Vec::new()));
    assert_eq!(runs, 1, "only the apply before");
    assert!(requests > 0);
}

#[test]
fn a_handler_that_passes_is_given_all() {
    let (code, changed, runs, _) = probed(crate::support::callback::validating);
    assert_eq!((code, changed), (0, vec![1, 2, 3, 4, 5]));
    assert_eq!(runs, 2);
}

#[test]
fn what_cannot_be_read_again_is_not_taken_for_verified() {
    for waves in [true, false] {
        let (world, sandbox) = applied(CONFIGURATION);
        // Once for the plan; then everything is refused.
        sandbox.add_faults(&json!([
            { "method": "GET", "path": "IncomingPhoneNumbers", "skip": 1, "times": 1000, "then": { "status": 403, "code": 20403 } },
        ]));
        let plain = ["apply", "--auto-approve", "--allow-mass-change", "--verify"];
        let plain = [&plain[..], &["--var", "host=new.contoso.example"]].concat();
        let ended = world.run(&if waves {
            rollout("host=new.contoso.example", "1", &["--rollout-pause", "0s"])
        } else {
            plain
        });
        assert_eq!(ended.code, 3, "{ended:?}");
        let said = format!("{}{}", ended.stdout, ended.stderr);
        assert!(said.contains("read again"), "{said}");
        assert!(!said.contains("passed"), "{said}");
        assert!(!said.contains("is the declared one"), "{said}");
        sandbox.clear_faults();
        let moved = if waves { vec![1] } else { vec![1, 2, 3, 4, 5] };
        assert_eq!(answered_by(&sandbox, NEW), moved, "{said}");
    }
}

#[test]
fn a_number_that_somebody_changed_meanwhile_is_listed() {
    let (world, sandbox) = applied(CONFIGURATION);
    sandbox.add_faults(&json!([
        { "method": "GET", "path": "IncomingPhoneNumbers", "skip": 1, "then": { "hold": true } },
    ]));
    let apply = ["apply", "--auto-approve", "--allow-mass-change", "--verify"];
    let apply = [&apply[..], &["--var", "host=new.contoso.example"]].concat();
    let ended = std::thread::scope(|scope| {
        let running = scope.spawn(|| world.run(&apply));
        sandbox.wait_until_held(1);
        let url = ("SmsUrl".to_owned(), OLD.to_owned());
        sandbox.change("POST", "+15017122603", &[url]);
        sandbox.release();
        running.join().unwrap()
    });
    assert_eq!(ended.code, 3, "{ended:?}");
    let said = format!("{}{}", ended.stdout, ended.stderr);
    let listed = said.lines().filter(|line| line.contains(OLD));
    let listed: Vec<&str> = listed.filter(|line| line.contains("numbers.n")).collect();
    assert!(
        listed
            .iter()
            .any(|line| line.contains("providers.us.numbers.n3")),
        "{said}"
    );
    assert_eq!(answered_by(&sandbox, OLD), [3]);
}
