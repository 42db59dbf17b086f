//! What an installation finds when it looks for the counterpart that its configuration declares.

use crate::config::Configuration;
use crate::counterpart::{Asked, Known, NotRead};
use crate::model::CounterpartCode;
use crate::provider::{Settings, Vault};
use crate::report::doctor::{Examined, Outcome};

/// Looks for the credentials of the declared counterpart, signs in there, and reads everything that a
/// comparison reads: whether each table can be read, and every row of it is visible. Empty if none is
/// declared. Writes nothing.
pub async fn examine_counterpart(
    configuration: &Configuration,
    vault: &dyn Vault,
    settings: &Settings,
) -> Vec<Examined> {
    let Some(declared) = &configuration.counterpart else {
        return Vec::new();
    };
    let at = At {
        system: declared.system().title(),
        place: declared.written().resource,
    };
    let connection = match declared.open(vault, settings) {
        Ok(connection) => connection,
        Err(problems) => {
            let failed = problems.into_iter().map(|problem| {
                at.credentials(Outcome::Failed, problem.summary)
                    .advise(problem.help)
            });
            return failed.collect();
        }
    };
    let providers = configuration.providers.values();
    let asked = Asked {
        kinds: providers.map(|one| one.declared().kind()).collect(),
        everything: false,
    };
    at.found(&connection.read(&asked).await.known())
}

/// The check of a declared counterpart in a run that leaves it out: it is skipped. `None` if none is declared.
pub fn counterpart_left_out(configuration: &Configuration) -> Option<Examined> {
    let declared = configuration.counterpart.as_ref()?;
    let title = declared.system().title();
    let detail = "not asked, because this run leaves it out";
    Some(Examined::new("access", title, Outcome::Skipped, detail))
}

/// Where the counterpart is.
struct At {
    system: &'static str,
    place: String,
}

impl At {
    fn credentials(&self, outcome: Outcome, detail: impl Into<String>) -> Examined {
        let title = format!("Credentials of {}", self.system);
        Examined::new("credentials", title, outcome, detail)
    }

    fn reachability(&self, outcome: Outcome, detail: impl Into<String>) -> Examined {
        let title = format!("Reachability of {}", self.system);
        Examined::new("reachability", title, outcome, detail)
    }

    fn access(&self, outcome: Outcome, detail: impl Into<String>) -> Examined {
        let title = format!("Access to {}", self.system);
        Examined::new("access", title, outcome, detail)
    }

    fn found(&self, known: &Known) -> Vec<Examined> {
        let failed = known.unread.iter().map(|one| self.unread(one));
        let mut all: Vec<Examined> = Vec::new();
        let failed: Vec<Examined> = failed.collect();
        let lacks = |id: &str| !failed.iter().any(|one| one.id == id);
        if let Some(organization) = &known.organization_id {
            let answers = format!("{} answers", self.place);
            if lacks("reachability") {
                all.push(self.reachability(Outcome::Passed, answers));
            }
            if lacks("credentials") {
                let accepted = format!("accepted by organisation {organization}");
                all.push(self.credentials(Outcome::Passed, accepted));
            }
            if failed.is_empty() {
                all.push(self.visible(&known.partly_visible));
            }
        } else if lacks("credentials") && lacks("access") {
            let untried = "found; no answer says whether they are accepted";
            all.push(self.credentials(Outcome::Unchecked, untried));
        }
        all.extend(failed);
        all
    }

    /// The check of a table, or of everything, that could not be read.
    fn unread(&self, one: &NotRead) -> Examined {
        let detail = format!("{} ({})", one.summary, one.code.code());
        let found = match one.code {
            CounterpartCode::SignInFailed => self.credentials(Outcome::Failed, detail),
            CounterpartCode::Unreachable => self.reachability(Outcome::Failed, detail),
            CounterpartCode::Busy | CounterpartCode::NotUnderstood => {
                self.access(Outcome::Unchecked, detail)
            }
            _ => self.access(Outcome::Failed, detail),
        };
        found.advise(one.help.as_str())
    }

    /// The check that the application sees every row.
    fn visible(&self, partly: &[&str]) -> Examined {
        if partly.is_empty() {
            let detail = "every table that the comparison needs can be read in full";
            return self.access(Outcome::Passed, detail);
        }
        let code = CounterpartCode::PartlyVisible.code();
        let lists = partly.join(", ");
        let detail = format!("not every row is visible of: {lists} ({code})");
        self.access(Outcome::Warning, detail).advise(
            "give the application user a role that reads these tables at organization level",
        )
    }
}
