//! `graph` with the real binary: the text of the picture, and that hostile names stay names.

use super::configuration;
use crate::support::sandbox::Sandbox;
use crate::support::world::World;

const NUMBERS: &str = r#"    numbers:
      help: { phone_number: "+15017122661" }
      orders: { phone_number: "+15017122662" }
      store: { phone_number: "+15017122663" }
"#;
const ACCOUNT: &str = r#"accounts:
  AC00000000000000000000000000000001:
    applications:
      - { friendly_name: Bot, sid: AP00000000000000000000000000000001, sms_url: "https://bot.example/sms" }
    numbers:
      - { phone_number: "+15017122661", sms_url: "https://hooks.shop.example/sms" }
      - { phone_number: "+15017122662", sms_url: "https://hooks.shop.example/sms" }
      - { phone_number: "+15017122663", sms_application_sid: Bot }
      - { phone_number: "+15017122664" }
    messaging_services:
      - friendly_name: "Old \"]; <b>#campaign"
        sid: MG00000000000000000000000000000001
        inbound_request_url: https://dead.example/sms
        numbers: ["+15017122662", "+15017122664"]
"#;

fn world() -> (World, Sandbox) {
    World::and_sandbox(&configuration(NUMBERS), ACCOUNT)
}

#[test]
fn the_picture_as_mermaid() {
    let (world, _sandbox) = world();
    let before = world.contents();
    let drawn = world.run(&["graph"]).exits(0).stdout;
    assert_eq!(before, world.contents(), "graph wrote something");
    let expected = r#"flowchart LR
  n0["help (us)<br/>+15017122661"]
  n1(["https#58;//hooks.shop.example/sms"])
  n2["orders (us)<br/>+15017122662"]
  n3(["https#58;//dead.example/sms"]):::unmanaged
  n4[["Old #34;#93;#59; #60;b#62;#35;campaign<br/>messaging service<br/>MG00000000000000000000000000000001"]]:::unmanaged
  n5["not declared (us)<br/>+15017122664"]:::unmanaged
  n6["store (us)<br/>+15017122663"]
  n7(["https#58;//bot.example/sms"]):::unmanaged
  n8{{"application<br/>AP00000000000000000000000000000001"}}:::unmanaged
  n0 --> n1
  n2 -.->|"declared, shadowed"| n1
  n2 --> n4
  n4 --> n3
  n5 --> n4
  n6 -.->|"declared, shadowed"| n1
  n6 --> n8
  n8 --> n7
  classDef unmanaged fill:#8882,stroke:#888,color:#888
"#;
    assert_eq!(drawn, expected, "\n{drawn}");
}

#[test]
fn the_picture_as_svg_and_page_asks_for_nothing_and_runs_nothing() {
    let (world, _sandbox) = world();
    for format in ["svg", "html"] {
        let drawn = world.run(&["graph", "--format", format]).exits(0).stdout;
        assert!(drawn.contains("prefers-color-scheme:dark"));
        assert!(drawn.contains("Old &quot;]; &lt;b&gt;#campaign"), "{drawn}");
        assert!(drawn.contains("declared, shadowed"));
        for foreign in ["<script", "<b>", "<image", "href", "@import", "url(http"] {
            assert!(!drawn.contains(foreign), "{foreign} in\n{drawn}");
        }
        let again = world.run(&["graph", "--format", format]).exits(0).stdout;
        assert_eq!(drawn, again);
    }
}

#[test]
fn many_numbers_that_go_the_same_way_are_summed_up() {
    let many = |line: &dyn Fn(usize) -> String| (0..46).map(line).collect::<String>();
    let declared =
        many(&|at| format!("      n{at:02}: {{ phone_number: \"+150171226{at:02}\" }}\n"));
    let (world, _sandbox) =
        World::and_sandbox(&configuration(&format!("    numbers:\n{declared}")), "");
    world.run(&["apply", "--auto-approve"]).exits(0);
    let drawn = world.run(&["graph"]).exits(0).stdout;
    assert!(drawn.contains("… and 34 more"), "{drawn}");
    assert!(
        drawn.contains("+15017122611") && !drawn.contains("+15017122612"),
        "{drawn}"
    );
}

#[test]
fn what_could_not_be_read_is_drawn_as_not_known() {
    let (world, sandbox) = world();
    sandbox.add_faults(&serde_json::json!([{
        "method": "GET", "path": "/v1/Services", "times": 50, "then": { "status": 500 }
    }]));
    let ended = world.run(&["graph"]).exits(3);
    assert!(ended.stdout.contains("unknown"), "{}", ended.stdout);
    assert!(
        !ended.stdout.contains("hooks.shop.example"),
        "{}",
        ended.stdout
    );
    assert!(ended.stderr.contains("E070"));
}

/// The graph shows a declared application between its numbers and its URL, as declared.
#[test]
fn a_declared_application_is_drawn_as_declared() {
    let declared = "    numbers:\n      store: { phone_number: \"+15017122661\", incoming: { application: bot } }\n      orders: { phone_number: \"+15017122662\", incoming: { application: bot } }\n    applications:\n      bot: { friendly_name: Bot, url: \"https://bot.example/sms\" }\n";
    let (world, sandbox) = World::and_sandbox(&configuration(declared), "");
    world.run(&["apply", "--auto-approve"]).exits(0);
    let sid = sandbox.setting("+15017122661", "sms_application_sid");
    let drawn = world.run(&["graph"]).exits(0).stdout;
    let node = |text: &str| {
        let mut lines = drawn.lines().filter(|line| line.contains(text));
        let line = lines.next().unwrap_or_else(|| panic!("{text} in\n{drawn}"));
        assert!(lines.next().is_none(), "{text} is drawn twice\n{drawn}");
        assert!(!line.contains(":::unmanaged"), "{line}");
        let name = line
            .trim_start()
            .split(|c: char| !c.is_ascii_alphanumeric());
        name.take(1).collect::<String>()
    };
    let (bot, url) = (node(&sid), node("//bot.example/sms"));
    let edge = |from: &str, to: &str| format!("  {from} --> {to}\n");
    for number in ["+15017122661", "+15017122662"] {
        assert!(drawn.contains(&edge(&node(number), &bot)), "{drawn}");
    }
    assert!(drawn.contains(&edge(&bot, &url)), "{drawn}");
}
