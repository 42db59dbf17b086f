//! The alerts of the account: the list of Monitor alerts (docs/twilio.md: Alerts).

use serde::Deserialize;
use serde_json::Value as Json;
use url::form_urlencoded;

use super::senders::Meta;
use super::{TwilioAccount, error};
use crate::provider::twilio::alert;
use crate::provider::twilio::client::Page;
use crate::provider::{AlertLog, AlertQuery, Failure};

#[derive(Deserialize)]
struct AlertsPage {
    alerts: Vec<Json>,
    /// Required: without it, nobody knows whether there are more.
    meta: Meta,
}

impl Page for AlertsPage {
    fn next(&self) -> Option<&str> {
        self.meta.next_page_url.as_deref()
    }
}

impl TwilioAccount {
    /// The alerts since a time. Those that were read before a failure count.
    pub(super) async fn read_alerts(&self, query: &AlertQuery) -> AlertLog {
        let doing = format!("listing alerts of {}", self.sid);
        let mut log = AlertLog::default();
        // The path names no account: another account's credentials would show its own list, and the
        // absence of an alert in it would mean nothing.
        if self.client.opens_another(self.sid.as_str()) {
            let why = "not asked: these are the credentials of another account, whose own alerts would be shown";
            log.failed = Some(error(Failure::Denied, doing, why.to_owned()));
            return log;
        }
        let first = parameters(query);
        let mut pages = self.client.alert_pages::<AlertsPage>(&first, &doing);
        while let Some(page) = pages.next().await {
            match page {
                Ok(page) => {
                    let more = page.next().is_some_and(|link| !link.is_empty());
                    let entries = page.alerts.iter();
                    log.alerts
                        .extend(entries.filter_map(|entry| alert::read(entry, self.sid.as_str())));
                    if more && pages.reads() >= query.reads {
                        log.cut = true;
                        break;
                    }
                }
                Err(error) => log.failed = Some(error),
            }
        }
        log.reads = pages.reads();
        log
    }
}

fn parameters(query: &AlertQuery) -> String {
    form_urlencoded::Serializer::new(String::new())
        .append_pair("StartDate", &format!("{:.0}", query.since))
        .append_pair("PageSize", "1000")
        .finish()
}
