//! Fields that were read with wanted ones laid over them. Pure.

use crate::model::Fields;

/// Returns the fields that were read, with the wanted values in place of the read ones.
pub(in crate::plan) fn overlaid(seen: &Fields, wanted: Option<&Fields>) -> Fields {
    let mut fields = seen.clone();
    let wanted = wanted.into_iter().flat_map(|wanted| wanted.beside(seen));
    // A copy shares the list until it is changed.
    for (name, value, there) in wanted {
        if there != value || (value.is_blank() && seen.find(name).is_none()) {
            fields.insert(name.clone(), value.clone());
        }
    }
    fields
}
