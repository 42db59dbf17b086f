//! Advice about one number, in one or two sentences.
//!
//! Pure. The advice says what to change, or that nothing needs to be done, and never guesses about
//! what could not be read.

use super::input::Explanation;
use crate::model::{Address, Belongs, FindingCode, NumberRoutes, Obstacle, Text};
use crate::report::plan::route::{answer, decider};
use crate::report::text::escape::neutral;
use crate::report::text::sentence::capital;

/// What to do so that a number's texts are answered as declared, and its records agree.
pub(in crate::report) fn advice(explained: &Explanation<'_>) -> String {
    let records = explained.comparison.iter();
    let helps = records.flat_map(|one| one.helps());
    let mut helps: Vec<String> = helps.map(|help| neutral(help).into_owned()).collect();
    helps.dedup();
    let settings = of_number(explained);
    if helps.is_empty() {
        settings
    } else {
        format!("{}. Apart from that, {settings}", helps.join("; "))
    }
}

fn of_number(explained: &Explanation<'_>) -> String {
    let mut settings = of_settings(explained);
    if let Some(others) = several_receive(explained) {
        settings = format!("{others}. Apart from that, {settings}");
    }
    let mut helps: Vec<&str> = explained.taken_by().map(|taker| taker.help).collect();
    helps.dedup();
    if !helps.is_empty() {
        return format!("{}. Apart from that, {settings}", helps.join("; "));
    }
    match explained.unlooked() {
        Some((place, unlooked)) => format!(
            "{settings}. Whether {place} takes texts first is unknown: {}",
            unlooked.help
        ),
        None => settings,
    }
}

/// Advice for a number whose texts other groups receive too.
fn several_receive(explained: &Explanation<'_>) -> Option<String> {
    let also: Vec<String> = explained.also().iter().map(ToString::to_string).collect();
    (!also.is_empty()).then(|| {
        format!(
            "texts are delivered more than once: remove {} in the provider's console, or make sure that each receiver may answer",
            neutral(&also.join(", "))
        )
    })
}

/// The advice that follows from the settings of the number and its group alone.
fn of_settings(explained: &Explanation<'_>) -> String {
    let number = explained.number;
    if !number.unread.is_empty() {
        return "the answer is unknown while something needed cannot be read: fix that, then run `switchboard explain` again".to_owned();
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
        return in_the_way(explained, address);
    }
    if let (None, Some(error)) = (explained.change, explained.errors.first()) {
        return format!("{}: {}", error.summary, error.help);
    }
    if number.now.is_none() {
        return missing(number, address);
    }
    if !number.is_declared {
        return format!(
            "{address} is recorded but no longer declared: `switchboard apply` drops it from the registry and does not change the number. To keep it, declare it again"
        );
    }
    match number.converged() {
        None => unsteered(number, address),
        Some(true) if explained.applies() == Some(false) => {
            let then = explained.change.and_then(|change| change.route.as_ref());
            let then = then.map_or_else(|| "nobody".to_owned(), |route| answer(&route.after));
            format!(
                "do not apply yet: texts would then be answered by {then}. First, {}",
                in_the_way(explained, address)
            )
        }
        Some(true) if let Some(detour) = explained.detour() => format!(
            "run `switchboard apply`: the same URL is called through {}; the apply clears that, so that the number's own URL is called",
            decider(detour)
        ),
        Some(true) if let Some(group) = explained.joins => format!(
            "run `switchboard apply`: texts are already answered as declared, but the number is not in {group} yet, where it is declared"
        ),
        Some(true) => match &explained.url_at {
            Some(place)
                if number
                    .declared
                    .as_ref()
                    .is_some_and(|route| route.url.is_none()) =>
            {
                format!(
                    "nothing to do. To have texts answered, change the setting at {place} and apply"
                )
            }
            Some(place) => {
                format!("nothing to do. To call another URL, change it at {place} and apply")
            }
            None => "nothing to do".to_owned(),
        },
        Some(false) if explained.applies() == Some(true) => {
            "run `switchboard apply`: the configuration is right, and nothing else blocks it"
                .to_owned()
        }
        Some(false) => in_the_way(explained, address),
    }
}

