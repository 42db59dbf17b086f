//! Tests of the reader of lists.

use super::{List, Written, read};

const SID: &str = "PN00000000000000000000000000000001";

fn list(text: &str) -> List {
    read("list.csv", text.as_bytes()).unwrap()
}

fn errors(text: &str) -> Vec<String> {
    let errors = read("list.csv", text.as_bytes()).unwrap_err();
    errors.iter().map(ToString::to_string).collect()
}

#[test]
fn columns_are_found_by_header_with_any_separator_and_order() {
    for text in [
        format!("friendly_name,phone_number,sid\nStore,+15017122661,{SID}\n"),
        format!("\u{feff}Friendly Name;Phone Number;SID\r\nStore;+15017122661;{SID}\r\n"),
        format!("sid\tNUMBER\tName\n{SID}\t +15017122661 \t\"Store\""),
        format!("sep=;\nSid;PhoneNumber;FriendlyName\n{SID};+15017122661;Store\n;;\n"),
        format!("\"phone_number\",\"sid\",\"name\"\n\"+15017122661\",\"{SID}\",\"Store\"\n"),
    ] {
        let list = list(&text);
        assert_eq!(list.rows.len(), 1, "{text}");
        let row = &list.rows[0];
        assert_eq!(row.name.as_deref(), Some("Store"), "{text}");
        assert_eq!(row.sid.as_deref(), Some(SID));
        let number = row.number.as_ref().unwrap();
        assert!(matches!(number, Written::Exact(exact) if exact.as_str() == "+15017122661"));
        assert_eq!(list.skipped, Vec::<String>::new());
    }
}

#[test]
fn urls_are_found_under_the_names_that_people_use() {
    for header in [
        "sms_url",
        "URL",
        "webhook",
        "Messaging webhook",
        "A message comes in",
    ] {
        let list = list(&format!(
            "number,{header},sms method,Region\n12345,https://a.example/x,get,eu\n"
        ));
        assert_eq!(
            list.rows[0].url.as_deref(),
            Some("https://a.example/x"),
            "{header}"
        );
        assert_eq!(list.rows[0].method.as_deref(), Some("GET"));
        assert_eq!(list.skipped, ["Region"]);
    }
    // The exact name wins, and the other is skipped.
    let list = list("name,number,friendly_name\nA,+15017122661,B\n");
    assert_eq!(list.rows[0].name.as_deref(), Some("B"));
    assert_eq!(list.skipped, ["name"]);
}

#[test]
fn a_formula_is_text() {
    let list =
        list("number,name\n+15017122661,\"=HYPERLINK(\"\"https://x\"\")\"\n+15017122662,@sum\n");
    assert_eq!(
        list.rows[0].name.as_deref(),
        Some("=HYPERLINK(\"https://x\")")
    );
    assert_eq!(list.rows[1].name.as_deref(), Some("@sum"));
}

#[test]
fn every_error_names_its_cell() {
    assert_eq!(
        errors(concat!(
            "name,number,sid,method\n",
            "A,1.50171E+10,,\n",
            "\"two\nlines\",+1800FLOWERS,,\n",
            "C,+15017122661,PN1,PUT\n",
            "D,,,\n",
            "E,+15017122662,,,\n",
            "F,15017122662,,\n",
            "G,+15017122663,,POST,x\n",
        )),
        [
            "list.csv: cell B2: the spreadsheet has rounded this number: `1.50171E+10`",
            "list.csv: cell B3: `+1800FLOWERS` is not a phone number",
            "list.csv: cell C4: this is not a SID that begins with PN",
            "list.csv: cell D4: the method is neither GET nor POST",
            "list.csv: row 5: the row has no number",
            "list.csv: row 7: row 6 has the same number",
            "list.csv: row 8: the row has 5 cells, the header has 4",
        ]
    );
}

#[test]
fn blank_lines_count_as_rows() {
    for end in ["\n", "\r\n"] {
        let lines = [
            "sep=;",
            "",
            "number;name",
            "x;A",
            "",
            "",
            "y;\"a",
            "b\"",
            "",
            "z;",
        ];
        assert_eq!(
            errors(&lines.join(end)),
            [
                "list.csv: cell A4: `x` is not a phone number",
                "list.csv: cell A7: `y` is not a phone number",
                "list.csv: cell A9: `z` is not a phone number",
            ],
            "{end:?}"
        );
    }
}

#[test]
fn a_list_without_numbers_is_refused() {
    assert_eq!(
        errors("name;url\nA;B\n"),
        ["list.csv: row 1: no column identifies the numbers"]
    );
    assert_eq!(errors(""), ["list.csv: the file is empty"]);
    let error = read("list.csv", b"number,name\n1234567,Caf\xe9\n").unwrap_err();
    assert_eq!(error[0].help, "save it as \"CSV UTF-8\"");
}
