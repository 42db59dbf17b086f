//! Groups of similar entries in a report. Plan and drift use the same rule in every format.
//!
//! Entries are similar if they have the same kind and remarks, and the same fields change in the
//! same way. The strictest level of [`Likeness`] at which enough entries agree decides what may
//! differ.

use std::collections::BTreeMap;

use super::likeness;
use super::likeness::Likeness;
use super::rows::Row;
use crate::report::place::Located;

/// The size from which a group is shown as one entry.
pub(in crate::report) const MANY: usize = 20;
/// The most members of a large group that are named; the rest is counted.
pub(in crate::report) const NAMED: usize = 5;

/// An entry of a report before grouping, with everything that decides about its group.
pub(in crate::report) struct Sketch<'a, T> {
    /// The plan change or drifted resource that the entry shows.
    pub(in crate::report) thing: &'a T,
    /// What must be the same in a group; `None` for an entry that is always shown alone.
    pub(in crate::report) base: Option<String>,
    /// The minimum size of its group.
    pub(in crate::report) least: usize,
    /// Its fields.
    pub(in crate::report) rows: Vec<Row>,
    /// Further remarks, one line each.
    pub(in crate::report) remarks: Vec<String>,
}

/// One entry of a report.
pub(in crate::report) enum Entry<'a, T> {
    /// A single change or resource.
    Alone(&'a T),
    /// A group of similar changes or resources.
    Alike(Group<'a, T>),
}

/// A group of similar changes or resources.
pub(in crate::report) struct Group<'a, T> {
    /// The first member.
    pub(in crate::report) first: &'a T,
    /// All members including the first, each with a text of what it does not share.
    pub(in crate::report) members: Vec<(&'a T, String)>,
    /// The common fields.
    pub(in crate::report) rows: Vec<Row>,
    /// The common remarks.
    pub(in crate::report) remarks: Vec<String>,
}

impl<'a, T> Group<'a, T> {
    /// The places of the common fields, without repeating one.
    pub(in crate::report) fn places(&self) -> Vec<String> {
        let places = self.rows.iter().filter_map(|row| row.place.as_ref());
        let mut places: Vec<String> = places.map(Located::in_short).collect();
        places.dedup();
        places
    }

    /// Whether only some members are named.
    pub(in crate::report) fn is_large(&self) -> bool {
        self.members.len() >= MANY
    }

    /// The named members, and the number of others. `each` names all.
    pub(in crate::report) fn named(&self, each: bool) -> (&[(&'a T, String)], usize) {
        let all = each || !self.is_large();
        let count = if all { self.members.len() } else { NAMED };
        let named = self.members.get(..count).unwrap_or(&self.members);
        (named, self.members.len() - named.len())
    }
}

/// Finds where the value of a field is written, by its position among the rows of its sketch.
pub(in crate::report) type PlaceOf<'f, T> = dyn Fn(&T, usize) -> Option<Located> + 'f;

/// The entries, in the order of their first members. Only the fields that a group has in common are
/// looked up, and each only until two members differ.
pub(in crate::report) fn gather<'a, T>(
    sketches: &[Sketch<'a, T>],
    place_of: &PlaceOf<'_, T>,
) -> Vec<Entry<'a, T>> {
    let mut buckets = BTreeMap::<&str, Vec<usize>>::new();
    for (at, sketch) in sketches.iter().enumerate() {
        if let Some(base) = &sketch.base {
            buckets.entry(base).or_default().push(at);
        }
    }
    // By the index of the first member; an entry in no group stays alone.
    let mut groups = BTreeMap::<usize, Vec<usize>>::new();
    for bucket in buckets.into_values() {
        split(sketches, bucket, &mut groups);
    }
    let mut grouped = vec![false; sketches.len()];
    for at in groups.values().flatten() {
        if let Some(grouped) = grouped.get_mut(*at) {
            *grouped = true;
        }
    }
    let mut entries = Vec::new();
    for (at, sketch) in sketches.iter().enumerate() {
        if let Some(members) = groups.get(&at) {
            let members: Vec<&Sketch<'a, T>> =
                members.iter().filter_map(|at| sketches.get(*at)).collect();
            entries.push(Entry::Alike(together(sketch.thing, &members, place_of)));
        } else if grouped.get(at) == Some(&false) {
            entries.push(Entry::Alone(sketch.thing));
        }
    }
    entries
}

/// Splits entries with the same base into groups, the strictest level first.
fn split<T>(
    sketches: &[Sketch<'_, T>],
    mut rest: Vec<usize>,
    groups: &mut BTreeMap<usize, Vec<usize>>,
) {
    for level in Likeness::ALL {
        let least = rest
            .iter()
            .filter_map(|at| sketches.get(*at))
            .map(|sketch| sketch.least)
            .min();
        if least.is_none_or(|least| rest.len() < least) {
            return;
        }
        let mut by_key = BTreeMap::<String, Vec<usize>>::new();
        for at in rest.drain(..) {
            if let Some(sketch) = sketches.get(at) {
                let key = likeness::key(&sketch.rows, level);
                by_key.entry(key).or_default().push(at);
            }
        }
        for members in by_key.into_values() {
            let first = members
                .first()
                .and_then(|at| Some((*at, sketches.get(*at)?)));
            match first {
                Some((at, first)) if members.len() >= first.least => {
                    groups.insert(at, members);
                }
                _ => rest.extend(members),
            }
        }
        rest.sort_unstable();
    }
}

fn together<'a, T>(
    first: &'a T,
    members: &[&Sketch<'a, T>],
    place_of: &PlaceOf<'_, T>,
) -> Group<'a, T> {
    let rows: Vec<&[Row]> = members.iter().map(|one| one.rows.as_slice()).collect();
    let mut shared = likeness::shared(&rows);
    for (at, column) in shared.iter_mut().enumerate() {
        let place = common_place(members, at, place_of);
        for row in &mut column.rows {
            row.place.clone_from(&place);
        }
    }
    let own = |sketch: &&Sketch<'a, T>| (sketch.thing, likeness::own(&sketch.rows, &shared));
    let remarks: Vec<&[String]> = members.iter().map(|one| one.remarks.as_slice()).collect();
    Group {
        first,
        members: members.iter().map(own).collect(),
        remarks: likeness::common_remarks(&remarks),
        rows: shared.into_iter().flat_map(|column| column.rows).collect(),
    }
}

/// The place of a field that has the same one for all members.
fn common_place<T>(
    members: &[&Sketch<'_, T>],
    at: usize,
    place_of: &PlaceOf<'_, T>,
) -> Option<Located> {
    let mut places = members.iter().map(|member| place_of(member.thing, at));
    let first = places.next()??;
    places
        .all(|place| place.as_ref() == Some(&first))
        .then_some(first)
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::{Entry, Group, MANY, Sketch, gather};
    use crate::report::fields::rows::Row;
    use crate::report::place::Located;

    fn row(name: &str, before: &str, after: &str) -> Row {
        Row {
            name: name.to_owned(),
            before: Some(before.to_owned()),
            after: Some(after.to_owned()),
            notes: Vec::new(),
            place: None,
        }
    }

    /// The entries that result from these rows: the number of members of each, and its rows.
    fn entries(rows: Vec<Vec<Row>>) -> Vec<(usize, Vec<String>)> {
        let things: Vec<usize> = (0..rows.len()).collect();
        let sketches = things.iter().zip(rows).map(|(thing, rows)| Sketch {
            thing,
            base: Some("the same".to_owned()),
            least: MANY,
            rows,
            remarks: Vec::new(),
        });
        let text = |row: &Row| {
            let (before, after) = (row.before.as_deref(), row.after.as_deref());
            format!(
                "{}: {} → {}",
                row.name,
                before.unwrap_or(""),
                after.unwrap_or("")
            )
        };
        gather(&sketches.collect::<Vec<_>>(), &|_, _| None)
            .iter()
            .map(|entry| match entry {
                Entry::Alone(_) => (1, Vec::new()),
                Entry::Alike(group) => (group.members.len(), group.rows.iter().map(text).collect()),
            })
            .collect()
    }

    /// A change of the host is one change, whatever the paths are.
    #[test]
    fn a_host_that_changes_is_one_change() {
        let moved = |at| {
            let url = |host: &str| format!("https://{host}.example.com/sms/{at}?a=1");
            vec![row("sms_url", &url("a"), &url("b"))]
        };
        assert_eq!(
            entries((0..500).map(moved).collect()),
            [(
                500,
                vec!["sms_url host: a.example.com → b.example.com".to_owned()]
            )]
        );
        assert_eq!(entries((0..19).map(moved).collect()).len(), 19);
    }

    /// A URL that changes to another target is not hidden in a group.
    #[test]
    fn what_goes_elsewhere_stays_alone() {
        let mut rows: Vec<_> = (0..30)
            .map(|at| {
                let name = format!("Store {at}");
                vec![
                    row("friendly_name", "x", &name),
                    row(
                        "sms_url",
                        "https://old.example/",
                        "https://hooks.example/sms",
                    ),
                ]
            })
            .collect();
        rows[7][1] = row(
            "sms_url",
            "https://old.example/",
            "https://evil.example/sms",
        );
        let found = entries(rows);
        assert_eq!(found.len(), 2);
        assert_eq!(found[0].0, 29);
        assert_eq!(
            found[0].1,
            [
                "friendly_name: x → (various)",
                "sms_url: https://old.example/ → https://hooks.example/sms"
            ]
        );
        assert_eq!(found[1].0, 1);
    }

    /// Different destinations that cannot be read as URLs do not count as alike.
    #[test]
    fn what_is_no_url_stays_alone() {
        let to = |at: usize, url: String| vec![row("sms_url", &format!("https://h{at}/"), &url)];
        let odd = entries(
            (0..25)
                .map(|at| to(at, format!("https://e{at}/a b")))
                .collect(),
        );
        assert_eq!(odd.len(), 25);
        let gone = entries((0..25).map(|at| to(at, "(unset)".to_owned())).collect());
        assert_eq!(gone.len(), 1);
    }

    /// The old URLs of a group may differ, the new ones may not.
    #[test]
    fn many_sources_and_one_target_are_one_change() {
        let found = entries(
            (0..25)
                .map(|at| {
                    let old = format!("https://h{at}.example/");
                    vec![row("sms_url", &old, "https://hooks.example/sms")]
                })
                .collect(),
        );
        assert_eq!(
            found,
            [(
                25,
                vec!["sms_url: (various) → https://hooks.example/sms".to_owned()]
            )]
        );
    }

    /// A group has the place that all members share, and no more places are looked up than it takes.
    #[test]
    fn a_place_is_common_or_not_looked_for_any_further() {
        let things: Vec<u32> = (0..500).collect();
        let places = |line: fn(u32) -> u32| {
            let looked = Cell::new(0);
            let sketches = things.iter().map(|thing| Sketch {
                thing,
                base: Some("the same".to_owned()),
                least: MANY,
                rows: vec![row("sms_url", "https://a.example/", "https://b.example/")],
                remarks: Vec::new(),
            });
            let entries = gather(&sketches.collect::<Vec<_>>(), &|thing, _| {
                looked.set(looked.get() + 1);
                Some(Located {
                    file: "a.yaml".to_owned(),
                    line: line(*thing),
                    column: 1,
                    end: (line(*thing), 2),
                })
            });
            let places = match entries.as_slice() {
                [Entry::Alike(group)] => Group::places(group),
                _ => vec!["not one group".to_owned()],
            };
            (places, looked.get())
        };
        assert_eq!(places(|_| 3), (vec!["a.yaml:3".to_owned()], 500));
        assert_eq!(places(|thing| thing), (Vec::new(), 2));
    }

    #[test]
    fn a_method_is_never_various() {
        let methods = |at: usize| {
            let (before, after) = if at.is_multiple_of(2) {
                ("GET", "POST")
            } else {
                ("POST", "GET")
            };
            vec![row("sms_method", before, after)]
        };
        let found = entries((0..60).map(methods).collect());
        assert_eq!(found.len(), 2);
        assert_eq!((found[0].0, found[1].0), (30, 30));
    }
}
