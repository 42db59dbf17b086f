//! The activity log.

use jiff::Timestamp;
use sandbox_server::{Answer, Request, ids};
use serde_json::{Value, json};

use crate::api::error::error;
use crate::arm::paging::slice;
use crate::store::activity::Activity;
use crate::store::state::State;

/// Entries on a page.
const PAGE: usize = 200;

/// What a filter asks for.
#[derive(Debug, Default)]
struct Filter {
    from: Option<Timestamp>,
    to: Option<Timestamp>,
    resource: Option<String>,
}

/// The entries that a filter asks for, the newest first.
pub(crate) fn list(state: &State, request: &Request, subscription: &str) -> Answer {
    let refuse = |text: &str| {
        request.breaks(format!(
            "the filter of the activity log is not valid: {text}"
        ));
        error(
            400,
            "BadRequest",
            format!("The filter is not valid: {text}"),
        )
    };
    let text = request.query("$filter").unwrap_or_default();
    let filter = parse(text).map_err(|problem| refuse(&problem))?;
    if filter.from.is_none() {
        return Err(refuse("the start date is missing"));
    }
    let place = format!("/subscriptions/{}/", subscription.to_lowercase());
    let fits = |entry: &&Activity| {
        entry.resource_id.to_lowercase().starts_with(&place)
            && filter.from.is_none_or(|from| entry.at >= from)
            && filter.to.is_none_or(|to| entry.at <= to)
            && filter
                .resource
                .as_ref()
                .is_none_or(|id| entry.resource_id.eq_ignore_ascii_case(id))
    };
    let entries = state.activity.iter().rev().filter(fits);
    let shown: Vec<Value> = entries
        .enumerate()
        .map(|(at, entry)| view(entry, at))
        .collect();
    slice(request, &shown, PAGE)
}

/// `eventTimestamp ge '…' and eventTimestamp le '…' and resourceUri eq '…'`, in this order or another.
fn parse(text: &str) -> Result<Filter, String> {
    let mut filter = Filter::default();
    for clause in text
        .split(" and ")
        .map(str::trim)
        .filter(|clause| !clause.is_empty())
    {
        let mut parts = clause.splitn(3, ' ');
        let (name, operator, value) = (parts.next(), parts.next(), parts.next());
        let quoted = value.and_then(|value| value.trim().strip_prefix('\'')?.strip_suffix('\''));
        let value = quoted.ok_or_else(|| format!("{clause} has no value in quotes"))?;
        let time = || value.parse().map_err(|_| format!("{value} is not a time"));
        match (name.unwrap_or_default(), operator.unwrap_or_default()) {
            ("eventTimestamp", "ge") => filter.from = Some(time()?),
            ("eventTimestamp", "le") => filter.to = Some(time()?),
            ("resourceUri", "eq") => filter.resource = Some(value.to_owned()),
            _ => return Err(format!("{clause} is not supported")),
        }
    }
    Ok(filter)
}

fn view(entry: &Activity, at: usize) -> Value {
    let parts: Vec<&str> = entry.resource_id.split('/').collect();
    let event = ids::guid(&["event", &entry.correlation, &entry.status, &at.to_string()]);
    let claims = match &entry.app {
        Some(app) => json!({"appid": app, "appidacr": "1"}),
        None => json!({"name": entry.caller}),
    };
    let method = match entry.operation.rsplit('/').next() {
        Some("write") => "PUT",
        Some("delete") => "DELETE",
        _ => "POST",
    };
    let named = |value: &str| json!({"value": value, "localizedValue": value});
    let name = if entry.status == "Started" {
        "BeginRequest"
    } else {
        "EndRequest"
    };
    json!({
        "id": format!("{}/events/{event}/ticks/{}", entry.resource_id, entry.at.as_millisecond()),
        "caller": entry.caller,
        "correlationId": entry.correlation,
        "eventDataId": event,
        "eventName": named(name),
        "category": named("Administrative"),
        "claims": claims,
        "httpRequest": {"clientIpAddress": "127.0.0.1", "method": method},
        "eventTimestamp": entry.at.to_string(),
        "submissionTimestamp": entry.at.to_string(),
        "level": if entry.status == "Failed" { "Error" } else { "Informational" },
        "operationName": named(&entry.operation),
        "operationId": entry.correlation,
        "resourceGroupName": parts.get(4),
        "resourceId": entry.resource_id,
        "status": named(&entry.status),
        "subscriptionId": parts.get(2),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn filters() {
        let text = "eventTimestamp ge '2026-11-28T00:00:00Z' and eventTimestamp le '2026-11-29T00:00:00Z' and resourceUri eq '/subscriptions/a b'";
        let filter = parse(text).unwrap();
        assert!(filter.from.is_some() && filter.to.is_some());
        assert_eq!(filter.resource.as_deref(), Some("/subscriptions/a b"));
        for text in [
            "eventTimestamp gt '2026-11-28T00:00:00Z'",
            "caller eq 'x'",
            "eventTimestamp ge 2026-11-28T00:00:00Z",
            "eventTimestamp ge 'yesterday'",
        ] {
            assert!(parse(text).is_err(), "{text}");
        }
    }
}
