//! Where a `{ file: PATH }` is looked for: a relative path is relative to the file that names it,
//! so that a configuration means the same from whichever folder it is read. Paths are joined
//! here; no file is touched.

use std::path::Path;

use crate::config::Configuration;
use crate::model::SecretReference;
use crate::yaml::{self, Node, Sources};

/// Puts the folder of the naming file before every relative path to a secret.
pub(super) fn beside(configuration: &mut Configuration, tree: &Node, sources: &Sources) {
    for (provider, declaration) in &mut configuration.providers {
        for (key, reference) in declaration.secrets_mut() {
            let SecretReference::File(path) = reference else {
                continue;
            };
            let at = ["providers", provider.as_str(), key, "file"];
            let folder = yaml::lookup(tree, &at)
                .and_then(|(_, node)| Path::new(sources.name(node.span.source)).parent());
            // An absolute path stays as it is.
            if let Some(folder) = folder {
                *path = folder.join(&*path).display().to_string();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::config::{Input, Text, load};
    use crate::model::SecretReference;

    fn path(file: &str, declared: &str) -> String {
        let text = format!(
            "version: 1\nproviders:\n  us:\n    type: twilio\n    auth_token: {{ file: {declared} }}\n"
        );
        let base = vec![Text {
            name: file.to_owned(),
            bytes: text.into_bytes(),
        }];
        let loaded = load(Input {
            base,
            ..Input::default()
        });
        let mut configuration = loaded.configuration.unwrap();
        let declaration = configuration.providers.values_mut().next().unwrap();
        match declaration.secrets_mut().remove(0).1 {
            SecretReference::File(path) => path.clone(),
            other => panic!("{other}"),
        }
    }

    #[test]
    fn a_relative_path_begins_at_the_file_that_names_it() {
        assert_eq!(path("switchboard.yaml", "token.txt"), "token.txt");
        assert_eq!(
            path("config/us.yaml", "../token.txt"),
            "config/../token.txt"
        );
        assert_eq!(
            path("/etc/texts/us.yaml", "token.txt"),
            "/etc/texts/token.txt"
        );
        assert_eq!(path("config/us.yaml", "/run/token"), "/run/token");
    }
}
