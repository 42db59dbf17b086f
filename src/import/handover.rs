//! What makes Terraform drop objects without destroying them, once Switchboard manages them.
//!
//! A `removed` block names a resource without a key, and so covers all of its instances. Where only
//! some of them are handed over, `terraform state rm` names each. Nothing here ever suggests to
//! delete a resource block alone: that releases numbers.

use std::collections::{BTreeMap, BTreeSet};

use super::names::slug;
use super::sources::terraform::{Managed, StateFile};

/// A file to write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// Its path in the folder for hand-over files, with `/`.
    pub name: String,
    /// Its content.
    pub content: String,
}

/// What hands over the objects of one state.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Handover {
    /// The resources that are handed over as a whole, in order.
    pub blocks: Vec<String>,
    /// The instances of resources that are handed over in part, in order.
    pub instances: Vec<String>,
}

impl Handover {
    /// Sorts the objects that `adopted` accepts by how they are handed over.
    pub fn of(state: &StateFile, adopted: impl Fn(&Managed) -> bool) -> Self {
        let mut resources: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for managed in state.managed.iter().filter(|managed| adopted(managed)) {
            let instances = resources.entry(managed.address.block()).or_default();
            instances.insert(managed.address.to_string());
        }
        let mut handover = Self::default();
        for (block, instances) in resources {
            if state.blocks.get(&block) == Some(&instances.len()) {
                handover.blocks.push(block);
            } else {
                handover.instances.extend(instances);
            }
        }
        handover
    }

    /// The `removed` blocks, as a file of Terraform's language.
    pub fn removed(&self) -> Option<String> {
        if self.blocks.is_empty() {
            return None;
        }
        let mut text = REMOVED.to_owned();
        for address in &self.blocks {
            text += &format!(
                "\nremoved {{\n  from = {address}\n  lifecycle {{\n    destroy = false\n  }}\n}}\n"
            );
        }
        Some(text)
    }

    /// The commands, as a script for a shell.
    pub fn state_rm(&self) -> Option<String> {
        if self.instances.is_empty() {
            return None;
        }
        let mut text = STATE_RM.to_owned();
        for address in &self.instances {
            text += &format!("terraform state rm {}\n", quoted(address));
        }
        Some(text)
    }
}

/// The files for all states. Those of several states are in a folder each.
pub fn documents(states: &[StateFile], adopted: impl Fn(&Managed) -> bool) -> Vec<Document> {
    let mut documents = Vec::new();
    for (state, folder) in states.iter().zip(folders(states)) {
        let handover = Handover::of(state, &adopted);
        let contents = [
            ("switchboard-removed.tf", handover.removed()),
            ("switchboard-state-rm.sh", handover.state_rm()),
        ];
        documents.extend(contents.into_iter().filter_map(|(name, content)| {
            let name = format!("{folder}{name}");
            content.map(|content| Document { name, content })
        }));
    }
    documents
}

/// The folder of each state: none for a single one; otherwise the file's name, or as much of its
/// path as makes it differ from the others'.
fn folders(states: &[StateFile]) -> Vec<String> {
    if states.len() < 2 {
        return vec![String::new(); states.len()];
    }
    let named = |parts: usize| -> Vec<String> {
        let names = states.iter().enumerate().map(|(at, state)| {
            let path: Vec<&str> = state.file.rsplit(['/', '\\']).take(parts).collect();
            let path = path.into_iter().rev().collect::<Vec<_>>().join("-");
            // The standard input has no name.
            let name = slug(path.trim_end_matches(".json").trim_end_matches(".tfstate"));
            name.unwrap_or_else(|| format!("state-{}", at + 1))
        });
        names.collect()
    };
    let different = |names: &[String]| names.iter().collect::<BTreeSet<_>>().len() == names.len();
    let found = (1..8).map(named).find(|names| different(names));
    let numbered = || {
        (1..=states.len())
            .map(|nth| format!("state-{nth}"))
            .collect()
    };
    let names: Vec<String> = found.unwrap_or_else(numbered);
    names.into_iter().map(|name| name + "/").collect()
}

/// The text as one word of a POSIX shell.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "'\\''"))
}

const REMOVED: &str = "\
# Makes Terraform stop managing these objects. Nothing is destroyed: Switchboard manages them now.
# Terraform 1.7 or later, OpenTofu 1.10 or later. OpenTofu 1.7 to 1.9 refuse the lifecycle blocks:
# delete them there, because those versions never destroy what is `removed`.
#
# 1. Run `switchboard apply`. It adopts the objects without a write; then the plan is empty.
# 2. Put this file into the root module, and in the same change delete the resource blocks that it
#    names. Replace references to them by their values. Never delete a resource block alone: that
#    releases numbers for good.
# 3. Run `terraform plan`. It must say \"will no longer be managed by Terraform\" for each object, and
#    \"0 to destroy\". If it does not, stop.
# 4. Run `terraform apply` once in every workspace, then delete this file.
";

