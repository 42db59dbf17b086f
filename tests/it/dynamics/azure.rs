//! A provider at Azure: its SMS provider and its numbers in Dynamics 365 are compared, too.

use dataverse_sandbox::{Sandbox, Seed, State};
use serde_json::json;

use super::{ORGANISATION, codes};
use crate::azure::cloud::{self, Cloud, NUMBER};
use crate::support::control::Control;
use crate::support::dynamics::Dynamics;
use crate::support::secrets;

const URL: &str = "https://contoso.crm4.dynamics.com";

#[test]
fn a_provider_at_azure_is_compared() {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .unwrap();
    let seed = format!(
        "url: {URL}\norganization: {{ id: {ORGANISATION} }}\nproviders:\n  - name: ACS\n    kind: byoacs\n    numbers: [{{ contact_point: \"{NUMBER}\", name: Support }}]\n"
    );
    let state = State::from_seed(&Seed::from_yaml(&seed).unwrap()).unwrap();
    let address = ([127, 0, 0, 1], 0).into();
    let running = runtime.block_on(Sandbox::start(state, None, address));
    let running = running.unwrap();
    let access = running.access().remove(0);
    let environment = Dynamics {
        url: running.url(),
        entra_url: running.url(),
        tenant_id: access.tenant_id,
        client_id: access.client_id,
        client_secret: access.client_secret,
    };
    let token = environment.token_for(URL).body["access_token"].clone();
    // Azure has a sign-in of its own, so Dynamics 365 gets a token as it is.
    let block = format!("dynamics:\n  url: {URL}\n  access_token: {{ env: DYNAMICS_TOKEN }}\n");
    let mut cloud = Cloud::new(&(cloud::configuration("") + &block));
    cloud.world.variables.extend([
        ("SWITCHBOARD_DYNAMICS_API_URL".to_owned(), running.url()),
        (
            "DYNAMICS_TOKEN".to_owned(),
            token.as_str().unwrap().to_owned(),
        ),
    ]);
    cloud.apply(0);
    let dynamics = cloud.plan()["dynamics"].clone();
    assert_eq!(dynamics["findings"], json!([]), "{dynamics:#}");
    assert_eq!(dynamics["complete"], true);
    assert_eq!(
        (
            &dynamics["agreed"]["providers"],
            &dynamics["agreed"]["numbers"]
        ),
        (&json!(1), &json!(1))
    );

    let control = Control::of(running.url());
    let state = control.state();
    let mut rows = state["rows"].as_object().unwrap().values();
    let number = rows.find(|row| row["values"]["msdyn_contactpoint"] == NUMBER);
    let removal = json!({"remove": {"id": number.unwrap()["id"]}}).to_string();
    control.send("POST", "mutate", Some(&removal));
    assert_eq!(codes(&cloud.plan()["dynamics"]), ["E0811"]);
    let tested = cloud.run(&["test"]).exits(2).stdout;
    assert!(tested.contains("E0811"), "{tested}");
    let explained = cloud.run(&["explain", NUMBER]).exits(0).stdout;
    assert!(explained.contains("Dynamics 365"), "{explained}");

    let violations = running.violations();
    assert!(violations.is_empty(), "{violations:#?}");
    secrets::kept_nowhere(&running.canaries(), &cloud.world, &[]);
    secrets::silent(&running.canaries(), &cloud.run(&["plan", "-v"]));
}
