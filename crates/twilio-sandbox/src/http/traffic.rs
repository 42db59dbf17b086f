//! Sends the traffic that the seed declares while the sandbox runs.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::oneshot;
use tokio::task::JoinSet;
use tokio::time::{Instant, MissedTickBehavior, interval_at};

use crate::http::instance::Instance;
use crate::inbound::elsewhere::Elsewhere;
use crate::inbound::traffic;
use crate::store::traffic::Traffic;

/// Traffic that is being sent. Dropping it ends the traffic at once.
#[derive(Debug)]
pub(crate) struct Sending {
    stop: oneshot::Sender<()>,
    task: JoinSet<()>,
}

impl Sending {
    /// Sends a round of texts each time the interval has passed; the first round comes after it.
    pub(crate) fn start(instance: Arc<Instance>, declared: Traffic) -> Self {
        let (stop, stopped) = oneshot::channel();
        let mut task = JoinSet::new();
        task.spawn(send(instance, declared.every.unsigned_abs(), stopped));
        Self { stop, task }
    }

    /// Ends the traffic, after the alerts of the last round are recorded.
    pub(crate) async fn stop(mut self) {
        // An error means that the traffic has ended already.
        let _ = self.stop.send(());
        self.task.join_next().await;
    }
}

async fn send(instance: Arc<Instance>, every: Duration, mut stop: oneshot::Receiver<()>) {
    let elsewhere = Arc::new(Elsewhere::of(&instance.state()));
    let mut interval = interval_at(Instant::now() + every, every);
    interval.set_missed_tick_behavior(MissedTickBehavior::Delay);
    for number in 0.. {
        let round = async {
            interval.tick().await;
            let texts = traffic::round(&instance.state(), &elsewhere, number);
            traffic::deliver(texts, &elsewhere).await
        };
        let failures = tokio::select! {
            failures = round => failures,
            _ = &mut stop => return,
        };
        // What cannot be saved now is saved with the next write.
        let _ = instance.record(failures).await;
    }
}
