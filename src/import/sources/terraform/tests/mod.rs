//! Tests of the reader of Terraform states.

mod attributes;
mod forms;

use super::{Managed, StateFile, read};

const PN: &str = "PN00000000000000000000000000000001";
const MG: &str = "MG00000000000000000000000000000001";
const AC: &str = "AC00000000000000000000000000000001";
const OFFICIAL: &str = r#"provider[\"registry.terraform.io/twilio/twilio\"]"#;
const COMMUNITY: &str = r#"provider[\"registry.terraform.io/RJPearson94/twilio\"]"#;
const NUMBERS: &str = "twilio_api_accounts_incoming_phone_numbers";

/// A state of one resource with these instances.
fn state(provider: &str, resource_type: &str, instances: &str) -> StateFile {
    let text = format!(
        r#"{{"version":4,"serial":1,"outputs":{{}},"resources":[{{"mode":"managed","type":"{resource_type}","name":"line","provider":"{provider}","instances":[{instances}]}}],"check_results":null}}"#
    );
    read("state.json", text.as_bytes()).unwrap_or_else(|error| panic!("{error}: {text}"))
}

fn one(provider: &str, resource_type: &str, attributes: &str) -> Managed {
    let instance = format!(r#"{{"schema_version":0,"attributes":{{{attributes}}}}}"#);
    let mut state = state(provider, resource_type, &instance);
    assert_eq!(state.notes, [], "{resource_type}");
    assert_eq!(state.managed.len(), 1, "{resource_type}");
    state.managed.remove(0)
}

fn refused(bytes: impl AsRef<[u8]>) -> (String, String) {
    let error = read("state.json", bytes.as_ref()).unwrap_err();
    (error.to_string(), error.help)
}
