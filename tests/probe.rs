use schemars::JsonSchema;
use serde::Deserialize;
use std::collections::BTreeMap;
use switchboard::yaml::*;

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Config {
    version: u32,
    project: Option<String>,
    #[serde(default)]
    vars: BTreeMap<String, Scalarish>,
    #[serde(default)]
    providers: BTreeMap<Name, Provider>,
    #[serde(default)]
    keywords: Vec<Keyword>,
    strict: Option<bool>,
}
#[derive(Debug, Deserialize, JsonSchema, PartialEq, Eq, PartialOrd, Ord)]
#[schemars(extend("pattern" = "^[a-z0-9][a-z0-9-]{0,62}$"))]
struct Name(String);
#[derive(Debug, Deserialize, JsonSchema)]
struct Scalarish(String);
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(tag = "type", rename_all = "lowercase")]
enum Provider {
    Twilio(Twilio),
    Azure(Azure),
}
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Azure {
    endpoint: String,
}
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Twilio {
    #[schemars(length(max = 100))]
    description: Option<String>,
    auth_token: Option<Secret>,
    api_key: Option<Secret>,
    #[serde(default)]
    numbers: BTreeMap<Name, Number>,
    callback_method: Option<Method>,
}
/// Doc
#[derive(Debug, Deserialize, JsonSchema)]
enum Method {
    /** a */
    POST,
    /** b */
    GET,
}
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Number {
    phone_number: String,
    friendly_name: Option<String>,
    ttl: Option<u16>,
}
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(extend("x-secret-reference" = true))]
enum Secret {
    Env(String),
    File(String),
    Command(Vec<String>),
}
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(untagged)]
enum Keyword {
    Word(String),
    Full {
        keyword: String,
        description: Option<String>,
    },
}

#[test]
fn probe() {
    let schema = serde_json::to_value(schemars::schema_for!(Config)).unwrap();
    println!("{}", serde_json::to_string_pretty(&schema).unwrap());
    let shape = Shape::compile(&schema).unwrap();
    let text = std::fs::read_to_string(std::env::var("PROBE").unwrap_or("/tmp/probe.yaml".into()))
        .unwrap();
    let mut sources = Sources::default();
    let mut findings = Findings::default();
    let mut trees = vec![];
    match sources.add("probe.yaml", text.into_bytes()) {
        Ok(id) => {
            let (n, d) = parse(&sources, id);
            trees.extend(n);
            findings.diagnostics.extend(d);
        }
        Err(d) => findings.push(d),
    }
    if let Some(mut tree) = join(trees, &["version"], &mut findings) {
        substitute(&mut tree, &BTreeMap::new(), &sources, &mut findings);
        shape.check(&tree, &NoFormats, &mut findings);
        println!("{:?}", from_node::<Config>(&tree));
    }
    sources.conceal(findings.concealed.clone());
    diagnostic::sort(&mut findings.diagnostics);
    println!(
        "{}",
        switchboard::report::diagnostics::human(&findings.diagnostics, &sources, false)
    );
}
