//! A relative path in `{ file: PATH }` is relative to the file that names it, not to the folder the
//! program is run in. Only the tree knows which file names it, so the path is completed here.

use crate::yaml::{Map, Node, Sources, Value};

/// The key of a reference to a file.
const FILE: &str = "file";

/// Completes the paths in every reference to a file, and adds them to `found`.
pub(super) fn anchor(node: &mut Node, sources: &Sources, found: &mut Vec<String>) {
    match &mut node.value {
        Value::Map(map) if is_reference(map) => {
            if let Some(entry) = map.get_mut(FILE) {
                let folder = folder(sources.name(entry.value.span.source)).to_owned();
                complete(&mut entry.value, &folder);
                found.extend(entry.value.text().map(str::to_owned));
            }
        }
        Value::Map(map) => map
            .iter_mut()
            .for_each(|(_, entry)| anchor(&mut entry.value, sources, found)),
        Value::List(items) => items
            .iter_mut()
            .for_each(|item| anchor(item, sources, found)),
        Value::Null | Value::Unread | Value::Scalar(_) => {}
    }
}

/// A map with the one key `file`: nothing else in a configuration looks like that.
fn is_reference(map: &Map) -> bool {
    map.len() == 1
        && map
            .get(FILE)
            .is_some_and(|entry| entry.value.scalar().is_some())
}

/// The folder part of a file's name, its separator included.
fn folder(name: &str) -> &str {
    name.rfind(['/', '\\']).map_or("", |at| &name[..=at])
}

fn complete(node: &mut Node, folder: &str) {
    if let Value::Scalar(path) = &mut node.value
        && !is_absolute(&path.text)
    {
        path.text = format!("{folder}{}", path.text).into();
    }
}

fn is_absolute(path: &str) -> bool {
    let drive = path.as_bytes().get(1) == Some(&b':');
    path.starts_with(['/', '\\']) || drive
}

#[cfg(test)]
mod tests {
    use crate::config::{Input, Text, load};
    use crate::yaml::lookup;

    #[test]
    fn a_path_is_relative_to_the_file_that_names_it() {
        let text = |name: &str, body: &str| Text {
            name: name.to_owned(),
            bytes: body.as_bytes().to_vec(),
        };
        let base = "version: 1\nproviders:\n  p: { type: twilio, auth_token: { file: token } }\n";
        let over = "providers:\n  p: { auth_token: { file: /run/token } }\n";
        let path = |overlays: Vec<Text>| {
            let loaded = load(Input {
                base: vec![text("conf/a.yaml", base)],
                overlays,
                ..Input::default()
            });
            assert!(loaded.diagnostics.is_empty(), "{:?}", loaded.diagnostics);
            let root = loaded.origins.root.unwrap();
            lookup(&root, &["providers", "p", "auth_token", "file"])
                .unwrap()
                .1
                .text()
                .unwrap()
                .to_owned()
        };
        assert_eq!(path(vec![]), "conf/token");
        assert_eq!(path(vec![text("conf/envs/x.yaml", over)]), "/run/token");
    }
}
