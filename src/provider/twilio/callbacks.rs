//! The URLs of a declaration that Twilio will call. Pure.

use super::declaration::{Declaration, MessagingService};
use super::incoming::{Handler, Incoming};
use super::settings;
use crate::model::HttpsUrl;

/// Every URL that Twilio will call, with its path under the provider.
pub(super) fn callbacks(declaration: &Declaration) -> Vec<(String, &HttpsUrl)> {
    let own = declaration.callback_url.as_ref();
    let own = own.map(|url| ("callback_url".to_owned(), url));
    let numbers = declaration.numbers.iter().flat_map(|(name, number)| {
        let handler = number.incoming.as_ref().and_then(Incoming::handler);
        let urls = handler.into_iter().flat_map(of_number);
        urls.map(move |(key, url)| (format!("numbers.{name}.incoming.{key}"), url))
    });
    let applications = declaration.applications.iter();
    let applications = applications.flat_map(|(name, application)| {
        settings::urls(application)
            .map(move |(key, url)| (format!("applications.{name}.{key}"), url))
    });
    let services = declaration.messaging_services.iter();
    let services = services.flat_map(|(name, service)| {
        of_service(service).map(move |(key, url)| (format!("messaging_services.{name}.{key}"), url))
    });
    own.into_iter()
        .chain(numbers)
        .chain(applications)
        .chain(services)
        .collect()
}

fn of_number(handler: &Handler) -> impl Iterator<Item = (&'static str, &HttpsUrl)> {
    let url = handler.url.as_ref().map(|url| ("url", url));
    let fallback = handler.fallback_url.as_ref();
    url.into_iter()
        .chain(fallback.map(|url| ("fallback_url", url)))
}

fn of_service(service: &MessagingService) -> impl Iterator<Item = (&'static str, &HttpsUrl)> {
    let own = service.callback_url.as_ref();
    let own = own.map(|url| ("callback_url", url));
    own.into_iter().chain(settings::urls(service))
}
