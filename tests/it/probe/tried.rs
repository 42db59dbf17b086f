//! One probe of a callback, and its results on both sides.

use switchboard::model::{Secret, Verdict};
use switchboard::provider::twilio::{Prober, probe};
use switchboard::provider::{Callback, Probed};

use crate::support::callback::{Answering, Request, Server};

pub const ACCOUNT: &str = "AC00000000000000000000000000000001";
pub const TOKEN: &str = "12345";
pub const NUMBER: &str = "+15017122661";

/// Probes a callback that answers like this, over plain HTTP.
pub async fn probed(userinfo: &str, answer: Answering) -> (Vec<Probed>, Vec<Request>) {
    called("POST", userinfo, "?tenant=a", answer).await
}

/// The same with a method, and with what follows the path of its URL.
pub async fn called(
    method: &str,
    userinfo: &str,
    rest: &str,
    answer: Answering,
) -> (Vec<Probed>, Vec<Request>) {
    let server = Server::start(TOKEN, answer).await;
    let url = format!("http://{userinfo}{}/sms{rest}", server.address);
    server.url.set(url.clone()).unwrap();
    let callback = Callback {
        url,
        method: method.to_owned(),
        number: NUMBER.into(),
    };
    let prober = Prober::new(ACCOUNT, &Secret::new(TOKEN));
    let results = probe(&prober, &callback).await;
    (results, server.requests())
}

pub fn verdicts(results: &[Probed]) -> Vec<Verdict> {
    results.iter().map(|one| one.outcome).collect()
}
