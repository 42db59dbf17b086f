//! A literal secret is never shown, however broken the file around it.

use super::sample::read;

const SECRET: &str = "s3cr3t0f2c9d";

#[test]
fn literal_secrets_are_never_shown() {
    let head = "version: 1\nproviders:\n  t:\n    type: twilio\n";
    let cases = [
        "    auth_token: @@\n",
        "    auth_token: \"@@\"\n",
        "    auth_token: '@@'   # comment\n",
        "    auth_tokn: @@\n",
        "    authtoken: @@\n",
        "    api_key: @@\n    api_key: @@\n",
        "    auth_token:\n      @@\n",
        "    auth_token:\n    @@\n",
        "    auth_token:\n  @@\n",
        "    auth_token:\n\n      # note\n      @@\n",
        "    auth_token: |\n      @@\n      @@\n",
        "    auth_token: >-\n      @@\n",
        "    auth_token: \"x\n      @@\n",
        "    auth_token: \"@@\n    next: y\n",
        "    auth_token: \"@@\" x\n",
        "    auth_token: @@: x\n",
        "    auth_token: x: @@\n",
        "    auth_token:@@\n",
        "    auth_token @@\n",
        "    more: { host: h.example, my_token&a  \"@@\" }\n",
        "    more: { my_token!x '@@' }\n",
        "    my_token *a '@@':\n",
        "    more: { my_token, \"@@\" }\n",
        "    auth_token:\n    @@:\n",
        "    ? my_token | @@\n",
        "    auth_token = @@\n",
        "\tauth_token: @@\n",
        "    auth_token: [@@]\n",
        "    auth_token: [@@\n",
        "    auth_token:\n      - @@\n",
        "    auth_token:\n    - @@\n",
        "    auth_token: {@@}\n",
        "    auth_token: {value: @@}\n",
        "    auth_token: {env: X, value: @@}\n",
        "    auth_token: {\n      value: @@ }\n",
        "    auth_token:\n      value: @@\n",
        "    ? auth_token\n    : @@\n",
        "    ? auth_token\n    : [@@\n",
        "    \"auth_token\": @@\n",
        "    auth_token: !x @@\n",
        "    auth_token: &a @@\n    description: *a\n    callback_method: x\n",
        "    auth_token: *@@\n",
        "    auth_token: `@@`\n",
        "    auth_token:\u{a0}@@\n",
        "    auth_token: \u{a0}@@\n",
        "    auth_token: ${@@}\n",
        "    auth_token: ${@@\n",
        "    callback_url: https://me:@@@h.example/x\n    callback_method: x\n",
        "    callback_url: [\"https://me:@@@h.example/x\"]\n",
        "    callback_method: https://me:@@@h.example/x\n",
        "    description: {auth_token: @@}\n",
        "    x: {auth_token: \"@@\", nope: 1}\n",
        "    numbers: {a: {auth_token: @@, phone_number: x}}\n",
        "    callback_method: ${tok}\n    auth_token: ${tok}\nvars:\n  tok: @@\n",
        "    callback_method: ${tok}\n    auth_token: ${via}\nvars:\n  tok: @@\n  via: ${tok}\n",
        "    callback_method: ${my_token}\nvars:\n  my_token: @@\n  my_token: @@\n",
        "    auth_token: ${tok}\nvars: {tok: @@, tok: x}\n",
        "    DB_PASSWORD: @@\n",
        "    auth_token: @@\r    x: y\r",
    ];
    for case in cases {
        for text in [format!("{head}{case}"), case.replace("    ", "")] {
            let text = text.replace("@@", SECRET);
            let read = read(&text);
            let shown = read.human();
            assert!(!shown.contains(SECRET), "{text}\n{shown}");
            assert!(
                !read.diagnostics.is_empty() || text.contains("x/ "),
                "nothing is wrong with\n{text}"
            );
        }
    }
}

#[test]
fn a_literal_secret_is_an_error_and_a_reference_is_shown() {
    let text = "version: 1\nproviders:\n  t:\n    type: twilio\n    auth_token: abc\n    api_key: { env: KEY_NAME, file: y }\n";
    let read = super::sample::expect(text, &["E0601 5:17", "E0211 6:31"]);
    let shown = read.human();
    assert!(
        shown.contains("auth_token: ***") && shown.contains("{ env: AUTH_TOKEN }"),
        "{shown}"
    );
    assert!(shown.contains("{ env: KEY_NAME, file: y }"), "{shown}");
}

/// A comma in place of a colon makes a key of the secret. After a written null comes a key, in quotes
/// or not.
#[test]
fn a_key_after_a_secret_without_a_value_is_read() {
    let head = "version: 1\nproviders:\n  t:\n";
    for null in ["null", "~", "", "!!null", "# none"] {
        let mut texts = vec![format!(
            "{head}    type: twilio\n    auth_token: {null}\n    \"description\": x\n    'nope': y\n"
        )];
        if !null.starts_with('#') {
            texts.push(format!(
                "{head}    {{type: twilio, \"auth_token\" : {null} , \"description\": x, 'nope': y}}\n"
            ));
        }
        for text in texts {
            let shown = read(&text).human();
            assert!(!shown.contains("`***`"), "{text}\n{shown}");
            assert!(shown.contains("`nope`"), "{text}\n{shown}");
        }
    }
    let text = format!("{head}    {{type: twilio, auth_token, \"{SECRET}\"}}\n");
    let shown = read(&text).human();
    assert!(
        shown.contains("`***`") && !shown.contains(SECRET),
        "{shown}"
    );
}

#[test]
fn columns_are_right_behind_a_concealed_part() {
    let text = "version: 1\nproviders:\n  t: {type: twilio, auth_token: \"0123456789\", nope: x}\n";
    let read = super::sample::expect(text, &["E0601 3:33", "E0201 3:47"]);
    assert!(
        read.human().contains("switchboard.yaml:3:47"),
        "{}",
        read.human()
    );
}
