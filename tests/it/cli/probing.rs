//! `test --probe-callback` with the real binary, and private authorities: for callbacks and for
//! Twilio's own API.

use serde_json::Value;

use crate::support::callback::{Answering, EMPTY, Server, XML, validating};
use crate::support::fixture::NUMBERS;
use crate::support::sandbox::Sandbox;
use crate::support::tls::{Authority, Identity, front, proxy};
use crate::support::world::{Ended, World};

const URL: &str = "https://hooks.contoso.example/sms";

/// A callback behind a proxy that takes it for the host it is declared with, and a world with
/// numbers that it answers for.
struct Behind {
    world: World,
    _sandbox: Sandbox,
    server: Server,
    _runtime: tokio::runtime::Runtime,
}

impl Behind {
    fn new(identity: Identity, answer: Answering) -> Self {
        let (mut world, sandbox) = NUMBERS.fresh();
        world.run(&["apply", "--auto-approve"]).exits(0);
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let token = &sandbox.accounts[0].1;
        let server = runtime.block_on(Server::start(token, answer));
        server.url.set(URL.to_owned()).unwrap();
        let proxy = proxy(front(identity, server.address));
        let variable = ("HTTPS_PROXY".to_owned(), format!("http://{proxy}"));
        world.variables.extend([variable]);
        Self {
            world,
            _sandbox: sandbox,
            server,
            _runtime: runtime,
        }
    }

    fn trusting(mut self, authority: &Authority) -> Self {
        trust(&mut self.world, authority);
        self
    }

    fn probed(&self) -> Ended {
        self.world
            .run(&["test", "--probe-callback", "--format", "json"])
    }
}

/// Makes commands trust an authority.
fn trust(world: &mut World, authority: &Authority) {
    let path = world.beside("authority.pem");
    std::fs::write(&path, &authority.pem).unwrap();
    let path = path.to_str().unwrap().to_owned();
    world.variables.insert("SSL_CERT_FILE".to_owned(), path);
}

/// Id and outcome of the checks of callbacks.
fn outcomes(document: &Value) -> Vec<(&str, &str)> {
    let checks = document["checks"].as_array().unwrap().iter();
    checks
        .map(|check| {
            (
                check["id"].as_str().unwrap(),
                check["outcome"].as_str().unwrap(),
            )
        })
        .filter(|(id, _)| id.starts_with("callback"))
        .collect()
}

#[test]
fn a_correct_callback_passes() {
    let authority = Authority::new();
    let identity = authority.issue("hooks.contoso.example", 60);
    let behind = Behind::new(identity, validating).trusting(&authority);
    let ended = behind.probed().exits(0);
    let document = ended.json();
    assert_eq!(
        outcomes(&document),
        [
            ("callback-certificate", "passed"),
            ("callback-accepts", "passed"),
            ("callback-refuses", "passed")
        ],
        "{document:#}"
    );
    // Three numbers, one callback.
    assert_eq!(behind.server.requests().len(), 2);
}

#[test]
fn a_certificate_that_expires_soon_is_a_warning() {
    let authority = Authority::new();
    let identity = authority.issue("hooks.contoso.example", 5);
    let behind = Behind::new(identity, validating).trusting(&authority);
    let ended = behind.probed().exits(0);
    assert_eq!(
        outcomes(&ended.json())[0],
        ("callback-certificate", "warning")
    );
    let human = behind.world.run(&["test", "--probe-callback"]).exits(0);
    assert!(
        human.stdout.contains(
            "  ! Certificate for POST https://hooks.contoso.example/sms: valid for 4 more days"
        ) && human.stdout.contains("[W0754]"),
        "{}",
        human.stdout
    );
}

#[test]
fn an_unknown_authority_fails_in_twilios_terms() {
    let authority = Authority::new();
    let behind = Behind::new(authority.issue("hooks.contoso.example", 60), validating);
    let ended = behind.probed().exits(2);
    assert_eq!(
        outcomes(&ended.json()),
        [
            ("callback-certificate", "failed"),
            ("callback-accepts", "skipped"),
            ("callback-refuses", "skipped")
        ]
    );
    assert!(ended.stdout.contains("Twilio: 11237"), "{}", ended.stdout);
    assert!(behind.server.requests().is_empty());
}

#[test]
fn a_callback_that_takes_everything_fails() {
    use axum::response::IntoResponse as _;
    let authority = Authority::new();
    let identity = authority.issue("hooks.contoso.example", 60);
    let behind = Behind::new(identity, |_, _| (XML, EMPTY).into_response()).trusting(&authority);
    let ended = behind.probed().exits(2);
    assert_eq!(outcomes(&ended.json())[2], ("callback-refuses", "failed"));
}

/// The sandbox behind TLS, as Twilio is.
fn over_tls() -> (World, Sandbox, Authority) {
    let (mut world, sandbox) = NUMBERS.fresh();
    let authority = Authority::new();
    let address = sandbox.url.strip_prefix("http://").unwrap();
    let front = front(authority.issue("localhost", 60), address.parse().unwrap());
    let url = format!("https://localhost:{}", front.port());
    world
        .variables
        .insert("SWITCHBOARD_TWILIO_API_URL".to_owned(), url);
    (world, sandbox, authority)
}

#[test]
fn a_private_authority_can_be_trusted_with_the_api() {
    let (mut world, sandbox, authority) = over_tls();
    trust(&mut world, &authority);
    world.run(&["apply", "--auto-approve"]).exits(0);
    world.run(&["test"]).exits(0);
    assert!(sandbox.calls().iter().any(|call| call.method == "POST"));
}

#[test]
fn without_a_trusted_authority_nothing_is_sent() {
    let (mut world, sandbox, _) = over_tls();
    world
        .variables
        .insert("SWITCHBOARD_LOG".to_owned(), "debug".to_owned());
    let ended = world.run(&["test"]).exits(3);
    // Another attempt would change nothing, and would take time.
    assert!(
        ended.stderr.contains("attempt=1") && !ended.stderr.contains("attempt=2"),
        "{}",
        ended.stderr
    );
    assert!(
        ended
            .stdout
            .contains("no chain leads from the certificate of localhost to a trusted authority")
            && ended.stdout.contains("SSL_CERT_FILE"),
        "{}",
        ended.stdout
    );
    // Neither does another authority.
    trust(&mut world, &Authority::new());
    world.run(&["test"]).exits(3);
    assert!(sandbox.calls().is_empty());
}

#[test]
fn authorities_that_cannot_be_read_are_an_error() {
    let (mut world, _sandbox, _) = over_tls();
    let nowhere = world.beside("nowhere.pem").to_str().unwrap().to_owned();
    for (path, why) in [
        (nowhere.as_str(), "SSL_CERT_FILE names"),
        ("", "SSL_CERT_FILE is set, but empty"),
    ] {
        let variable = ("SSL_CERT_FILE".to_owned(), path.to_owned());
        world.variables.extend([variable]);
        let ended = world.run(&["test"]).exits(1);
        assert!(ended.stderr.contains(why), "{}", ended.stderr);
    }
    let path = world.path("switchboard.yaml").to_str().unwrap().to_owned();
    world.variables.insert("SSL_CERT_FILE".to_owned(), path);
    let ended = world.run(&["test"]).exits(1);
    assert!(
        ended.stderr.contains("E0606") && ended.stderr.contains("no certificate in PEM"),
        "{}",
        ended.stderr
    );
}
