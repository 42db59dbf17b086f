//! Monitor alerts (`/v1/Alerts`). Read only: `http::instance` records them.

use sandbox_server::Reply;
use serde_json::{Value, json};

use crate::api::paging;
use crate::api::refusal::Refusal;
use crate::api::request::Request;
use crate::api::response::json_reply;
use crate::api::route::Route;
use crate::store::alert::Alert;
use crate::store::dates::iso8601;
use crate::store::state::State;

/// The routes of this resource.
pub(crate) const ROUTES: &[Route] = &[
    Route::new("GET", "/v1/Alerts", list),
    Route::new("GET", "/v1/Alerts/{sid}", fetch),
];

/// How long alerts are listed, in seconds: 30 days (Twilio, the parameters of the list).
const LISTED: i64 = 30 * 24 * 60 * 60;
/// The level of every alert here.
const LEVEL: &str = "error";

fn list(state: &mut State, request: &Request) -> Result<Reply, Refusal> {
    let alerts = &request.account_in(state)?.alerts;
    let (start, end) = (request.date("StartDate")?, request.date("EndDate")?);
    let level = request.query("LogLevel").is_none_or(|level| level == LEVEL);
    let page = paging::page(request, alerts, |alert: &Alert| {
        level
            && is_listed(alert, request)
            && start.is_none_or(|start| alert.date >= start)
            && end.is_none_or(|end| alert.date <= end)
    })?;
    paging::list_v1(request, "alerts", &page, |alert| view(request, alert))
}

/// One alert, with what a list leaves out.
fn fetch(state: &mut State, request: &Request) -> Result<Reply, Refusal> {
    let alert = request.account_in(state)?.alerts.get(request.param("sid"));
    let alert = alert.filter(|alert| is_listed(alert, request));
    let alert = alert.ok_or_else(|| Refusal::not_found(&request.path))?;
    let mut body = view(request, alert);
    if let Some(fields) = body.as_object_mut() {
        let variables = alert.request_variables.as_str();
        fields.insert("request_variables".to_owned(), variables.into());
        for unknown in ["request_headers", "response_headers", "response_body"] {
            fields.insert(unknown.to_owned(), Value::Null);
        }
    }
    json_reply(200, &body)
}

fn is_listed(alert: &Alert, request: &Request) -> bool {
    request.now.as_second() - alert.date.as_second() <= LISTED
}

fn view(request: &Request, alert: &Alert) -> Value {
    let date = iso8601(alert.date);
    json!({
        "account_sid": request.account,
        "alert_text": alert.alert_text,
        "api_version": "2010-04-01",
        "date_created": date,
        "date_generated": date,
        "date_updated": date,
        "error_code": alert.error_code,
        "log_level": LEVEL,
        "more_info": format!("https://www.twilio.com/docs/errors/{}", alert.error_code),
        "request_method": alert.request_method,
        "request_url": alert.request_url,
        "resource_sid": alert.resource_sid,
        "service_sid": alert.service_sid,
        "sid": alert.sid,
        "url": format!("{}/v1/Alerts/{}", request.base, alert.sid),
    })
}
