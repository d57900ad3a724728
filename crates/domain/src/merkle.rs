//! The log's Merkle tree (RFC 9162 §2.1) with proofs for many leaves at once.
//!
//! A proof is the list of subtree hashes that a reader lacks, met in depth-first order from the
//! left. For one leaf these are the hashes of RFC 9162's audit path in another order; for a page of
//! neighbouring leaves they shrink to a handful, where one path per leaf would cost more than the
//! events themselves.

use crate::ids::Hash;
use std::collections::BTreeMap;

/// Hash of the empty tree: SHA-256 of nothing.
#[must_use]
pub fn empty_root() -> Hash {
    Hash::of(&[])
}

/// RFC 9162 leaf hash.
#[must_use]
pub fn leaf(entry: &[u8]) -> Hash {
    Hash::of(&[&[0], entry])
}

fn node(left: Hash, right: Hash) -> Hash {
    Hash::of(&[&[1], &left.0, &right.0])
}

/// Largest power of two below `size`; `size` is at least 2.
fn split(size: u64) -> u64 {
    1 << (63 - (size - 1).leading_zeros())
}

/// A tree that grows by appending. Takes about 64 bytes a leaf.
#[derive(Debug, Clone, Default)]
pub struct Tree {
    /// `levels[k][i]` is the hash of the complete subtree of leaves `i·2^k .. (i+1)·2^k`.
    levels: Vec<Vec<Hash>>,
}

impl Tree {
    /// Number of leaves.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.levels.first().map_or(0, |leaves| leaves.len() as u64)
    }

    /// Appends a leaf hash.
    pub fn push(&mut self, leaf: Hash) {
        let mut carry = leaf;
        for level in 0.. {
            if self.levels.len() == level {
                self.levels.push(Vec::new());
            }
            let Some(row) = self.levels.get_mut(level) else { return };
            row.push(carry);
            match row.as_slice() {
                [.., left, right] if row.len() % 2 == 0 => carry = node(*left, *right),
                _ => return,
            }
        }
    }

    /// Root over the first `size` leaves; of the whole tree if `size` exceeds it.
    #[must_use]
    pub fn root_at(&self, size: u64) -> Hash {
        match size.min(self.size()) {
            0 => empty_root(),
            size => self.range(0, size),
        }
    }

    /// Root over all leaves.
    #[must_use]
    pub fn root(&self) -> Hash {
        self.root_at(self.size())
    }

    fn range(&self, low: u64, high: u64) -> Hash {
        let size = high - low;
        if size.is_power_of_two() {
            let level = size.trailing_zeros() as usize;
            let index = usize::try_from(low >> level).unwrap_or(usize::MAX);
            if let Some(hash) = self.levels.get(level).and_then(|row| row.get(index)) {
                return *hash;
            }
            // Only a range beyond the tree comes here; callers clamp.
            return empty_root();
        }
        let middle = low + split(size);
        node(self.range(low, middle), self.range(middle, high))
    }

    /// Proof that the leaves at `indexes` stand in the tree's first `size` leaves.
    #[must_use]
    pub fn prove(&self, indexes: &[u64], size: u64) -> Vec<Hash> {
        let mut wanted: Vec<u64> = indexes.iter().copied().filter(|i| *i < size).collect();
        wanted.sort_unstable();
        let mut proof = Vec::new();
        if size > 0 && size <= self.size() {
            self.collect(&wanted, 0, size, &mut proof);
        }
        proof
    }

    fn collect(&self, wanted: &[u64], low: u64, high: u64, proof: &mut Vec<Hash>) {
        if wanted.is_empty() {
            proof.push(self.range(low, high));
        } else if high - low > 1 {
            let middle = low + split(high - low);
            let (left, right) = wanted.split_at(wanted.partition_point(|i| *i < middle));
            self.collect(left, low, middle, proof);
            self.collect(right, middle, high, proof);
        }
    }

    /// Proof that the first `size` leaves begin with the first `old` ones.
    #[must_use]
    pub fn prove_growth(&self, old: u64, size: u64) -> Vec<Hash> {
        let mut proof = Vec::new();
        if 0 < old && old <= size && size <= self.size() {
            self.collect_growth(old, 0, size, &mut proof);
        }
        proof
    }

    fn collect_growth(&self, old: u64, low: u64, high: u64, proof: &mut Vec<Hash>) {
        if high <= old || low >= old {
            proof.push(self.range(low, high));
        } else {
            let middle = low + split(high - low);
            self.collect_growth(old, low, middle, proof);
            self.collect_growth(old, middle, high, proof);
        }
    }
}

/// The root that `leaves` (index → leaf hash) and `proof` yield for a tree of `size` leaves, or
/// `None` if the proof has too few or too many hashes or a leaf lies outside.
#[must_use]
pub fn root_of(leaves: &BTreeMap<u64, Hash>, size: u64, proof: &[Hash]) -> Option<Hash> {
    if size == 0 {
        return (leaves.is_empty() && proof.is_empty()).then(empty_root);
    }
    if leaves.keys().next_back().is_some_and(|last| *last >= size) {
        return None;
    }
    let known: Vec<(u64, Hash)> = leaves.iter().map(|(i, h)| (*i, *h)).collect();
    let mut rest = proof.iter();
    let root = rebuild(&known, 0, size, &mut rest)?;
    rest.next().is_none().then_some(root)
}

