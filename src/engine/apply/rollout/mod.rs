//! A rollout: the route changes of a plan in waves. Each wave is written, read again and watched, and
//! the next begins only if nothing speaks against it. All waves are one run, under one lock.

mod continued;
mod course;
mod revert;
mod unfinished;
pub(super) mod verify;
mod watch;
mod waves;

use crate::model::Shard;
use crate::plan::waves::divide;
pub(super) use continued::continued;
pub(super) use course::Course;
use course::End;
pub(super) use unfinished::Unfinished;
use waves::first_failure;

/// Carries out a rollout to its end, a stop or an interruption.
pub(super) async fn carry_out(course: &mut Course<'_, '_>, shard: Option<Shard>) {
    let (workspace, planned) = (course.workspace, course.planned);
    let own = course.session.run_id().to_owned();
    let unfinished = match continued::unfinished(workspace.context, &own, shard).await {
        Ok(unfinished) => unfinished,
        Err(error) => {
            let why = format!("the registry could not be read: {error}");
            course.skip(&planned.plan, &why);
            course.outcome.stopped = Some(why);
            return;
        }
    };
    let unfinished = unfinished.as_ref();
    if let Some(earlier) = unfinished {
        let numbers = continued::numbers(planned, earlier).into_iter();
        course.earlier = numbers.map(|(_, number)| number).collect();
        course.since = earlier.since;
    }
    if let Some(earlier) = unfinished
        && let Some(numbers) = earlier.reverting
        && course.rollout.revert
    {
        course.finish_revert(earlier, numbers).await;
        return;
    }
    let mut division = divide(&planned.plan, &course.rollout.sizes, &workspace.routers);
    if let Some(earlier) = unfinished {
        let signs = continued::signs(workspace, planned, earlier).await;
        course.signs.add(&signs);
        if division.waves.is_empty() {
            let part = continued::unwatched(course);
            division.waves.push(part);
        }
    }
    let first = course.write(&division.first).await;
    let failed = first_failure(&first);
    course.add(first);
    let of = u32::try_from(division.waves.len()).unwrap_or(u32::MAX);
    let mut waves = division.waves.iter().zip(1_u32..);
    let mut end = match failed {
        Some(why) if !course.is_over() => End::Stopped(format!("before the waves, {why}")),
        _ => End::Passed,
    };
    while end == End::Passed
        && let Some((part, number)) = waves.next()
    {
        end = course.wave(part, number, of).await;
    }
    if division.waves.is_empty() && course.is_over() {
        end = End::Interrupted;
    }
    let why = match &end {
        End::Passed => return,
        End::Interrupted => course.interrupt().to_owned(),
        End::Stopped(_) => "the rollout stopped before".to_owned(),
    };
    for (part, _) in waves {
        course.skip(&part.plan, &why);
    }
    if let End::Stopped(why) = end {
        course.outcome.stopped = Some(why);
        if course.rollout.revert && !course.is_over() {
            course.revert(unfinished).await;
        }
    }
}
