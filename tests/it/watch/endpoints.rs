//! The endpoints: what they answer, what they refuse, and that no client can block the others.

use crate::support::fixture::SERVICE;
use std::io::{Read, Write};
use std::net::TcpStream;

use super::watcher::{Watcher, exchange, until};
use super::{FIRST, rename};

const PATHS: [&str; 5] = ["/", "/drift.json", "/metrics", "/healthz", "/readyz"];

#[test]
fn endpoints_only_read() {
    let (world, _sandbox) = SERVICE.applied();
    let watcher = Watcher::start(&world, &[]);
    watcher.wait_ready();
    let send = |method: &str, path: &str| {
        let request = format!(
            "{method} {path} HTTP/1.1\r\nHost: {}\r\nContent-Length: 0\r\n\r\n",
            watcher.address
        );
        exchange(&watcher.address, request.as_bytes()).unwrap()
    };
    for path in PATHS {
        let answer = send("GET", path);
        assert_eq!(answer.status, 200, "{path}: {answer:?}");
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
        assert_eq!(answer.header("cache-control"), Some("no-store"));
        let policy = answer.header("content-security-policy").unwrap();
        assert!(policy.starts_with("default-src 'none'"), "{policy}");
        let head = send("HEAD", path);
        assert_eq!((head.status, head.body.as_str()), (200, ""), "{path}");
        for method in ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"] {
            let refused = send(method, path);
            assert_eq!(refused.status, 405, "{method} {path}");
            assert_eq!(refused.header("allow"), Some("GET, HEAD"));
        }
    }
    assert_eq!(send("GET", "/elsewhere").status, 404);
    assert_eq!(send("GET", "/").header("refresh"), Some("2"));
    let metrics = send("GET", "/metrics");
    let kind = metrics.header("content-type").unwrap();
    assert!(kind.starts_with("text/plain; version=0.0.4"), "{kind}");
    let build = format!(
        "switchboard_build_info{{version=\"{}\"}} 1\n",
        env!("CARGO_PKG_VERSION")
    );
    assert!(metrics.body.contains(&build), "{}", metrics.body);
    for name in [
        "switchboard_watch_leader",
        "switchboard_watch_last_run_timestamp_seconds",
        "switchboard_watch_last_success_timestamp_seconds",
        "switchboard_watch_run_duration_seconds",
        "switchboard_watch_runs_total{outcome=\"in_sync\"}",
        "switchboard_drift_pending{project=\"contoso\",environment=\"\"}",
        "switchboard_drift_unmanaged{project=\"contoso\",environment=\"\"}",
    ] {
        assert!(watcher.metric(name).is_some(), "{name}\n{}", metrics.body);
    }
}

#[test]
fn another_name_is_refused_where_it_could_lead_here() {
    let (world, _sandbox) = SERVICE.applied();
    let ask = |watcher: &Watcher, host: &str| {
        let request = format!("GET /drift.json HTTP/1.1\r\nHost: {host}\r\n\r\n");
        exchange(&watcher.address, request.as_bytes())
            .unwrap()
            .status
    };
    let watcher = Watcher::start(&world, &["--host", "drift.contoso.example"]);
    watcher.wait_ready();
    for host in ["localhost", "drift.contoso.example", "10.0.0.7:9464"] {
        assert_eq!(ask(&watcher, host), 200, "{host}");
    }
    assert_eq!(ask(&watcher, "rebound.example"), 421);
    drop(watcher);
    let mut command = world.command(&["watch", "--interval", "1s", "--format", "json"]);
    command.args(["--listen", "0.0.0.0:0"]);
    let mut everywhere = Watcher::of(command);
    everywhere.address = everywhere.address.replace("0.0.0.0", "127.0.0.1");
    everywhere.wait_ready();
    assert_eq!(ask(&everywhere, "switchboard.monitoring.svc"), 200);
}

#[test]
fn many_callers_cause_no_reads() {
    let (world, sandbox) = SERVICE.applied();
    let watcher = Watcher::start(&world, &[]);
    watcher.wait_ready();
    // Too long a request is cut off.
    let long = format!(
        "GET /healthz HTTP/1.1\r\nHost: localhost\r\nX: {}\r\n\r\n",
        "x".repeat(1 << 20)
    );
    let answer = exchange(&watcher.address, long.as_bytes());
    assert!(answer.is_none_or(|answer| answer.status >= 400));
    // So is what follows a request.
    let body = "GET /healthz HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\n0123456789GET / HTTP/1.1\r\n\r\n";
    let answer = exchange(&watcher.address, body.as_bytes()).unwrap();
    assert_eq!(answer.header("connection"), Some("close"));
    assert_eq!(answer.body, "alive\n");
    // Clients that send nothing take places, and give them up for others.
    let mut silent: Vec<TcpStream> = (0..80)
        .map(|_| TcpStream::connect(&watcher.address).unwrap())
        .collect();
    for stream in &mut silent {
        stream.write_all(b"GET /").unwrap();
    }
    rename(&sandbox, FIRST, "Renamed");
    until("a request is answered", || {
        watcher.json()["summary"]["modified"] == 1
    });
    let mut rest = Vec::new();
    let _ = silent[0].read_to_end(&mut rest);
    assert!(
        rest.is_empty() || rest.starts_with(b"HTTP/1.1 4"),
        "{rest:?}"
    );
}
