//! Commands other than plan, apply and drift.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::thread;

use serde_json::{Value, json};

use super::cloud::{CALLBACK, Cloud, NUMBER, REPORTS, configuration};

#[test]
fn undo_puts_the_url_back() {
    let cloud = Cloud::new(&configuration(""));
    cloud.apply(0);
    let other = configuration("").replace("/sms/incoming", "/sms/v2");
    cloud.world.write("switchboard.yaml", &other);
    cloud.apply(0);
    let runs = cloud
        .run(&["registry", "history", "--format", "json"])
        .json();
    let last = runs["runs"][0]["id"].as_str().unwrap().to_owned();
    let inverse = [
        "registry",
        "history",
        &last,
        "--inverse",
        "--out",
        "../undo",
    ];
    cloud.run(&inverse).exits(0);
    cloud.run(&["apply", "../undo"]).exits(0);
    let state = cloud.control("GET", "state", &json!(null)).to_string();
    assert!(
        state.contains(CALLBACK) && !state.contains("/sms/v2\""),
        "{state}"
    );
}

#[test]
fn the_graph_shows_where_texts_go() {
    let cloud = Cloud::new(&configuration(""));
    cloud.apply(0);
    let graph = cloud.run(&["graph"]).exits(0).stdout;
    assert!(
        graph.contains("event subscription") && graph.contains("eu-incoming"),
        "{graph}"
    );
}

#[test]
fn test_says_what_is_not_as_declared() {
    let cloud = Cloud::new(&configuration(&format!(
        "    delivery_report_url: {REPORTS}\n"
    )));
    cloud.apply(0);
    let checked = cloud.run(&["test"]).exits(0).stdout;
    assert!(
        checked.contains("Receivers of texts: reachable"),
        "{checked}"
    );
    cloud.mutate(&json!({ "state": { "id": super::cloud::child("eu-incoming"), "state": "AwaitingManualAction" } }));
    let checked = cloud.run(&["test"]).exits(2).stdout;
    assert!(checked.contains(NUMBER), "{checked}");
}

#[test]
fn numbers_are_searched_for_and_released_in_the_portal() {
    let cloud = Cloud::new(&configuration(""));
    for arguments in [
        &[
            "numbers",
            "search",
            "--provider",
            "eu",
            "--country",
            "US",
            "--type",
            "toll-free",
        ][..],
        &[
            "numbers",
            "release",
            "+15017122661",
            "--provider",
            "eu",
            "--confirm",
            "+15017122661",
        ],
    ] {
        let shown = cloud.run(arguments);
        assert_eq!(shown.code, 1, "{}", shown.stdout);
        assert!(shown.stderr.contains("portal"), "{}", shown.stderr);
    }
    assert_eq!(cloud.requests("DELETE", ""), 0);
}

/// An endpoint on this machine that answers each request with what `answer` makes of its body.
fn endpoint(answer: fn(&Value) -> (u16, String)) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/sms", listener.local_addr().unwrap());
    thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { return };
            let mut reader = BufReader::new(stream.try_clone().unwrap());
            let mut length = 0;
            let mut line = String::new();
            while reader.read_line(&mut line).unwrap() > 2 {
                if let Some(text) = line.to_ascii_lowercase().strip_prefix("content-length:") {
                    length = text.trim().parse().unwrap();
                }
                line.clear();
            }
            let mut body = vec![0; length];
            reader.read_exact(&mut body).unwrap();
            let (status, body) = answer(&serde_json::from_slice(&body).unwrap_or_default());
            let _ = write!(
                stream,
                "HTTP/1.1 {status} x\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
                body.len()
            );
        }
    });
    url
}

fn probed(answer: fn(&Value) -> (u16, String)) -> switchboard::provider::Probed {
    let settings = switchboard::provider::Settings::default();
    let callback = switchboard::provider::Callback {
        url: endpoint(answer) + "?code=s3cret",
        method: "POST".to_owned(),
        number: NUMBER.into(),
    };
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let probe = switchboard::provider::azure::Prober::new(&settings);
    runtime.block_on(probe.probe(&callback)).unwrap()
}

#[test]
fn the_probe_expects_its_code_back() {
    let right = probed(|body| {
        let code = &body[0]["data"]["validationCode"];
        assert_eq!(
            body[0]["eventType"],
            "Microsoft.EventGrid.SubscriptionValidationEvent"
        );
        assert!(
            body[0]["id"]
                .as_str()
                .unwrap()
                .starts_with("switchboard-probe-")
        );
        (200, json!({ "validationResponse": code }).to_string())
    });
    assert_eq!(
        right.outcome,
        switchboard::model::Verdict::Passed,
        "{right:?}"
    );
    assert!(!right.title.contains("s3cret"), "{right:?}");
    for (answer, why) in [
        (
            (|_| (200, "{}".to_owned())) as fn(&Value) -> (u16, String),
            "without the code",
        ),
        (|_| (202, String::new()), "HTTP 202"),
        (|_| (403, String::new()), "HTTP 403"),
        (
            |_| (200, r#"{"validationResponse":"another"}"#.to_owned()),
            "another code",
        ),
    ] {
        let wrong = probed(answer);
        assert_eq!(
            wrong.outcome,
            switchboard::model::Verdict::Failed,
            "{wrong:?}"
        );
        assert!(wrong.detail.contains(why), "{wrong:?}");
    }
}
