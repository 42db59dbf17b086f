//! E0769: a number names a handler by an identifier that the account does not have. Nothing is
//! planned for the number: nobody would answer its texts, and the provider may refuse the write.

use super::case::Case;
use crate::model::{Finding, FindingCode, Kind, Severity};

/// Returns the finding about such a number.
pub(super) fn find(case: &Case<'_>) -> Option<Finding> {
    let Case { address, terms, .. } = *case;
    if address.kind() != Kind::Number {
        return None;
    }
    let (want, provider) = (case.want?, address.provider()?);
    let mut links = terms.router(address)?.links().iter();
    let (link, id) = links.find_map(|link| {
        let id = want.fields.get(link.field).as_text()?;
        let lacks = case.handlers.lack(provider, link.collection, id);
        lacks.then_some((link, id))
    })?;
    let number = want.key.as_deref().unwrap_or(address.name());
    let searched = case.observed.accounts.get(provider);
    let searched = searched.map(|ids| ids.join(", ")).unwrap_or_default();
    let handler = Kind::of(link.collection);
    Some(Finding {
        severity: Severity::Error,
        code: FindingCode::HandlerNotThere.into(),
        address: Some(address.clone()),
        key: Some(link.key),
        summary: format!(
            "the {handler} {id} should answer texts to {number}, but it is not in the account (looked in {searched})"
        ),
        help: format!(
            "check the identifier and the account; {} that is declared under {} and named here is found by its name, or created",
            handler.with_article(),
            link.collection
        ),
        blocks: false,
    })
}
