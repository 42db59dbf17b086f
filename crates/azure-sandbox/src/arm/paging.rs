//! Lists of ARM: `$top` from 1 to 100, 20 if it is left out, and `$filter` on names only.

use sandbox_server::{Answer, Reply, Request};
use serde_json::{Value, json};
use url::form_urlencoded::byte_serialize;

use crate::api::error::{error, invalid};

const DEFAULT: usize = 20;
const LARGEST: usize = 100;

/// A page of `items`.
pub(crate) fn page(request: &Request, items: Vec<Value>) -> Answer {
    let top = match request.query("$top") {
        None => DEFAULT,
        Some(text) => match text.parse() {
            Ok(top) if (1..=LARGEST).contains(&top) => top,
            _ => {
                request.breaks(format!("$top is {text}"));
                return Err(invalid("The value of $top must be between 1 and 100."));
            }
        },
    };
    let items = match request.query("$filter") {
        None => items,
        Some(filter) => filtered(request, items, filter)?,
    };
    slice(request, &items, top)
}

/// The page of `items` that the request's token names, `top` at most, and a link to the next one.
pub(crate) fn slice(request: &Request, items: &[Value], top: usize) -> Answer {
    let skip: usize = match request.query("$skiptoken") {
        None => 0,
        Some(token) => token.parse().map_err(|_| {
            request.breaks(format!("$skiptoken is {token}"));
            error(400, "InvalidSkipToken", "The skip token is not valid.")
        })?,
    };
    let mut body = json!({"value": items.iter().skip(skip).take(top).collect::<Vec<_>>()});
    if let (true, Some(body)) = (skip + top < items.len(), body.as_object_mut()) {
        let mut query = String::new();
        for (name, value) in &request.query {
            if !name.eq_ignore_ascii_case("$skiptoken") {
                let value: String = byte_serialize(value.as_bytes()).collect();
                query = format!("{query}{name}={value}&");
            }
        }
        let link = format!(
            "{}{}?{query}$skiptoken={}",
            request.base(),
            request.path,
            skip + top
        );
        body.insert("nextLink".to_owned(), link.into());
    }
    Ok(Reply::bytes(200, body.to_string().into_bytes()))
}

/// The items whose names fit `name eq '…'` or `contains(name, '…')`.
fn filtered(request: &Request, items: Vec<Value>, filter: &str) -> Result<Vec<Value>, Reply> {
    let quoted = filter.split('\'').nth(1).unwrap_or_default().to_lowercase();
    let shape = filter.to_lowercase().replace(' ', "");
    let is_exact = shape.starts_with("nameeq'");
    if !is_exact && !shape.starts_with("contains(name,'") {
        request.breaks(format!(
            "$filter is {filter}; lists are filtered by name only"
        ));
        return Err(invalid(
            "The filter is not supported. Only the property 'name' can be used.",
        ));
    }
    let name = |item: &Value| item["name"].as_str().unwrap_or_default().to_lowercase();
    let fits = |item: &Value| {
        if is_exact {
            name(item) == quoted
        } else {
            name(item).contains(&quoted)
        }
    };
    Ok(items.into_iter().filter(fits).collect())
}
