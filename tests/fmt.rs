//! `fmt`: files in canonical layout, and that nothing else changes.

mod support;

mod fmt {
    mod command;
    mod golden;
    mod properties;
}
