//! Just enough of `TwiML` to tell what a handler replies: the messages of a `<Response>`, and whether it is XML at
//! all. Verbs that are no message are passed over; a `<Redirect>` is not followed.

/// The texts of all messages, in their order. The error says what is wrong with the document.
pub(crate) fn messages(document: &str) -> Result<Vec<String>, String> {
    let mut open: Vec<String> = Vec::new();
    let mut found: Vec<String> = Vec::new();
    let mut has_root = false;
    let mut rest = document.trim_start_matches('\u{feff}');
    while !rest.is_empty() {
        if let Some(after) = rest.strip_prefix("<!--") {
            rest = after_end(after, "-->")?.1;
        } else if let Some(after) = rest.strip_prefix("<![CDATA[") {
            let (text, after) = after_end(after, "]]>")?;
            add(text, &open, &mut found)?;
            rest = after;
        } else if let Some(after) = rest.strip_prefix("<?") {
            rest = after_end(after, "?>")?.1;
        } else if let Some(after) = rest.strip_prefix("<!") {
            rest = after_end(after, ">")?.1;
        } else if let Some(after) = rest.strip_prefix("</") {
            let (name, after) = after_end(after, ">")?;
            let expected = open.pop().unwrap_or_default();
            if name.trim_end() != expected {
                return Err(format!(
                    "`</{}>` closes nothing that is open",
                    name.trim_end()
                ));
            }
            rest = after;
        } else if let Some(after) = rest.strip_prefix('<') {
            let (tag, after) = tag(after)?;
            let name: String = tag
                .chars()
                .take_while(|c| !c.is_whitespace() && *c != '/')
                .collect();
            if name.is_empty() {
                return Err("a tag has no name".to_owned());
            }
            if open.is_empty() {
                if has_root || name != "Response" {
                    return Err(format!("`<{name}>` stands where `<Response>` should"));
                }
                has_root = true;
            }
            if open.len() == 1 && matches!(name.as_str(), "Message" | "Sms") {
                found.push(String::new());
            }
            if !tag.ends_with('/') {
                open.push(name);
            }
            rest = after;
        } else {
            let (text, after) = rest.split_at(rest.find('<').unwrap_or(rest.len()));
            add(&unescaped(text)?, &open, &mut found)?;
            rest = after;
        }
    }
    match open.last() {
        Some(name) => Err(format!("`<{name}>` is not closed")),
        None if !has_root => Err("there is no `<Response>`".to_owned()),
        None => Ok(found.iter().map(|text| text.trim().to_owned()).collect()),
    }
}

/// Text counts directly in a message, or in its body.
fn add(text: &str, open: &[String], found: &mut [String]) -> Result<(), String> {
    let names: Vec<&str> = open.iter().map(String::as_str).collect();
    match names.as_slice() {
        [] if text.trim().is_empty() => {}
        [] => return Err("there is text outside of `<Response>`".to_owned()),
        [_, "Message" | "Sms"] | [_, "Message", "Body"] => {
            if let Some(message) = found.last_mut() {
                message.push_str(text);
            }
        }
        _ => {}
    }
    Ok(())
}

fn after_end<'a>(text: &'a str, end: &str) -> Result<(&'a str, &'a str), String> {
    text.split_once(end)
        .ok_or_else(|| format!("`{end}` is missing"))
}

/// The inside of a tag up to its `>`, which may stand in quotes before that.
fn tag(text: &str) -> Result<(&str, &str), String> {
    let mut quote = None;
    for (at, c) in text.char_indices() {
        match (quote, c) {
            (None, '>') => {
                let (inside, rest) = text.split_at(at);
                return Ok((inside, rest.strip_prefix('>').unwrap_or(rest)));
            }
            (None, '<') => return Err("a tag begins inside another".to_owned()),
            (None, '"' | '\'') => quote = Some(c),
            (Some(open), c) if open == c => quote = None,
            _ => {}
        }
    }
    Err("a tag is not closed".to_owned())
}

fn unescaped(text: &str) -> Result<String, String> {
    let mut out = String::new();
    let mut pieces = text.split('&');
    out.push_str(pieces.next().unwrap_or_default());
    for piece in pieces {
        let bare = || "a `&` must be written `&amp;`".to_owned();
        let (name, after) = piece.split_once(';').ok_or_else(bare)?;
        let digits = |text: &str, base| u32::from_str_radix(text, base).ok();
        let character = match name {
            "amp" => Some('&'),
            "lt" => Some('<'),
            "gt" => Some('>'),
            "quot" => Some('"'),
            "apos" => Some('\''),
            _ => match name.strip_prefix('#') {
                Some(number) => number
                    .strip_prefix('x')
                    .map_or_else(|| digits(number, 10), |hex| digits(hex, 16))
                    .and_then(char::from_u32),
                None => None,
            },
        };
        out.push(character.ok_or_else(bare)?);
        out.push_str(after);
    }
    Ok(out)
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
