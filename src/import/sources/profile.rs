//! The profiles of twilio-cli, in `~/.twilio-cli/config.json`. The file is only read.

use std::collections::BTreeMap;
use std::fmt;

use serde::Deserialize;
use serde::de::{self, Deserializer, Visitor};

use super::sid::is_sid;
use super::text::text;
use super::{Place, Unreadable, json};
use crate::model::Secret;

/// The file.
#[derive(Debug, Clone)]
pub struct Profiles {
    file: String,
    active: Option<String>,
    requires_input: bool,
    edge: Option<String>,
    stored: BTreeMap<String, Stored>,
    /// The names in the old form, whose keys are not in the file.
    old: Vec<String>,
}

/// The credentials of one profile.
#[derive(Debug, Clone)]
pub struct Profile {
    /// Its name.
    pub name: String,
    /// The account's SID.
    pub account_sid: String,
    /// The API key's SID.
    pub api_key: String,
    /// The API key's secret.
    pub api_secret: Secret,
    /// The region, always with an edge.
    pub region: Option<String>,
    /// The edge, from the profile or from the whole file.
    pub edge: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct File {
    #[serde(default)]
    active_project: Option<String>,
    #[serde(default)]
    require_profile_input: Option<bool>,
    #[serde(default)]
    edge: Option<String>,
    #[serde(default)]
    profiles: Option<BTreeMap<String, Stored>>,
    #[serde(default)]
    projects: Option<Vec<Old>>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Stored {
    #[serde(default)]
    account_sid: Option<String>,
    #[serde(default)]
    api_key: Option<String>,
    #[serde(default)]
    api_secret: Option<Hidden>,
    #[serde(default)]
    region: Option<String>,
    #[serde(default)]
    edge: Option<String>,
}

#[derive(Deserialize)]
struct Old {
    id: String,
}

/// A secret on its way from the file.
#[derive(Clone, Debug)]
struct Hidden(Secret);

impl<'de> Deserialize<'de> for Hidden {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct HiddenVisitor;
        impl Visitor<'_> for HiddenVisitor {
            type Value = Hidden;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a string")
            }
            fn visit_str<E: de::Error>(self, text: &str) -> Result<Hidden, E> {
                Ok(Hidden(Secret::new(text)))
            }
        }
        deserializer.deserialize_str(HiddenVisitor)
    }
}

const CREATE: &str = "run `twilio profiles:create`";

/// Reads the file.
pub fn read(file: &str, bytes: &[u8]) -> Result<Profiles, Unreadable> {
    let read: File = json::read(file, text(file, bytes, CREATE)?)?;
    Ok(Profiles {
        file: file.to_owned(),
        active: filled(read.active_project.as_deref()),
        requires_input: read.require_profile_input.unwrap_or_default(),
        edge: filled(read.edge.as_deref()),
        stored: read.profiles.unwrap_or_default(),
        old: read
            .projects
            .unwrap_or_default()
            .into_iter()
            .map(|old| old.id)
            .collect(),
    })
}

/// The text without blanks around it, unless nothing is left. twilio-cli trims, too.
fn filled(text: Option<&str>) -> Option<String> {
    let text = text.map(str::trim).filter(|text| !text.is_empty())?;
    Some(text.to_owned())
}

impl Profiles {
    /// The names of the profiles, in order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.stored.keys().map(String::as_str)
    }

    /// Returns the active profile, as twilio-cli chooses it without `--profile`.
    pub fn active(&self, environment_edge: Option<&str>) -> Result<Profile, Unreadable> {
        if self.requires_input {
            let help = format!("pass --profile: {}", self.known());
            return Err(self.refuse("this file requires that a profile is named", &help));
        }
        if let Some(name) = &self.active {
            self.named(name, environment_edge)
        } else if let Some(name) = self.old.first() {
            Err(self.refuse_old(name))
        } else {
            let help = "run `twilio profiles:use NAME`, or name a profile";
            Err(self.refuse("no profile is active", help))
        }
    }

    /// Returns the profile of this name. The edge is `environment_edge` (`TWILIO_EDGE`), then the
    /// profile's, then the file's.
    pub fn named(&self, name: &str, environment_edge: Option<&str>) -> Result<Profile, Unreadable> {
        let name = name.trim();
        let Some(stored) = self.stored.get(name) else {
            if self.old.iter().any(|old| old.trim() == name) {
                return Err(self.refuse_old(name));
            }
            let summary = format!("there is no profile `{}`", crate::yaml::shown(name));
            return Err(self.refuse(summary, &self.known()));
        };
        let at = |key: &str| Place::Json(format!("profiles.{name}.{key}"));
        let sid = |text: &Option<String>, key: &str, prefix: &str| {
            let sid = filled(text.as_deref()).filter(|text| is_sid(text, prefix));
            let summary = format!("this is not a SID that begins with {prefix}");
            sid.ok_or_else(|| self.refuse(summary, CREATE).at(at(key)))
        };
        let account_sid = sid(&stored.account_sid, "accountSid", "AC")?;
        let api_key = sid(&stored.api_key, "apiKey", "SK")?;
        let given = stored
            .api_secret
            .as_ref()
            .map_or("", |hidden| hidden.0.expose());
        let api_secret = Secret::given(given).map_err(|unfit| {
            self.refuse(format!("the secret of the API key {unfit}"), CREATE)
                .at(at("apiSecret"))
        })?;
        let region = filled(stored.region.as_deref());
        let edge = filled(environment_edge)
            .or_else(|| filled(stored.edge.as_deref()))
            .or_else(|| self.edge.clone());
        if region.is_some() && edge.is_none() {
            let summary =
                "the profile has a region but no edge, and the address of the API needs both";
            let help = "run `twilio config:set --edge=EDGE`, or set TWILIO_EDGE";
            return Err(self.refuse(summary, help).at(at("region")));
        }
        Ok(Profile {
            name: name.to_owned(),
            account_sid,
            api_key,
            api_secret,
            region,
            edge,
        })
    }

    fn refuse(&self, summary: impl Into<String>, help: &str) -> Unreadable {
        Unreadable::new(&self.file, summary, help)
    }

    fn refuse_old(&self, name: &str) -> Unreadable {
        let name = crate::yaml::shown(name);
        let summary = format!("the profile `{name}` has an old form: its key is not in the file");
        self.refuse(summary, CREATE)
    }

    /// The profiles to choose from.
    fn known(&self) -> String {
        let names: Vec<&str> = self.names().collect();
        match names.as_slice() {
            [] => CREATE.to_owned(),
            names => format!("the profiles are {}", names.join(", ")),
        }
    }
}

#[cfg(test)]
mod tests;
