//! What a resource holds, as the YAML that declares it. Pure.
//!
//! A plan of the result changes nothing at Azure. So an event subscription is declared only if it is
//! as a declaration would make it; a comment names the others, and says why.

mod candidates;
mod number;
mod words;

use super::KIND;
use super::connection_string::ConnectionString;
use super::open::CONNECTION_STRING;
use super::resource_id::ResourceId;
use super::subscription::{Role, SUBSCRIPTIONS};
use crate::model::{Address, HttpsUrl, Invalid, Kind, Name, Object, Secret};
use crate::provider::key_like;
use crate::provider::{
    AccountKeys, Caution, Described, Describer, Held, Holding, OwnCallback, Unwritten,
};
use crate::yaml::{DraftMap, Part, escape_vars};
use candidates::{Candidate, Found, candidates};
use words::{events, setting};

/// Describes Communication Services resources.
pub(super) struct AzureDescriber;

impl Describer for AzureDescriber {
    fn account(&self, keys: &AccountKeys<'_>) -> DraftMap {
        let mut map = DraftMap::new().with("type", KIND.name);
        if let Some(description) = keys.description {
            map.push("description", escape_vars(description).as_ref());
        }
        if let Some(id) = keys.id {
            map.push("resource_id", id);
        }
        if let Some(variable) = keys.token {
            let reference = DraftMap::new().with("env", variable).inline();
            map.push("connection_string", reference);
        }
        map
    }

    fn token_variable(&self, provider: &Name) -> String {
        let name = provider.as_str().to_ascii_uppercase().replace('-', "_");
        format!("{CONNECTION_STRING}_{name}")
    }

    fn token_noun(&self) -> &'static str {
        "a connection string"
    }

    fn identify(&self, text: &str) -> Result<String, Invalid> {
        ResourceId::parse(text).map(|resource| resource.folded())
    }

    fn foreign_host(&self, token: &Secret, account: &str) -> Option<String> {
        let resource = ResourceId::parse(account).ok()?;
        let parsed = ConnectionString::parse(token).ok()?;
        let host = parsed.endpoint.host_str()?;
        // A host begins with the resource's name; a region may follow.
        let label = host.split('.').next().unwrap_or_default();
        (!label.eq_ignore_ascii_case(resource.name())).then(|| host.to_owned())
    }

    fn empty_token(&self) -> &'static str {
        "endpoint=https://unused.invalid/;accesskey=dW51c2Vk;tenantid=unused;clientid=unused;clientsecret=unused"
    }

    fn callback<'a>(&self, _number: &'a Object) -> OwnCallback<'a> {
        // A number has no URL: the resource's subscriptions have.
        OwnCallback::default()
    }

    fn declares_callback(
        &self,
        _number: &Object,
        _group: Option<&Object>,
        _wanted: Option<&HttpsUrl>,
    ) -> bool {
        false
    }

    fn is_questionable(&self, _number: &Object) -> bool {
        // Azure's stable API answers no such question.
        false
    }

    fn describe(&self, holding: &Holding<'_>, map: DraftMap) -> Described {
        let groups = holding.objects.iter();
        let groups = groups.filter(|held| held.object.kind == Kind::Group(SUBSCRIPTIONS));
        let groups: Vec<&Object> = groups.map(|held| held.object).collect();
        let mut writing = Writing {
            provider: holding.provider,
            above: Vec::new(),
            names: DraftMap::new(),
            described: Described {
                left_out: groups.iter().map(|group| group.id.clone()).collect(),
                ..Described::new(map, Vec::new())
            },
        };
        let numbers: Vec<&Held<'_>> = holding
            .objects
            .iter()
            .filter(|held| held.object.kind == Kind::Number)
            .collect();
        let digits: Vec<&str> = numbers.iter().map(|held| &*held.object.key).collect();
        for role in [Role::Incoming, Role::DeliveryReports] {
            let usual = writing.usual_name(role);
            let taken = groups.iter().map(|group| &*group.key);
            let taken = taken.filter(|name| name.eq_ignore_ascii_case(&usual)).min();
            writing.role(role, &candidates(role, &groups, &digits), taken);
        }
        writing.names();
        writing.numbers(&numbers);
        writing.end()
    }
}

/// A provider while it is written.
struct Writing<'a> {
    provider: &'a Name,
    /// Comments about keys that are not there. They are written above the numbers. An import into a
    /// file that has such a key leaves its comment out.
    above: Vec<String>,
    /// What is declared below `subscriptions`.
    names: DraftMap,
    described: Described,
}

