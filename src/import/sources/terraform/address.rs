//! Terraform's addresses: modules, a type, a name, and a key where `count` or `for_each` made several
//! instances.

use std::fmt;

use serde::de::{self, Deserialize, Deserializer, Visitor};

/// The key of one instance.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Key {
    /// The index that `count` gave.
    Index(u64),
    /// The key that `for_each` gave.
    Text(String),
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Index(index) => write!(f, "[{index}]"),
            Self::Text(text) => write!(f, "[{}]", quoted(text)),
        }
    }
}

/// The text as Terraform's language quotes it. A template in it stays text.
fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\n' => out += "\\n",
            '\r' => out += "\\r",
            '\t' => out += "\\t",
            '"' => out += "\\\"",
            '\\' => out += "\\\\",
            '$' | '%' if chars.peek() == Some(&'{') => out.extend([c, c]),
            // Terraform writes what cannot be printed, separators of lines included, as its number.
            c if c.is_control() || "\u{2028}\u{2029}\u{feff}\u{a0}".contains(c) => {
                out += &format!("\\u{:04x}", c as u32);
            }
            c => out.push(c),
        }
    }
    out + "\""
}

impl<'de> Deserialize<'de> for Key {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct KeyVisitor;
        impl Visitor<'_> for KeyVisitor {
            type Value = Key;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an index or a key")
            }
            fn visit_str<E: de::Error>(self, text: &str) -> Result<Key, E> {
                Ok(Key::Text(text.to_owned()))
            }
            fn visit_u64<E: de::Error>(self, index: u64) -> Result<Key, E> {
                Ok(Key::Index(index))
            }
        }
        deserializer.deserialize_any(KeyVisitor)
    }
}

/// One step of a module's path: `module.sms["eu"]`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ModuleStep {
    /// The name of the `module` block.
    pub name: String,
    /// Its key, if the block has `count` or `for_each`.
    pub key: Option<Key>,
}

/// The address of one instance of a resource.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct InstanceAddress {
    /// The modules around it, the outermost first.
    pub modules: Vec<ModuleStep>,
    /// The resource's type.
    pub resource_type: String,
    /// The resource's name.
    pub name: String,
    /// The instance's key.
    pub key: Option<Key>,
}

/// Prints the address as Terraform's commands take it.
impl fmt::Display for InstanceAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for step in &self.modules {
            write!(f, "module.{}", step.name)?;
            if let Some(key) = &step.key {
                write!(f, "{key}")?;
            }
            f.write_str(".")?;
        }
        write!(f, "{}.{}", self.resource_type, self.name)?;
        self.key.as_ref().map_or(Ok(()), |key| write!(f, "{key}"))
    }
}

impl InstanceAddress {
    /// The address of the resource block, without any key. A `removed` block takes no other, and it
    /// covers all instances of the resource and of its modules.
    pub fn block(&self) -> String {
        let mut block = String::new();
        for step in &self.modules {
            block += &format!("module.{}.", step.name);
        }
        block + &self.resource_type + "." + &self.name
    }

    /// The text from which the object's name in YAML is made: the resource's name and the keys of
    /// `for_each`, those of modules included.
    ///
    /// An index is left out, because `count` gives it to another number when one goes away; names
    /// that collide get digits instead. A name that says nothing (`this`, `main`, `default`) gives
    /// way to that of the module.
    pub fn proposed_name(&self) -> String {
        let module = self.modules.last();
        let mut name = self.name.as_str();
        if let Some(module) = module
            && ["this", "main", "default"].contains(&name)
        {
            name = &module.name;
        }
        let keys = self.modules.iter().map(|step| step.key.as_ref());
        let keys = keys.chain([self.key.as_ref()]).flatten();
        let texts = keys.filter_map(|key| match key {
            Key::Text(text) => Some(text.as_str()),
            Key::Index(_) => None,
        });
        [name]
            .into_iter()
            .chain(texts)
            .collect::<Vec<_>>()
            .join(" ")
    }
}

/// Whether a text can be a name in Terraform's language. It is written into a file of that
/// language, so nothing else may get there.
pub(super) fn is_identifier(text: &str) -> bool {
    let mut chars = text.chars();
    chars.next().is_some_and(|c| c.is_alphabetic() || c == '_')
        && chars.all(|c| c.is_alphanumeric() || c == '_' || c == '-')
}

/// Parses a module's path: `module.sms[0].module.line["a.b"]`. Empty is the root.
pub(super) fn modules(text: &str) -> Option<Vec<ModuleStep>> {
    let mut steps = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        rest = rest.strip_prefix("module.")?;
        let end = rest.find(['.', '[']).unwrap_or(rest.len());
        let (name, after) = rest.split_at_checked(end)?;
        if !is_identifier(name) {
            return None;
        }
        rest = after;
        let mut key = None;
        if let Some(inside) = rest.strip_prefix('[') {
            let (found, after) = key_of(inside)?;
            key = Some(found);
            rest = after.strip_prefix(']')?;
        }
        steps.push(ModuleStep {
            name: name.to_owned(),
            key,
        });
        if !rest.is_empty() {
            rest = rest.strip_prefix('.').filter(|rest| !rest.is_empty())?;
        }
    }
    Some(steps)
}

