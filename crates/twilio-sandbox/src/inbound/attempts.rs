//! Delivers a text: calls its webhook, and the fallback if that fails.

use crate::inbound::call::call;
use crate::inbound::delivery::Delivery;
use crate::inbound::elsewhere::Elsewhere;
use crate::inbound::failure::Failure;
use crate::inbound::text::{Attempt, DecidedBy, Outcome};

/// A text that was delivered: its outcome, and the calls that failed.
#[derive(Debug)]
pub(crate) struct Delivered {
    pub(crate) outcome: Outcome,
    pub(crate) failures: Vec<Failure>,
}

/// Delivers a text to its webhook.
pub(crate) async fn deliver(
    delivery: Delivery,
    elsewhere: &Elsewhere,
) -> anyhow::Result<Delivered> {
    let decision = &delivery.decision;
    let mut params = delivery.params.clone();
    let (mut webhook, mut fallback) = (Attempt::default(), None);
    let mut failures = Vec::new();
    match &decision.webhook {
        None => webhook.error.clone_from(&decision.reason),
        Some(configured) => {
            let (attempt, failure) = call(configured, &delivery, &params, elsewhere).await?;
            webhook = attempt;
            failures.extend(failure);
            if let (Some(error), Some(second)) = (&webhook.error, &decision.fallback) {
                let code = error.split(':').next().unwrap_or_default();
                params.push(("ErrorCode".to_owned(), code.to_owned()));
                params.push(("ErrorUrl".to_owned(), configured.url.clone()));
                let (attempt, failure) = call(second, &delivery, &params, elsewhere).await?;
                fallback = Some(attempt);
                failures.extend(failure);
            }
        }
    }
    let answers = |attempt: &Attempt| attempt.answers();
    let answered = answers(&webhook) || fallback.as_ref().is_some_and(answers);
    if let Some(second) = &fallback {
        webhook.reply.clone_from(&second.reply);
    }
    let outcome = Outcome {
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
    };
    Ok(Delivered { outcome, failures })
}
