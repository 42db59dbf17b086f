//! The country of a number, by its calling code. The tables agree with the metadata of
//! libphonenumber 9.0.43, which has them from the International Telecommunication Union and the
//! North American Numbering Plan Administrator.

/// Returns the country's ISO code in lower case, `short-code` for digits without a plus, and
/// `number` for a code that no country has, such as those of satellites. Of the countries that share
/// a code it is the largest: good for a name, not for a bill.
pub fn country(number: &str) -> &'static str {
    let Some(digits) = number.strip_prefix('+') else {
        return "short-code";
    };
    if let Some(rest) = digits.strip_prefix('1') {
        return north_america(rest);
    }
    if let Some(rest) = digits.strip_prefix('7') {
        return if rest.starts_with(['6', '7']) {
            "kz"
        } else {
            "ru"
        };
    }
    // No code is the beginning of another.
    let known = (1..=3).filter_map(|length| {
        let code = digits.get(..length)?;
        let at = CODES.binary_search_by_key(&code, |(code, _)| code).ok()?;
        CODES.get(at)
    });
    known
        .map(|(_, country)| *country)
        .next()
        .unwrap_or("number")
}

/// Every country that a number in E.164 can be in, as ISO codes in lower case; empty if that is not
/// known. A toll-free number of North America serves the United States and Canada alike.
pub fn countries(number: &str) -> Vec<&'static str> {
    if let Some(rest) = number.strip_prefix("+1") {
        let area = rest.get(..3).unwrap_or_default();
        if TOLL_FREE.contains(&area) {
            return vec!["us", "ca"];
        }
        let listed = area.parse().is_ok_and(|area: u16| US.contains(&area));
        return match north_america(rest) {
            "us" if !listed => Vec::new(),
            known => vec![known],
        };
    }
    let first = country(number);
    let alike = SHARED.iter().find(|shared| shared.first() == Some(&first));
    match (first, alike) {
        ("short-code" | "number", _) => Vec::new(),
        (_, Some(all)) => all.to_vec(),
        (alone, None) => vec![alone],
    }
}

/// Whether this is a toll-free number of North America.
pub fn is_toll_free(number: &str) -> bool {
    let area = number.strip_prefix("+1").and_then(|rest| rest.get(..3));
    number.len() == 12 && area.is_some_and(|area| TOLL_FREE.contains(&area))
}

/// Area codes of toll-free numbers in North America.
const TOLL_FREE: [&str; 7] = ["800", "833", "844", "855", "866", "877", "888"];

/// Countries outside North America that share a calling code, the largest first. Kazakhstan is not
/// among them: the digit after the 7 tells it from Russia.
const SHARED: [&[&str]; 10] = [
    &["au", "cc", "cx"],
    &["cw", "bq"],
    &["fi", "ax"],
    &["gb", "gg", "im", "je"],
    &["gp", "bl", "mf"],
    &["it", "va"],
    &["ma", "eh"],
    &["no", "sj"],
    &["re", "yt"],
    &["sh", "ta"],
];

/// The three digits after the code 1 say which of its countries a number is in. Those of the
/// United States are not listed: what is not listed is theirs, toll-free numbers included.
fn north_america(rest: &str) -> &'static str {
    let area = rest.get(..3).unwrap_or_default();
    let found = AREAS.iter().find(|(_, areas)| areas.contains(&area));
    found.map_or("us", |(country, _)| *country)
}

/// Area codes of the countries that share the code 1.
const AREAS: [(&str, &[&str]); 24] = [
    ("ag", &["268"]),
    ("ai", &["264"]),
    ("as", &["684"]),
    ("bb", &["246"]),
    ("bm", &["441"]),
    ("bs", &["242"]),
    (
        "ca",
        &[
            "204", "226", "236", "249", "250", "257", "263", "273", "289", "306", "343", "354",
            "365", "367", "368", "382", "403", "416", "418", "428", "431", "437", "438", "450",
            "468", "474", "506", "514", "519", "548", "579", "581", "584", "587", "600", "604",
            "613", "622", "633", "639", "647", "672", "683", "705", "709", "742", "753", "778",
            "780", "782", "807", "819", "825", "867", "873", "879", "902", "905", "942",
        ],
    ),
    ("dm", &["767"]),
    ("do", &["809", "829", "849"]),
    ("gd", &["473"]),
    ("gu", &["671"]),
    ("jm", &["658", "876"]),
    ("kn", &["869"]),
    ("ky", &["345"]),
    ("lc", &["758"]),
    ("mp", &["670"]),
    ("ms", &["664"]),
    ("pr", &["787", "939"]),
    ("sx", &["721"]),
    ("tc", &["649"]),
    ("tt", &["868"]),
    ("vc", &["784"]),
    ("vg", &["284"]),
    ("vi", &["340"]),
];

