//! Writes that complete later: what is recorded before anything waits, what the next apply finds out
//! first, and what a failed or unclear end leaves. Each story runs on both kinds of registry.

use std::sync::Arc;

use switchboard::engine::{ApplyOutcome, Operator};
use switchboard::model::{Action, Reason, RunStatus, Value};
use switchboard::reconcile::Event;
use switchboard::registry::OpenOperation;
use tokio_util::sync::CancellationToken;

use super::declaration::STATE;
use super::vendor::{Door, FAILED};
use super::{INCOMING, STORE, Story, covering, receiver};

const OTHER: &str = "https://sms.example/other";

macro_rules! on_every_registry {
    ($($story:ident),* $(,)?) => {$(
        mod $story {
            #[tokio::test]
            async fn on_sqlite() {
                super::$story(super::Story::new()).await;
            }

            #[cfg(unix)]
            #[tokio::test]
            async fn on_postgres() {
                let Some(server) = crate::support::postgres::server() else { return };
                let story = super::Story {
                    registry: Some(server.database()),
                    ..super::Story::new()
                };
                super::$story(story).await;
            }
        }
    )*};
}

on_every_registry! {
    an_operation_is_noted_before_it_is_polled,
    nothing_is_polled_that_cannot_be_noted,
    after_a_kill_the_next_apply_first_finds_out_how_it_ended,
    an_operation_that_still_runs_is_followed_again,
    a_failed_create_is_recorded_as_it_is,
    a_failed_update_is_recorded_as_it_is,
    a_failed_write_does_not_keep_others_back,
    an_unclear_end_keeps_the_rest_back,
    a_signal_ends_the_wait_and_not_the_operation,
    what_a_failed_operation_left_is_found_by_the_next_apply,
    a_plan_is_compared_once_the_operation_has_ended,
    nothing_but_an_apply_asks_for_operations,
}

impl Story {
    async fn operations(&self) -> Vec<OpenOperation> {
        let context = self.context();
        context.registry.operations(&context.scope).await.unwrap()
    }

    /// The changes of a plan that have an effect on receivers, each with its reason.
    async fn changes(&self) -> Vec<(Action, Option<Reason>)> {
        let planned = self.plan().await;
        let effective = planned.plan.effective();
        let of_receivers = effective.filter(|change| change.address.kind().is_group());
        of_receivers
            .map(|change| (change.action, change.reason))
            .collect()
    }

    /// The recorded state of the receiver `all`, with its identifier.
    async fn recorded(&self) -> (Option<String>, Value) {
        let context = self.context();
        let snapshot = context.registry.snapshot(&context.scope).await.unwrap();
        let address = "providers.toy.receivers.all";
        let mut all = snapshot.state.resources.iter();
        let found = all.find(|(at, _)| at.to_string() == address);
        let (_, resource) = found.expect("it is recorded");
        let id = resource.id.as_ref().map(ToString::to_string);
        (id, resource.fields.get(STATE).clone())
    }
}

fn why(list: &[(switchboard::model::Address, Action, String)]) -> String {
    let why: Vec<&str> = list.iter().map(|(.., why)| why.as_str()).collect();
    why.join("\n")
}

fn failed(outcome: &ApplyOutcome) -> String {
    why(&outcome.applied.failed)
}

/// Applies until a call of the account reaches the door, then ends the apply as a kill does.
async fn kill_at(story: &Story, door: &Door) {
    tokio::select! {
        outcome = story.apply() => panic!("{:?}", outcome.applied),
        () = door.reached.notified() => {}
    }
}

async fn an_operation_is_noted_before_it_is_polled(mut story: Story) {
    story.declare("all", covering("all", INCOMING, "all"));
    let door = Arc::<Door>::default();
    story.vendor().waiting = Some(Arc::clone(&door));
    let watched = async {
        door.reached.notified().await;
        assert_eq!(story.vendor().polled, 0);
        let open = story.operations().await;
        assert_eq!(open.len(), 1);
        assert_eq!(open[0].address.to_string(), "providers.toy.receivers.all");
        assert_eq!(open[0].operation, "operations/1#id-all");
        door.opened.notify_one();
    };
    let (outcome, ()) = tokio::join!(story.apply(), watched);
    assert!(!outcome.applied.is_unfinished(), "{:?}", outcome.applied);
    assert!(story.vendor().polled > 0);
    assert_eq!(story.operations().await, [], "it is known how it ended");
    story.vendor().waiting = None;
    let writes = story.vendor().writes;
    story.converge().await;
    assert_eq!(story.vendor().writes, writes, "the second apply is empty");
}

