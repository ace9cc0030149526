//! The vocabulary of a model: the hashes that have weights, found by a two-step search.

/// Leading bits of a hash that the index is made of.
const INDEX_BITS: u32 = 12;

/// Ascending hashes with an index over their leading bits.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Rows {
    hashes: Vec<u32>,
    starts: Vec<u32>,
}

impl Rows {
    /// `hashes` must ascend; `None` if they do not.
    pub(crate) fn new(hashes: Vec<u32>) -> Option<Self> {
        if !hashes.is_sorted_by(|a, b| a < b) {
            return None;
        }
        let mut starts = vec![0_u32; (1 << INDEX_BITS) + 1];
        for hash in &hashes {
            starts[bucket(*hash) + 1] += 1;
        }
        for i in 1..starts.len() {
            starts[i] += starts[i - 1];
        }
        Some(Self { hashes, starts })
    }

    /// Number of rows.
    pub(crate) fn len(&self) -> usize {
        self.hashes.len()
    }

    /// The hashes in order of the rows.
    pub(crate) fn hashes(&self) -> &[u32] {
        &self.hashes
    }

    /// The row of a hash.
    pub(crate) fn position(&self, hash: u32) -> Option<usize> {
        let at = bucket(hash);
        let (start, end) = (*self.starts.get(at)? as usize, *self.starts.get(at + 1)? as usize);
        self.hashes[start..end].binary_search(&hash).ok().map(|found| start + found)
    }
}

const fn bucket(hash: u32) -> usize {
    (hash >> (32 - INDEX_BITS)) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_hash_is_found_and_no_other() {
        let hashes = vec![0, 1, 77, 1 << 20, (1 << 20) + 1, u32::MAX - 1, u32::MAX];
        let rows = Rows::new(hashes.clone()).unwrap();
        for (row, hash) in hashes.iter().enumerate() {
            assert_eq!(rows.position(*hash), Some(row));
        }
        assert_eq!([2, 1 << 21, u32::MAX - 2].map(|hash| rows.position(hash)), [None; 3]);
        assert_eq!(Rows::default().position(5), None);
    }

    #[test]
    fn hashes_that_do_not_ascend_are_refused() {
        assert!(Rows::new(vec![2, 1]).is_none() && Rows::new(vec![1, 1]).is_none());
    }
}