impl Writing<'_> {
    /// The name of the event subscription of a role, if none is declared.
    fn usual_name(&self, role: Role) -> String {
        format!("{}-{}", self.provider, role.word())
    }

    /// Writes the URL of the only candidate. Several are commented out. `taken` is the event
    /// subscription that has the usual name.
    fn role(&mut self, role: Role, found: &Found<'_>, taken: Option<&str>) {
        self.candidates(role, found, taken);
        let is_meant = match found.candidates.as_slice() {
            [only] => only.url.is_ok() || (only.base.is_some() && taken == Some(only.name)),
            _ => false,
        };
        if let Some(taken) = taken.filter(|_| !is_meant) {
            self.above.push(words::taken(role, taken));
        }
    }

    fn candidates(&mut self, role: Role, found: &Found<'_>, taken: Option<&str>) {
        match found.candidates.as_slice() {
            [] => self.nothing(role, &found.others, taken.is_some()),
            [only] => match &only.url {
                Ok(url) => self.declare(role, only, url),
                Err(why) => {
                    let base = only.base.map(|base| setting(role, base));
                    self.unwritten(role, why.clone(), base);
                }
            },
            several => self.several(role, several),
        }
    }

    fn declare(&mut self, role: Role, only: &Candidate<'_>, url: &str) {
        let key = role.url_key();
        let mut part = Part::new(escape_vars(url).as_ref());
        if let Some((comment, clause)) = key_like::looked_at(key, url) {
            self.caution(role, clause);
            part = part.above(comment);
        }
        self.described.map.push(key, part);
        if only.name != self.usual_name(role) {
            let name = DraftMap::new().with("name", only.name).inline();
            self.names.push(role.word(), name);
        }
        self.described.left_out.remove(only.id);
        let address = self.address(role);
        self.described.own_keys.push((key, address));
    }

    fn several(&mut self, role: Role, several: &[Candidate<'_>]) {
        let key = role.url_key();
        let mut lines = Vec::new();
        for one in several {
            let (url, mut remark) = match (&one.url, one.base) {
                (Ok(url), _) => (*url, String::new()),
                (Err(why), Some(base)) => (base, format!("; {why}")),
                (Err(why), None) => {
                    lines.push(format!("The event subscription {}: {why}", one.name));
                    continue;
                }
            };
            if key_like::holds_one(url) {
                remark.push_str(
                    "; its query string looks like a key, and this file is stored in Git",
                );
                self.caution(
                    role,
                    format!("the query string of the event subscription {}, in a comment, looks like a key, and YAML is stored in Git: remove the comment unless it is needed", one.name),
                );
            }
            let line = setting(role, url);
            lines.push(format!(
                "{line} # the event subscription {}{remark}",
                one.name
            ));
        }
        let names: Vec<&str> = several.iter().map(|one| one.name).collect();
        self.unwritten(
            role,
            format!(
                "{} event subscriptions deliver {}, and nothing else: {}; uncomment or declare the {key} of one of them, and if several have that URL its name, `subscriptions: {{ {}: {{ name: NAME }} }}`",
                several.len(),
                events(role),
                names.join(", "),
                role.word(),
            ),
            lines,
        );
    }

    /// Says how a URL is declared where no event subscription has one to declare.
    fn nothing(&mut self, role: Role, others: &[(&str, &'static str)], is_taken: bool) {
        let (key, events) = (role.url_key(), events(role));
        let what = if others.is_empty() {
            format!("No event subscription delivers {events}.")
        } else {
            format!("No event subscription that delivers {events} can be declared as {key}:")
        };
        self.above.push(what);
        let others = others.iter();
        self.above
            .extend(others.map(|(name, why)| format!("- {name} {why}")));
        self.above.push(if is_taken {
            format!("To receive them, declare {key}.")
        } else {
            format!(
                "To receive them, declare {key}: an apply creates an event subscription for it."
            )
        });
    }

    /// Counts what cannot be written, with a comment and with lines below it.
    fn unwritten(&mut self, role: Role, what: String, lines: impl IntoIterator<Item = String>) {
        self.above.push(format!("Not written: {what}."));
        self.above.extend(lines);
        let address = self.address(role);
        self.described.unwritten.push(Unwritten { address, what });
    }

    fn caution(&mut self, role: Role, what: String) {
        let address = self.address(role);
        self.described.cautions.push(Caution { address, what });
    }

    fn address(&self, role: Role) -> Address {
        let address = role.address(self.provider);
        address.unwrap_or_else(|| Address::Provider(self.provider.clone()))
    }

    fn names(&mut self) {
        let names = std::mem::take(&mut self.names);
        if !names.entries().is_empty() {
            self.described.map.push("subscriptions", names);
        }
    }

    fn numbers(&mut self, held: &[&Held<'_>]) {
        self.above.push(
            "Azure's stable API lists no short codes: add each to the numbers with `short_code`."
                .to_owned(),
        );
        let mut numbers = DraftMap::new();
        for number in held {
            let map = number::declared(number.object);
            let comments = number.comments.iter().cloned();
            numbers.push(
                number.name.as_str(),
                Part::new(comments.fold(map, DraftMap::below)),
            );
        }
        if !numbers.entries().is_empty() {
            let comments = self.above.drain(..);
            let part = comments.fold(Part::new(numbers), Part::above);
            self.described.map.push("numbers", part);
        }
    }

    fn end(mut self) -> Described {
        let map = std::mem::take(&mut self.described.map);
        self.described.map = self.above.drain(..).fold(map, DraftMap::below);
        self.described
    }
}