async fn nothing_is_polled_that_cannot_be_noted(mut story: Story) {
    story.declare("all", covering("all", INCOMING, "all"));
    story.declare("more", covering("more", OTHER, "+1501"));
    let door = Arc::<Door>::default();
    story.vendor().accepting = Some(Arc::clone(&door));
    let taken_away = async {
        door.reached.notified().await;
        let context = story.context();
        context.registry.unlock(&context.scope, true).await.unwrap();
        door.opened.notify_one();
    };
    let (outcome, ()) = tokio::join!(story.apply(), taken_away);
    assert!(outcome.error.is_some());
    let unsettled = why(&outcome.applied.unsettled);
    assert!(
        unsettled.contains("the provider accepted it"),
        "{unsettled}"
    );
    assert_eq!(outcome.applied.not_tried.len(), 1, "{:?}", outcome.applied);
    assert_eq!(story.vendor().writes, 1);
    assert_eq!(story.vendor().polled, 0);
    story.vendor().accepting = None;
    story.vendor().finish();
    story.cancel = CancellationToken::new();
    story.converge().await;
    assert_eq!(story.vendor().receivers.len(), 2);
}

async fn after_a_kill_the_next_apply_first_finds_out_how_it_ended(mut story: Story) {
    story.declare("all", covering("all", INCOMING, "all"));
    let door = Arc::<Door>::default();
    story.vendor().waiting = Some(Arc::clone(&door));
    kill_at(&story, &door).await;
    let context = story.context();
    let runs = context.registry.runs(&context.scope).await.unwrap();
    assert_eq!(runs[0].status, RunStatus::Interrupted);
    let open = story.operations().await;
    assert_eq!(open[0].run_id, runs[0].id);
    // The vendor is still at it when the next apply begins.
    story.vendor().waiting = None;
    assert_eq!(story.vendor().running.len(), 1);
    story.converge().await;
    assert_eq!(story.operations().await, []);
    assert_eq!(story.vendor().writes, 1, "nothing is sent again");
    assert_eq!(story.vendor().receivers.len(), 1);
    let polled = story.vendor().polled;
    story.converge().await;
    assert_eq!(story.vendor().polled, polled, "it is not asked for again");
}

async fn an_operation_that_still_runs_is_followed_again(mut story: Story) {
    story.declare("all", covering("all", INCOMING, "all"));
    story.vendor().polls = 1000;
    let outcome = story.apply().await;
    assert!(failed(&outcome).contains("the provider continues"));
    let open = story.operations().await;
    // At the end of the wait the vendor shows the receiver as busy, and refuses another write.
    let again = story.apply().await;
    let refused = failed(&again);
    assert!(refused.contains("AnotherOperationInProgress"), "{refused}");
    assert_eq!(story.operations().await, open);
    story.vendor().finish();
    story.converge().await;
    assert_eq!(story.operations().await, []);
    assert_eq!(story.vendor().receivers.len(), 1);
}

async fn a_failed_create_is_recorded_as_it_is(mut story: Story) {
    story.declare("all", covering("all", INCOMING, "all"));
    story.vendor().fails = true;
    let outcome = story.apply().await;
    let why = failed(&outcome);
    assert!(why.contains("the endpoint did not answer"), "{why}");
    assert!(why.contains("code NoHandshake"), "{why}");
    let recorded = story.recorded().await;
    assert_eq!(recorded, (Some("id-all".to_owned()), Value::text(FAILED)));
    assert_eq!(story.operations().await, []);
    let config = Some(Reason::ConfigChanged);
    assert_eq!(story.changes().await, [(Action::Update, config)]);
    story.converge().await;
    assert_eq!(story.vendor().receivers.len(), 1);
}

async fn a_failed_update_is_recorded_as_it_is(mut story: Story) {
    story.declare("all", covering("all", INCOMING, "all"));
    story.converge().await;
    story.declare("all", covering("all", OTHER, "all"));
    story.vendor().fails = true;
    let outcome = story.apply().await;
    assert!(failed(&outcome).contains("the endpoint did not answer"));
    assert_eq!(story.recorded().await.1, Value::text(FAILED));
    assert_eq!(story.vendor().deliver(STORE), [INCOMING]);
    let config = Some(Reason::ConfigChanged);
    assert_eq!(story.changes().await, [(Action::Update, config)]);
    // A failure that another caused is drift.
    story.converge().await;
    story.vendor().receivers.get_mut("id-all").unwrap().state = FAILED;
    let drifted = Some(Reason::Drifted);
    assert_eq!(story.changes().await, [(Action::Update, drifted)]);
}

async fn a_failed_write_does_not_keep_others_back(mut story: Story) {
    story.declare("all", covering("all", INCOMING, "all"));
    story.declare("more", covering("more", OTHER, "+1501"));
    story.vendor().fails = true;
    let outcome = story.apply().await;
    assert_eq!(outcome.applied.failed.len(), 1, "{:?}", outcome.applied);
    assert_eq!(outcome.applied.not_tried, []);
    assert_eq!(story.vendor().writes, 2);
    story.converge().await;
}

