//! Bytes to text: UTF-8, with or without a byte-order mark.

use super::{Place, Unreadable};

/// Returns the text of a file without its byte-order mark. `remedy` says how to save the file as
/// UTF-8.
pub(super) fn text<'a>(file: &str, bytes: &'a [u8], remedy: &str) -> Result<&'a str, Unreadable> {
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        return Err(Unreadable::new(
            file,
            "the file is UTF-16, not UTF-8",
            remedy,
        ));
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    std::str::from_utf8(bytes).map_err(|error| {
        let before = bytes.get(..error.valid_up_to()).unwrap_or_default();
        let line = before.split(|byte| *byte == b'\n').count();
        let column = before
            .rsplit(|byte| *byte == b'\n')
            .next()
            .unwrap_or_default();
        let column = String::from_utf8_lossy(column).chars().count() + 1;
        Unreadable::new(file, "the file is not UTF-8", remedy).at(Place::Line(line, column))
    })
}

#[cfg(test)]
mod tests {
    use super::text;

    #[test]
    fn a_byte_order_mark_is_dropped_and_other_encodings_are_named() {
        assert_eq!(text("f", b"\xef\xbb\xbf{}", ""), Ok("{}"));
        let error = text("f", b"\xff\xfe{\0}\0", "save it").unwrap_err();
        assert_eq!(error.to_string(), "f: the file is UTF-16, not UTF-8");
        assert_eq!(error.help, "save it");
        let error = text("f", b"name\nCaf\xe9\n", "").unwrap_err();
        assert_eq!(error.to_string(), "f:2:4: the file is not UTF-8");
    }
}
