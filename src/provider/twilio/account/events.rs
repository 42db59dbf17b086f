//! The audit log of the account: the list of Monitor events (docs/twilio.md: Events).

use jiff::SignedDuration;
use serde::Deserialize;
use url::form_urlencoded;

use super::TwilioAccount;
use super::senders::Meta;
use crate::provider::twilio::client::Page;
use crate::provider::twilio::event::Wire;
use crate::provider::{AuditLog, AuditQuery};

/// How long Twilio keeps an event, without a paid edition.
pub(super) const KEPT: SignedDuration = SignedDuration::from_hours(30 * 24);

#[derive(Deserialize)]
struct EventsPage {
    events: Vec<Wire>,
    meta: Option<Meta>,
}

impl Page for EventsPage {
    fn next(&self) -> Option<&str> {
        self.meta.as_ref()?.next_page_url.as_deref()
    }
}

impl TwilioAccount {
    /// The events since a time, of one object or of the whole account, with a limited number of
    /// requests.
    pub(super) async fn read_events(&self, since: &AuditQuery) -> AuditLog {
        let doing = format!("listing events of {}", self.sid);
        let mut pages = self
            .client
            .monitor_pages::<EventsPage>(&query(since), &doing);
        let mut log = AuditLog::default();
        let own = |sid: &str| sid == self.sid.as_str() || self.client.is_user(sid);
        while let Some(page) = pages.next().await {
            match page {
                Ok(page) => {
                    let more = page.next().is_some_and(|link| !link.is_empty());
                    let events = page.events.into_iter();
                    log.events.extend(
                        events.filter_map(|wire| wire.into_happening(self.sid.as_str(), own)),
                    );
                    if more && pages.reads() >= since.reads {
                        log.cut = true;
                        break;
                    }
                }
                Err(error) => {
                    log.failed = Some(error);
                    break;
                }
            }
        }
        log.reads = pages.reads();
        log
    }
}

fn query(since: &AuditQuery) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.append_pair("StartDate", &format!("{:.0}", since.at));
    if let Some(id) = &since.id {
        query.append_pair("ResourceSid", id);
    }
    query.append_pair("PageSize", "1000");
    query.finish()
}
