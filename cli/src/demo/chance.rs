//! Chance from a seed: the same seed gives the same caseload, on every machine and in every version.

/// SplitMix64: small, and fixed by its definition.
pub(super) struct Chance(u64);

impl Chance {
    pub(super) fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `below`; 0 when that is 0.
    pub(super) fn below(&mut self, below: usize) -> usize {
        let drawn = self.next() % u64::try_from(below.max(1)).unwrap_or(1);
        usize::try_from(drawn).unwrap_or(0)
    }

    /// From the first up to and including the last.
    pub(super) fn between(&mut self, first: i64, last: i64) -> i64 {
        let span = usize::try_from(last - first + 1).unwrap_or(1);
        first + i64::try_from(self.below(span)).unwrap_or(0)
    }

    /// Whether something happens that happens in so many of a hundred.
    pub(super) fn percent(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    /// One of several; none of none.
    pub(super) fn pick<'a, T>(&mut self, from: &'a [T]) -> Option<&'a T> {
        from.get(self.below(from.len()))
    }
}

#[cfg(test)]
mod tests {
    use super::Chance;

    #[test]
    fn a_seed_always_gives_the_same_and_another_one_something_else() {
        let drawn = |seed| {
            let mut chance = Chance::new(seed);
            [(); 5].map(|()| chance.below(1_000))
        };
        assert_eq!(drawn(1), drawn(1));
        assert_ne!(drawn(1), drawn(2));
        let mut chance = Chance::new(3);
        assert!((0..1_000).all(|_| (2..=4).contains(&chance.between(2, 4))));
        let half = (0..1_000).filter(|_| chance.percent(50)).count();
        assert!((400..600).contains(&half), "{half}");
        assert_eq!(chance.pick::<u8>(&[]), None);
    }
}
