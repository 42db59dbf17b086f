//! `report merge`: the documents of all shards as one report.

mod plans;
mod refused;
mod results;

use serde_json::Value;

use crate::support::world::{Ended, World};

/// Writes the document of each of three shards, and returns the files.
fn shards(world: &World, command: &str) -> Vec<String> {
    let write = |index: usize| {
        let (shard, file) = (format!("{index}/3"), format!("{command}-{index}.json"));
        let report = format!("json={file}");
        world.run(&[command, "--shard", &shard, "--report", &report]);
        file
    };
    (1..=3).map(write).collect()
}

fn merge(world: &World, files: &[String], more: &[&str]) -> Ended {
    let files: Vec<&str> = files.iter().map(String::as_str).collect();
    world.run(&[&["report", "merge"], files.as_slice(), more].concat())
}

fn json_of(ended: Ended, code: i32) -> Value {
    ended.exits(code).json()
}

/// A document without what differs between one run and several.
fn settled(mut document: Value) -> Value {
    let object = document.as_object_mut().unwrap();
    for key in ["timestamp", "sha256", "shards", "registry"] {
        object.remove(key);
    }
    document
}