const STATE_RM: &str = "\
#!/bin/sh
# Makes Terraform forget these instances. Nothing is destroyed: Switchboard manages them now. Their
# resources have other instances, too, and a `removed` block would cover all of them.
#
# 1. Run `switchboard apply`. It adopts the objects without a write; then the plan is empty.
# 2. Keep others from running Terraform, and run this script where you run Terraform.
# 3. Before anything else, delete the keys of these instances from `count` or `for_each`. With the
#    keys still there, the next `terraform apply` would buy other numbers.
# 4. Run `terraform plan`. It must say \"0 to add\" and \"0 to destroy\". If it does not, stop.
set -e
";

#[cfg(test)]
mod tests {
    use super::{Handover, documents, quoted};
    use crate::import::sources::terraform::{Kind, StateFile, read};

    fn state(file: &str) -> StateFile {
        let sid = |nth: u32| format!("PN{nth:032}");
        let resource = |module: &str, name: &str, instances: &[String]| {
            format!(
                r#"{{{module}"mode":"managed","type":"twilio_api_accounts_incoming_phone_numbers","name":"{name}","provider":"provider[\"h/twilio/twilio\"]","instances":[{}]}}"#,
                instances.join(",")
            )
        };
        let instance =
            |key: &str, sid: String| format!(r#"{{{key}"attributes":{{"sid":"{sid}"}}}}"#);
        let (eu, us) = (
            r#""module":"module.sms[\"eu\"]","#,
            r#""module":"module.sms[\"us\"]","#,
        );
        let lines = [
            resource("", "one", &[instance("", sid(1))]),
            resource(
                "",
                "many",
                &[
                    instance(r#""index_key":"a'b","#, sid(2)),
                    instance(r#""index_key":"c","#, sid(3)),
                ],
            ),
            resource(eu, "line", &[instance(r#""index_key":0,"#, sid(4))]),
            resource(us, "line", &[instance(r#""index_key":0,"#, sid(5))]),
            resource(
                "",
                "broken",
                &[
                    instance(r#""index_key":0,"#, sid(6)),
                    instance(r#""index_key":1,"#, "none".to_owned()),
                ],
            ),
        ];
        let text = format!(r#"{{"version":4,"resources":[{}]}}"#, lines.join(","));
        read(file, text.as_bytes()).unwrap()
    }

    #[test]
    fn a_whole_resource_is_a_block_and_a_part_of_it_is_commands() {
        let all = Handover::of(&state("s"), |_| true);
        let number = |name: &str| format!("twilio_api_accounts_incoming_phone_numbers.{name}");
        assert_eq!(
            all.blocks,
            [
                format!("module.sms.{}", number("line")),
                number("many"),
                number("one")
            ]
        );
        // An instance without a SID was not imported, so the block would drop too much.
        assert_eq!(all.instances, [number("broken[0]")]);

        let some = Handover::of(&state("s"), |managed| {
            managed.kind == Kind::Number && !managed.sid.ends_with(['3', '5'])
        });
        assert_eq!(some.blocks, [number("one")]);
        assert_eq!(
            some.instances,
            [
                format!("module.sms[\"eu\"].{}", number("line[0]")),
                number("broken[0]"),
                number("many[\"a'b\"]"),
            ]
        );
        let script = some.state_rm().unwrap();
        assert!(script.contains("many[\"a'\\''b\"]'\n"), "{script}");
        assert_eq!(Handover::of(&state("s"), |_| false), Handover::default());
    }

    #[test]
    fn several_states_have_a_folder_each() {
        let names = |files: &[&str]| {
            let states: Vec<StateFile> = files.iter().map(|file| state(file)).collect();
            let documents = documents(&states, |_| true).into_iter();
            let names = documents.map(|document| document.name);
            names
                .filter(|name| name.ends_with(".tf"))
                .collect::<Vec<_>>()
        };
        assert_eq!(names(&["a/terraform.tfstate"]), ["switchboard-removed.tf"]);
        assert_eq!(
            names(&["a/x.tfstate", "a\\y.json"]),
            ["x/switchboard-removed.tf", "y/switchboard-removed.tf"]
        );
        assert_eq!(
            names(&["a/t.tfstate", "b/t.tfstate", "-"]),
            [
                "a-t/switchboard-removed.tf",
                "b-t/switchboard-removed.tf",
                "state-3/switchboard-removed.tf"
            ]
        );
        assert_eq!(
            names(&["t.json", "t.json"]),
            [
                "state-1/switchboard-removed.tf",
                "state-2/switchboard-removed.tf"
            ]
        );
        assert!(documents(&[state("s")], |_| false).is_empty());
    }

    #[test]
    fn an_address_is_one_word_of_a_shell() {
        assert_eq!(quoted("a[\"b\"]"), "'a[\"b\"]'");
        assert_eq!(quoted("it's $(x)"), "'it'\\''s $(x)'");
    }
}
