//! The policy of a saved plan: it must be the one that counts when the plan is applied.

use crate::engine::{RunError, RunErrorKind};
use crate::policy::Policy;
use crate::report::plan::document::PlanDocument;
use crate::report::text::width::shortened;

/// The longest name of a file that an error repeats, in characters. A plan may come from elsewhere.
const LONGEST: usize = 200;

/// Refuses a saved plan that was made with another policy than this one.
pub(crate) fn check(saved: &PlanDocument, policy: Option<&Policy>) -> anyhow::Result<()> {
    const CHANGE: &str = "make a new plan with the policy that counts now, and review it";
    let refuse = |why: String, help: String| {
        let error = RunError::new(RunErrorKind::Stale, format!("the plan is stale: {why}"));
        Err(error.help(help).into())
    };
    let named = |file: &str| shortened(file, LONGEST).to_string();
    match (&saved.policy, policy) {
        (None, None) => Ok(()),
        (Some(then), Some(now)) if then.sha256 == now.sha256() => Ok(()),
        (Some(then), None) => {
            let file = named(&then.file);
            refuse(
                format!("it was made with the policy {file}, and no policy is given now"),
                "add --policy with the same file, or set SWITCHBOARD_POLICY".to_owned(),
            )
        }
        (None, Some(now)) => {
            let file = named(now.file());
            refuse(
                format!("it was made without a policy, and now there is one, {file}"),
                CHANGE.to_owned(),
            )
        }
        (Some(then), Some(now)) => {
            let (then, now) = (named(&then.file), named(now.file()));
            refuse(
                format!("it was made with the policy {then}, and {now} has another content"),
                CHANGE.to_owned(),
            )
        }
    }
}
