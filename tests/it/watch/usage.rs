//! Impossible options are refused at once, and no refusal holds a secret.

use crate::support::fixture::SERVICE;

#[test]
fn invalid_options_are_refused() {
    let (mut world, _sandbox) = SERVICE.applied();
    let hook = "http://hooks.contoso.example/hunter2";
    world.variables.extend([
        ("CHAT_URL".to_owned(), hook.to_owned()),
        ("NO_URL".to_owned(), "hunter2 is no URL".to_owned()),
    ]);
    for (arguments, said) in [
        (&["--interval", "500ms"][..], "between 1s and 7d"),
        (&["--interval", "0s"], "between 1s and 7d"),
        (&["--listen", "localhost"], "--listen"),
        (&["--notify-url", hook], "https://"),
        (&["--notify-slack-env", "CHAT_URL"], "https://"),
        (&["--notify-slack-env", "NO_URL"], "not a URL"),
        (&["--notify-slack-env", "NOT_SET"], "NOT_SET is not set"),
        (&["--notify-secret-env", "CHAT_URL"], "--notify-url"),
    ] {
        let all = [&["watch", "--listen", "127.0.0.1:0"], arguments].concat();
        let all: Vec<&str> = if arguments[0] == "--listen" {
            [&["watch"], arguments].concat()
        } else {
            all
        };
        let ended = world.run(&all).exits(1);
        assert!(
            ended.stderr.contains(said),
            "{arguments:?}\n{}",
            ended.stderr
        );
        assert!(!ended.stderr.contains("hunter2"), "{}", ended.stderr);
    }
    world.write("switchboard.yaml", "version: 1\nprovidres: {}\n");
    let ended = world.run(&["watch", "--listen", "127.0.0.1:0"]).exits(1);
    assert!(ended.stderr.contains("providres"), "{}", ended.stderr);
}