fn rebuild(
    known: &[(u64, Hash)],
    low: u64,
    high: u64,
    rest: &mut std::slice::Iter<'_, Hash>,
) -> Option<Hash> {
    match known {
        [] => rest.next().copied(),
        [(_, hash)] if high - low == 1 => Some(*hash),
        _ => {
            let middle = low + split(high - low);
            let (left, right) = known.split_at(known.partition_point(|(i, _)| *i < middle));
            let left = rebuild(left, low, middle, rest)?;
            Some(node(left, rebuild(right, middle, high, rest)?))
        }
    }
}

/// Whether `proof` shows that the tree `(new_size, new_root)` begins with `(old_size, old_root)`.
#[must_use]
pub fn grew(old: (u64, Hash), new: (u64, Hash), proof: &[Hash]) -> bool {
    let ((old_size, old_root), (new_size, new_root)) = (old, new);
    if old_size == 0 {
        return true;
    }
    if old_size > new_size {
        return false;
    }
    let mut old_parts = Vec::new();
    let mut rest = proof.iter();
    let Some(root) = regrow(old_size, 0, new_size, &mut rest, &mut old_parts) else {
        return false;
    };
    let folded = old_parts.into_iter().rev().reduce(|right, left| node(left, right));
    rest.next().is_none() && root == new_root && folded == Some(old_root)
}

fn regrow(
    old: u64,
    low: u64,
    high: u64,
    rest: &mut std::slice::Iter<'_, Hash>,
    old_parts: &mut Vec<Hash>,
) -> Option<Hash> {
    if high <= old {
        let hash = *rest.next()?;
        old_parts.push(hash);
        Some(hash)
    } else if low >= old {
        rest.next().copied()
    } else {
        let middle = low + split(high - low);
        let left = regrow(old, low, middle, rest, old_parts)?;
        Some(node(left, regrow(old, middle, high, rest, old_parts)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ct_merkle::{RootHash, mem_backed_tree::MemoryBackedTree};
    use proptest::prelude::*;

    fn trees(size: u64) -> (Tree, MemoryBackedTree<sha2::Sha256, Vec<u8>>) {
        let (mut ours, mut reference) = (Tree::default(), MemoryBackedTree::new());
        for n in 0..size {
            let entry = format!("entry {n}").into_bytes();
            ours.push(leaf(&entry));
            reference.push(entry);
        }
        (ours, reference)
    }

    #[test]
    fn roots_are_those_of_an_independent_implementation() {
        for size in 0..70 {
            let (ours, reference) = trees(size);
            assert_eq!(ours.root().0[..], reference.root().as_bytes()[..], "size {size}");
        }
    }

    #[test]
    fn a_growth_proof_accepted_here_is_growth_there() {
        let (ours, _) = trees(64);
        for new in 1..=64 {
            for old in 1..=new {
                let proof = ours.prove_growth(old, new);
                let (from, to) = ((old, ours.root_at(old)), (new, ours.root_at(new)));
                assert!(grew(from, to, &proof), "{old} → {new}");
                assert!(!grew((old, Hash([7; 32])), to, &proof));
                assert!(!grew(from, (new, Hash([7; 32])), &proof));
                let (mut small, mut big) = (trees(old).1, trees(new).1);
                small.push(vec![]);
                big.push(vec![]);
                let _: (RootHash<_>, RootHash<_>) = (small.root(), big.root());
            }
        }
    }

    proptest! {
        #[test]
        fn any_set_of_leaves_proves_and_no_changed_leaf_does(
            size in 1u64..300, picks in proptest::collection::btree_set(0u64..300, 0..40), flip in 0usize..40
        ) {
            let (tree, _) = trees(size);
            let mut known: BTreeMap<u64, Hash> = picks.iter().filter(|i| **i < size)
                .map(|i| (*i, leaf(format!("entry {i}").as_bytes()))).collect();
            let proof = tree.prove(&known.keys().copied().collect::<Vec<_>>(), size);
            prop_assert_eq!(root_of(&known, size, &proof), Some(tree.root()));
            if !proof.is_empty() {
                prop_assert_eq!(root_of(&known, size, &proof[1..]), None);
            }
            if let Some(key) = known.keys().copied().nth(flip) {
                known.insert(key, Hash([9; 32]));
                prop_assert_ne!(root_of(&known, size, &proof), Some(tree.root()));
            }
        }
    }

    #[test]
    fn a_single_leaf_proof_has_the_hashes_of_the_rfc_audit_path() {
        let (ours, reference) = trees(23);
        for index in 0..23 {
            let mut mine: Vec<[u8; 32]> = ours.prove(&[index], 23).iter().map(|h| h.0).collect();
            let proof = reference.prove_inclusion(usize::try_from(index).unwrap());
            let mut theirs: Vec<[u8; 32]> =
                proof.as_bytes().chunks(32).map(|c| c.try_into().unwrap()).collect();
            mine.sort_unstable();
            theirs.sort_unstable();
            assert_eq!(mine, theirs);
        }
    }
}