/// Area codes of the United States.
#[rustfmt::skip]
const US: [u16; 359] = [
    201, 202, 203, 205, 206, 207, 208, 209, 210, 212, 213, 214, 215, 216, 217, 218, 219,
    220, 223, 224, 225, 227, 228, 229, 231, 234, 235, 239, 240, 248, 251, 252, 253, 254,
    256, 260, 262, 267, 269, 270, 272, 274, 276, 279, 281, 283, 301, 302, 303, 304, 305,
    307, 308, 309, 310, 312, 313, 314, 315, 316, 317, 318, 319, 320, 321, 323, 324, 325,
    326, 327, 329, 330, 331, 332, 334, 336, 337, 339, 341, 346, 347, 350, 351, 352, 353,
    360, 361, 363, 364, 369, 380, 385, 386, 401, 402, 404, 405, 406, 407, 408, 409, 410,
    412, 413, 414, 415, 417, 419, 423, 424, 425, 430, 432, 434, 435, 440, 442, 443, 445,
    447, 448, 458, 463, 464, 469, 470, 472, 475, 478, 479, 480, 484, 501, 502, 503, 504,
    505, 507, 508, 509, 510, 512, 513, 515, 516, 517, 518, 520, 530, 531, 534, 539, 540,
    541, 551, 557, 559, 561, 562, 563, 564, 567, 570, 571, 572, 573, 574, 575, 580, 582,
    585, 586, 601, 602, 603, 605, 606, 607, 608, 609, 610, 612, 614, 615, 616, 617, 618,
    619, 620, 623, 626, 628, 629, 630, 631, 636, 640, 641, 645, 646, 650, 651, 656, 657,
    659, 660, 661, 662, 667, 669, 678, 680, 681, 682, 686, 689, 701, 702, 703, 704, 706,
    707, 708, 712, 713, 714, 715, 716, 717, 718, 719, 720, 724, 725, 726, 727, 728, 730,
    731, 732, 734, 737, 738, 740, 743, 747, 748, 754, 757, 760, 762, 763, 765, 769, 770,
    771, 772, 773, 774, 775, 779, 781, 785, 786, 801, 802, 803, 804, 805, 806, 808, 810,
    812, 813, 814, 815, 816, 817, 818, 820, 821, 826, 828, 830, 831, 832, 835, 838, 839,
    840, 843, 845, 847, 848, 850, 854, 856, 857, 858, 859, 860, 862, 863, 864, 865, 870,
    872, 878, 901, 903, 904, 906, 907, 908, 909, 910, 912, 913, 914, 915, 916, 917, 918,
    919, 920, 925, 928, 929, 930, 931, 934, 936, 937, 938, 940, 941, 943, 945, 947, 948,
    949, 951, 952, 954, 956, 959, 970, 971, 972, 973, 975, 978, 979, 980, 983, 984, 985,
    986, 989,
];