/// Reads a key up to its bracket, and returns it with what follows.
fn key_of(text: &str) -> Option<(Key, &str)> {
    let Some(quoted) = text.strip_prefix('"') else {
        let (index, _) = text.split_once(']')?;
        return Some((Key::Index(index.parse().ok()?), text.get(index.len()..)?));
    };
    let mut key = String::new();
    let mut chars = quoted.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        match c {
            '"' => return Some((Key::Text(key), quoted.get(at + 1..)?)),
            '\\' => match chars.next()?.1 {
                'n' => key.push('\n'),
                'r' => key.push('\r'),
                't' => key.push('\t'),
                long @ ('u' | 'U') => {
                    let length = if long == 'u' { 4 } else { 8 };
                    let hex: String = chars.by_ref().take(length).map(|(_, c)| c).collect();
                    key.push(char::from_u32(u32::from_str_radix(&hex, 16).ok()?)?);
                }
                other => key.push(other),
            },
            // `$${` is the text `${`.
            '$' | '%'
                if quoted.get(at + 1..)?.starts_with([c])
                    && quoted.get(at + 2..)?.starts_with('{') =>
            {
                key.push(c);
                chars.next();
            }
            c => key.push(c),
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{InstanceAddress, Key, ModuleStep, is_identifier, modules};

    fn address(path: &str, name: &str, key: Option<Key>) -> InstanceAddress {
        InstanceAddress {
            modules: modules(path).unwrap(),
            resource_type: "t".to_owned(),
            name: name.to_owned(),
            key,
        }
    }

    #[test]
    fn an_address_is_printed_as_terraform_prints_it() {
        let berlin = Some(Key::Text("berlin".to_owned()));
        for (made, full, block) in [
            (address("", "a", None), "t.a", "t.a"),
            (address("", "a", Some(Key::Index(3))), "t.a[3]", "t.a"),
            (
                address("module.sms[0].module.x[\"a.b]\"]", "a", berlin),
                "module.sms[0].module.x[\"a.b]\"].t.a[\"berlin\"]",
                "module.sms.module.x.t.a",
            ),
            (
                address("", "a", Some(Key::Text("q\"\\\n${x} %{y} $z é".to_owned()))),
                "t.a[\"q\\\"\\\\\\n$${x} %%{y} $z é\"]",
                "t.a",
            ),
        ] {
            assert_eq!(made.to_string(), full);
            assert_eq!(made.block(), block);
        }
    }

    #[test]
    fn what_is_no_module_path_is_refused() {
        for bad in [
            "sms",
            "module.",
            "module.a.",
            "module.a[",
            "module.a[x]",
            "module.a[\"x]",
            "module.a b",
            "module.a[0]x",
            "module.a\n}",
            "resource.a",
        ] {
            assert_eq!(modules(bad), None, "{bad}");
        }
        assert!(is_identifier("_a-1") && is_identifier("straße"));
        assert!(!is_identifier("") && !is_identifier("1a") && !is_identifier("a\n}"));
    }

    #[test]
    fn names_come_from_names_and_the_keys_of_for_each() {
        let text = |key: &str| Some(Key::Text(key.to_owned()));
        for (made, name) in [
            (
                address("", "store_line", text("berlin")),
                "store_line berlin",
            ),
            (address("", "store_line", Some(Key::Index(2))), "store_line"),
            (
                address("module.sms[\"eu\"]", "line", text("a")),
                "line eu a",
            ),
            (address("module.berlin", "this", None), "berlin"),
            (address("", "this", None), "this"),
        ] {
            assert_eq!(made.proposed_name(), name);
        }
    }

    proptest! {
        #[test]
        fn a_printed_module_path_reads_as_itself(
            steps in prop::collection::vec(("[a-z_][a-z0-9_-]{0,5}", prop::option::of(prop_oneof![
                any::<u64>().prop_map(Key::Index),
                any::<String>().prop_map(Key::Text),
                "[\\\\\"$%{\\]\\[.a]{0,8}".prop_map(Key::Text),
            ])), 0..4),
        ) {
            let steps: Vec<ModuleStep> = steps.into_iter().map(|(name, key)| ModuleStep { name, key }).collect();
            let printed = InstanceAddress {
                modules: steps.clone(), resource_type: "t".to_owned(), name: "n".to_owned(), key: None,
            }.to_string();
            let path = printed.strip_suffix("t.n").unwrap().trim_end_matches('.');
            prop_assert_eq!(modules(path), Some(steps));
        }
    }
}
