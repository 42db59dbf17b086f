//! Which profile is taken, and that its secret is never shown.

use super::{Profile, Profiles, read};

const ACCOUNT: &str = "AC00000000000000000000000000000001";
const KEY: &str = "SK00000000000000000000000000000001";
const CANARY: &str = "canary-3f2c0b7e";

/// A file whose profile `prod` has these keys beside the credentials, and these at its top.
fn profiles(keys: &str, top: &str) -> Profiles {
    let text = format!(
        r#"{{"email":{{}},"prompts":{{}},{top}"profiles":{{
            "prod":{{"accountSid":" {ACCOUNT} ",{keys}"apiKey":"{KEY}","apiSecret":" {CANARY}\n"}},
            "dev":{{"accountSid":"{ACCOUNT}","apiKey":"{KEY}","apiSecret":"x"}}}}}}"#
    );
    read("config.json", text.as_bytes()).unwrap()
}

fn why(result: Result<Profile, super::Unreadable>) -> (String, String) {
    let error = result.unwrap_err();
    (error.to_string(), error.help)
}

#[test]
fn a_profile_is_taken_by_name_or_because_it_is_active() {
    let profiles = profiles("", r#""activeProject":"prod","projects":[],"#);
    let prod = profiles.active(None).unwrap();
    assert_eq!(
        (prod.name.as_str(), prod.account_sid.as_str()),
        ("prod", ACCOUNT)
    );
    assert_eq!(
        (prod.api_key.as_str(), prod.api_secret.expose()),
        (KEY, CANARY)
    );
    assert_eq!(
        profiles.named("dev", None).unwrap().api_secret.expose(),
        "x"
    );
    let (error, help) = why(profiles.named("qa", None));
    assert_eq!(error, "config.json: there is no profile `qa`");
    assert_eq!(help, "the profiles are dev, prod");
}

#[test]
fn the_edge_comes_from_the_environment_the_profile_or_the_file() {
    let edge = |keys: &str, top: &str, environment: Option<&str>| {
        profiles(keys, top).named("prod", environment).unwrap().edge
    };
    let (keys, top) = (r#""edge":"dublin","region":"ie1","#, r#""edge":"sydney","#);
    assert_eq!(edge(keys, top, Some("tokyo")).as_deref(), Some("tokyo"));
    assert_eq!(edge(keys, top, Some(" ")).as_deref(), Some("dublin"));
    assert_eq!(edge("", top, None).as_deref(), Some("sydney"));
    assert_eq!(edge("", "", None), None);
    let (error, help) = why(profiles(r#""region":"ie1","#, "").named("prod", None));
    assert!(
        error.starts_with("config.json: at `profiles.prod.region`: "),
        "{error}"
    );
    assert!(help.contains("--edge"), "{help}");
}

#[test]
fn the_user_must_choose_where_the_file_says_so_or_nothing_is_active() {
    let required = profiles("", r#""activeProject":"prod","requireProfileInput":true,"#);
    assert_eq!(
        why(required.active(None)).1,
        "pass --profile: the profiles are dev, prod"
    );
    assert!(required.named("prod", None).is_ok());
    assert!(
        why(profiles("", "").active(None))
            .0
            .contains("no profile is active")
    );
    let old = r#"{"projects":[{"id":"old","accountSid":"AC1","region":"ie1"}]}"#;
    let old = read("config.json", old.as_bytes()).unwrap();
    for result in [old.active(None), old.named("old", None)] {
        let (error, help) = why(result);
        assert!(
            error.contains("the profile `old` has an old form"),
            "{error}"
        );
        assert_eq!(help, "run `twilio profiles:create`");
    }
}

#[test]
fn what_is_no_credential_is_refused_at_its_place() {
    let broken = |keys: &str| {
        let text = format!(r#"{{"profiles":{{"p":{{{keys}}}}}}}"#);
        why(read("c", text.as_bytes()).unwrap().named("p", None)).0
    };
    let account = format!(r#""accountSid":"{ACCOUNT}""#);
    assert!(broken("").starts_with("c: at `profiles.p.accountSid`: "));
    assert!(
        broken(&format!(r#"{account},"apiKey":"SK1""#)).starts_with("c: at `profiles.p.apiKey`")
    );
    let no_secret = broken(&format!(r#"{account},"apiKey":"{KEY}""#));
    assert_eq!(
        no_secret,
        "c: at `profiles.p.apiSecret`: the secret of the API key is empty"
    );
}

#[test]
fn no_secret_is_shown_by_a_value_or_an_error() {
    let profiles = profiles("", r#""activeProject":"prod","#);
    let mut shown = vec![
        format!("{profiles:?}"),
        format!("{:?}", profiles.active(None)),
    ];
    for text in [
        format!(r#"{{"profiles":{{"p":{{"apiSecret":["{CANARY}"]}}}}}}"#),
        format!(r#"{{"profiles":{{"p":"{CANARY}"}}}}"#),
        format!(r#"{{"profiles":"{CANARY}"}}"#),
        format!(r#"{{"profiles":{{"p":{{"apiSecret":"{CANARY}"}}}}"#),
        format!(r#"{{"profiles":{{"p":{{"apiSecret":"{CANARY}" {CANARY}}}}}}}"#),
    ] {
        shown.push(format!(
            "{:?}",
            read("config.json", text.as_bytes()).unwrap_err()
        ));
    }
    let quoted = format!(
        r#"{{"profiles":{{"p":{{"accountSid":"{ACCOUNT}","apiKey":"{KEY}","apiSecret":"'{CANARY}'"}}}}}}"#
    );
    let quoted = read("config.json", quoted.as_bytes()).unwrap();
    shown.push(format!("{:?}", quoted.named("p", None).unwrap_err()));
    for text in shown {
        assert!(!text.contains(CANARY), "{text}");
    }
}