/// Advice for a declared number that an apply will buy.
fn buy(explained: &Explanation<'_>) -> String {
    let number = explained.number;
    let count = explained.purchases.max(1);
    let others = match count {
        1 => String::new(),
        count => format!(", {count} in all under providers.{}", number.provider),
    };
    let then = explained.change.and_then(|change| change.route.as_ref());
    let then = then.map_or_else(
        || {
            "Nobody will answer its texts, because the configuration does not say who should"
                .to_owned()
        },
        |route| {
            format!(
                "Its texts will then be answered by {}",
                answer(&route.after)
            )
        },
    );
    format!(
        "run `switchboard apply --allow-purchases {count}`: {} is declared with `purchase: true` and not in the account, so it will be bought{others}, which costs money. {then}",
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
            "{address} is recorded but no longer declared, and {key} is no longer in the account: `switchboard apply` drops it from the registry"
        )
    }
}

/// The undeclared group that answers in the number's place, if any.
fn stranger(number: &NumberRoutes) -> Option<&Belongs> {
    let decides = number.now.as_ref()?.decider.as_ref();
    number.group.as_ref().filter(|group| {
        Some(group.id.as_str()) == decides.map(Text::as_str) && group.address.is_none()
    })
}

fn unmanaged(explained: &Explanation<'_>) -> String {
    let number = explained.number;
    if number.receives == Some(false) {
        return "nothing to do: the number cannot receive texts, declared or not".to_owned();
    }
    let provider = &number.provider;
    let handler = number.now.as_ref().and_then(|now| now.handler);
    if let Some(there) = explained.declared_as {
        return format!(
            "it is declared as {there} and is in the account of providers.{provider}: declare it under that provider, or move it in the provider's console"
        );
    }
    if let Some(owner) = &explained.owner {
        return format!("it belongs to {owner} in this registry and is managed there");
    }
    let state = match handler {
        _ if let Some(by) = explained.affected_by => format!(
            "the configuration does not declare it, but the planned change of {by} changes who answers it; `switchboard plan` shows how"
        ),
        Some(handler) => format!("{handler} answers and the configuration does not declare it"),
        None => "the configuration does not declare it, and nothing will be changed".to_owned(),
    };
    let declare = format!(
        "{state}. To have it answered by your callback URL, declare it under providers.{provider}: `numbers: {{ NAME: {{ phone_number: \"{}\" }} }}`",
        number.phone_number
    );
    match stranger(number) {
        Some(group) => format!(
            "{declare}, and also declare what answers in its place: `{}`{}",
            neutral(&group.declaration),
            others(group)
        ),
        None => declare,
    }
}

fn unsteered(number: &NumberRoutes, address: &Address) -> String {
    let provider = &number.provider;
    format!(
        "the configuration does not say who should answer, so an apply changes nothing. To call a URL, declare `incoming: {{ url: … }}` under {address}, or `callback_url` under providers.{provider} and no `incoming`, and apply"
    )
}

fn in_the_way(explained: &Explanation<'_>, address: &Address) -> String {
    let number = explained.number;
    if let (Some(group), Some(wanted)) = (number.elsewhere(), &number.declared_in) {
        let name = neutral(&group.name);
        let kind = wanted.kind();
        return match &group.address {
            Some(there) => format!(
                "it is in {there} and declared in {wanted}, and a number can be in only one {kind}: `switchboard apply --allow-detach` moves it{}",
                explained
                    .loss_on_leaving
                    .map_or_else(String::new, |loss| format!(". {}", capital(loss)))
            ),
            None => format!(
                "it is declared in {wanted}, but is in {name} ({}), which is not declared, and an apply takes no number out of an undeclared {kind}: remove it there in the provider's console, then apply",
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
    let there = group.and_then(|group| group.address.as_ref());
    // The number may be in no group yet, and an apply may add it to its declared one.
    match there.or(number.declared_in.as_ref()) {
        Some(there) => Obstacle {
            group: there.clone(),
            says_who: number.declared_in.is_none() && group.is_some_and(|group| group.says_who),
        }
        .advice(address),
        None => format!("`switchboard plan --target {address}` shows why an apply cannot fix this"),
    }
}

/// The other numbers of a group, whose texts are affected too.
fn others(group: &Belongs) -> String {
    match group.others.len() {
        0 => String::new(),
        1..=5 => format!(
            ". Its other numbers, {}, then answer by themselves too",
            group.others.join(", ")
        ),
        many => format!(
            ". The {many} other numbers in it then answer by themselves too; `switchboard plan` lists them"
        ),
    }
}
