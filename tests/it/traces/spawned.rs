//! A task does not inherit the span of the code that starts it, so each one is given a span. Without it
//! the requests of the task would be traces of their own.

use std::fs;
use std::path::{Path, PathBuf};

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

#[test]
fn every_task_that_sends_requests_has_a_span() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    for module in ["counterpart", "engine", "http", "provider", "reconcile"] {
        sources(&src.join(module), &mut files);
    }
    let mut tasks = 0;
    for path in files {
        let text = fs::read_to_string(&path).unwrap();
        let code = text.split("#[cfg(test)]").next().unwrap();
        let spawned = code.matches(".spawn(").count() + code.matches("tokio::spawn(").count();
        // Its caller gives each request a span.
        if spawned == 0 || path.ends_with("reconcile/flight.rs") {
            continue;
        }
        let spans = code.matches("in_current_span(").count() + code.matches(".instrument(").count();
        let path = path.display();
        assert!(
            spans >= spawned,
            "{path} starts {spawned} tasks and has {spans} spans"
        );
        tasks += spawned;
    }
    assert!(tasks > 5, "{tasks}");
}
