//! Fields that were read with wanted ones laid over them. Pure.

use crate::model::Fields;

/// Returns the fields that were read, with the wanted values in place of the read ones.
pub(in crate::plan) fn overlaid(seen: &Fields, wanted: Option<&Fields>) -> Fields {
    let mut fields = seen.clone();
    for (name, value) in wanted.into_iter().flat_map(Fields::iter) {
        fields.insert(name.clone(), value.clone());
    }
    fields
}
