//! Where a webhook's URL leads: to this machine, where it is called, or elsewhere, where the settings say what it
//! answers.

use sandbox_server::is_loopback;
use url::Url;

use crate::store::session::Session;
use crate::store::settings::Answer;

/// Where a URL leads.
#[derive(Debug, Clone)]
pub(crate) enum Reach {
    /// To this URL on this machine.
    Here(Url),
    /// Outside this machine.
    Elsewhere(Answer),
}

/// Where `url` leads.
pub(crate) fn reach(session: &Session, url: &str) -> Reach {
    let prefixes = session
        .deliver
        .iter()
        .filter(|(prefix, _)| url.starts_with(*prefix));
    let longest = prefixes.max_by_key(|(prefix, _)| prefix.len());
    let substitute = longest.and_then(|(prefix, to)| {
        let rest = url.strip_prefix(prefix.as_str())?;
        Url::parse(&format!("{}{rest}", to.trim_end_matches('/'))).ok()
    });
    let here = substitute.or_else(|| Url::parse(url).ok().filter(is_loopback));
    here.map_or_else(
        || Reach::Elsewhere(session.settings.answer(url)),
        Reach::Here,
    )
}

/// A URL without its query, which may hold a key.
pub(crate) fn base(url: &str) -> &str {
    url.split(['?', '#']).next().unwrap_or_default()
}
