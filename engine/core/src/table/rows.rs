//! A set of rows.

/// A set of rows, by their place in the table.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Rows(Vec<u64>);

impl Rows {
    /// No row of so many.
    pub(super) fn none(count: usize) -> Self {
        Self(vec![0; count.div_ceil(64)])
    }

    /// All rows of so many.
    pub(super) fn all(count: usize) -> Self {
        let mut rows = Self::none(count);
        (0..count).for_each(|row| rows.add(row));
        rows
    }

    pub(super) fn add(&mut self, row: usize) {
        if let Some(word) = self.0.get_mut(row / 64) {
            *word |= 1 << (row % 64);
        }
    }

    /// Whether a row is in it.
    #[must_use]
    pub fn contains(&self, row: usize) -> bool {
        self.0.get(row / 64).is_some_and(|word| word & (1 << (row % 64)) != 0)
    }

    /// Whether there is no row in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.iter().all(|word| *word == 0)
    }

    /// The row that comes first.
    #[must_use]
    pub fn first(&self) -> Option<usize> {
        let word = self.0.iter().position(|word| *word != 0)?;
        Some(word * 64 + self.0[word].trailing_zeros() as usize)
    }

    /// The rows in both.
    pub(super) fn and(&self, other: &Self) -> Self {
        Self(self.0.iter().zip(&other.0).map(|(a, b)| a & b).collect())
    }

    /// How much work it is to go through it, in words of 64 rows.
    pub(super) fn size(&self) -> usize {
        self.0.len()
    }
}
