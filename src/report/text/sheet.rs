//! A text with a size limit. Its lists are filled up to the limit, and what is left out is counted.

use std::fmt::Write as _;

/// Space reserved for the closing sentence.
const LAST: usize = 100;

/// A list that may lose items from its end.
pub(in crate::report) struct List {
    /// The text before its items.
    pub(in crate::report) open: String,
    /// Each item, and the number that it adds to the count in `more` if it is left out.
    pub(in crate::report) items: Vec<(String, usize)>,
    /// The text after its items.
    pub(in crate::report) close: &'static str,
    /// The sentence that says how many things are left out.
    pub(in crate::report) more: fn(usize) -> String,
}

impl List {
    /// A list without a text before and after it.
    pub(in crate::report) fn bare(items: Vec<(String, usize)>, more: fn(usize) -> String) -> Self {
        Self {
            open: String::new(),
            items,
            close: "",
            more,
        }
    }

    /// The length of the whole list in bytes.
    pub(in crate::report) fn len(&self) -> usize {
        let items: usize = self.items.iter().map(|(text, _)| text.len()).sum();
        self.open.len() + items + self.close.len()
    }
}

/// A text with a limit.
pub(in crate::report) struct Sheet {
    text: String,
    limit: usize,
    left_out: usize,
}

impl Sheet {
    /// A sheet that begins with a text that is never left out.
    pub(in crate::report) fn new(text: String, limit: usize) -> Self {
        Self {
            text,
            limit: limit.saturating_sub(LAST),
            left_out: 0,
        }
    }

    /// The number of bytes left.
    fn room(&self) -> usize {
        self.limit.saturating_sub(self.text.len())
    }

    /// Writes the lists in order. If not all fit, short ones are written completely, and long ones
    /// share the rest of the space.
    pub(in crate::report) fn put_all(&mut self, lists: &[List]) {
        let mut by_length: Vec<(usize, usize)> = lists
            .iter()
            .enumerate()
            .map(|(at, list)| (list.len(), at))
            .collect();
        by_length.sort_unstable();
        let mut shares = vec![0; lists.len()];
        let (mut room, mut waiting) = (self.room(), lists.len());
        for (length, at) in by_length {
            let share = length.min(room.checked_div(waiting).unwrap_or(0));
            if let Some(of_this) = shares.get_mut(at) {
                *of_this = share;
            }
            room -= share;
            waiting -= 1;
        }
        // Space that a list did not use goes to the next one.
        let mut over = 0;
        for (list, share) in lists.iter().zip(shares) {
            let before = self.text.len();
            self.put(list, share + over);
            over = (share + over).saturating_sub(self.text.len() - before);
        }
    }

    /// Writes as much of a list as fits into a number of bytes.
    fn put(&mut self, list: &List, within: usize) {
        let room = within.min(self.room());
        if list.items.is_empty() {
            return;
        }
        let total: usize = list.items.iter().map(|(_, count)| count).sum();
        let whole = list.len() <= room;
        let more = (list.more)(total).len();
        let around = list.open.len() + list.close.len() + if whole { 0 } else { more };
        let mut body = String::new();
        let mut shown = 0;
        for (item, count) in &list.items {
            if around + body.len() + item.len() > room {
                break;
            }
            body.push_str(item);
            shown += count;
        }
        if around + body.len() > room {
            self.left_out += total;
            return;
        }
        self.text.push_str(&list.open);
        self.text.push_str(&body);
        if total > shown {
            self.text.push_str(&(list.more)(total - shown));
        }
        self.text.push_str(list.close);
    }

    /// The whole text, with the number of things in lists that did not fit at all.
    pub(in crate::report) fn end(mut self) -> String {
        if self.left_out > 0 {
            let _ = write!(
                self.text,
                "\n_… and {} more, omitted for lack of space_\n",
                self.left_out
            );
        }
        self.text
    }
}

#[cfg(test)]
mod tests {
    use super::{LAST, List, Sheet};

    fn list(count: usize) -> List {
        List {
            open: "<".to_owned(),
            items: (0..count).map(|at| (format!("{at:03},"), 2)).collect(),
            close: ">",
            more: |more| format!("and {more}"),
        }
    }

    fn left_out(text: &str) -> usize {
        let after = |part: &str| -> usize {
            let digits = part.chars().take_while(char::is_ascii_digit);
            digits.collect::<String>().parse().unwrap()
        };
        text.split("and ").skip(1).map(after).sum()
    }

    /// A report is filled up to its limit, and what is left out is counted.
    #[test]
    fn it_is_filled_up_and_counts_what_is_left_out() {
        for limit in 20..400 {
            let mut sheet = Sheet::new("head".to_owned(), limit + LAST);
            sheet.put_all(&[list(40)]);
            let text = sheet.end();
            assert!(text.len() <= limit + LAST, "{limit}: {text}");
            let shown = text.matches(',').count() * 2 - usize::from(text.contains("more,")) * 2;
            assert_eq!(shown + left_out(&text), 80, "{limit}: {text}");
            assert!(
                left_out(&text) == 0 || limit - text.len() < 7,
                "{limit}: {text}"
            );
        }
    }

    /// A long list does not cost a short one its place.
    #[test]
    fn short_lists_are_whole_and_long_ones_share_the_rest() {
        let mut sheet = Sheet::new(String::new(), 500 + LAST);
        sheet.put_all(&[list(3), list(400), list(2), list(300)]);
        let text = sheet.end();
        assert!(text.starts_with("<000,001,002,><000,") && text.contains("><000,001,><000,"));
        assert!((490..=500).contains(&text.len()), "{}", text.len());
        assert_eq!(text.matches(',').count() * 2 + left_out(&text), 2 * 705);
    }

    #[test]
    fn nothing_is_written_for_nothing() {
        let mut sheet = Sheet::new(String::new(), 500);
        sheet.put_all(&[list(0)]);
        assert_eq!(sheet.end(), "");
    }
}
