//! Reads the messages of a `TwiML` response. Other verbs are passed over; a `<Redirect>` is not followed.

use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesRef, BytesStart, Event};

/// What has been read of a document.
#[derive(Default)]
struct Document {
    /// Names of the open elements, the root first.
    open: Vec<String>,
    has_root: bool,
    messages: Vec<String>,
}

/// The texts of all messages, in their order. The error says what is wrong with the document.
pub(crate) fn messages(text: &str) -> Result<Vec<String>, String> {
    let mut reader = Reader::from_str(text.trim_start_matches('\u{feff}'));
    let mut document = Document::default();
    loop {
        match reader.read_event().map_err(|error| error.to_string())? {
            Event::Start(element) => {
                let name = document.begin(&element)?;
                document.open.push(name);
            }
            Event::Empty(element) => {
                document.begin(&element)?;
            }
            Event::End(_) => {
                document.open.pop();
            }
            Event::Text(text) => document.add(&decoded(text.decode())?)?,
            Event::CData(text) => document.add(&decoded(text.decode())?)?,
            Event::GeneralRef(reference) => document.add(&character(&reference)?)?,
            Event::Eof => return document.finish(),
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
        }
    }
}

impl Document {
    /// Takes the start of an element, and returns its name.
    fn begin(&mut self, element: &BytesStart<'_>) -> Result<String, String> {
        let name = String::from_utf8_lossy(element.name().as_ref()).into_owned();
        match self.open.len() {
            0 if self.has_root || name != "Response" => {
                return Err(format!("`<{name}>` is in the place of `<Response>`"));
            }
            0 => self.has_root = true,
            1 if matches!(name.as_str(), "Message" | "Sms") => self.messages.push(String::new()),
            _ => {}
        }
        Ok(name)
    }

    /// Adds text to the message that it belongs to: text directly in a message, or in its body.
    fn add(&mut self, text: &str) -> Result<(), String> {
        let open: Vec<&str> = self.open.iter().map(String::as_str).collect();
        match open.as_slice() {
            [] if text.trim().is_empty() => {}
            [] => return Err("there is text outside of `<Response>`".to_owned()),
            [_, "Message" | "Sms"] | [_, "Message", "Body"] => {
                if let Some(message) = self.messages.last_mut() {
                    message.push_str(text);
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn finish(self) -> Result<Vec<String>, String> {
        match self.open.last() {
            Some(name) => Err(format!("`<{name}>` is not closed")),
            None if !self.has_root => Err("there is no `<Response>`".to_owned()),
            None => Ok(self
                .messages
                .iter()
                .map(|text| text.trim().to_owned())
                .collect()),
        }
    }
}

fn decoded<T, E: ToString>(text: Result<T, E>) -> Result<T, String> {
    text.map_err(|error| error.to_string())
}

/// The text of a reference such as `&amp;` or `&#33;`.
fn character(reference: &BytesRef<'_>) -> Result<String, String> {
    if let Some(character) = decoded(reference.resolve_char_ref())? {
        return Ok(character.to_string());
    }
    let name = decoded(reference.decode())?;
    resolve_predefined_entity(&name)
        .map(str::to_owned)
        .ok_or_else(|| format!("`&{name};` is not an entity of XML; write `&` as `&amp;`"))
}

#[cfg(test)]
mod tests {
    use super::messages;

    #[test]
    fn replies() {
        let cases: [(&str, &[&str]); 8] = [
            ("<Response/>", &[]),
            ("<?xml version=\"1.0\"?>\n<Response></Response>\n", &[]),
            (
                "<Response><Message>Hi &amp; bye</Message></Response>",
                &["Hi & bye"],
            ),
            (
                "<Response><Message to='+1'> <Body>A</Body><Media>https://x/</Media></Message><Sms>B</Sms></Response>",
                &["A", "B"],
            ),
            (
                "<Response><!-- <b --><Message><![CDATA[1 < 2]]></Message></Response>",
                &["1 < 2"],
            ),
            (
                "<Response><Message a=\"x>y\">&#x2603;&#33;</Message></Response>",
                &["☃!"],
            ),
            (
                "<Response><Redirect>https://example.com/</Redirect></Response>",
                &[],
            ),
            ("<Response><Message/></Response>", &[""]),
        ];
        for (document, expected) in cases {
            assert_eq!(
                messages(document).as_deref(),
                Ok(&expected
                    .iter()
                    .map(|text| (*text).to_owned())
                    .collect::<Vec<_>>()[..]),
                "{document}"
            );
        }
    }

    #[test]
    fn what_is_no_twiml() {
        for document in [
            "",
            "OK",
            "<html></html>",
            "<Response>",
            "<Response><Message></Response>",
            "<Response></Response><Response/>",
            "<Response>a & b</Response>",
            "<Response><Message",
            "<Response/>OK",
            "<Response><!-- </Response>",
            "</Response>",
        ] {
            assert!(messages(document).is_err(), "{document}");
        }
    }
}
