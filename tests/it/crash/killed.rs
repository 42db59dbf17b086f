//! An apply that is killed at the boundaries of its writes: whatever was or was not done, the next
//! apply finishes the job, and nothing is done twice.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader};

use serde_json::{Value, json};

use super::declared::{
    APPLY, CHANGES, DECLARED, WRITES, is_as_declared, is_finished_by_the_next, outcomes, reported,
    runs, shown, summary, text, writes_of,
};
use super::{start, thorough};
use crate::support::killing::{self, At};
use crate::support::sandbox::Sandbox;
use crate::support::world::World;

const ONE_BY_ONE: [&str; 2] = ["--parallelism", "1"];

/// Starts an apply, and kills it at that moment in the nth write.
#[track_caller]
fn kill(world: &World, sandbox: &Sandbox, at: At, nth: usize, arguments: &[&str]) {
    let place = json!({ "method": "POST", "skip": nth - 1 });
    let apply = [&APPLY[..], arguments].concat();
    assert!(killing::kill(world, &sandbox.control(), &place, at, &apply));
}

/// The parts of the changes of an undisturbed run, in their order, each with the number of the
/// last write that it and those before it take.
fn order() -> Vec<(String, usize)> {
    let (world, sandbox) = DECLARED.fresh();
    let apply = [&APPLY[..], &ONE_BY_ONE, &["--format", "json"]].concat();
    let ended = world.run(&apply).exits(0);
    assert_eq!(reported(&ended).len(), CHANGES);
    assert_eq!(summary(&ended)["purchase"], 1);
    is_as_declared(&world, &sandbox, "undisturbed");
    let of_run = outcomes(&world, &runs(&world)[0]);
    assert_eq!(of_run.keys().collect::<Vec<_>>(), ["done"]);
    let writes = sandbox.journal();
    let writes = writes.iter().filter(|call| call["method"] == "POST");
    assert_eq!(writes.count(), WRITES);
    let mut sum = 0;
    let changes = of_run["done"].iter();
    let order: Vec<(String, usize)> = changes
        .map(|address| {
            // A service is recorded after its own write, and again after each number that joins.
            sum += writes_of(address).min(1);
            (address.clone(), sum)
        })
        .collect();
    assert_eq!(sum, WRITES);
    order
}

/// Asserts that the history after the death is true, where everything was done one by one. Returns
/// the statuses of the runs that it will hold once the next apply has done the rest.
fn history_is_true(
    order: &[(String, usize)],
    world: &World,
    at: At,
    nth: usize,
    when: &str,
) -> Vec<String> {
    let run: Value = runs(world).remove(0);
    let outcomes = outcomes(world, &run);
    let list = |outcome: &str| outcomes.get(outcome).cloned().unwrap_or_default();
    let (done, intended) = (list("done"), list("intended"));
    assert_eq!(list("failed"), Vec::<String>::new(), "{when}");
    // A change without a write, or whose last write was answered before the nth was sent, is done.
    let certain = order.iter().filter(|(_, last)| *last < nth);
    let certain: Vec<String> = certain.map(|(address, _)| address.clone()).collect();
    let open = order.get(certain.len()).map(|(address, _)| address.clone());
    let exactly = done == certain && intended == Vec::from_iter(open.clone());
    if at == At::Answered {
        // The answer may have been recorded, and with it the intent that comes next. On a busy
        // machine the signal can come later still.
        let names = |range: &[(String, usize)]| -> Vec<String> {
            range.iter().map(|(address, _)| address.clone()).collect()
        };
        let is_at = |count: usize| {
            let next = names(&order[count..(count + 1).min(order.len())]);
            done == names(&order[..count]) && (intended == next || intended.is_empty())
        };
        let later = (certain.len() + 1..=order.len()).any(is_at);
        assert!(exactly || later, "{when}: {outcomes:#?}");
    } else {
        assert!(exactly, "{when}: {outcomes:#?}\n{certain:?} {open:?}");
    }
    let is_whole = done.len() == order.len();
    let recorded: BTreeSet<String> = done.into_iter().collect();
    assert_eq!(shown(world), recorded, "{when}");
    let status = text(&run["status"]);
    if at == At::Answered && is_whole && status == "succeeded" {
        // Even its end was recorded before the signal came.
        assert_ne!(run["ended_at"], Value::Null, "{when}");
    } else {
        assert_eq!(status, "interrupted", "{when}");
        assert_eq!(run["ended_at"], Value::Null, "{when}");
    }
    // An apply that has nothing to do is not a run.
    let next = (!is_whole).then(|| "succeeded".to_owned());
    next.into_iter().chain([status]).collect()
}

fn one_by_one(at: At, few: &[usize]) {
    let order = order();
    let all: Vec<usize> = (1..=WRITES).collect();
    for nth in if thorough() { &all } else { few } {
        let when = format!("killed {at:?} write {nth}");
        let (world, sandbox) = DECLARED.fresh();
        kill(&world, &sandbox, at, *nth, &ONE_BY_ONE);
        let expected = history_is_true(&order, &world, at, *nth, &when);
        is_finished_by_the_next(&world, &sandbox, &when);
        let all = runs(&world);
        let statuses: Vec<String> = all.iter().map(|run| text(&run["status"])).collect();
        assert_eq!(statuses, expected, "{when}");
    }
}

#[test]
fn before_a_write_was_done() {
    one_by_one(At::Before, &[1, 14]);
}

#[test]
fn after_a_write_was_done_and_before_its_answer() {
    // The purchase, the new service, its last number.
    one_by_one(At::Done, &[1, 15, 18]);
}

#[test]
fn when_the_answer_is_on_its_way() {
    one_by_one(At::Answered, &[9]);
}

/// Each change is recorded before it is reported, so a death right after the report loses nothing
/// of it.
#[test]
fn a_write_reported_as_done_is_recorded() {
    let all: Vec<usize> = (1..=CHANGES).collect();
    for nth in if thorough() { &all[..] } else { &[8][..] } {
        let (world, sandbox) = DECLARED.fresh();
        let apply = [&APPLY[..], &["--format", "json"]].concat();
        let mut child = start(&mut world.command(&apply));
        let mut reported = BTreeSet::new();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        while reported.len() < *nth {
            let event: Value = serde_json::from_str(&lines.next().unwrap().unwrap()).unwrap();
            if event["type"] == "apply_complete" {
                reported.insert(text(&event["address"]));
            }
        }
        child.kill().unwrap();
        child.wait().unwrap();
        let when = format!("killed when {nth} were reported");
        assert!(reported.is_subset(&shown(&world)), "{when}");
        is_finished_by_the_next(&world, &sandbox, &when);
    }
}

/// Several writes are under way when it dies.
#[test]
fn killed_with_several_writes_under_way() {
    let few = [2, 16];
    let all: Vec<usize> = (1..=WRITES).collect();
    for nth in if thorough() { &all[..] } else { &few[..] } {
        for at in [At::Before, At::Done] {
            let when = format!("killed {at:?} write {nth}, several under way");
            let (world, sandbox) = DECLARED.fresh();
            kill(&world, &sandbox, at, *nth, &[]);
            let run = &runs(&world)[0];
            assert_eq!(run["status"], "interrupted", "{when}");
            let outcomes = outcomes(&world, run);
            let done: BTreeSet<String> = outcomes["done"].iter().cloned().collect();
            assert_eq!(shown(&world), done, "{when}");
            assert!(outcomes["intended"].len() <= 4, "{when}: {outcomes:#?}");
            is_finished_by_the_next(&world, &sandbox, &when);
        }
    }
}