async fn an_unclear_end_keeps_the_rest_back(mut story: Story) {
    story.declare("all", covering("all", INCOMING, "all"));
    story.declare("more", covering("more", OTHER, "+1501"));
    // Its number would join in a later step, and its own write is in the same account.
    story.declare("some", receiver("some", "incoming", OTHER, &[STORE]));
    story.vendor().polls = 1000;
    let outcome = story.apply().await;
    let unclear = failed(&outcome);
    assert!(
        unclear.contains("it may or may not have been done"),
        "{unclear}"
    );
    let kept_back = why(&outcome.applied.not_tried);
    let reason = "providers.toy.receivers.all is written first, and how that ended is not known";
    assert_eq!(kept_back, format!("{reason}\n{reason}"));
    assert_eq!(story.vendor().writes, 1);
    story.vendor().polls = 2;
    story.vendor().finish();
    story.converge().await;
    assert_eq!(story.vendor().receivers.len(), 3);
}

async fn a_signal_ends_the_wait_and_not_the_operation(mut story: Story) {
    story.declare("all", covering("all", INCOMING, "all"));
    story.declare("more", covering("more", OTHER, "+1501"));
    for accepted_only in [true, false] {
        let door = Arc::<Door>::default();
        let place = Some(Arc::clone(&door));
        if accepted_only {
            story.vendor().accepting = place;
        } else {
            story.vendor().waiting = place;
        }
        let signal = async {
            door.reached.notified().await;
            story.cancel.cancel();
            // What waits for the operation ends without that.
            if accepted_only {
                door.opened.notify_one();
            }
        };
        let (outcome, ()) = tokio::join!(story.apply(), signal);
        let unclear = failed(&outcome);
        assert!(
            unclear.contains("the provider continues with it"),
            "{:?}",
            outcome.applied
        );
        assert_eq!(outcome.applied.not_tried.len(), 1, "{:?}", outcome.applied);
        assert_eq!(story.operations().await.len(), 1);
        assert_eq!(story.vendor().running.len(), 1);
        {
            let mut vendor = story.vendor();
            (vendor.accepting, vendor.waiting) = (None, None);
        }
        story.cancel = CancellationToken::new();
        story.converge().await;
        assert_eq!(story.operations().await, []);
        assert_eq!(story.vendor().receivers.len(), 2);
        // The second round is about an update.
        story.declare("all", covering("all", OTHER, "all"));
        story.declare("more", covering("more", INCOMING, "+1501"));
    }
}

async fn what_a_failed_operation_left_is_found_by_the_next_apply(mut story: Story) {
    story.declare("all", covering("all", INCOMING, "all"));
    let door = Arc::<Door>::default();
    {
        let mut vendor = story.vendor();
        vendor.fails = true;
        vendor.waiting = Some(Arc::clone(&door));
    }
    kill_at(&story, &door).await;
    story.vendor().waiting = None;
    story.converge().await;
    assert_eq!(story.operations().await, []);
    assert_eq!(story.vendor().ended.len(), 2, "it is written once more");
    assert_eq!(story.vendor().receivers.len(), 1);
}

/// Notes what an apply waits for.
#[derive(Default)]
struct Waits(Vec<(String, Option<String>)>);

impl Operator for Waits {
    fn event(&mut self, event: Event<'_>) {
        if let Event::Waiting { address, run } = event {
            self.0.push((address.to_string(), run.map(str::to_owned)));
        }
    }
}

/// A plan that was made while the operation ran is not the one that its end asks for.
async fn a_plan_is_compared_once_the_operation_has_ended(mut story: Story) {
    story.declare("all", covering("all", INCOMING, "all"));
    let door = Arc::<Door>::default();
    story.vendor().waiting = Some(Arc::clone(&door));
    kill_at(&story, &door).await;
    story.vendor().waiting = None;
    let run = story.operations().await.remove(0).run_id;
    let while_it_runs = story.plan().await.plan.sha256();
    let mut waits = Waits::default();
    let refused = story.apply_with(Some(&while_it_runs), &mut waits).await;
    let refused = refused.err().expect("the plan is another one").error;
    assert!(
        refused.summary.contains("not the expected plan"),
        "{refused:?}"
    );
    let address = "providers.toy.receivers.all".to_owned();
    assert_eq!(waits.0, [(address.clone(), Some(run))]);
    assert_eq!(story.vendor().writes, 1);
    // The wait for an operation of its own names no run.
    story.converge().await;
    story.declare("all", covering("all", OTHER, "all"));
    let mut waits = Waits::default();
    let done = story.apply_with(None, &mut waits).await;
    assert!(done.is_ok_and(|outcome| !outcome.applied.is_unfinished()));
    assert_eq!(waits.0, [(address, None)]);
}

async fn nothing_but_an_apply_asks_for_operations(mut story: Story) {
    story.declare("all", covering("all", INCOMING, "all"));
    let door = Arc::<Door>::default();
    story.vendor().waiting = Some(Arc::clone(&door));
    kill_at(&story, &door).await;
    let open = story.operations().await;
    story.plan().await;
    story.explained("store").await;
    assert_eq!(story.vendor().polled, 0);
    assert_eq!(story.operations().await, open);
}
