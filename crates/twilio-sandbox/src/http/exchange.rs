//! One request, from its credentials to its answer: credentials, route, handler, disk. The only file that knows both the
//! HTTP library and the handlers.

use axum::http::header;
use sandbox_server::{Received, Reply};
use url::form_urlencoded;

use crate::api::event_log;
use crate::api::refusal::Refusal;
use crate::api::replay;
use crate::api::request::Request;
use crate::api::routes;
use crate::http::actor;
use crate::http::auth;
use crate::http::instance::Instance;
use crate::store::dates;

/// Handles the request. A write is saved before it is answered.
pub(crate) async fn handle(instance: &Instance, received: &Received) -> Reply {
    let (reply, write) = match perform(instance, received) {
        Ok(performed) => performed,
        Err(refusal) => return (&refusal).into(),
    };
    if let (Some(saver), Some(write)) = (&instance.saver, write)
        && let Err(error) = saver.save(&instance.state, write).await
    {
        return Reply::from(&Refusal::internal(format!(
            "the sandbox cannot save its state: {error:#}"
        )));
    }
    reply
}

/// Performs the request on the state. The number is that of the write: each POST or DELETE that succeeds is one.
fn perform(instance: &Instance, received: &Received) -> Result<(Reply, Option<u64>), Refusal> {
    let parts = &received.parts;
    let mut state = instance.state();
    let caller = auth::identify(&state, received.header("authorization"))?;
    let path = parts.uri.path();
    let (route, params) = routes::find(parts.method.as_str(), path)?;
    let account = params.get("account").unwrap_or(&caller.account).clone();
    auth::authorise(&state, &caller, &account)?;
    let query = parts.uri.query().unwrap_or_default();
    let request = Request {
        path: path.to_owned(),
        query: form_urlencoded::parse(query.as_bytes())
            .into_owned()
            .collect(),
        form: form(received),
        params,
        account,
        caller,
        actor: actor::parse(received.header(actor::HEADER))?,
        base: instance.base.clone(),
        now: dates::now(),
    };
    let reply = event_log::perform(&mut state, route, parts.method.as_str(), &request)?;
    if parts.method == "GET" {
        return Ok((reply, None));
    }
    state.writes += 1;
    if let Some(saver) = &instance.saver {
        saver.note(&replay::entry(
            state.writes,
            parts.method.as_str(),
            &request,
        ));
    }
    Ok((reply, Some(state.writes)))
}

/// The fields of a form. A body of another type has none: Twilio accepts no JSON here.
pub(crate) fn form(received: &Received) -> Vec<(String, String)> {
    let kind = received.header(header::CONTENT_TYPE.as_str());
    if kind.is_some_and(|kind| kind.starts_with("application/x-www-form-urlencoded")) {
        return form_urlencoded::parse(&received.body)
            .into_owned()
            .collect();
    }
    Vec::new()
}
