//! Random numbers for salts and nonces, drawn from the system so many at a time: a step needs three, and each
//! question to the system costs as much as sealing.

use crate::Problem;

const POOL: usize = 1_024;

/// Numbers of the system that nobody has used yet.
pub(super) struct Random {
    pool: [u8; POOL],
    used: usize,
}

impl Default for Random {
    fn default() -> Self {
        Self { pool: [0; POOL], used: POOL }
    }
}

impl Random {
    /// So many random bytes, each given once.
    ///
    /// # Errors
    /// The system gives none.
    pub(super) fn draw<const N: usize>(&mut self) -> Result<[u8; N], Problem> {
        const { assert!(N <= POOL) }
        if self.used + N > POOL {
            getrandom::fill(&mut self.pool).map_err(|_| Problem::broken_store("no randomness"))?;
            self.used = 0;
        }
        let given = &mut self.pool[self.used..self.used + N];
        let mut drawn = [0; N];
        drawn.copy_from_slice(given);
        given.fill(0);
        self.used += N;
        Ok(drawn)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::Random;

    #[test]
    fn nothing_is_given_twice() {
        let mut random = Random::default();
        let drawn: HashSet<[u8; 24]> = (0..10_000).map(|_| random.draw().expect("numbers")).collect();
        assert_eq!(drawn.len(), 10_000);
        assert!(!drawn.contains(&[0; 24]));
    }
}
