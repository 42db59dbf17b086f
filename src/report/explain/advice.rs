//! Which knob to turn: one or two sentences that can be followed, for one number.
//!
//! Pure. It says what to write where, or that nothing is to be done, and never guesses about
//! what could not be read.

use super::Explanation;
use crate::model::{Address, Belongs, FindingCode, NumberRoutes, Obstacle};
use crate::report::plan::route::answer;
use crate::report::text::escape::neutral;
use crate::yaml::Diagnostic;

impl Explanation<'_> {
    /// The error that says that it, or the service it is declared in, belongs to another project or
    /// environment.
    pub(in crate::report) fn of_another_owner(&self) -> Option<&Diagnostic> {
        let mut errors = self.errors.iter();
        errors.find(|error| {
            let of_others = [
                FindingCode::OwnedElsewhere,
                FindingCode::ReroutesForeignNumbers,
            ];
            error.code.is_one_of(&of_others)
        })
    }
}

/// What to do about a number so that texts to it are answered as they should be.
pub(in crate::report) fn advice(explained: &Explanation<'_>) -> String {
    let settings = of_settings(explained);
    let mut helps: Vec<&str> = explained.taken_by().map(|taker| taker.help).collect();
    helps.dedup();
    if !helps.is_empty() {
        return format!("{}. Apart from that, {settings}", helps.join("; "));
    }
    match explained.unlooked() {
        Some((place, unlooked)) => format!(
            "{settings}. Whether {place} takes texts first is not known: {}",
            unlooked.help
        ),
        None => settings,
    }
}

/// The same as far as it is a matter of the settings of numbers, services and applications.
fn of_settings(explained: &Explanation<'_>) -> String {
    let number = explained.number;
    if !number.unread.is_empty() {
        return "nothing is claimed while something needed cannot be read: put that right, then ask again".to_owned();
    }
    let Some(address) = &number.address else {
        return unmanaged(explained);
    };
    if number.is_declared && explained.is_to_be_bought() {
        return buy(explained);
    }
    let mut errors = explained.errors.iter();
    if let Some(several) = errors.find(|error| error.code == FindingCode::AmbiguousGroup) {
        return format!("{}: {}", several.summary, several.help);
    }
    if let Some(owned) = explained.of_another_owner() {
        return format!("{}: {}", owned.summary, owned.help);
    }
    if number.is_declared && number.elsewhere().is_some() {
        return in_the_way(number, address);
    }
    if let (None, Some(error)) = (explained.change, explained.errors.first()) {
        return format!("{}: {}", error.summary, error.help);
    }
    if number.now.is_none() {
        return missing(number, address);
    }
    if !number.is_declared {
        return format!(
            "{address} is recorded and no longer declared: `switchboard apply` lets go of it and leaves the number as it is. To keep it, declare it again"
        );
    }
    match number.converged() {
        None => unsteered(number, address),
        Some(true) if explained.applies() == Some(false) => {
            let then = explained.change.and_then(|change| change.route.as_ref());
            let then = then.map_or_else(|| "nobody".to_owned(), |route| answer(&route.after));
            format!(
                "do not apply yet: texts would then be answered by {then}. First, {}",
                in_the_way(number, address)
            )
        }
        Some(true) if let Some(detour) = explained.detour() => format!(
            "run `switchboard apply`: the same URL is called through the application {}, which it clears, so that the number's own URL is called",
            neutral(detour.decider.as_deref().unwrap_or_default())
        ),
        Some(true) if let Some(service) = explained.joins => format!(
            "run `switchboard apply`: texts are answered as declared already, but the number is not in {service} yet, which it is declared in"
        ),
        Some(true) => match &explained.url_at {
            Some(place) if number.declared.as_ref().is_some_and(|route| route.url.is_none()) => {
                format!(
                    "nothing is to be done. To have texts answered, change what {place} says and apply"
                )
            }
            Some(place) => format!(
                "nothing is to be done. To have another URL called, change it at {place} and apply"
            ),
            None => "nothing is to be done".to_owned(),
        },
        Some(false) if explained.applies() == Some(true) => {
            "run `switchboard apply`: the configuration says it right already, and nothing else is in the way".to_owned()
        }
        Some(false) => in_the_way(number, address),
    }
}

/// It is declared, not there, and may be bought.
fn buy(explained: &Explanation<'_>) -> String {
    let number = explained.number;
    let count = explained.purchases.max(1);
    let others = match count {
        1 => String::new(),
        count => format!(
            ", all {count} that are to be bought under providers.{}",
            number.provider
        ),
    };
    let then = explained.change.and_then(|change| change.route.as_ref());
    let then = then.map_or_else(
        || {
            "Nobody answers texts to it then, as the configuration does not say who should"
                .to_owned()
        },
        |route| format!("Texts to it then go to {}", answer(&route.after)),
    );
    format!(
        "run `switchboard apply --allow-purchases {count}`: {} is declared with `purchase: true` and not in the account, so it is going to be bought{others}, which costs money. {then}",
        number.phone_number
    )
}

