//! The words that Twilio answers by itself. It delivers them to the webhook all the same.

use super::phone::Kind;
use super::texts::OptOut;

/// Twilio's default words on long codes (its tutorial on opt-outs).
const STOP: [&str; 8] = [
    "STOP",
    "STOPALL",
    "UNSUBSCRIBE",
    "CANCEL",
    "END",
    "QUIT",
    "REVOKE",
    "OPTOUT",
];
const HELP: [&str; 2] = ["HELP", "INFO"];

/// What Twilio does with a text to a number of this kind: the whole text must be the one word, in any case. The
/// network of toll-free numbers knows STOP only, and only START and UNSTOP undo it there.
pub(super) fn of(body: &str, kind: Kind) -> Option<OptOut> {
    let word = body.trim().to_uppercase();
    let word = word.as_str();
    let toll_free = kind == Kind::TollFree;
    if word == "STOP" || (!toll_free && STOP.contains(&word)) {
        return Some(OptOut::Stop);
    }
    if matches!(word, "START" | "UNSTOP") || (!toll_free && word == "YES") {
        return Some(OptOut::Start);
    }
    HELP.contains(&word).then_some(OptOut::Help)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words() {
        let cases = [
            ("STOP", Kind::Local, Some(OptOut::Stop)),
            (" stop\n", Kind::Local, Some(OptOut::Stop)),
            ("STOP PLEASE", Kind::Local, None),
            ("Quit", Kind::Mobile, Some(OptOut::Stop)),
            ("quit", Kind::TollFree, None),
            ("stop", Kind::TollFree, Some(OptOut::Stop)),
            ("yes", Kind::Local, Some(OptOut::Start)),
            ("yes", Kind::TollFree, None),
            ("unstop", Kind::TollFree, Some(OptOut::Start)),
            ("Info", Kind::TollFree, Some(OptOut::Help)),
            ("", Kind::Local, None),
        ];
        for (body, kind, expected) in cases {
            assert_eq!(of(body, kind), expected, "{body:?} {kind:?}");
        }
    }
}
