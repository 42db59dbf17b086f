//! Whether a body is `TwiML`, as far as a callback's answer is judged. Pure.

use quick_xml::Reader;
use quick_xml::events::Event;

/// Whether a body is well-formed XML with `Response` as its root; the error says why not.
pub(super) fn check(body: &[u8]) -> Result<(), String> {
    let mut reader = Reader::from_reader(body);
    let (mut depth, mut roots) = (0_usize, 0_usize);
    loop {
        match reader.read_event() {
            Ok(Event::Start(element)) => {
                if depth == 0 {
                    roots += 1;
                    root(element.name().as_ref())?;
                }
                depth += 1;
            }
            Ok(Event::Empty(element)) if depth == 0 => {
                roots += 1;
                root(element.name().as_ref())?;
            }
            Ok(Event::End(_)) => depth = depth.saturating_sub(1),
            Ok(Event::Eof) if depth == 0 && roots == 1 => return Ok(()),
            Ok(Event::Eof) => return Err("it is not one whole element".to_owned()),
            Ok(_) => {}
            Err(error) => return Err(error.to_string()),
        }
    }
}

fn root(name: &[u8]) -> Result<(), String> {
    if name == b"Response" {
        Ok(())
    } else {
        Err(format!("its root is <{}>", String::from_utf8_lossy(name)))
    }
}
