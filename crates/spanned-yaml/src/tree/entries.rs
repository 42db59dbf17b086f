//! The entries of a map. Most maps are small, and a file may hold 100,000 of them: a few entries are
//! a list without slack that is searched from its beginning, and only many entries have an index.

use foldhash::fast::RandomState;
use indexmap::IndexMap;
use smol_str::SmolStr;

/// The most entries of a map without an index.
const FEW: usize = 16;

/// A few entries, in file order.
pub(crate) type Few<E> = Vec<(SmolStr, E)>;

/// Entries in file order. Looking up a key takes constant time.
#[derive(Debug, Clone)]
pub(crate) enum Entries<E> {
    Few(Few<E>),
    Many(Box<IndexMap<SmolStr, E, RandomState>>),
}

impl<E> Default for Entries<E> {
    fn default() -> Self {
        Self::Few(Vec::new())
    }
}

impl<E> Entries<E> {
    /// No entries; they grow in the memory of a list.
    pub(crate) fn growing_in(room: Few<E>) -> Self {
        Self::Few(room)
    }

    /// Moves a few entries to a list of their exact number; returns the list that they grew in.
    pub(crate) fn fit(&mut self) -> Option<Few<E>> {
        match self {
            Self::Few(few) => {
                let mut fitting = Vec::with_capacity(few.len());
                fitting.append(few);
                Some(std::mem::replace(few, fitting))
            }
            Self::Many(_) => None,
        }
    }

    /// The entry under a key.
    pub(crate) fn get(&self, key: &str) -> Option<&E> {
        match self {
            Self::Few(few) => few.iter().find(|(name, _)| name == key).map(|(_, e)| e),
            Self::Many(many) => many.get(key),
        }
    }

    /// The entry under a key, mutable.
    pub(crate) fn get_mut(&mut self, key: &str) -> Option<&mut E> {
        match self {
            Self::Few(few) => few.iter_mut().find(|(name, _)| name == key).map(|(_, e)| e),
            Self::Many(many) => many.get_mut(key),
        }
    }

    /// Puts an entry under a key and returns the previous one; a key that was there keeps its place
    /// in the order.
    pub(crate) fn insert(&mut self, key: impl Into<SmolStr>, entry: E) -> Option<E> {
        let key = key.into();
        if let Some(there) = self.get_mut(&key) {
            return Some(std::mem::replace(there, entry));
        }
        self.push(key, entry);
        None
    }

    /// Adds an entry under a key that is not there.
    pub(crate) fn push(&mut self, key: SmolStr, entry: E) {
        match self {
            Self::Few(few) if few.len() < FEW => few.push((key, entry)),
            Self::Few(few) => {
                let all = few.drain(..).chain([(key, entry)]);
                *self = Self::Many(Box::new(all.collect()));
            }
            Self::Many(many) => {
                many.insert(key, entry);
            }
        }
    }

    /// Removes an entry; the others keep their order.
    pub(crate) fn remove(&mut self, key: &str) -> Option<E> {
        match self {
            Self::Few(few) => {
                let at = few.iter().position(|(name, _)| name == key)?;
                Some(few.remove(at).1)
            }
            Self::Many(many) => many.shift_remove(key),
        }
    }

    /// The last entry, mutable.
    pub(crate) fn last_mut(&mut self) -> Option<&mut E> {
        match self {
            Self::Few(few) => few.last_mut().map(|(_, entry)| entry),
            Self::Many(many) => many.last_mut().map(|(_, entry)| entry),
        }
    }

    /// The last entry and its key.
    pub(crate) fn last(&self) -> Option<(&str, &E)> {
        match self {
            Self::Few(few) => few.last().map(|(key, entry)| (key.as_str(), entry)),
            Self::Many(many) => many.last().map(|(key, entry)| (key.as_str(), entry)),
        }
    }

    /// Keys and entries in file order.
    pub(crate) fn iter(&self) -> Iter<'_, E> {
        match self {
            Self::Few(few) => Iter::Few(few.iter()),
            Self::Many(many) => Iter::Many(many.iter()),
        }
    }

    /// Keys and entries in file order, the entries mutable.
    pub(crate) fn iter_mut(&mut self) -> impl Iterator<Item = (&str, &mut E)> {
        let (few, many) = match self {
            Self::Few(few) => (Some(few), None),
            Self::Many(many) => (None, Some(many)),
        };
        let few = few.into_iter().flatten();
        let few = few.map(|(key, entry)| (key.as_str(), entry));
        let many = many.into_iter().flat_map(|many| many.iter_mut());
        few.chain(many.map(|(key, entry)| (key.as_str(), entry)))
    }

    /// The number of entries.
    pub(crate) fn len(&self) -> usize {
        match self {
            Self::Few(few) => few.len(),
            Self::Many(many) => many.len(),
        }
    }
}

