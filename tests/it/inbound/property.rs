//! For any small account: after an apply, a text to each declared number reaches its declared URL.

use std::fmt::Write as _;

use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

use super::handler::Handler;
use super::precedence::sandbox;
use super::{ACCOUNT, TOKEN, text};

const CALLBACK: &str = "https://hooks.contoso.example";

/// One number: its state and its declaration.
#[derive(Debug, Clone)]
struct Number {
    /// Whether it points at the application.
    application: bool,
    /// The service that it is in.
    service: Option<usize>,
    /// Whether it is declared with a URL of its own.
    own: bool,
    /// Whether it is declared with GET.
    get: bool,
    /// What answers it before the apply: nothing, a handler on loopback, the demo.
    before: u8,
}

/// One service.
#[derive(Debug, Clone)]
struct Service {
    has_flag: bool,
    has_url: bool,
    /// Whether it is declared to call its own URL, or to defer.
    webhook: bool,
}

#[derive(Debug, Clone)]
struct Case {
    numbers: Vec<Number>,
    services: Vec<Service>,
}

fn cases() -> impl Strategy<Value = Case> {
    let number =
        (any::<[bool; 3]>(), 0..4_usize, 0..3_u8).prop_map(|(flags, service, before)| Number {
            application: flags[0],
            service: (service < 2).then_some(service),
            own: flags[1],
            get: flags[2],
            before,
        });
    let service = any::<[bool; 3]>().prop_map(|flags| Service {
        has_flag: flags[0],
        has_url: flags[1],
        webhook: flags[2],
    });
    let numbers = proptest::collection::vec(number, 1..=4);
    let services = proptest::collection::vec(service, 2);
    (numbers, services).prop_map(|(numbers, services)| Case { numbers, services })
}

fn phone(at: usize) -> String {
    format!("+1501712266{at}")
}

/// The members of a service.
fn members(case: &Case, service: usize) -> Vec<usize> {
    let all = case.numbers.iter().enumerate();
    all.filter(|(_, number)| number.service == Some(service))
        .map(|(at, _)| at)
        .collect()
}

fn seed(case: &Case) -> String {
    let mut seed = "    numbers:\n".to_owned();
    for (at, number) in case.numbers.iter().enumerate() {
        let before = [
            "\"\"",
            "HANDLER/before",
            "https://demo.twilio.com/welcome/sms/reply",
        ];
        let url = before[usize::from(number.before)];
        let application = if number.application {
            ", sms_application_sid: Legacy"
        } else {
            ""
        };
        writeln!(
            seed,
            "      - {{ phone_number: \"{}\", sms_url: {url}{application} }}",
            phone(at)
        )
        .unwrap();
    }
    seed.push_str("    applications: [{ friendly_name: Legacy, sms_url: HANDLER/application }]\n    messaging_services:\n");
    for (at, service) in case.services.iter().enumerate() {
        let url = if service.has_url {
            "HANDLER/old"
        } else {
            "\"\""
        };
        let numbers: Vec<_> = members(case, at)
            .into_iter()
            .map(|at| format!("\"{}\"", phone(at)))
            .collect();
        writeln!(
            seed,
            "      - {{ friendly_name: S{at}, inbound_request_url: {url}, use_inbound_webhook_on_number: {}, numbers: [{}] }}",
            service.has_flag,
            numbers.join(", ")
        )
        .unwrap();
    }
    seed
}

fn configuration(case: &Case) -> String {
    let mut yaml = format!(
        "version: 1\nproject: contoso\nproviders:\n  us:\n    type: twilio\n    account_sid: {ACCOUNT}\n    auth_token: {{ env: TOKEN_1 }}\n    callback_url: {CALLBACK}/sms\n    numbers:\n"
    );
    for (at, number) in case.numbers.iter().enumerate() {
        let mut incoming = Vec::new();
        if number.own {
            incoming.push(format!("url: {CALLBACK}/own/{at}"));
        }
        if number.get {
            incoming.push("method: GET".to_owned());
        }
        let incoming = match incoming.join(", ") {
            none if none.is_empty() => none,
            some => format!(", incoming: {{ {some} }}"),
        };
        writeln!(
            yaml,
            "      n{at}: {{ phone_number: \"{}\"{incoming} }}",
            phone(at)
        )
        .unwrap();
    }
    yaml.push_str("    messaging_services:\n");
    for (at, service) in case.services.iter().enumerate() {
        let inbound = if service.webhook {
            format!("inbound: webhook, callback_url: {CALLBACK}/service/{at}")
        } else {
            "inbound: defer_to_sender".to_owned()
        };
        let numbers: Vec<_> = members(case, at)
            .into_iter()
            .map(|at| format!("n{at}"))
            .collect();
        writeln!(
            yaml,
            "      s{at}: {{ friendly_name: S{at}, {inbound}, numbers: [{}] }}",
            numbers.join(", ")
        )
        .unwrap();
    }
    yaml
}

/// What the configuration says: the path and method for a number.
fn declared(case: &Case, at: usize) -> (String, &'static str) {
    let number = &case.numbers[at];
    if let Some(service) = number
        .service
        .filter(|service| case.services[*service].webhook)
    {
        return (format!("/service/{service}"), "POST");
    }
    let path = if number.own {
        format!("/own/{at}")
    } else {
        "/sms".to_owned()
    };
    (path, if number.get { "GET" } else { "POST" })
}

#[test]
fn after_an_apply_texts_reach_the_declared_urls() {
    let asked = std::env::var("PROPTEST_CASES")
        .ok()
        .and_then(|asked| asked.parse().ok());
    let config = Config {
        cases: asked.unwrap_or(15),
        failure_persistence: None,
        max_shrink_iters: 20,
        ..Config::default()
    };
    // The same cases each time, unless more are asked for.
    let mut runner = match asked {
        Some(_) => TestRunner::new(config),
        None => {
            TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &[7; 32]))
        }
    };
    runner
        .run(&cases(), |case| {
            let handler = Handler::start();
            let (mut world, sandbox) = sandbox(&seed(&case), &handler);
            world.variables = sandbox.variables();
            world.write("switchboard.yaml", &configuration(&case));
            world.run(&["apply", "--auto-approve"]).exits(0);
            for at in 0..case.numbers.len() {
                let outcome = text(&sandbox, &phone(at), "JOIN");
                let one = handler.one();
                let (path, method) = declared(&case, at);
                prop_assert_eq!(
                    one.path.split('?').next(),
                    Some(path.as_str()),
                    "{:#}",
                    outcome
                );
                prop_assert_eq!(&one.method, method);
                one.is_signed_for(&format!("{CALLBACK}{path}"), TOKEN);
                prop_assert_eq!(&outcome["answered"], true);
            }
            Ok(())
        })
        .unwrap();
}
