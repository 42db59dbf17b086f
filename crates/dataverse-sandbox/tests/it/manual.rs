//! The examples in the documents.

use std::path::Path;

use dataverse_sandbox::{Seed, State};

/// The YAML examples of a document, by its path from this crate.
fn examples(path: &str) -> Vec<String> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    let text = std::fs::read_to_string(file).unwrap();
    let blocks = text.split("```yaml\n").skip(1);
    let blocks = blocks.map(|block| block.split("```").next().unwrap().to_owned());
    blocks.collect()
}

#[test]
fn the_example_of_the_readme_is_a_seed() {
    let examples = examples("README.md");
    assert_eq!(examples.len(), 1);
    State::from_seed(&Seed::from_yaml(&examples[0]).unwrap()).unwrap();
}

#[test]
fn the_manual_has_one_example_of_dynamics() {
    let all = examples("../../docs/sandbox.md").into_iter();
    let parts: Vec<Seed> = all
        .filter_map(|text| Seed::from_part(&text).unwrap())
        .collect();
    let [only] = parts.as_slice() else {
        panic!("{} examples", parts.len());
    };
    State::from_seed(only).unwrap();
    assert_eq!(only.providers.len(), 2);
}