/// Calling codes in the order of their text. Countries that share one are under the largest.
#[rustfmt::skip]
const CODES: [(&str, &str); 204] = [
    ("20", "eg"), ("211", "ss"), ("212", "ma"), ("213", "dz"), ("216", "tn"), ("218", "ly"),
    ("220", "gm"), ("221", "sn"), ("222", "mr"), ("223", "ml"), ("224", "gn"), ("225", "ci"),
    ("226", "bf"), ("227", "ne"), ("228", "tg"), ("229", "bj"), ("230", "mu"), ("231", "lr"),
    ("232", "sl"), ("233", "gh"), ("234", "ng"), ("235", "td"), ("236", "cf"), ("237", "cm"),
    ("238", "cv"), ("239", "st"), ("240", "gq"), ("241", "ga"), ("242", "cg"), ("243", "cd"),
    ("244", "ao"), ("245", "gw"), ("246", "io"), ("247", "ac"), ("248", "sc"), ("249", "sd"),
    ("250", "rw"), ("251", "et"), ("252", "so"), ("253", "dj"), ("254", "ke"), ("255", "tz"),
    ("256", "ug"), ("257", "bi"), ("258", "mz"), ("260", "zm"), ("261", "mg"), ("262", "re"),
    ("263", "zw"), ("264", "na"), ("265", "mw"), ("266", "ls"), ("267", "bw"), ("268", "sz"),
    ("269", "km"), ("27", "za"), ("290", "sh"), ("291", "er"), ("297", "aw"), ("298", "fo"),
    ("299", "gl"), ("30", "gr"), ("31", "nl"), ("32", "be"), ("33", "fr"), ("34", "es"),
    ("350", "gi"), ("351", "pt"), ("352", "lu"), ("353", "ie"), ("354", "is"), ("355", "al"),
    ("356", "mt"), ("357", "cy"), ("358", "fi"), ("359", "bg"), ("36", "hu"), ("370", "lt"),
    ("371", "lv"), ("372", "ee"), ("373", "md"), ("374", "am"), ("375", "by"), ("376", "ad"),
    ("377", "mc"), ("378", "sm"), ("380", "ua"), ("381", "rs"), ("382", "me"), ("383", "xk"),
    ("385", "hr"), ("386", "si"), ("387", "ba"), ("389", "mk"), ("39", "it"), ("40", "ro"),
    ("41", "ch"), ("420", "cz"), ("421", "sk"), ("423", "li"), ("43", "at"), ("44", "gb"),
    ("45", "dk"), ("46", "se"), ("47", "no"), ("48", "pl"), ("49", "de"), ("500", "fk"),
    ("501", "bz"), ("502", "gt"), ("503", "sv"), ("504", "hn"), ("505", "ni"), ("506", "cr"),
    ("507", "pa"), ("508", "pm"), ("509", "ht"), ("51", "pe"), ("52", "mx"), ("53", "cu"),
    ("54", "ar"), ("55", "br"), ("56", "cl"), ("57", "co"), ("58", "ve"), ("590", "gp"),
    ("591", "bo"), ("592", "gy"), ("593", "ec"), ("594", "gf"), ("595", "py"), ("596", "mq"),
    ("597", "sr"), ("598", "uy"), ("599", "cw"), ("60", "my"), ("61", "au"), ("62", "id"),
    ("63", "ph"), ("64", "nz"), ("65", "sg"), ("66", "th"), ("670", "tl"), ("672", "nf"),
    ("673", "bn"), ("674", "nr"), ("675", "pg"), ("676", "to"), ("677", "sb"), ("678", "vu"),
    ("679", "fj"), ("680", "pw"), ("681", "wf"), ("682", "ck"), ("683", "nu"), ("685", "ws"),
    ("686", "ki"), ("687", "nc"), ("688", "tv"), ("689", "pf"), ("690", "tk"), ("691", "fm"),
    ("692", "mh"), ("81", "jp"), ("82", "kr"), ("84", "vn"), ("850", "kp"), ("852", "hk"),
    ("853", "mo"), ("855", "kh"), ("856", "la"), ("86", "cn"), ("880", "bd"), ("886", "tw"),
    ("90", "tr"), ("91", "in"), ("92", "pk"), ("93", "af"), ("94", "lk"), ("95", "mm"),
    ("960", "mv"), ("961", "lb"), ("962", "jo"), ("963", "sy"), ("964", "iq"), ("965", "kw"),
    ("966", "sa"), ("967", "ye"), ("968", "om"), ("970", "ps"), ("971", "ae"), ("972", "il"),
    ("973", "bh"), ("974", "qa"), ("975", "bt"), ("976", "mn"), ("977", "np"), ("98", "ir"),
    ("992", "tj"), ("993", "tm"), ("994", "az"), ("995", "ge"), ("996", "kg"), ("998", "uz"),
];

#[cfg(test)]
mod tests {
    use super::{AREAS, CODES, SHARED, US, countries, country, is_toll_free};

    #[test]
    fn countries_are_found_by_calling_code() {
        for (number, expected) in [
            ("+15017122661", "us"),
            ("+18885550123", "us"),
            ("+14165550123", "ca"),
            ("+18765550123", "jm"),
            ("+4915112345678", "de"),
            ("+447911123456", "gb"),
            ("+79161234567", "ru"),
            ("+77011234567", "kz"),
            ("+35312345678", "ie"),
            ("+358401234567", "fi"),
            ("+85251234567", "hk"),
            ("+870123456789", "number"),
            ("+99999999", "number"),
            ("74454", "short-code"),
        ] {
            assert_eq!(country(number), expected, "{number}");
        }
    }

    #[test]
    fn a_number_is_in_one_of_these_countries() {
        for (number, expected) in [
            ("+15017122661", &["us"][..]),
            ("+14165550123", &["ca"]),
            ("+17875550123", &["pr"]),
            ("+18885550123", &["us", "ca"]),
            // No country has this area code.
            ("+19995550123", &[]),
            ("+447911123456", &["gb", "gg", "im", "je"]),
            ("+4915112345678", &["de"]),
            ("+77011234567", &["kz"]),
            ("+870123456789", &[]),
            ("74454", &[]),
        ] {
            assert_eq!(countries(number), expected, "{number}");
        }
        assert!(is_toll_free("+18885550123"));
        assert!(!is_toll_free("+15017122661") && !is_toll_free("+4918885550123"));
    }

    #[test]
    fn no_area_code_is_in_two_tables_and_every_shared_code_is_known() {
        let abroad = |area: u16| {
            AREAS
                .iter()
                .any(|(_, all)| all.contains(&&*area.to_string()))
        };
        assert!(US.is_sorted() && !US.iter().any(|area| abroad(*area)));
        for shared in SHARED {
            assert!(
                CODES.iter().any(|(_, first)| *first == shared[0]),
                "{shared:?}"
            );
        }
    }

    #[test]
    fn the_table_is_sorted_and_no_code_begins_another() {
        assert!(CODES.is_sorted());
        for pair in CODES.windows(2) {
            assert!(!pair[1].0.starts_with(pair[0].0), "{pair:?}");
        }
    }
}
