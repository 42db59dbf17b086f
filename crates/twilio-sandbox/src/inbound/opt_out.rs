//! The words that Twilio answers automatically. It still delivers them to the webhook.

use crate::inbound::text::OptOut;
use crate::store::phone::NumberKind;

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

/// What Twilio does automatically with a text to a number of this kind. The whole text must be the one word, in any
/// case. The toll-free network knows only STOP, and only START and UNSTOP undo it there.
pub(crate) fn of(body: &str, kind: NumberKind) -> Option<OptOut> {
    let word = body.trim().to_uppercase();
    let word = word.as_str();
    let toll_free = kind == NumberKind::TollFree;
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
            ("STOP", NumberKind::Local, Some(OptOut::Stop)),
            (" stop\n", NumberKind::Local, Some(OptOut::Stop)),
            ("STOP PLEASE", NumberKind::Local, None),
            ("Quit", NumberKind::Mobile, Some(OptOut::Stop)),
            ("quit", NumberKind::TollFree, None),
            ("stop", NumberKind::TollFree, Some(OptOut::Stop)),
            ("yes", NumberKind::Local, Some(OptOut::Start)),
            ("yes", NumberKind::TollFree, None),
            ("unstop", NumberKind::TollFree, Some(OptOut::Start)),
            ("Info", NumberKind::TollFree, Some(OptOut::Help)),
            ("", NumberKind::Local, None),
        ];
        for (body, kind, expected) in cases {
            assert_eq!(of(body, kind), expected, "{body:?} {kind:?}");
        }
    }
}
