//! What takes the place of webhooks on other machines: simulated handlers, and handlers on loopback.

use reqwest::Client;
use sandbox_server::{client, is_loopback};
use tokio::sync::OnceCell;
use url::Url;

use crate::inbound::prefix;
use crate::inbound::substitute::{Substitutes, substitute};
use crate::store::handler::SimulatedHandler;
use crate::store::state::State;

/// As Twilio names itself to webhooks.
const USER_AGENT: &str = "TwilioProxy/1.1";

/// The seed's `handlers` and `deliver`, and the client that calls webhooks on loopback.
#[derive(Debug)]
pub(crate) struct Elsewhere {
    handlers: Vec<SimulatedHandler>,
    deliver: Substitutes,
    http: OnceCell<Client>,
}

/// Who answers a webhook's call.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Answerer {
    /// The sandbox itself, with this status.
    Simulated(u16),
    /// A handler at this loopback URL, in the place of the webhook.
    Instead(Url),
    /// The webhook itself, which is on loopback.
    Itself,
    /// Nobody: the webhook is on another machine.
    Nobody,
}

impl Elsewhere {
    /// What the state says.
    pub(crate) fn of(state: &State) -> Self {
        Self {
            handlers: state.handlers.clone(),
            deliver: state.deliver.clone(),
            http: OnceCell::new(),
        }
    }

    /// Who answers a call of `address`, for the number with this place in its account.
    pub(crate) fn answerer(&self, address: &str, configured: &Url, place: usize) -> Answerer {
        if let Some(handler) = self.handler(address, configured) {
            return Answerer::Simulated(handler.answer(place));
        }
        match substitute(address, configured, &self.deliver) {
            Some(target) if is_loopback(&target) => Answerer::Instead(target),
            None if is_loopback(configured) => Answerer::Itself,
            _ => Answerer::Nobody,
        }
    }

    /// The simulated handler with the longest prefix of `address`.
    fn handler(&self, address: &str, configured: &Url) -> Option<&SimulatedHandler> {
        if self.handlers.is_empty() {
            return None;
        }
        let bare = prefix::bare(address, configured)?;
        let mut found = self.handlers.iter();
        let matching = found
            .by_ref()
            .filter(|handler| prefix::rest(&bare, &handler.url).is_some());
        matching.max_by_key(|handler| handler.url.trim_end_matches('/').len())
    }

    /// The client for webhooks on loopback. It is made with the first call, because most texts need none.
    pub(crate) async fn http(&self) -> anyhow::Result<&Client> {
        let make = || async { client(USER_AGENT) };
        self.http.get_or_try_init(make).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn simulated_handlers_come_first_and_the_longest_prefix_wins() {
        let handler = |url: &str, status| SimulatedHandler {
            url: url.to_owned(),
            status,
            one_in: None,
            seed: 0,
        };
        let state = State {
            handlers: vec![
                handler("https://a.example/", 200),
                handler("https://a.example/b", 502),
                handler("http://127.0.0.1:9/gone", 410),
            ],
            deliver: [
                ("https://a.example/b/c", "http://127.0.0.1:1"),
                ("https://d.example", "http://127.0.0.1:2"),
            ]
            .map(|(prefix, to)| (prefix.to_owned(), to.to_owned()))
            .into(),
            ..State::default()
        };
        let elsewhere = Elsewhere::of(&state);
        let instead = |url: &str| Answerer::Instead(Url::parse(url).unwrap());
        for (address, expected) in [
            ("https://a.example", Answerer::Simulated(200)),
            ("https://a.example/x?y=1", Answerer::Simulated(200)),
            ("https://a.example/b/c", Answerer::Simulated(502)),
            ("https://u:p@a.example/b?c=d", Answerer::Simulated(502)),
            ("https://a.example/bc", Answerer::Simulated(200)),
            ("https://a.example.org/", Answerer::Nobody),
            ("https://d.example/x", instead("http://127.0.0.1:2/x")),
            ("http://127.0.0.1:9/here", Answerer::Itself),
            ("http://127.0.0.1:9/gone", Answerer::Simulated(410)),
        ] {
            let configured = Url::parse(address).unwrap();
            assert_eq!(
                elsewhere.answerer(address, &configured, 0),
                expected,
                "{address}"
            );
        }
    }
}
