//! The words that Twilio handles automatically, and what it does with them (docs/twilio.md: Words
//! that Twilio answers itself). Pure.
//!
//! Twilio also passes the text on to the callback, so the sender may get two answers.

const OUT: &str = "opts the sender out";
const IN: &str = "opts the sender in again";
const HELP: &str = "sends a help text";

/// The words, in capitals; Twilio compares without regard to case.
pub(super) const WORDS: [(&str, &str); 13] = [
    ("STOP", OUT),
    ("STOPALL", OUT),
    ("UNSUBSCRIBE", OUT),
    ("CANCEL", OUT),
    ("END", OUT),
    ("QUIT", OUT),
    ("REVOKE", OUT),
    ("OPTOUT", OUT),
    ("START", IN),
    ("YES", IN),
    ("UNSTOP", IN),
    ("HELP", HELP),
    ("INFO", HELP),
];
