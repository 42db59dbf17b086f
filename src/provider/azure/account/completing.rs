//! Waiting for a write that Azure carries out, and reading its result (docs/azure.md: Operations).

use std::time::{Duration, Instant};

use jiff::Timestamp;
use url::Url;

use super::AzureAccount;
use super::creating::asked;
use super::stage::Stage;
use crate::http::is_loopback;
use crate::model::{Action, Fields, Value, VendorCode};
use crate::provider::azure::client::{OperationState, Plane};
use crate::provider::azure::observed::{self, Endpoint};
use crate::provider::azure::subscription::{NEVER_SUCCEEDED, SUCCEEDED};
use crate::provider::azure::urls::base;
use crate::provider::{Failure, Operation, ProviderError, Write, Written};

/// How long an operation is followed. How long Azure tries a handshake is not documented.
const PATIENCE: Duration = Duration::from_mins(5);
/// After this time, the subscription itself is read: it may be waiting for a person.
const LOOK: Duration = Duration::from_secs(30);
/// The waits between two polls, in units, if Azure asks for none; the last one repeats.
const WAITS: [u32; 5] = [1, 2, 4, 8, 10];

/// How an operation ended.
enum End {
    /// As requested.
    Succeeded,
    /// Azure gave up.
    Failed {
        code: Option<String>,
        message: String,
    },
    /// Somebody must confirm the URL.
    Manual,
    /// It had not ended when the wait for it did; holds why the wait ended.
    Open(&'static str),
}

/// What is followed.
struct Followed<'a> {
    /// The object.
    id: &'a str,
    /// The URL that says how far it is.
    url: Option<Url>,
    is_topic: bool,
}

impl AzureAccount {
    /// Waits for an operation of a write, and continues the write.
    pub(super) async fn complete(
        &self,
        write: &Write,
        operation: &Operation,
    ) -> Result<Written, ProviderError> {
        let name = write.key.as_deref().unwrap_or(write.address.name());
        let doing = format!("completing the event subscription {name}");
        let stage = stage(operation, &doing)?;
        let end = self.follow_stage(&stage, &doing).await?;
        match stage {
            Stage::Topic { .. } => {
                let doing = format!("creating the system topic {}-events", self.resource.name());
                match end {
                    End::Succeeded => {}
                    End::Failed { code, message } => {
                        return Err(failed(&doing, message, code));
                    }
                    End::Manual => {
                        return Err(failed(&doing, "it waits for a person".to_owned(), None));
                    }
                    End::Open(why) => return Err(open(&doing, why)),
                }
                let topic = self.new_topic();
                self.found().topic = Some(topic.clone());
                let asked = asked(write, name, &doing)?;
                let doing = format!("creating the event subscription {name}");
                self.create_below(&topic, write, &asked, &doing).await
            }
            Stage::Subscription { id, .. } => self.outcome(write, &id, end).await,
        }
    }

