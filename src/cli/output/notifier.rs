//! The notification of one command: made when its result is known, delivered at its end. A receiver
//! that fails changes neither what the command did nor its exit code.

use std::sync::OnceLock;
use std::time::Duration;

use serde_json::Value;

use crate::cli::exit_code::Exit;
use crate::cli::global_options::Global;
use crate::cli::output::plan_output::{PlanOutput, now};
use crate::cli::output::sink::Sink;
use crate::cli::output::sinks::NotifyOptions;
use crate::cli::output::{problems, terminal};
use crate::cli::runtime;
use crate::cli::signals::Signals;
use crate::model::Scope;
use crate::report::notification::document::Subject;
use crate::report::notification::message::Message;
use crate::report::notification::unplanned::Unplanned;

/// How long all tries may take after a signal ended the command.
const GRACE: Duration = Duration::from_secs(2);
/// Printed when a signal ends the delivery.
const INTERRUPTED: &str = "\ninterrupted: a notification was not delivered\n";

/// The notification of one command.
pub(crate) struct Notifier {
    subject: Subject,
    sinks: Vec<Sink>,
    /// Whether only errors are printed.
    quiet: bool,
    scope: OnceLock<Scope>,
    /// Set once the result is known; `None` if there is nothing to notify.
    message: OnceLock<Option<Message>>,
}

impl Notifier {
    /// A notifier for the receivers that the options name, if they name any.
    pub(crate) fn new(
        subject: Subject,
        options: &NotifyOptions,
        global: &Global,
    ) -> anyhow::Result<Self> {
        Ok(Self {
            subject,
            sinks: options.sinks()?,
            quiet: global.quiet,
            scope: OnceLock::new(),
            message: OnceLock::new(),
        })
    }

    /// Names the project and environment, if they are known.
    pub(crate) fn about(&self, scope: Option<Scope>) {
        if let Some(scope) = scope {
            self.scope.get_or_init(|| scope);
        }
    }

    /// Makes the notification of a plan, or of an apply that ended. The first result counts: an
    /// error of printing it later changes nothing.
    pub(crate) fn note(&self, output: &PlanOutput<'_>) {
        if !self.sinks.is_empty() {
            self.message.get_or_init(|| output.notification());
        }
    }

    /// Makes the notification of a command that made no plan because of these diagnostics.
    pub(crate) fn note_problems(&self, diagnostics: &[Value]) {
        self.message.get_or_init(|| {
            let unplanned = Unplanned {
                subject: self.subject,
                scope: self.scope.get(),
                diagnostics,
                tool_version: env!("CARGO_PKG_VERSION"),
                timestamp: &now(),
            };
            Some(unplanned.message())
        });
    }

    /// Delivers the notification, if there is one, and returns the end of the command unchanged. An
    /// error is printed before: a receiver that does not answer must not hide it. Without
    /// receivers the error is returned, and printed by the caller.
    pub(crate) fn finish(
        self,
        ended: anyhow::Result<Exit>,
        print: impl FnOnce(&anyhow::Error) -> anyhow::Result<()>,
    ) -> anyhow::Result<Exit> {
        if self.sinks.is_empty() {
            return ended;
        }
        let mut interrupted = false;
        let ended = match ended {
            Ok(exit) => {
                interrupted = exit.signal.is_some();
                Ok(exit)
            }
            Err(error) => {
                self.note_problems(&[problems::json_of_error(&error)]);
                print(&error).map(|()| Exit::ERROR)
            }
        };
        // A plan that was interrupted wrote nothing, and has nothing to report.
        let reports = !interrupted || self.subject == Subject::Apply;
        if let Some(message) = self
            .message
            .get()
            .and_then(Option::as_ref)
            .filter(|_| reports)
        {
            let delivery = self.deliver(message, interrupted);
            if let Err(error) = runtime::block_on(delivery) {
                self.warn(&format!("no notification was sent: {error:#}"));
            }
        }
        ended
    }

    /// Delivers to all receivers at the same time, until a signal comes.
    async fn deliver(&self, message: &Message, interrupted: bool) -> anyhow::Result<()> {
        let mut sinks = self.sinks.iter();
        let both = async {
            let (first, second) = (sinks.next(), sinks.next());
            tokio::join!(self.one(first, message), self.one(second, message));
        };
        if interrupted {
            if tokio::time::timeout(GRACE, both).await.is_err() {
                self.warn("interrupted: a notification was not delivered");
            }
        } else {
            Signals::listen(INTERRUPTED).unless(both).await;
        }
        Ok(())
    }

    /// Delivers to one receiver. The warning names it, and never its URL.
    async fn one(&self, sink: Option<&Sink>, message: &Message) {
        if let Some(sink) = sink
            && let Err(why) = sink.deliver(message).await
        {
            self.warn(&format!("{} could not be notified: {why}", sink.name));
        }
    }

    fn warn(&self, text: &str) {
        if !self.quiet {
            terminal::eprint(&format!("warning: {text}\n"));
        }
    }
}
