//! Delivers a text: calls its webhook, and the fallback if that fails.

use sandbox_server::client;

use crate::inbound::call::call;
use crate::inbound::delivery::Delivery;
use crate::inbound::substitute::Substitutes;
use crate::inbound::text::{Attempt, DecidedBy, Outcome};

/// As Twilio names itself to webhooks.
const USER_AGENT: &str = "TwilioProxy/1.1";

/// Delivers a text to its webhook.
pub(crate) async fn deliver(
    delivery: Delivery,
    substitutes: &Substitutes,
) -> anyhow::Result<Outcome> {
    let http = client(USER_AGENT)?;
    let decision = &delivery.decision;
    let mut params = delivery.params.clone();
    let (mut webhook, mut fallback) = (Attempt::default(), None);
    match &decision.webhook {
        None => webhook.error.clone_from(&decision.reason),
        Some(configured) => {
            webhook = call(&http, configured, &delivery, &params, substitutes).await?;
            if let (Some(error), Some(second)) = (&webhook.error, &decision.fallback) {
                let code = error.split(':').next().unwrap_or_default();
                params.push(("ErrorCode".to_owned(), code.to_owned()));
                params.push(("ErrorUrl".to_owned(), configured.url.clone()));
                fallback = Some(call(&http, second, &delivery, &params, substitutes).await?);
            }
        }
    }
    let answers = |attempt: &Attempt| attempt.answers();
    let answered = answers(&webhook) || fallback.as_ref().is_some_and(answers);
    if let Some(second) = &fallback {
        webhook.reply.clone_from(&second.reply);
    }
    Ok(Outcome {
        to: delivery.to,
        from: delivery.from,
        account_sid: delivery.account_sid,
        decided_by: if webhook.url.is_some() {
            decision.decided_by
        } else {
            DecidedBy::Nothing
        },
        service_sid: decision.service_sid.clone(),
        application_sid: decision.application_sid.clone(),
        answered,
        webhook,
        fallback,
        may_be_taken_by: delivery.may_be_taken_by,
        opt_out: delivery.opt_out,
        params: delivery.params.into_iter().collect(),
    })
}