/// The order of the entries does not matter.
impl<E: PartialEq> PartialEq for Entries<E> {
    fn eq(&self, other: &Self) -> bool {
        let same = |(key, entry): (&str, &E)| other.get(key) == Some(entry);
        self.len() == other.len() && self.iter().all(same)
    }
}

impl<E: Eq> Eq for Entries<E> {}

impl<E> IntoIterator for Entries<E> {
    type Item = (SmolStr, E);
    type IntoIter = IntoIter<E>;

    fn into_iter(self) -> IntoIter<E> {
        match self {
            Self::Few(few) => IntoIter::Few(few.into_iter()),
            Self::Many(many) => IntoIter::Many(many.into_iter()),
        }
    }
}

/// Keys and entries of a map, in file order.
#[derive(Debug, Clone)]
pub enum Iter<'a, E> {
    /// Those of a small map.
    Few(std::slice::Iter<'a, (SmolStr, E)>),
    /// Those of a large one.
    Many(indexmap::map::Iter<'a, SmolStr, E>),
}

impl<'a, E> Iterator for Iter<'a, E> {
    type Item = (&'a str, &'a E);

    fn next(&mut self) -> Option<Self::Item> {
        match self {
            Self::Few(few) => few.next().map(|(key, entry)| (key.as_str(), entry)),
            Self::Many(many) => many.next().map(|(key, entry)| (key.as_str(), entry)),
        }
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        match self {
            Self::Few(few) => few.size_hint(),
            Self::Many(many) => many.size_hint(),
        }
    }
}

/// Keys and entries of a map that is taken apart, in file order.
#[derive(Debug)]
pub enum IntoIter<E> {
    /// Those of a small map.
    Few(std::vec::IntoIter<(SmolStr, E)>),
    /// Those of a large one.
    Many(indexmap::map::IntoIter<SmolStr, E>),
}

impl<E> Iterator for IntoIter<E> {
    type Item = (SmolStr, E);

    fn next(&mut self) -> Option<Self::Item> {
        match self {
            Self::Few(few) => few.next(),
            Self::Many(many) => many.next(),
        }
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        match self {
            Self::Few(few) => few.size_hint(),
            Self::Many(many) => many.size_hint(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Entries, FEW};

    fn of(count: usize) -> Entries<usize> {
        let mut entries = Entries::default();
        for n in 0..count {
            assert!(entries.insert(format!("k{n}"), n).is_none());
        }
        entries
    }

    /// Maps below, at and above the size from which they have an index.
    #[test]
    fn a_map_of_any_size_keeps_its_order() {
        for count in [0, 1, FEW, FEW + 1, 100] {
            let mut map = of(count);
            let keys = |map: &Entries<usize>| -> Vec<String> {
                map.iter().map(|(key, _)| key.to_owned()).collect()
            };
            let all: Vec<String> = (0..count).map(|n| format!("k{n}")).collect();
            assert_eq!(keys(&map), all);
            assert_eq!(map.len(), count);
            assert_eq!(map.get("k"), None);
            for (n, key) in all.iter().enumerate() {
                assert_eq!(map.get(key), Some(&n));
                assert_eq!(map.insert(key.as_str(), n + 1), Some(n));
            }
            assert_eq!(keys(&map), all);
            assert_eq!(map.iter_mut().count(), count);
            assert_eq!(
                map.last().map(|(_, n)| *n),
                count.checked_sub(1).map(|n| n + 1)
            );
            assert_eq!(map.last_mut().is_some(), count > 0);
            assert_eq!(map.remove("k0").is_some(), count > 0);
            assert_eq!(map.remove("k0"), None);
            assert_eq!(keys(&map), all.get(1..).unwrap_or_default());
            let taken: Vec<_> = map.clone().into_iter().map(|(key, _)| key).collect();
            assert_eq!(taken, keys(&map));
            assert_eq!(map.fit().is_some(), count <= FEW);
            assert_eq!(keys(&map), taken);
        }
    }

    #[test]
    fn maps_are_equal_whatever_their_order() {
        let (one, mut other) = (of(3), of(3));
        let first = other.remove("k0").unwrap();
        assert_ne!(one, other);
        other.insert("k0", first);
        assert_eq!(one, other);
    }
}