fn missing(number: &NumberRoutes, address: &Address) -> String {
    let key = &number.phone_number;
    let provider = &number.provider;
    if number.is_declared {
        format!(
            "{key} is not in the account of providers.{provider}: check the digits and the account; if the number was given up, remove {address} from the configuration"
        )
    } else {
        format!(
            "{address} is recorded, no longer declared, and {key} is not in the account any more: `switchboard apply` lets go of it"
        )
    }
}

/// What answers is a group that nobody declares.
fn stranger(number: &NumberRoutes) -> Option<&Belongs> {
    let decides = number.now.as_ref()?.decider.as_ref();
    number
        .group
        .as_ref()
        .filter(|group| Some(&group.id) == decides && group.address.is_none())
}

fn unmanaged(explained: &Explanation<'_>) -> String {
    let number = explained.number;
    if number.receives == Some(false) {
        return "nothing is to be done: the number cannot receive texts, declared or not"
            .to_owned();
    }
    let provider = &number.provider;
    let handler = number.now.as_ref().and_then(|now| now.handler);
    if let Some(there) = explained.declared_as {
        return format!(
            "it is declared as {there} and is in the account of providers.{provider}: declare it under that provider, or move it in the provider's console"
        );
    }
    if let Some(owner) = &explained.owner {
        return format!(
            "it belongs to {owner} in this registry, and is managed there: ask there who should answer"
        );
    }
    let told = match handler {
        _ if explained.affected_by.is_some() => format!(
            "the configuration does not declare it, but the planned change of {} changes who answers it; `switchboard plan` shows how",
            explained
                .affected_by
                .map(ToString::to_string)
                .unwrap_or_default()
        ),
        Some(handler) => format!("{handler} answers and the configuration does not declare it"),
        None => "the configuration does not declare it, and nothing will be changed".to_owned(),
    };
    let declare = format!(
        "{told}. To have it answered by your callback URL, declare it under providers.{provider}: `numbers: {{ NAME: {{ phone_number: \"{}\" }} }}`",
        number.phone_number
    );
    match stranger(number) {
        Some(group) => format!(
            "{declare}, and with it what answers in its place: `{}`{}",
            neutral(&group.declaration),
            others(group)
        ),
        None => declare,
    }
}

fn unsteered(number: &NumberRoutes, address: &Address) -> String {
    let provider = &number.provider;
    format!(
        "the configuration does not say who should answer, so this is left alone. To have a URL called, set `callback_url` under providers.{provider} or `incoming: {{ url: … }}` under {address}, and apply"
    )
}

fn in_the_way(number: &NumberRoutes, address: &Address) -> String {
    if let (Some(group), Some(wanted)) = (number.elsewhere(), &number.declared_in) {
        let name = neutral(&group.name);
        return match &group.address {
            Some(there) => format!(
                "it is in {there} and declared in {wanted}, and a number is in one messaging service at most: `switchboard apply --allow-detach` moves it. Leaving a service can end its A2P 10DLC registration"
            ),
            None => format!(
                "it is declared in {wanted}, but sits in {name} ({}), which is not declared, and nothing leaves a service by itself: take it out there in the provider's console, then apply",
                group.id
            ),
        };
    }
    if let Some(group) = stranger(number) {
        return format!(
            "declare what answers in its place under providers.{}, with a name of your choice for NAME, and apply: `{}`{}",
            number.provider,
            neutral(&group.declaration),
            others(group)
        );
    }
    let group = number.group.as_ref();
    let service = group.and_then(|group| group.address.as_ref());
    // It may be in no service yet and be about to join one.
    match service.or(number.declared_in.as_ref()) {
        Some(service) => Obstacle {
            group: service.clone(),
            says_who: number.declared_in.is_none() && group.is_some_and(|group| group.says_who),
        }
        .advice(address),
        None => format!(
            "`switchboard plan --target {address}` says why this cannot be put right by an apply as things are"
        ),
    }
}

/// Whose texts else change hands.
fn others(group: &Belongs) -> String {
    match group.others.len() {
        0 => String::new(),
        1..=5 => format!(
            ". What else is in it, {}, then answers by itself too",
            group.others.join(", ")
        ),
        many => format!(
            ". The {many} other numbers in it then answer by themselves too; `switchboard plan` lists them"
        ),
    }
}