    /// Waits for an operation of an earlier run.
    pub(super) async fn follow_up(&self, operation: &Operation) -> Result<(), ProviderError> {
        let doing = format!("following an earlier change of {}", self.resource.name());
        let stage = stage(operation, &doing)?;
        match self.follow_stage(&stage, &doing).await {
            Ok(End::Open(why)) => Err(open(&doing, why)),
            Ok(End::Succeeded | End::Failed { .. } | End::Manual) => Ok(()),
            // What it was about is not there any more.
            Err(error) if error.failure == Failure::NotFound => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// Waits until a stage has ended, however it did. Returns `false` if it has not.
    pub(super) async fn has_ended(
        &self,
        stage: &Stage,
        doing: &str,
    ) -> Result<bool, ProviderError> {
        let end = self.follow_stage(stage, doing).await?;
        Ok(!matches!(end, End::Open(_)))
    }

    /// What a subscription is like after its operation.
    async fn outcome(&self, write: &Write, id: &str, end: End) -> Result<Written, ProviderError> {
        let name = write.key.as_deref().unwrap_or(write.address.name());
        let doing = format!("delivering events to the URL of {name}");
        let complaint = match end {
            End::Open(why) => return Err(open(&doing, why)),
            End::Succeeded => None,
            End::Failed { code, message } => {
                let message = format!("{message} ({PROBE})");
                Some(failed(&doing, message, code))
            }
            End::Manual => {
                let code = "AwaitingManualAction".to_owned();
                Some(failed(&doing, MANUAL.to_owned(), Some(code)))
            }
        };
        let wire = match self.read_subscription(id, &doing).await {
            Ok(wire) => wire,
            // A create that failed may leave nothing.
            Err(error) => return Err(complaint.unwrap_or(error)),
        };
        let declared = asked(write, name, &doing)?.url;
        let endpoint = match self.ask_full_url(id, &mut 0).await {
            Ok(url) => Endpoint::Whole(url),
            Err(_) => Endpoint::Base(base(declared).to_owned()),
        };
        let key = write.key.as_deref().unwrap_or(&wire.name);
        let now = Timestamp::now();
        let object = observed::subscription(&wire, key, id.into(), &endpoint, &[], now);
        let mut remember = Fields::new();
        let created = write.action == Action::Create;
        let again = write
            .before
            .as_ref()
            .is_some_and(|before| before.find(NEVER_SUCCEEDED).is_some());
        if complaint.is_some() && (created || again) && wire.state() != SUCCEEDED {
            remember.insert(NEVER_SUCCEEDED, Value::Flag(true));
        }
        Ok(Written {
            object,
            request_id: None,
            operation: None,
            complaint,
            remember,
        })
    }

    /// Waits until a stage has ended, for a bounded time.
    async fn follow_stage(&self, stage: &Stage, doing: &str) -> Result<End, ProviderError> {
        let topic = self.found().topic.clone();
        let topic = topic.unwrap_or_else(|| self.new_topic());
        let (id, url, is_topic) = match stage {
            Stage::Topic { url } => (topic.as_str(), url, true),
            Stage::Subscription { id, url } => (id.as_str(), url, false),
        };
        let url = url.as_deref().and_then(|url| Url::parse(url).ok());
        let mut followed = Followed { id, url, is_topic };
        let here = is_loopback(&self.client.url(Plane::Management, "/", &[]));
        let limits = self.client.limits();
        let (patience, look, unit) = if here {
            (
                limits.unclear_here,
                limits.unclear_here / 20,
                Duration::from_millis(20),
            )
        } else {
            (PATIENCE, LOOK, Duration::from_secs(1))
        };
        let begun = Instant::now();
        let mut looked = false;
        for nth in 0.. {
            let (state, asked) = self.state_of(&mut followed, doing).await?;
            match state {
                OperationState::InProgress => {}
                OperationState::Succeeded => return Ok(End::Succeeded),
                OperationState::Failed { code, message } => {
                    return Ok(End::Failed { code, message });
                }
                OperationState::Canceled => {
                    let message = "Azure canceled it".to_owned();
                    return Ok(End::Failed {
                        code: None,
                        message,
                    });
                }
            }
            if !looked && !is_topic && begun.elapsed() >= look {
                looked = true;
                let seen = self.read_subscription(id, doing).await;
                if seen.is_ok_and(|seen| seen.state() == "AwaitingManualAction") {
                    return Ok(End::Manual);
                }
            }
            if begun.elapsed() >= patience {
                return Ok(End::Open(
                    "Azure had not finished after the time that Switchboard waits",
                ));
            }
            let own = WAITS.get(nth).or(WAITS.last()).copied().unwrap_or(1);
            let wait = asked.unwrap_or(unit.saturating_mul(own));
            let wait = wait.min(patience.saturating_sub(begun.elapsed()));
            if !self.rest(wait.max(Duration::from_millis(1))).await {
                return Ok(End::Open("the wait was interrupted, and Azure continues"));
            }
        }
        Ok(End::Open("Azure had not finished"))
    }

    /// How far an operation is. Where its URL may not be read, the object itself says so: rights on
    /// the resource alone allow a change and not the operation's URL.
    async fn state_of(
        &self,
        followed: &mut Followed<'_>,
        doing: &str,
    ) -> Result<(OperationState, Option<Duration>), ProviderError> {
        if let Some(url) = &followed.url {
            match self.client.operation(url, doing, &mut 0).await {
                Ok(operation) => return Ok((operation.state, operation.wait)),
                Err(error) if matches!(error.failure, Failure::Denied | Failure::NotFound) => {
                    followed.url = None;
                }
                Err(error) => return Err(error),
            }
        }
        let state = if followed.is_topic {
            self.topic_state(followed.id).await?
        } else {
            self.read_subscription(followed.id, doing)
                .await?
                .state()
                .to_owned()
        };
        let state = match state.as_str() {
            // The look at the subscription itself ends the wait for a person.
            "Creating" | "Updating" | "Deleting" | "AwaitingManualAction" => {
                OperationState::InProgress
            }
            SUCCEEDED => OperationState::Succeeded,
            "Canceled" => OperationState::Canceled,
            other => OperationState::Failed {
                code: None,
                message: format!("Azure says that it is in the state {other}"),
            },
        };
        Ok((state, None))
    }

    /// Waits until a subscription is not there any more. Returns `false` if it still is.
    pub(super) async fn is_gone(&self, id: &str, doing: &str) -> Result<bool, ProviderError> {
        let here = is_loopback(&self.client.url(Plane::Management, "/", &[]));
        let unit = if here {
            Duration::from_millis(20)
        } else {
            Duration::from_secs(1)
        };
        for wait in WAITS {
            match self.read_subscription(id, doing).await {
                Err(error) if error.failure == Failure::NotFound => return Ok(true),
                Err(error) => return Err(error),
                Ok(_) => {}
            }
            if !self.rest(unit.saturating_mul(wait)).await {
                return Ok(false);
            }
        }
        Ok(false)
    }
}

/// How to try the handshake.
const PROBE: &str = "`switchboard test --probe-callback` sends the same event from here";
/// Why a subscription waits for a person, and what to do.
const MANUAL: &str = "the endpoint answered Azure's validation event without the code, so Azure waits until somebody confirms the URL: make it answer with {\"validationResponse\": CODE} and apply again, or open the validationUrl that it received";

fn stage(operation: &Operation, doing: &str) -> Result<Stage, ProviderError> {
    Stage::parse(operation).ok_or_else(|| {
        AzureAccount::refuse(doing, "the recorded operation is not one of Azure's", None)
    })
}

fn failed(doing: &str, message: String, code: Option<String>) -> ProviderError {
    ProviderError {
        code: code.map(VendorCode::Word),
        tries: 1,
        ..ProviderError::new(Failure::Refused, doing, message)
    }
}

fn open(doing: &str, why: &str) -> ProviderError {
    ProviderError::new(Failure::Pending, doing, why)
}
