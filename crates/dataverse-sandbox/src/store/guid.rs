//! The form of a GUID.

/// True for a GUID without braces.
pub(crate) fn is_guid(text: &str) -> bool {
    let lengths: Vec<usize> = text.split('-').map(str::len).collect();
    lengths == [8, 4, 4, 4, 12]
        && text
            .bytes()
            .all(|byte| byte == b'-' || byte.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use super::*;
    use sandbox_server::ids::guid;

    #[test]
    fn braces_are_no_part_of_it() {
        let one = guid(&["a", "bc"]);
        assert!(is_guid(&one) && !is_guid(&format!("{{{one}}}")) && !is_guid("a-b"));
    }
}
